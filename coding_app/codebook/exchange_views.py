"""Codebooks in and out as files: downloads of any version, upload, check, acceptance."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding_app.codebook import exchange_pages, exchanging, queries, waiting
from coding_app.codebook.exchange.formats import FORMATS
from coding_app.codebook.exchange.refusals import UnusableCodebook
from coding_app.codebook.exchange_forms import AcceptForm, CodebookFileForm
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view

DOWNLOAD_POLICY = "default-src 'none'; sandbox"


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def exchange(request: ProjectRequest) -> HttpResponse:
    """Show the formats a version may be taken out in, and how a file comes in."""
    return _exchange_page(request, CodebookFileForm(initial={"language": queries.language()}))


def _exchange_page(request: ProjectRequest, form: CodebookFileForm) -> HttpResponse:
    versions = list(queries.versions(request.project))
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == asked), None)
    if shown is None and asked:
        raise Http404
    shown = shown or next((one for one in versions if one.state == "published"), versions[0] if versions else None)
    context = {
        "versions": versions,
        "shown": shown,
        "files": exchange_pages.files(shown) if shown else [],
        "form": form,
        "edits": has_permission(request.membership, Permission.EDIT_CODEBOOK),
        "downloads": has_permission(request.membership, Permission.EXPORT),
        "waits": waiting.waiting(request.project, request.user),
    }
    return form_page(request, "codebook/exchange.html", context, is_valid=not form.is_bound)


@require_GET
@project_view(Permission.EXPORT)
def version_file(request: ProjectRequest, number: int, format: str) -> HttpResponse:
    """Send a version as a file, never as a page."""
    version = queries.versions(request.project).filter(number=number).first()
    if version is None or format not in FORMATS:
        raise Http404
    language = "en" if request.GET.get("language", queries.language()) == "en" else "fr"
    try:
        content = FORMATS[format].write(exchange_pages.form_of(version), language)
    except UnusableCodebook as error:
        raise exchanging.FileRefused(exchanging.refusal(error)) from error
    response = HttpResponse(content, content_type=FORMATS[format].media_type)
    name = f"{request.project.slug}-codebook-v{number}-{language}{FORMATS[format].suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = DOWNLOAD_POLICY
    return response


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def exchange_upload(request: ProjectRequest) -> HttpResponse:
    """Read a file and go to its check; a bad one is refused with a sentence."""
    form = CodebookFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _exchange_page(request, form)
    file = form.cleaned_data["file"]
    try:
        exchanging.keep_file(
            project=request.project,
            by=request.user,
            file_name=file.name,
            chunks=file.chunks(),
            language=form.cleaned_data["language"],
        )
    except exchanging.FileRefused as refusal:
        form.add_error("file", str(refusal.sentence))
        return _exchange_page(request, form)
    return after_write(request, reverse("codebook:exchange_check", args=[request.project.slug]))


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def exchange_check(request: ProjectRequest) -> HttpResponse:
    """Show what taking the file in would do, and do it."""
    found = waiting.waiting(request.project, request.user)
    if found is None and request.method == "GET":
        return redirect("codebook:exchange", request.project.slug)
    book = queries.codebook(request.project)
    keeps = (request.POST if request.method == "POST" else request.GET).get("keep_parents") in {"1", "True"}
    form = AcceptForm(request.POST or None, has_codebook=book is not None, initial=_initial(found, keeps=keeps))
    if request.method == "POST" and form.is_valid():
        return _accept(request, form.cleaned_data)
    context: dict[str, Any] = {"form": form, "book": book, "waiting": found, "keep_parents": keeps}
    context |= exchange_pages.check(request.project, found.form, keep_parents=keeps) if found else {}
    return form_page(request, "codebook/exchange_check.html", context, is_valid=not form.is_bound)


def _initial(found: waiting.Waiting | None, *, keeps: bool) -> dict[str, Any]:
    if found is None:
        return {}
    name = found.form.name
    return {"digest": found.digest, "keep_parents": keeps, "name_fr": name.read("fr"), "name_en": name.read("en")}


def _accept(request: ProjectRequest, wishes: dict[str, Any]) -> HttpResponse:
    updates = wishes.pop("existing") == AcceptForm.UPDATE
    exchanging.accept_file(project=request.project, by=request.user, updates=updates, **wishes)
    messages.success(request, _("The file is in the draft. Nothing changes for coders until you publish it."))
    return after_write(request, reverse("codebook:draft", args=[request.project.slug]))


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def exchange_discard(request: ProjectRequest) -> HttpResponse:
    """Forget the file that waits."""
    waiting.discard(request.project, request.user)
    return after_write(request, reverse("codebook:exchange", args=[request.project.slug]))
