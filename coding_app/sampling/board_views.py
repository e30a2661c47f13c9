"""The page of one round: its steps, its board, its terms; and handing on what a coder left."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sampling import board, queries, reading, timeline
from coding_app.sampling.blindness import is_shown_to
from coding_app.sampling.board_forms import HandOnForm
from coding_app.sampling.handing_on import HandedOn, hand_on
from coding_app.sampling.models import Round


@require_GET
@project_view(Permission.VIEW_ROUNDS)
def round_page(request: ProjectRequest, number: int) -> HttpResponse:
    """Show one round: its steps, how far each coder is, its terms, what is met by several."""
    row = _round(request, number)
    found = board.board(row, timezone.localdate())
    said = timeline.events(request.project, row)
    context = {
        "round": row,
        "facts": reading.facts(row, {str(one.uuid): one.name for one in queries.sources(request.project)}),
        "board": found,
        "late": [line for line in found.lines if found.is_late(line)],
        "mine": next((line for line in found.lines if line.coder == request.user), None),
        "overlap": board.overlap(row),
        "steps": timeline.steps(row, said),
        "handed_on": timeline.handed_on(said),
        "sees_codings": is_shown_to(request.user, row),
        "sees_measure": bool(row.origin and is_shown_to(request.user, row) and is_shown_to(request.user, row.origin)),
        "manages": has_permission(request.membership, Permission.MANAGE_ROUNDS),
        "may_review": has_permission(request.membership, Permission.REVIEW),
    }
    return render(request, "sampling/round.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MANAGE_ROUNDS)
def round_hand_on(request: ProjectRequest, number: int) -> HttpResponse:
    """Hand on what a coder left: to whom, how much."""
    row = _round(request, number)
    lines = [line for line in board.board(row, timezone.localdate()).lines if line.left]
    chosen = next((line for line in lines if str(line.coder.uuid) == request.GET.get("coder")), None)
    initial = {"coder": str(chosen.coder.uuid) if chosen else None}
    form = HandOnForm(request.POST or None, lines=lines, memberships=queries.coders(request.project), initial=initial)
    if request.method == "POST" and form.is_valid():
        done = hand_on(round=row, by=request.user, **form.terms())
        messages.success(request, _words(done))
        return after_write(request, reverse("sampling:round", args=[request.project.slug, row.number]))
    context = {"form": form, "round": row, "lines": lines}
    return form_page(request, "sampling/hand_on.html", context, is_valid=not form.is_bound)


def _words(done: HandedOn) -> str:
    said = ngettext("%(n)s unit was handed on.", "%(n)s units were handed on.", done.units) % {"n": done.units}
    if done.stayed:
        stayed = ngettext(
            "%(n)s unit stayed: everybody chosen has met it.",
            "%(n)s units stayed: everybody chosen has met them.",
            done.stayed,
        )
        said += " " + stayed % {"n": done.stayed}
    return said


def _round(request: ProjectRequest, number: int) -> Round:
    return get_object_or_404(queries.rounds(request.project), number=number)
