"""The coding screen: the queue of a coder, one unit at a time, one operation at a time."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.coding import actions, code_panel, queries
from coding_app.coding.actions import Act
from coding_app.coding.answers import as_json, json_answers, refused
from coding_app.coding.forms import CODED, DAMAGED, MemoForm, PressForm, act_of
from coding_app.coding.refusals import MemoChanged
from coding_app.coding.screen_model import screen_model
from coding_app.coding.screen_words import words
from coding_app.coding.standing import State
from coding_app.coding.timing import own_pace
from coding_app.coding.workbench import assignments
from coding_app.coding.workbench import workbench as read_workbench
from coding_app.core.errors import Invalid
from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sampling.models import Assignment, Round

UNITS_A_PAGE = 50


@require_GET
@project_view(Permission.CODE)
def queue(request: ProjectRequest) -> HttpResponse:
    """Show what waits for the coder: their rounds, and the units of one of them."""
    works = queries.round_works(request.project, request.user)
    number = request.GET.get("round", "")
    chosen = next((work for work in works if str(work.round.number) == number), works[0] if works else None)
    context = {
        "works": works,
        "chosen": chosen,
        "page": _units(request, chosen.round) if chosen else None,
        "pace": own_pace(chosen.round, request.user) if chosen and request.project.records_time else None,
        "model": {"user": str(request.user.uuid), "session": _session_url(request), "words": words()},
    }
    return render(request, "coding/queue.html", context)


@require_GET
@project_view(Permission.CODE, is_slim=True)
def workbench(request: ProjectRequest, assignment: uuid.UUID) -> HttpResponse:
    """Show one unit in its thread with the codes to choose from; to the modules of the screen, only what is new."""
    chosen = get_object_or_404(assignments(request.project, request.user), uuid=assignment)
    chosen.round.project = request.project
    work = read_workbench(chosen, is_whole="all" in request.GET)
    memo = work.current.memo
    key = code_panel.key_of(work)
    known = request.headers.get("X-Panels")
    context: dict[str, Any] = {
        "work": work,
        "model": screen_model(work, user=request.user, session_url=_session_url(request)),
        "panel": None if known is not None and key in known.split() else code_panel.code_panel(work),
        "panel_key": key,
        "operation_id": uuid.uuid4(),
        "memo_form": MemoForm(
            initial={"text": memo.text, "previous": memo.uuid} if memo else None,
            auto_id="memo-%s",
        ),
        "has_keys": request.user.has_single_key_shortcuts,
    }
    if known is not None:
        return render(request, "coding/_workbench.html", context)
    context["model"]["words"] = words()
    return render(request, "coding/workbench.html", context)


@require_POST
@json_answers
@project_view(Permission.CODE, is_slim=True)
def operation_create(request: ProjectRequest, assignment: uuid.UUID) -> HttpResponse:
    """Carry out one operation of the queue; the answer leaves after COMMIT."""
    try:
        sent = json.loads(request.body)
    except ValueError as error:
        raise Invalid(DAMAGED) from error
    return JsonResponse(as_json(_carry_out(request, assignment, act_of(sent))))


@require_POST
@project_view(Permission.CODE)
def operation_form(request: ProjectRequest, assignment: uuid.UUID) -> HttpResponse:
    """Carry out one operation from a plain form, then show the unit again, or the next one once it is submitted."""
    work = _assignment(request, assignment)
    pressed = PressForm(request.POST)
    if not pressed.is_valid():
        raise Invalid(DAMAGED)
    _carry_out(request, assignment, pressed.operation())
    goal: uuid.UUID | None = assignment
    if pressed.cleaned_data["act"] in {"submit", "skip"}:
        goal = queries.next_open(work)
    if goal is None:
        return after_write(request, reverse("coding:queue", args=[request.project.slug]))
    return after_write(request, reverse("coding:workbench", args=[request.project.slug, goal]))


@require_POST
@json_answers
@project_view(Permission.CODE)
def note_save(request: ProjectRequest, assignment: uuid.UUID) -> HttpResponse:
    """Keep the coder's memo on a unit."""
    work = _assignment(request, assignment)
    form = MemoForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("A memo holds 20,000 characters at most. Yours is still on the screen; shorten it."))
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        note = actions.write_memo(assignment=work, by=request.user, **form.cleaned_data)
    except MemoChanged as changed:
        if wants_json:
            stored = queries.memo(work)
            return refused(changed, previous=str(stored.uuid) if stored else "")
        messages.error(request, str(changed.sentence))
    else:
        if wants_json:
            return JsonResponse({"previous": str(note.uuid) if note else ""})
    return after_write(request, reverse("coding:workbench", args=[request.project.slug, work.uuid]))


@require_GET
@json_answers
@project_view(Permission.CODE)
def session_state(request: ProjectRequest) -> JsonResponse:
    """Tell the queue of the browser who is signed in, with a fresh token to send with."""
    return JsonResponse({"user": str(request.user.uuid), "csrf": get_token(request)})


def _units(request: ProjectRequest, round: Round) -> Page[Assignment]:
    """Return a page of the coder's units: the one asked for, else the one on which the next unit to do stands."""
    number = request.GET.get("page") or queries.before_first_to_do(round, request.user) // UNITS_A_PAGE + 1
    return Paginator(queries.queue(round, request.user), UNITS_A_PAGE).get_page(number)


def _assignment(request: ProjectRequest, assignment: uuid.UUID) -> Assignment:
    return get_object_or_404(queries.assignments_of(request.project, request.user), uuid=assignment)


def _carry_out(request: ProjectRequest, assignment: uuid.UUID, act: Act) -> State:
    is_counted = act.kind not in CODED
    return actions.carry_out(
        assignment=assignment, act=act, by=request.user, project=request.project, is_counted=is_counted
    )


def _session_url(request: HttpRequest) -> str:
    return reverse("coding:session_state", args=[request.project.slug])  # type: ignore[attr-defined]
