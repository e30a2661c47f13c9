"""Answers in JSON for the queue of the browser: a lost session, a refusal and a conflict are told apart by status."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from coding_app.coding.refusals import NotYourAssignment
from coding_app.coding.standing import Placed, State
from coding_app.core.errors import Refusal

P = ParamSpec("P")


def json_answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 401 to the anonymous instead of a redirect, and every refusal with its sentence and the state.

    A form sent by a browser without JavaScript asks for HTML and gets pages, as everywhere else.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "text/html" in request.headers.get("Accept", ""):
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            sentence = _("You are signed out. What you coded is kept here and is sent once you have signed in again.")
            return JsonResponse({"error": "SignedOut", "sentence": sentence}, status=401)
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return refused(NotYourAssignment())
        except Refusal as refusal:
            return refused(refusal)

    return wrapped


def refused(refusal: Refusal, **more: str) -> JsonResponse:
    """Say what was refused and why; a conflict carries what is stored."""
    answer: dict[str, Any] = {"error": type(refusal).__name__, "sentence": str(refusal.sentence), **more}
    state = getattr(refusal, "state", None)
    if state is not None:
        answer["state"] = as_json(state)
    if (text := getattr(refusal, "text", None)) is not None:
        answer["text"] = text
    return JsonResponse(answer, status=refusal.status)


def as_json(state: State) -> dict[str, Any]:
    """Write the state of a unit for the browser."""
    return {
        "sequence": state.sequence,
        "version": state.version,
        "submitted": state.submitted_at is not None,
        "skipped": state.skipped_at is not None,
        "doubted": state.doubted_at is not None,
        "marks": [mark_as_json(mark) for mark in state.marks],
        "closed": [str(dimension) for dimension in state.closed],
        "open": [str(dimension) for dimension in state.open],
        # A round has units: zero says that they were not counted, as codes on a unit change nothing of it.
        "progress": {"done": state.done, "total": state.total} if state.total else None,
    }


def mark_as_json(mark: Placed) -> dict[str, Any]:
    """Write a mark for the browser; a code on the whole unit has no start and no end."""
    return {"code": str(mark.code), "start": mark.start, "end": mark.end}
