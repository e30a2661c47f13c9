"""Hand on what a coder left to others: nothing that was coded is lost, nothing of it enters a figure."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.sampling.models import Assignment, Round
from coding_app.sampling.queries import coders, to_do
from coding_app.sampling.taking_over import shared

__all__ = ["HandedOn", "NobodyToTakeIt", "NothingToHandOn", "RoundIsNotOpen", "WorkIsTheirs", "hand_on"]


class RoundIsNotOpen(Conflict):
    """Refuse to hand on work of a round in which nobody codes."""


class WorkIsTheirs(Conflict):
    """Refuse to hand on what only one person can do: their own exploration, or coding again what they coded."""


class NothingToHandOn(Conflict):
    """Refuse when the coder has nothing left, or nothing that those chosen can take."""


class NobodyToTakeIt(Invalid):
    """Refuse without people to take the work, or with some who may not."""


@dataclass(frozen=True)
class HandedOn:
    """What was handed on: units by who took them, how many of them were begun, how many stayed."""

    taken: dict[int, int]
    begun: int
    stayed: int

    @property
    def units(self) -> int:
        """Count the units handed on."""
        return sum(self.taken.values())


@transaction.atomic
def hand_on(*, round: Round, coder: User, to: Sequence[User], by: User, units: int | None = None) -> HandedOn:
    """Give the unfinished units of a coder to others, at the end of their queues: all, or the last so many.

    The coder's assignments are released: what they coded stays as it is and enters no figure. Whoever met a unit in
    the round, or had it once, does not get it. Six statements or so, however many units.
    """
    # In the order in which closing takes them: an act under way is waited for, and what it submitted is not handed on.
    list(to_do().filter(round=round, coder=coder).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    row = Round.objects.select_for_update(of=("self",)).select_related("project").get(pk=round.pk)
    _require(row, coder, to)
    found = list(to_do().filter(round=row, coder=coder).order_by("-position")[:units])[::-1]
    given = shared([one.unit_id for one in found], [person.pk for person in to], _met(row, found))
    if not given:
        raise NothingToHandOn(
            _("Nothing was handed on: nothing is left to do, or everybody chosen has met these units in this round.")
        )
    done = HandedOn(dict(Counter(given.values())), _begun([one for one in found if one.unit_id in given]),
                    len(found) - len(given))  # fmt: skip
    _write(row, found, given, by)
    names = {person.pk: str(person.uuid) for person in to}
    record(
        "work_handed_on", by=by, project=row.project, about=row, coder=str(coder.uuid), units=done.units,
        begun=done.begun, to={names[person]: count for person, count in done.taken.items()},
    )  # fmt: skip
    return done


def _require(round: Round, coder: User, to: Sequence[User]) -> None:
    if round.state != Round.State.OPEN:
        raise RoundIsNotOpen(_("Work is handed on while a round is open. Nothing was changed. Reload the page."))
    if round.kind in {Round.Kind.DRIFT, Round.Kind.EXPLORATION}:
        raise WorkIsTheirs(
            _("In this round people code what is their own: nobody can do it for them. Nothing was changed.")
        )
    chosen = {person.pk for person in to}
    may_code = set(coders(round.project).filter(user__in=chosen).values_list("user_id", flat=True))
    if not chosen or chosen != may_code or len(chosen) != len(to) or coder.pk in chosen:
        raise NobodyToTakeIt(_("Choose other members who may code. Nothing was changed. Invite them first if need be."))


def _met(round: Round, found: Sequence[Assignment]) -> dict[int, set[int]]:
    """Return who had each unit in this round, those from whom it was taken included."""
    met: dict[int, set[int]] = defaultdict(set)
    rows = Assignment.objects.filter(round=round, unit__in=[one.unit_id for one in found])
    for unit, person in rows.values_list("unit_id", "coder_id"):
        met[unit].add(person)
    return met


def _begun(found: Sequence[Assignment]) -> int:
    """Count those on which something was coded, by the name under which codings are known from here."""
    live = {"codings__isnull": False, "codings__retracted_at__isnull": True}
    return Assignment.objects.filter(pk__in=[one.pk for one in found], **live).distinct().count()


def _write(round: Round, found: Sequence[Assignment], given: dict[int, int], by: User) -> None:
    handed = [one.pk for one in found if one.unit_id in given]
    Assignment.objects.filter(pk__in=handed).update(released_at=timezone.now(), released_by=by)
    queues = Assignment.objects.filter(round=round, coder__in=set(given.values())).order_by().values_list("coder")
    last: Counter[int] = Counter(dict(queues.annotate(last=Max("position"))))
    fresh = []
    for unit, person in given.items():
        last[person] += 1
        fresh.append(Assignment(round=round, unit_id=unit, coder_id=person, position=last[person]))
    Assignment.objects.bulk_create(fresh, batch_size=2_000)
