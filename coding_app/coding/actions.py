"""Write codings: one operation, one transaction; and memos."""

import uuid
import zlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.codebook.models import Code, CodebookVersion
from coding_app.coding import naming, queries, rules, standing
from coding_app.coding.models import Note, Operation
from coding_app.coding.refusals import (
    CodeIsNotAsked,
    DimensionsOpen,
    MemoChanged,
    NotYourAssignment,
    OperationIsReused,
    RoundHasMoved,
    RoundIsClosed,
    SegmentOnly,
    SpanDiffers,
    SpanIsOutside,
    StaleOperation,
    UnitIsHandedOn,
    UnitIsSubmitted,
    WholeOnly,
)
from coding_app.coding.standing import Standing, State
from coding_app.coding.storing import Written, store
from coding_app.projects.models import Project
from coding_app.sampling.models import Assignment
from corpus.models import Post

Kind = Operation.Kind
MISPLACED = {"passage_only": SegmentOnly, "whole_only": WholeOnly}


@dataclass(frozen=True)
class Act:
    """What a coder asks for: `after` is the last sequence they knew, `code` an outside name or a key.

    `quote`, or the `crc` of its UTF-8, are the words of the passage as the coder saw them.
    """

    operation_id: uuid.UUID
    kind: str
    after: int
    code: uuid.UUID | int | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    crc: int | None = None
    reason: str = ""
    seconds: int | None = None


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
    quote: str | None = None,
    reason: str = "",
) -> State:
    """Carry out one operation on a unit that is at hand; see `carry_out`."""
    act = Act(operation_id, kind, after, code.pk if code else None, start, end, quote, reason=reason)
    return carry_out(assignment=assignment.uuid, act=act, by=by)


def carry_out(
    *, assignment: uuid.UUID, act: Act, by: User, project: Project | None = None, is_counted: bool = True
) -> State:
    """Carry out one operation of a coder, once, however often it is sent; return where the unit stands then.

    The assignment must be the coder's own, in this project if one is given; `is_counted` wants to know how far they
    are in their queue. Raise one of coding.refusals.
    """
    with transaction.atomic():
        held = standing.locked(
            assignment, coder=by.pk, operation_id=act.operation_id, project=project.pk if project else None,
            is_counted=is_counted,
        )  # fmt: skip
        if held is None:
            raise NotYourAssignment
        if held.known is not None:
            return _answer_again(held, held.known, _wanted(act, held))
        if not held.is_open:
            raise RoundIsClosed
        if held.is_released:
            raise UnitIsHandedOn
        if act.after != held.last:
            raise _stale(held)
        wanted = _wanted(act, held)
        if wanted.kind in {Kind.APPLY, Kind.RETRACT}:
            return _change(held, wanted, act)
        return _move(held, wanted)


def _stale(held: Standing) -> StaleOperation:
    """Say why the coder did not know the last operation: their round moved to another version, or another tab."""
    has_moved = Operation.objects.filter(assignment=held.unit.assignment, sequence=held.last, kind=Kind.CARRY).exists()
    return RoundHasMoved(held.state()) if has_moved else StaleOperation(held.state())


def _wanted(act: Act, held: Standing) -> Operation:
    code = act.code
    if isinstance(code, uuid.UUID):
        code = held.structure.ids.get(code)
        if code is None and held.known is not None:
            # It was stored when the round stood under another version, which had that code.
            code = Code.objects.filter(uuid=str(act.code)).values_list("pk", flat=True).first()
        if code is None:
            raise CodeIsNotAsked
    return Operation(
        operation_id=act.operation_id,
        assignment_id=held.unit.assignment,
        sequence=act.after + 1,
        kind=act.kind,
        code_id=code,
        start=act.start,
        end=act.end,
        reason=act.reason if act.kind in {Kind.SKIP, Kind.DOUBT} else "",
        seconds=act.seconds if held.records_time else None,
    )


