"""Review: the docket of a round, one unit with the codings side by side, and the decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.agreement.queries import comparable_rounds, is_comparable, round_asked_for, rounds
from coding_app.codebook import queries as codebook
from coding_app.codebook.models import Code
from coding_app.coding.flags import flagged
from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.review import actions, docket, queries
from coding_app.review.case import memos, panels, settle_form
from coding_app.review.context import thread_lines
from coding_app.review.docket import Filters, UnitRow
from coding_app.review.forms import OTHER, FilterForm, Reason, SettleForm
from coding_app.review.models import Adjudication
from coding_app.review.queries import Case, State
from coding_app.sampling.models import Round

UNITS_A_PAGE = 25


@require_GET
@project_view(Permission.REVIEW)
def review(request: ProjectRequest) -> HttpResponse:
    """List the units of a round where coders differ; other states by filter."""
    chosen = round_asked_for(request.project, request.GET.get("round", ""), request.user)
    context: dict[str, Any] = {"round": chosen, "rounds": rounds(request.project)}
    if chosen is None or not is_comparable(chosen, request.user):
        return render(request, "review/review.html", context)
    filters = FilterForm(request.GET).filters()
    cases = queries.cases(chosen)
    coders = docket.coders_of(cases)
    near = docket.narrowed(docket.unit_rows(cases), filters, chosen, coders)
    found = [row for row in near if row.is_in(filters.state)]
    dimensions = codebook.dimensions(chosen.codebook_version)
    context |= {
        "is_comparable": True,
        "filters": filters,
        "tabs": [(state, sum(row.is_in(state) for row in near)) for state in (*docket.WORST_FIRST, docket.ALL)],
        "page": Paginator(found, UNITS_A_PAGE).get_page(request.GET.get("page")),
        "dimensions": dimensions,
        "names": {dimension.id: dimension.name for dimension in dimensions},
        "pairs": docket.pairs(coders),
    }
    return render(request, "review/review.html", context)


@require_GET
@project_view(Permission.REVIEW)
def case(request: ProjectRequest, number: int, unit: UUID) -> HttpResponse:
    """Show a unit in its thread, the codings side by side, and ask for a decision."""
    row = get_object_or_404(comparable_rounds(request.project, request.user), number=number)
    return _case_page(request, row, unit)


def _case_page(request: ProjectRequest, round: Round, unit: UUID, bound: SettleForm | None = None) -> HttpResponse:
    filters = FilterForm(request.GET).filters()
    cases = queries.cases(round)
    everything = docket.unit_rows(cases)
    row = _row(everything, unit)
    shown = panels(round, row.unit, row.cases, request.user, bound)
    context = {
        "round": round,
        "unit": row.unit,
        "state": row.state,
        "filters": filters,
        "lines": thread_lines(row.unit, is_whole=request.GET.get("all") == "1"),
        "panels": shown,
        "flags": flagged(round, request.user).filter(unit=row.unit),
        "memos": memos(round, row.unit),
        "reasons": Reason.choices,
        "neighbors": docket.neighbors(everything, _wanted(everything, filters, round, cases), row.unit),
        "has_keys": request.user.has_single_key_shortcuts,
    }
    return render(request, "review/case.html", context, status=422 if bound else 200)


def _row(rows: list[UnitRow], unit: UUID) -> UnitRow:
    found = next((row for row in rows if row.unit.uuid == unit), None)
    if found is None:
        raise Http404
    return found


def _wanted(rows: list[UnitRow], filters: Filters, round: Round, cases: list[Case]) -> list[UnitRow]:
    near = docket.narrowed(rows, filters, round, docket.coders_of(cases))
    return [row for row in near if row.is_in(filters.state)]


@require_POST
@project_view(Permission.REVIEW)
def case_settle(request: ProjectRequest, number: int, unit: UUID) -> HttpResponse:
    """Settle one dimension of a unit, then go on to the next case."""
    chosen = get_object_or_404(comparable_rounds(request.project, request.user), number=number)
    unit_row = _row(docket.unit_rows(queries.cases(chosen)), unit)
    wanted = next((each for each in unit_row.cases if str(each.dimension.uuid) == request.POST.get("dimension")), None)
    if wanted is None:
        raise Http404
    dimension = next(d for d in codebook.dimensions(chosen.codebook_version) if d.id == wanted.dimension.pk)
    form = settle_form(wanted, dimension, request.POST)
    if not form.is_valid():
        return _case_page(request, chosen, unit, form)
    _settle(request, chosen, wanted, form)
    messages.success(
        request, _("Settled: %(dimension)s. The codings stay as they are.") % {"dimension": dimension.name}
    )
    return after_write(request, _next_url(request, chosen, unit))


def _settle(request: ProjectRequest, round: Round, case: Case, form: SettleForm) -> Adjudication:
    sent = form.cleaned_data
    is_other = sent["choice"] == OTHER
    kept = None if is_other else next(coder for coder in case.coders if str(coder.uuid) == sent["choice"])
    codes = Code.objects.filter(codebook=round.codebook_version.codebook_id, uuid__in=sent["codes"]) if is_other else ()
    return actions.settle(
        round=round,
        unit=case.unit,
        dimension=case.dimension,
        decision=Adjudication.Decision.OTHER if is_other else Adjudication.Decision.KEEP_CODER,
        kept_coder=kept,
        codes=list(codes),
        reason=form.why(),
        seen=sent["seen"],
        by=request.user,
    )


def _next_url(request: ProjectRequest, round: Round, unit: UUID) -> str:
    """Stay while the unit has another open case, then the next one of the docket, the first one after the last."""
    filters = FilterForm(request.GET).filters()
    cases = queries.cases(round)
    everything = docket.unit_rows(cases)
    here = _row(everything, unit)
    if here.is_in(State.DIFFER) and filters.state == State.DIFFER:
        return _case_url(request, round, unit, filters)
    wanted = [row for row in _wanted(everything, filters, round, cases) if row.unit.uuid != unit]
    following = docket.neighbors(everything, wanted, here.unit).next or (wanted[0].unit if wanted else None)
    if following is not None:
        return _case_url(request, round, following.uuid, filters)
    return f"{reverse('review:review', args=[request.project.slug])}?round={round.number}"


def _case_url(request: ProjectRequest, round: Round, unit: UUID, filters: Filters) -> str:
    return reverse("review:case", args=[request.project.slug, round.number, unit]) + filters.query
