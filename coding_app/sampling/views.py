"""Rounds: the list, a new one with what it will come to, one round, opening and closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding_app.codebook.queries import published_versions
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sampling import actions, draw, queries, reading
from coding_app.sampling.forms import RoundForm, SampleForm
from coding_app.sampling.models import Round
from corpus.models import Profession


@require_GET
@project_view(Permission.VIEW_ROUNDS)
def round_list(request: ProjectRequest) -> HttpResponse:
    """List the rounds and how far each is."""
    context = {
        "rounds": queries.rounds(request.project),
        "manages": _manages(request),
        "may_code": has_permission(request.membership, Permission.CODE),
    }
    return render(request, "sampling/round_list.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MANAGE_ROUNDS)
def round_new(request: ProjectRequest) -> HttpResponse:
    """Draw a new round."""
    form = _round_form(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = actions.create_round(project=request.project, by=request.user, **form.terms())
        messages.success(request, _("The sample is drawn. Look at the round, then open it for the coders."))
        return after_write(request, reverse("sampling:round", args=[request.project.slug, row.number]))
    context = {"form": form, "waiting": queries.waiting_for_review(request.project)}
    return form_page(request, "sampling/round_new.html", context, is_valid=not form.is_bound)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_preview(request: ProjectRequest) -> HttpResponse:
    """Say what a draw will come to, without drawing or writing anything."""
    sample = SampleForm(
        request.POST, sources=queries.sources(request.project), memberships=queries.coders(request.project)
    )
    context = _foretell(request, sample) if sample.is_valid() else {"sample_form": sample}
    if getattr(request, "htmx", False):
        return form_page(request, "sampling/_preview.html", context, is_valid=sample.is_valid())
    typed = {name: request.POST.getlist(name) for name in ("sources", "professions", "coders")}
    form = _round_form(request, None, initial=request.POST.dict() | typed)
    return form_page(request, "sampling/round_new.html", context | {"form": form}, is_valid=sample.is_valid())


def _foretell(request: ProjectRequest, form: SampleForm) -> dict[str, Any]:
    terms = form.cleaned_data
    found = queries.population_by_profession(request.project, recipe=form.recipe(), unit_kind=terms["unit_kind"])
    plan = draw.plan(
        sum(found.values()),
        terms["size"],
        len(terms["coders"]),
        double_share=terms["double_share"],
        triple_share=terms["triple_share"],
    )
    return {
        "plan": plan,
        "wanted": terms["size"],
        "has_period": terms["since"] or terms["until"],
        "professions": [(Profession(name).label, units) for name, units in found.items()],
    }


def _round_form(request: ProjectRequest, data: Any, *, initial: dict[str, Any] | None = None) -> RoundForm:
    memberships = list(queries.coders(request.project))
    return RoundForm(
        data,
        sources=queries.sources(request.project),
        memberships=memberships,
        versions=published_versions(request.project),
        initial=initial or {"coders": [str(one.uuid) for one in memberships if one.role == "coder"]},
    )


@require_GET
@project_view(Permission.VIEW_ROUNDS)
def round_page(request: ProjectRequest, number: int) -> HttpResponse:
    """Show one round: its terms, how far each coder is, what is met by several."""
    row = _round(request, number)
    progress = queries.progress(row)
    context = {
        "round": row,
        "facts": reading.facts(row, {str(one.uuid): one.name for one in queries.sources(request.project)}),
        "progress": progress,
        "overlap": queries.overlap(row),
        "not_submitted": sum(line.assigned - line.handled for line in progress),
        "is_mine": any(one.coder == request.user for one in progress),
        "manages": _manages(request),
    }
    return render(request, "sampling/round.html", context)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_open(request: ProjectRequest, number: int) -> HttpResponse:
    """Open a round for its coders."""
    row = actions.open_round(round=_round(request, number), by=request.user)
    messages.success(request, _("The round is open. Its coders find it under “Code”."))
    return after_write(request, reverse("sampling:round", args=[request.project.slug, row.number]))


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_close(request: ProjectRequest, number: int) -> HttpResponse:
    """Close a round for good; say what was not submitted."""
    row = actions.close_round(round=_round(request, number), by=request.user)
    left = row.assignments.filter(submitted_at__isnull=True, skipped_at__isnull=True).count()
    words = ngettext(
        "The round is closed. %(n)s unit was not submitted: it enters no figure.",
        "The round is closed. %(n)s units were not submitted: they enter no figure.",
        left,
    )
    messages.success(request, words % {"n": left} if left else _("The round is closed. Every unit was done."))
    return after_write(request, reverse("sampling:round", args=[request.project.slug, row.number]))


def _round(request: ProjectRequest, number: int) -> Round:
    return get_object_or_404(queries.rounds(request.project), number=number)


def _manages(request: ProjectRequest) -> bool:
    return has_permission(request.membership, Permission.MANAGE_ROUNDS)
