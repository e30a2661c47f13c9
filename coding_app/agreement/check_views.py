"""Agreement beyond the coefficient of a code: passages and their boundaries, coders against themselves."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from coding_app.agreement import queries
from coding_app.agreement.boundaries import least_shared_first
from coding_app.agreement.passages import boundaries, marked, pictures
from coding_app.agreement.stability import stability
from coding_app.codebook import queries as codebook
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view

POSTS_A_PAGE = 10


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def agreement_passages(request: ProjectRequest, number: int) -> HttpResponse:
    """Show how far coders mark the same stretches: each code, each pair of coders."""
    row = get_object_or_404(queries.comparable_rounds(request.project, request.user), number=number)
    run = queries.latest_run(row)
    alphas = {line.entry.id: line.alpha for line in queries.report(run).lines} if run else {}
    lines = boundaries(marked(row), codebook.dimensions(row.codebook_version))
    context = {"round": row, "lines": [(line, alphas.get(line.entry.id)) for line in lines]}
    return render(request, "agreement/passages.html", context)


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def agreement_code_passages(request: ProjectRequest, number: int, code: UUID) -> HttpResponse:
    """Show the passages of a code, a lane for each coder, the posts they share least first."""
    row = get_object_or_404(queries.comparable_rounds(request.project, request.user), number=number)
    entries = [entry for dimension in codebook.dimensions(row.codebook_version) for entry in dimension.codes]
    entry = next((each for each in entries if each.uuid == code), None)
    if entry is None:
        raise Http404
    found = marked(row, entry.id)
    page = Paginator(least_shared_first(found, entry.id), POSTS_A_PAGE).get_page(request.GET.get("page"))
    context = {"round": row, "entry": entry, "page": page, "pictures": pictures(found, entry.id, page.object_list)}
    return render(request, "agreement/passages_code.html", context)


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def agreement_stability(request: ProjectRequest, number: int) -> HttpResponse:
    """Show how far each coder codes as they did before, on the units of the round that this one repeats."""
    row = get_object_or_404(queries.measurable_rounds(request.project, request.user), number=number)
    has_files = has_permission(request.membership, Permission.EXPORT)
    return render(request, "agreement/stability.html", {"round": row, "sheets": stability(row), "has_files": has_files})
