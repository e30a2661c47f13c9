"""What became of the codebook: two versions side by side, news for one person, the journal of decisions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.codebook import comparing, journal, queries, talk, unread
from coding_app.codebook.models import Code, CodebookVersion
from coding_app.codebook.sentences import fate_sentence
from coding_app.codebook.talk_forms import CompareForm
from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view

LARGEST_KEY = 2**63 - 1


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def version_compare(request: ProjectRequest) -> HttpResponse:
    """Show two versions side by side; without a choice the two newest."""
    versions = {one.number: one for one in queries.versions(request.project)}
    numbers = list(versions)
    chosen = {"old": numbers[1] if len(numbers) > 1 else None, "new": numbers[0] if numbers else None}
    form = CompareForm(request.GET if "old" in request.GET else chosen, numbers=numbers)
    lines = None
    if form.is_valid():
        old, new = sorted((form.cleaned_data["old"], form.cleaned_data["new"]))
        lines = comparing.side_by_side(versions[old], versions[new], queries.language())
        chosen = {"old": old, "new": new}
        form = CompareForm(chosen, numbers=numbers)
    context = {"form": form, "lines": lines, "has_two": len(numbers) > 1, **chosen}
    return render(
        request, "codebook/version_compare.html", context, status=200 if form.is_valid() or not numbers[1:] else 422
    )


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def news(request: ProjectRequest) -> HttpResponse:
    """Show what newer versions change for the reader, with the notes of their publication."""
    news_for_me = unread.unread(request.membership)
    context: dict[str, object] = {"news": news_for_me}
    if news_for_me:
        language = queries.language()
        names = comparing.names_of(request.project, language)
        context["lines"] = comparing.side_by_side(news_for_me.known, news_for_me.latest, language)
        context["own"] = queries.own_codings(request.project, request.user, news_for_me.latest)
        context["fates"] = [
            fate_sentence(row.kind, names.get(row.from_code_id, ""), names.get(row.to_code_id or 0, ""))
            for row in unread.lineage_between(news_for_me.known, news_for_me.latest)
        ]
    return render(request, "codebook/news.html", context)


@require_POST
@project_view(Permission.VIEW_CODEBOOK)
def version_read(request: ProjectRequest, number: int) -> HttpResponse:
    """Note that the reader has read what a version changes."""
    versions = CodebookVersion.objects.filter(codebook__project=request.project, state="published")
    version = get_object_or_404(versions, number=number)
    unread.mark_read(project=request.project, version=version, by=request.user)
    messages.success(request, _("Noted: you have read version %(number)s.") % {"number": version.number})
    return after_write(request, reverse("codebook:codebook", args=[request.project.slug]))


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def decisions(request: ProjectRequest) -> HttpResponse:
    """Show what was decided about the codebook, newest first; of one code when the address names it."""
    names = comparing.names_of(request.project, queries.language())
    codes = list(Code.objects.filter(codebook__project=request.project, pk__in=names))
    wanted = request.GET.get("code", "")
    code = get_object_or_404(Code, uuid=_uuid(wanted), codebook__project=request.project) if wanted else None
    key = request.GET.get("before", "")
    before = min(int(key), LARGEST_KEY) if key.isascii() and key.isdigit() else None
    choices = sorted(((str(one.uuid), names[one.pk] or one.slug) for one in codes), key=lambda one: one[1].casefold())
    edits = has_permission(request.membership, Permission.EDIT_CODEBOOK)
    asked = talk.visible(talk.questions(request.project), request.user, edits=edits)
    context = {
        "page": journal.decisions(request.project, names, asked, code=code, before=before),
        "choices": choices,
        "wanted": str(code.uuid) if code else "",
        "names": names,
        "is_first": before is None,
    }
    return render(request, "codebook/decisions.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
