"""The steps of a round as its page tells them: which were taken, when and by whom, which comes next, which after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core.models import Event
from coding_app.projects.models import Project
from coding_app.sampling.models import Round

State = Round.State
_TAKEN: dict[str, tuple[str | Promise, str]] = {
    State.DRAFT: (_("Drawn"), "created"),
    State.OPEN: (_("Opened"), "opened"),
    State.CLOSED: (_("Closed"), "closed"),
    State.REVEALED: (_("Revealed"), "revealed"),
    State.SETTLED: (_("Settled"), "settled"),
}


@dataclass(frozen=True)
class Step:
    """One step: taken at a time by somebody, or still ahead; `facts` are the figures the journal keeps of it."""

    state: str
    name: str | Promise
    at: datetime | None
    by: User | None
    is_next: bool
    facts: Mapping[str, int]


@dataclass(frozen=True)
class HandedOn:
    """Work that went from one coder to others: who decided it and when, how many units, how many of them begun."""

    at: datetime
    by: User | None
    coder: User | None
    units: int
    begun: int
    to: list[tuple[User, int]]


def steps(round: Round, events: list[Event]) -> list[Step]:
    """Return the five steps of a round in their order."""
    order = list(State)
    here = order.index(State(round.state))
    facts = {event.verb.removeprefix("round_"): event.detail for event in events}
    return [
        Step(
            state,
            name,
            getattr(round, f"{field}_at"),
            getattr(round, f"{field}_by"),
            place == here + 1,
            facts.get(field, {}),
        )
        for place, (state, (name, field)) in enumerate(_TAKEN.items())
    ]


def handed_on(events: list[Event]) -> list[HandedOn]:
    """Return what was handed on, oldest first; one statement for all the names."""
    found = [event for event in events if event.verb == "work_handed_on"]
    uuids = {uuid for event in found for uuid in (event.detail["coder"], *event.detail["to"])}
    people = {str(one.uuid): one for one in User.objects.filter(uuid__in=uuids)} if uuids else {}
    return [
        HandedOn(
            event.at,
            event.by,
            people.get(event.detail["coder"]),
            event.detail["units"],
            event.detail["begun"],
            [(people[uuid], units) for uuid, units in event.detail["to"].items() if uuid in people],
        )
        for event in found
    ]


def events(project: Project, round: Round) -> list[Event]:
    """Return what the journal says of the steps of a round and of work handed on in it, oldest first."""
    verbs = ["round_closed", "round_settled", "work_handed_on"]
    rows = Event.objects.filter(project=project, object_uuid=round.uuid, verb__in=verbs).select_related("by")
    return list(rows.order_by("pk"))
