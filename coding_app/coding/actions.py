"""Write codings: one operation, one transaction; and memos."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Subquery
from django.utils import timezone

from coding_app.accounts.models import User
from coding_app.codebook.models import Code
from coding_app.coding import queries, rules
from coding_app.coding.models import Coding, Note, Operation
from coding_app.coding.queries import State
from coding_app.coding.refusals import (
    CodeIsNotAsked,
    DimensionsOpen,
    MemoChanged,
    NotYourAssignment,
    OperationIsReused,
    RoundIsClosed,
    SpanIsOutside,
    StaleOperation,
    UnitIsSubmitted,
)
from coding_app.sampling.models import Assignment, Round


@dataclass
class _Held:
    """An assignment under its lock, and what was read after the lock was had."""

    assignment: Assignment
    submitted_at: datetime | None
    is_open: bool
    last: int
    known: int | None
    marks: dict[rules.Mark, int] = field(default_factory=dict)


def perform(
    *,
    assignment: Assignment,
    operation_id: uuid.UUID,
    kind: str,
    code: Code | None,
    after: int,
    by: User,
    start: int | None = None,
    end: int | None = None,
) -> State:
    """Carry out one operation of a coder, once, however often it is sent; return where the unit stands then.

    `after` is the sequence of the last operation that the sender knew. Raise one of coding.refusals.
    """
    wanted = Operation(
        operation_id=operation_id, assignment=assignment, sequence=after + 1, kind=kind, code=code, start=start, end=end
    )
    with transaction.atomic():
        held = _hold(assignment, operation_id, by)
        if held.known is not None:
            return _answer_again(held, held.known, wanted)
        if not held.is_open:
            raise RoundIsClosed
        held.marks = queries.live_marks(assignment)
        if after != held.last:
            raise StaleOperation(_state(held))
        if kind in {Operation.Kind.SUBMIT, Operation.Kind.REOPEN}:
            return _move(held, wanted)
        return _change(held, wanted, by)


def _hold(assignment: Assignment, operation_id: uuid.UUID, by: User) -> _Held:
    """Lock the assignment, then read what may have changed while waiting.

    Two statements on purpose: a subquery of the locking statement would still see the world from before the wait.
    """
    locked = Assignment.objects.select_for_update(no_key=True).filter(pk=assignment.pk, coder=by)
    row = locked.values_list("submitted_at").first()
    if row is None:
        raise NotYourAssignment
    operations = Operation.objects.order_by()
    last = operations.filter(assignment=assignment.pk).values("assignment").annotate(last=Max("sequence"))
    state, last_sequence, known = (
        Round.objects.filter(assignments=assignment.pk)
        .annotate(
            last=Subquery(last.values("last")),
            known=Subquery(operations.filter(operation_id=operation_id).values("pk")),
        )
        .values_list("state", "last", "known")
        .get()
    )
    return _Held(assignment, row[0], state == Round.State.OPEN, last_sequence or 0, known)


def _answer_again(held: _Held, known_id: int, wanted: Operation) -> State:
    """Give the answer of the first time; refuse another act under the same id."""
    known = Operation.objects.get(pk=known_id)
    same = ("assignment_id", "sequence", "kind", "code_id", "start", "end")
    if any(getattr(known, name) != getattr(wanted, name) for name in same):
        raise OperationIsReused
    return queries.state(
        held.assignment,
        sequence=known.sequence,
        marks=queries.marks_at(held.assignment, known.sequence),
        submitted_at=queries.submitted_at(held.assignment, known.sequence),
    )


def _move(held: _Held, wanted: Operation) -> State:
    """Submit the unit once each dimension is closed, or take it up again."""
    if wanted.kind == Operation.Kind.SUBMIT:
        unanswered = rules.still_open(queries.questions(held.assignment), frozenset(held.marks))
        if unanswered:
            version = held.assignment.round.codebook_version
            raise DimensionsOpen(queries.words(version, (question.id for question in unanswered)))
    wanted.save(force_insert=True)
    held.submitted_at = timezone.now() if wanted.kind == Operation.Kind.SUBMIT else None
    Assignment.objects.filter(pk=held.assignment.pk).update(submitted_at=held.submitted_at)
    held.last = wanted.sequence
    return _state(held)


def _change(held: _Held, wanted: Operation, by: User) -> State:
    """Apply or retract a code; what excludes it is retracted by the same operation."""
    question = rules.question_of(wanted.code_id or 0, queries.questions(held.assignment))
    if question is None:
        raise CodeIsNotAsked
    if held.submitted_at is not None:
        raise UnitIsSubmitted(_state(held))
    _check_span(held.assignment, wanted)
    mark, live = rules.Mark(wanted.code_id or 0, wanted.start, wanted.end), frozenset(held.marks)
    is_apply = wanted.kind == Operation.Kind.APPLY
    change = rules.applied(mark, live, question) if is_apply else rules.retracted(mark, live)
    wanted.save(force_insert=True)
    if change.removed:
        Coding.objects.filter(pk__in=[held.marks.pop(gone) for gone in change.removed]).update(
            retracted_at=timezone.now(), retracted_by=by, retracted_by_operation=wanted
        )
    for new in change.added:
        held.marks[new] = _insert(held.assignment, wanted, new).pk
    held.last = wanted.sequence
    return _state(held)


def _insert(assignment: Assignment, operation: Operation, mark: rules.Mark) -> Coding:
    return Coding.objects.create(
        assignment=assignment,
        code_id=mark.code,
        version_id=assignment.round.codebook_version_id,
        start=mark.start,
        end=mark.end,
        made_by_operation=operation,
    )


def _check_span(assignment: Assignment, wanted: Operation) -> None:
    if wanted.start is None and wanted.end is None:
        return
    post = assignment.unit.post
    if post is None or wanted.start is None or wanted.end is None:
        raise SpanIsOutside
    low, high = assignment.unit.start or 0, assignment.unit.end or len(post.text)
    if not low <= wanted.start < wanted.end <= high:
        raise SpanIsOutside


def _state(held: _Held) -> State:
    return queries.state(held.assignment, sequence=held.last, marks=held.marks, submitted_at=held.submitted_at)


def write_memo(*, assignment: Assignment, text: str, by: User, previous: uuid.UUID | None) -> Note | None:
    """Keep a memo on a unit; a new wording ends the old one, an empty one ends it without successor.

    `previous` is the memo the writer had before their eyes, None for an empty field.
    """
    with transaction.atomic():
        locked = Assignment.objects.select_for_update(no_key=True).filter(pk=assignment.pk, coder=by)
        if not locked.values_list("pk"):
            raise NotYourAssignment
        now = queries.memo(assignment)
        text = text.strip()
        if text == (now.text if now else ""):
            return now
        if (now.uuid if now else None) != previous:
            raise MemoChanged(now.text if now else "")
        if now is not None:
            Note.objects.filter(pk=now.pk).update(ended_at=timezone.now())
        if not text:
            return None
        return Note.objects.create(project=assignment.round.project, author=by, assignment=assignment, text=text)