def _answer_again(held: Standing, known_id: int, wanted: Operation) -> State:
    """Give the answer of the first time; refuse another act under the same id."""
    known = Operation.objects.get(pk=known_id)
    same = ("assignment_id", "sequence", "kind", "code_id", "start", "end", "reason")
    if any(getattr(known, name) != getattr(wanted, name) for name in same):
        raise OperationIsReused
    return standing.told_then(held, known.sequence)


def _move(held: Standing, wanted: Operation) -> State:
    """Submit the unit, skip it, take it up again, or flag a doubt."""
    was_handled = held.is_handled
    if wanted.kind == Kind.SUBMIT:
        _check_answers(held)
    if was_handled and wanted.kind in {Kind.SUBMIT, Kind.SKIP} and wanted.kind != _handled_by(held):
        raise UnitIsSubmitted(held.state())
    now = timezone.now()
    if wanted.kind in {Kind.DOUBT, Kind.UNDOUBT}:
        held.doubted_at = now if wanted.kind == Kind.DOUBT else None
    else:
        held.submitted_at = now if wanted.kind == Kind.SUBMIT else None
        held.skipped_at = now if wanted.kind == Kind.SKIP else None
    store(wanted, held)
    held.done += held.is_handled - was_handled
    held.last = wanted.sequence
    return held.state()


def _handled_by(held: Standing) -> str:
    return Kind.SUBMIT if held.submitted_at is not None else Kind.SKIP


def _check_answers(held: Standing) -> None:
    unanswered = {question.id for question in rules.still_open(held.questions, frozenset(held.marks))}
    if unanswered:
        version = CodebookVersion(pk=held.version)
        raise DimensionsOpen([one.name for one in codebook.dimensions(version) if one.id in unanswered])


def _change(held: Standing, wanted: Operation, act: Act) -> State:
    """Apply or retract a code; what excludes it is retracted by the same operation."""
    question = rules.question_of(wanted.code_id or 0, held.questions)
    if question is None:
        raise CodeIsNotAsked
    if held.is_handled:
        raise UnitIsSubmitted(held.state())
    mark, live = rules.Mark(wanted.code_id or 0, wanted.start, wanted.end), frozenset(held.marks)
    _check_span(held, mark)
    if wanted.kind == Kind.APPLY:
        if objection := rules.misplaced(mark, question, kind=held.unit.kind):
            raise MISPLACED[objection]
        _check_words(held, act)
        change = rules.applied(mark, live, question)
    else:
        change = rules.retracted(mark, live)
    made = store(wanted, held, Written([held.marks.pop(gone) for gone in change.removed], list(change.added)))
    held.marks.update(made)
    held.last = wanted.sequence
    return held.state()


def _check_span(held: Standing, mark: rules.Mark) -> None:
    if mark.start is None and mark.end is None:
        return
    unit = held.unit
    if unit.size is None or mark.start is None or mark.end is None:
        raise SpanIsOutside
    low, high = unit.start or 0, unit.size if unit.end is None else unit.end
    if not low <= mark.start < mark.end <= high:
        raise SpanIsOutside


def _check_words(held: Standing, act: Act) -> None:
    """Compare the words the coder saw with those that stand there, where the coder's side says them."""
    if act.start is None or held.unit.post is None or (act.quote is None and act.crc is None):
        return
    text = Post.objects.values_list("text", flat=True).get(pk=held.unit.post)
    words = text[act.start : act.end]
    if act.quote not in {None, words} or act.crc not in {None, zlib.crc32(words.encode())}:
        raise SpanDiffers


def write_memo(*, assignment: Assignment, text: str, by: User, previous: uuid.UUID | None) -> Note | None:
    """Keep a memo on a unit, naming colleagues; a new wording ends the old one, an empty one leaves none.

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
        memo = Note.objects.create(project=assignment.round.project, author=by, assignment=assignment, text=text)
        naming.name_in_memo(memo, before=now)
        return memo
