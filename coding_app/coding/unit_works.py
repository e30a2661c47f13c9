"""The units of one thread that are before one coder: what was done on each, and its neighbors in the queue."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from coding_app.coding import queries, rules
from coding_app.coding.models import Coding, Note, Operation
from coding_app.coding.standing import Placed, placed
from coding_app.sampling.models import Assignment

Kind = Operation.Kind


@dataclass(frozen=True)
class UnitView:
    """A unit where it lies: `uuid` is that of the assignment, `start` and `end` bound a segment (code points)."""

    uuid: uuid.UUID
    kind: str
    post: int | None
    start: int | None
    end: int | None
    quote: str
    position: int
    is_current: bool


@dataclass(frozen=True)
class UnitWork:
    """A unit before its coder. `marks` are codes by outside name, `live` the same by key."""

    assignment: Assignment
    view: UnitView
    live: rules.Marks
    marks: tuple[Placed, ...]
    sequence: int
    memo: Note | None
    asked: tuple[uuid.UUID, ...]
    doubt: str
    skip_reason: str
    previous: uuid.UUID | None
    next: uuid.UUID | None
    next_open: uuid.UUID | None


def own(assignment: Assignment) -> dict[int, int | None]:
    """Return the coder's assignments of the round in the thread: the post of each, None for the thread itself."""
    rows = Assignment.objects.filter(
        round=assignment.round_id, coder=assignment.coder_id, unit__thread=assignment.unit.thread_id
    )
    return dict(rows.values_list("pk", "unit__post"))


def read(assignment: Assignment, shown: Sequence[int], at: Mapping[int, int]) -> tuple[UnitWork, ...]:
    """Read the assignments that are on the screen, in thread order; three statements however many they are.

    at: the position of each post in the thread.
    """
    version = queries.structure(assignment.round.codebook_version)
    live = _live(shown)
    memos = Note.objects.filter(assignment__in=shown, author=assignment.coder_id, ended_at__isnull=True)
    written = {memo.assignment_id: memo for memo in memos}
    works = []
    for row in _rows(shown):
        position = at[row.unit.post_id] if row.unit.post_id is not None else None
        asked = rules.asked(version.questions, kind=row.unit.kind, is_reply=rules.is_reply(position))
        marks = frozenset(live[row.pk])
        work = UnitWork(
            assignment=row,
            view=_view(row, is_current=row.pk == assignment.pk),
            live=marks,
            marks=placed(marks, version.uuids),
            sequence=row.last or 0,
            memo=written.get(row.pk),
            asked=tuple(version.uuids[question.id] for question in asked),
            doubt=(row.doubt or "") if row.doubted_at else "",
            skip_reason=(row.skip_reason or "") if row.skipped_at else "",
            previous=row.previous,
            next=row.next,
            next_open=row.next_open,
        )
        works.append((-1 if position is None else position, row.unit.start or 0, work))
    return tuple(work for *_place, work in sorted(works, key=lambda one: one[:2]))


def _live(shown: Sequence[int]) -> dict[int, set[rules.Mark]]:
    live: dict[int, set[rules.Mark]] = defaultdict(set)
    rows = Coding.objects.filter(assignment__in=shown, retracted_at__isnull=True)
    for key, code, start, end in rows.values_list("assignment_id", "code_id", "start", "end"):
        live[key].add(rules.Mark(code, start, end))
    return live


def _rows(shown: Sequence[int]) -> QuerySet[Any]:
    mine = Assignment.objects.filter(round=OuterRef("round"), coder=OuterRef("coder"))
    before = mine.filter(position__lt=OuterRef("position")).order_by("-position")
    after = mine.filter(position__gt=OuterRef("position")).order_by("position")
    acts = Operation.objects.filter(assignment=OuterRef("pk")).order_by("-sequence")
    return (
        Assignment.objects.filter(pk__in=shown)
        .select_related("unit__post")
        .annotate(
            last=Subquery(acts.values("sequence")[:1]),
            doubt=Subquery(acts.filter(kind=Kind.DOUBT).values("reason")[:1]),
            skip_reason=Subquery(acts.filter(kind=Kind.SKIP).values("reason")[:1]),
            previous=Subquery(before.values("uuid")[:1]),
            next=Subquery(after.values("uuid")[:1]),
            next_open=Subquery(after.filter(submitted_at__isnull=True, skipped_at__isnull=True).values("uuid")[:1]),
        )
    )


def _view(row: Assignment, *, is_current: bool) -> UnitView:
    unit = row.unit
    quote = unit.post.text[unit.start : unit.end] if unit.post and unit.start is not None else ""
    return UnitView(row.uuid, unit.kind, unit.post_id, unit.start, unit.end, quote, row.position, is_current)
