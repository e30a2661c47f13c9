"""Professions side by side, and the posts behind each figure."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.summaries import queries, words
from coding_app.summaries.comparison import behind
from coding_app.summaries.pages import Comparison, found_units
from corpus.models import Profession

UNITS_A_PAGE = 50


@require_GET
@project_view(Permission.VIEW_SUMMARIES)
def professions(request: ProjectRequest) -> HttpResponse:
    """Show the share of each code in each profession, and the differences."""
    comparison = _comparison(request)
    context = {
        "comparison": comparison,
        "selection": comparison.selection,
        "facts": queries.facts(request.project),
        "layer": words.LAYER,
        "title": _("Professions: %(layer)s") % {"layer": words.LAYER},
    }
    return render(request, "summaries/professions.html", context)


@require_GET
@project_view(Permission.VIEW_SUMMARIES)
def posts_behind(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show the units behind one figure: as many as the figure says."""
    comparison = _comparison(request)
    entries = [entry for dimension in comparison.dimensions for entry in dimension.entries]
    entry = next((entry for entry in entries if entry.uuid == uuid and entry.kind != "group"), None)
    profession = request.GET.get("profession", "")
    if entry is None or profession not in Profession.values:
        raise Http404
    all_counted = request.GET.get("which") == "all"
    ids = behind(comparison.analysis, entry.id, profession, all_counted=all_counted)
    page = Paginator(ids, UNITS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "comparison": comparison,
        "entry": entry,
        "profession": Profession(profession),
        "all_counted": all_counted,
        "page": page,
        "found": found_units(comparison.analysis, entry.id, list(queries.units(list(page.object_list)))),
        "layer": words.LAYER,
    }
    return render(request, "summaries/posts_behind.html", context)


def _comparison(request: ProjectRequest) -> Comparison:
    chosen = queries.selection(
        request.project, request.user, unit_kind=request.GET.get("unit", ""), numbers=request.GET.getlist("round")
    )
    return Comparison(request.project, chosen)
