"""Behind the figures: one code taken apart with the units it rests on, and one way of dividing them for every code."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from coding_app.agreement import behind, pages, queries, words
from coding_app.agreement.inputs import same
from coding_app.agreement.sections import BY_SLUG
from coding_app.codebook import queries as codebook
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.coding.evidence import evidence
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sampling.models import Round

UNITS_A_PAGE = 25


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def agreement_code(request: ProjectRequest, number: int, code: UUID) -> HttpResponse:
    """Show what the figures of a code, or of a dimension, are made of, and the units with the answer of each coder."""
    row = get_object_or_404(queries.comparable_rounds(request.project, request.user), number=number)
    dimension, entry = _entry(row, code)
    codings = evidence(row)
    found = behind.comparisons(codings, dimension, entry)
    differing = [each for each in found if each.differs]
    is_filtered = request.GET.get("show") == "differences"
    page = Paginator(differing if is_filtered else found, UNITS_A_PAGE).get_page(request.GET.get("page"))
    columns = behind.coders(found)
    run = queries.latest_run(row)
    stored = pages.of_code(run, (entry or dimension).id) if run else {}
    context = {
        "round": row,
        "dimension": dimension,
        "entry": entry,
        "columns": columns,
        "page": page,
        "rows": behind.shown(list(page.object_list), columns, dimension),
        "units": len(found),
        "differences": len(differing),
        "is_filtered": is_filtered,
        "may_review": has_permission(request.membership, Permission.REVIEW),
        "has_files": has_permission(request.membership, Permission.EXPORT),
    }
    if not (entry and entry.is_interpretive):
        context |= _apart(behind.apart(codings, dimension, entry), stored)
    return render(request, "agreement/agreement_code.html", context | stored)


def _apart(apart: behind.Apart, stored: dict[str, object]) -> dict[str, object]:
    """Add the inputs, the notes on other programs, and whether they still give the figure that is stored."""
    line = stored.get("line")
    alpha = getattr(line, "alpha", None)
    return {
        "apart": apart,
        "percents": [(words.PERCENTS[name], figure) for name, figure in apart.inputs.percents.items()],
        "elsewhere": [(name, words.ELSEWHERE[name]) for name in apart.inputs.elsewhere],
        "distance": words.LEVELS[apart.inputs.level],
        "has_changed": alpha is not None and not same(alpha.value, apart.inputs.alpha),
    }


def _entry(round: Round, code: UUID) -> tuple[Dimension, CodeEntry | None]:
    """Find a code, or a dimension as a whole, in the version of a round. Raise Http404 for anything else."""
    for dimension in codebook.dimensions(round.codebook_version):
        if dimension.uuid == code:
            return dimension, None
        for entry in dimension.codes:
            if entry.uuid == code:
                return dimension, entry
    raise Http404


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def agreement_by(request: ProjectRequest, number: int, division: str) -> HttpResponse:
    """Show one way of dividing the figures, for every code."""
    row = get_object_or_404(queries.comparable_rounds(request.project, request.user), number=number)
    kind = BY_SLUG.get(division)
    run = queries.latest_run(row)
    if kind is None or run is None:
        raise Http404
    context = {"round": row, "run": run, "shown": pages.division(run, kind)}
    return render(request, "agreement/agreement_by.html", context)
