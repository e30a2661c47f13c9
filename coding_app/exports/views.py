"""Exports: what there is, asking for one, taking it away."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.core.http import after_write
from coding_app.core.models import Job
from coding_app.exports import actions, professions, queries
from coding_app.exports.formats import FORMATS, PROFILE_WORDS, words_for
from coding_app.exports.forms import ExportForm
from coding_app.exports.readme import readme
from coding_app.exports.sensitive import kept_inside
from coding_app.exports.sharing import LEAVING
from coding_app.exports.writers.profiles import PROFILES
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.summaries.pages import Comparison
from coding_app.summaries.queries import selection

EXPORTS_A_PAGE = 25
FAILURES_SHOWN = 3


@require_GET
@project_view(Permission.EXPORT)
def export_list(request: ProjectRequest) -> HttpResponse:
    """Show what may be exported, what is being made and what was made."""
    return _page(request)


def _page(request: ProjectRequest, *, status: int = 200) -> HttpResponse:
    unfinished = list(queries.unfinished(request.project)[:EXPORTS_A_PAGE])
    context = {
        "formats": FORMATS.values(),
        "profiles": PROFILE_WORDS,
        "held_back": queries.held_back(request.project),
        "leaving": queries.open_to_all(request.project),
        "codes_inside": kept_inside(queries.definitions(request.project)).codes,
        "running": [(job, words_for(job)) for job in unfinished if job.finished_at is None],
        "failed": [(job, words_for(job)) for job in unfinished if job.state == Job.State.FAILED][:FAILURES_SHOWN],
        "page": Paginator(queries.exports(request.project), EXPORTS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "exports/export_list.html", context, status=status)


@require_POST
@project_view(Permission.EXPORT)
def export_create(request: ProjectRequest) -> HttpResponse:
    """Ask for an export."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such export. Nothing was started. Choose one of the list."))
        return _page(request, status=422)
    actions.start_export(project=request.project, by=request.user, **form.cleaned_data)
    messages.success(request, _("The export is being made. It will be in the list below; you may leave this page."))
    return after_write(request, reverse("exports:export_list", args=[request.project.slug]))


@require_GET
@project_view(Permission.EXPORT)
def export_download(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Send the file of an export as a download, never as a page."""
    export = get_object_or_404(queries.exports(request.project), uuid=uuid)
    file = actions.open_file(export=export).open("rb")
    response = FileResponse(file, as_attachment=True, filename=export.file_name)
    response["Content-Type"] = PROFILES[export.profile].media_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return cast("HttpResponse", response)


@require_GET
@project_view(Permission.EXPORT)
def export_readme(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Send what goes along with the file of an export: how it was made, its digest, its columns."""
    export = get_object_or_404(queries.exports(request.project), uuid=uuid)
    response = HttpResponse(readme(export), content_type="text/markdown; charset=utf-8")
    name = f"{export.file_name.removesuffix('.csv')}-README.md"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_GET
@project_view(Permission.VIEW_SUMMARIES)
def professions_table(request: ProjectRequest) -> HttpResponse:
    """Send the table of the professions page; it holds figures only, so whoever sees the page may have it."""
    profile = PROFILES.get(request.GET.get("profile", "rfc4180"))
    if profile is None:
        raise Http404
    chosen = selection(
        request.project, request.user, unit_kind=request.GET.get("unit", ""), numbers=request.GET.getlist("round")
    )
    without = kept_inside(queries.definitions(request.project)).in_any_version if profile.name in LEAVING else ()
    rows = professions.rows(Comparison(request.project, chosen), without=without)
    response = HttpResponse(b"".join(profile.pieces(professions.COLUMNS, rows)), content_type=profile.media_type)
    name = actions.file_name(request.project, "professions", profile.name)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
