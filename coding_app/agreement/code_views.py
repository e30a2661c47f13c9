"""Behind the figures: one code taken apart with the units it rests on, and one way of dividing them for every code."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from coding_app.agreement import behind, pages, queries, words
from coding_app.agreement.current import is_current
from coding_app.agreement.inputs import same
from coding_app.agreement.lines import Line, alpha_of
from coding_app.agreement.models import AgreementRun
from coding_app.agreement.narrowing import Limit, limit_asked_for
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
    run = queries.run_asked_for(row, request.GET.get("run", ""))
    codings = evidence(row)
    limit = limit_asked_for(row, codings, request.GET)
    codings = limit.codings if limit else codings
    context = {
        "round": row,
        "dimension": dimension,
        "entry": entry,
        "limit": limit,
        "asked_run": f"?run={run.uuid}" if run and "run" in request.GET else "",
        "may_review": has_permission(request.membership, Permission.REVIEW),
        "has_files": has_permission(request.membership, Permission.EXPORT),
        **_units(request, behind.comparisons(codings, dimension, entry), dimension),
        **(pages.of_code(run, (entry or dimension).id, request.user) if run else {}),
    }
    if not (entry and entry.is_interpretive):
        context |= _apart(behind.apart(codings, dimension, entry))
        context["has_changed"] = run is not None and _has_changed(run, context, limit)
    return render(request, "agreement/agreement_code.html", context)


def _units(request: ProjectRequest, found: list[behind.Comparison], dimension: Dimension) -> dict[str, Any]:
    """Lay out the units: all that were compared, or those that differ."""
    differing = [each for each in found if each.differs]
    is_filtered = request.GET.get("show") == "differences"
    page = Paginator(differing if is_filtered else found, UNITS_A_PAGE).get_page(request.GET.get("page"))
    columns = behind.coders(found)
    return {
        "columns": columns,
        "page": page,
        "rows": behind.shown(list(page.object_list), columns, dimension),
        "units": len(found),
        "differences": len(differing),
        "is_filtered": is_filtered,
    }


def _apart(apart: behind.Apart) -> dict[str, Any]:
    """Add the inputs, and the notes on other programs."""
    return {
        "apart": apart,
        "percents": [(words.PERCENTS[name], figure) for name, figure in apart.inputs.percents.items()],
        "elsewhere": [(name, words.ELSEWHERE[name]) for name in apart.inputs.elsewhere],
        "distance": words.LEVELS[apart.inputs.level],
    }


def _has_changed(run: AgreementRun, context: dict[str, Any], limit: Limit | None) -> bool:
    """Say whether the codings give another figure than the stored one, or are no longer those behind it."""
    line: Line | None = context.get("line")
    alpha = (alpha_of(limit.figures(line)) if limit else line.alpha) if line else None
    return not is_current(run) or (alpha is not None and not same(alpha.value, context["apart"].inputs.alpha))


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
    run = queries.run_asked_for(row, request.GET.get("run", ""))
    if kind is None or run is None:
        raise Http404
    asked = f"?run={run.uuid}" if "run" in request.GET else ""
    context = {"round": row, "run": run, "asked_run": asked, "shown": pages.division(run, kind)}
    return render(request, "agreement/agreement_by.html", context)
