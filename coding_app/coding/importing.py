"""Write codings made elsewhere into an open round, as if their coders had made them here: all of them, or none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.coding import rules
from coding_app.coding.imported.rows import CodingRow, WrongRow
from coding_app.coding.importing_plan import Desk, Place, Plan, Wrong
from coding_app.coding.models import Coding, Operation
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.sampling.models import Assignment, Round


class RoundIsNotOpen(Conflict):
    """Refuse codings for a round in which nobody may code now."""


class CodingsRefused(Invalid):
    """Refuse a file with wrong rows; nothing of it was written."""

    def __init__(self, sentence: str, wrong: tuple[Wrong, ...]) -> None:
        super().__init__(sentence)
        self.wrong = wrong


@dataclass(frozen=True)
class Outcome:
    """What an import of codings did: how many codings were added, known before, units begun and marked as done."""

    added: int
    known: int
    units: int
    submitted: int
    wrong: tuple[Wrong, ...] = field(default=())


@transaction.atomic
def import_codings(
    *, round: Round, rows: Iterable[CodingRow | WrongRow], by: User, skips: bool = False, fills: bool = False
) -> Outcome:
    """Give the codings of a file to their coders in a round; a file brought again adds nothing.

    A coder who did not have a unit gets it. A unit whose dimensions are all answered is marked as done; with `fills`,
    dimensions without an answer get "none applies" first. Wrong rows raise CodingsRefused, or are left out with
    `skips`. Raises RoundIsNotOpen.
    """
    # A coder at work holds the assignment: wait, then read. In the order in which closing takes them.
    list(round.assignments.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    row = Round.objects.select_for_update().select_related("project", "codebook_version", "sample").get(pk=round.pk)
    if row.state != Round.State.OPEN:
        raise RoundIsNotOpen(
            _("Codings are brought into an open round, and this one is not. Nothing was written. Open it first.")
        )
    plan = Plan(Desk.of(row))
    for one in rows:
        plan.take(one)
    if fills:
        plan.fill()
    if plan.wrong and not skips:
        raise CodingsRefused(
            _("%(n)s rows are wrong. Nothing was written. Correct the file, or leave those rows out on purpose.")
            % {"n": len(plan.wrong)},
            tuple(plan.wrong),
        )
    outcome = _write(row, plan, timezone.now())
    record(
        "codings_imported", by=by, project=row.project, about=row, codings=outcome.added, units=outcome.units,
        left_out=len(plan.wrong),
    )  # fmt: skip
    return outcome


def _write(round: Round, plan: Plan, now: datetime) -> Outcome:
    begun = [place for place in plan.places.values() if place.added]
    _assign(round, [place for place in begun if place.assignment is None])
    acts, codings = [], []
    for place in begun:
        for mark in place.added:
            place.last += 1
            acts.append(_act(place, Operation.Kind.APPLY, mark))
    Operation.objects.bulk_create(acts, batch_size=2_000)
    made = iter(acts)
    for place in begun:
        codings += [_coding(round, place, mark, next(made)) for mark in place.added]
    Coding.objects.bulk_create(codings, batch_size=2_000)
    done = [place for place in begun if place.is_answered]
    for place in done:
        place.last += 1
    Operation.objects.bulk_create([_act(place, Operation.Kind.SUBMIT) for place in done], batch_size=2_000)
    Assignment.objects.filter(pk__in=[place.assignment for place in done]).update(submitted_at=now)
    return Outcome(len(codings), plan.known, len(begun), len(done), tuple(plan.wrong))


def _assign(round: Round, places: list[Place]) -> None:
    """Give units to coders who did not have them, at the end of their queues."""
    last = dict(round.assignments.order_by("position").values_list("coder_id", "position"))
    fresh = []
    for place in places:
        last[place.coder] = last.get(place.coder, 0) + 1
        fresh.append(Assignment(round=round, unit_id=place.unit.id, coder_id=place.coder, position=last[place.coder]))
    for place, made in zip(places, Assignment.objects.bulk_create(fresh, batch_size=2_000), strict=True):
        place.assignment = made.pk


def _act(place: Place, kind: Operation.Kind, mark: rules.Mark | None = None) -> Operation:
    code, start, end = mark or (None, None, None)
    return Operation(
        operation_id=uuid4(), assignment_id=place.row, sequence=place.last, kind=kind, code_id=code,
        start=start, end=end,
    )  # fmt: skip


def _coding(round: Round, place: Place, mark: rules.Mark, act: Operation) -> Coding:
    return Coding(
        assignment_id=place.row, code_id=mark.code, version_id=round.codebook_version_id, start=mark.start,
        end=mark.end, made_by_operation=act,
    )  # fmt: skip
