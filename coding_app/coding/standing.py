"""Where a unit stands for its coder: locked by one statement, read by the next, told to the browser as a State."""

# ruff: noqa: S608  (only constants of this module are put together)

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from coding_app.coding import rules
from coding_app.coding.models import Coding, Operation
from coding_app.coding.queries import Structure, structure_of
from coding_app.core.errors import Refusal
from coding_app.core.history import TOLD, who_acts
from coding_app.core.prepared import prepared_cursor

# The lock comes first and alone: what changed while it was waited for is read by the statement after it. A part of the
# locking statement would still see the world from before the wait.
_MINE = """
      FROM coding_app_assignment a
      JOIN coding_app_round r ON r.id = a.round_id
      JOIN coding_app_unit u ON u.id = a.unit_id
      JOIN coding_app_project pr ON pr.id = r.project_id
      JOIN coding_app_codebookversion v ON v.id = r.codebook_version_id
      LEFT JOIN corpus_post p ON p.id = u.post_id
     WHERE a.uuid = %(assignment)s AND a.coder_id = %(coder)s
       AND r.project_id = COALESCE(%(project)s, r.project_id) AND r.state <> 'draft'
"""
# A round that moves to another version holds its units for minutes: those who save must not hold up the service. What
# is selected under a lock is made before the lock is waited for.
_LOCK = f"""
    SELECT set_config('lock_timeout', '1s', true), {TOLD}
      FROM coding_app_assignment WHERE uuid = %(assignment)s AND coder_id = %(coder)s FOR NO KEY UPDATE
"""

_READ = f"""
    SELECT a.id, u.kind, u.post_id, u.start, u."end", p.position, char_length(p.text),
           r.id, r.state = 'open', a.released_at IS NOT NULL, r.codebook_version_id, v.uuid, v.number,
           v.state = 'published', pr.records_time, a.coder_id, a.submitted_at, a.skipped_at, a.doubted_at,
           (SELECT max(o.sequence) FROM coding_app_operation o WHERE o.assignment_id = a.id),
           (SELECT o.id FROM coding_app_operation o WHERE o.operation_id = %(operation)s),
           (SELECT array_agg(ARRAY[c.id, c.code_id, c.start, c."end"])
              FROM coding_app_coding c WHERE c.assignment_id = a.id AND c.retracted_at IS NULL)
    {_MINE}
"""
# Both counts are answered by an index alone; they grow with the queue, so that they are left out where nothing changes.
# Two statements, not one with a switch: its one plan for all would carry the price of the counts, and PostgreSQL would
# rather plan anew at each key press.
_COUNTS = """,
           (SELECT count(*) FROM coding_app_assignment b WHERE b.round_id = r.id AND b.coder_id = a.coder_id
               AND b.released_at IS NULL),
           (SELECT count(*) FROM coding_app_assignment b WHERE b.round_id = r.id AND b.coder_id = a.coder_id
               AND b.submitted_at IS NULL AND b.skipped_at IS NULL AND b.released_at IS NULL)
"""
_READ_AND_COUNT = _READ.replace(_MINE, _COUNTS + _MINE)


class UnitIsBusy(Refusal):
    """Refuse for a moment; the queue of the browser sends the act again by itself."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("This unit is held up, perhaps because its round moves to another version. Nothing was changed; what you "
              "chose is sent again by itself, or press again in a minute.")
        )  # fmt: skip


class Placed(NamedTuple):
    """A code by its outside name on the whole unit, or on a passage of it (code points, end exclusive)."""

    code: uuid.UUID
    start: int | None
    end: int | None


@dataclass(frozen=True)
class State:
    """Where a unit stands for its coder after an operation: what the browser is told."""

    sequence: int
    submitted_at: datetime | None
    skipped_at: datetime | None
    doubted_at: datetime | None
    marks: tuple[Placed, ...]
    closed: tuple[uuid.UUID, ...]
    open: tuple[uuid.UUID, ...]
    done: int
    total: int
    version: int


class Piece(NamedTuple):
    """The unit behind an assignment; `size` is the length of its post in code points, None for a thread."""

    assignment: int
    kind: str
    post: int | None
    start: int | None
    end: int | None
    position: int | None
    size: int | None


@dataclass
class Standing:
    """A unit as it stands: what its coder decided, what its round asks and allows, how far the coder is."""

    unit: Piece
    round_id: int
    is_open: bool
    is_released: bool
    structure: Structure
    version: int
    version_number: int
    records_time: bool
    coder: int
    submitted_at: datetime | None
    skipped_at: datetime | None
    doubted_at: datetime | None
    last: int
    known: int | None
    done: int
    total: int
    marks: dict[rules.Mark, int] = field(default_factory=dict)

    @property
    def is_handled(self) -> bool:
        """Say whether the coder is through with it: submitted, or skipped as not codable."""
        return self.submitted_at is not None or self.skipped_at is not None

    @property
    def questions(self) -> list[rules.Question]:
        """Return the dimensions asked of the unit."""
        is_reply = rules.is_reply(self.unit.position)
        return rules.asked(self.structure.questions, kind=self.unit.kind, is_reply=is_reply)

    def state(self) -> State:
        """Return what the browser is told."""
        return told(self, frozenset(self.marks))


def locked(
    assignment: uuid.UUID, *, coder: int, operation_id: uuid.UUID, project: int | None = None, is_counted: bool = True
) -> Standing | None:
    """Lock a coder's assignment in an opened round, then read where it stands and which operation has that id.

    None when there is none (in that project, if one is given). Raise UnitIsBusy when another one keeps it for long.
    """
    told: dict[str, Any] = {"assignment": assignment, "coder": coder, "project": project}
    told["operation"] = operation_id
    with prepared_cursor() as cursor:
        try:
            cursor.execute(_LOCK, told | who_acts())
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise UnitIsBusy from error
            raise
        cursor.execute(_READ_AND_COUNT if is_counted else _READ, told)
        row = cursor.fetchone()
    return _standing(row) if row else None


def current(assignment: uuid.UUID, *, coder: int) -> State:
    """Return where a coder's unit stands now. Raise LookupError when it is not theirs."""
    with connection.cursor() as cursor:
        told: dict[str, Any] = {"assignment": assignment, "coder": coder, "project": None, "operation": None}
        cursor.execute(_READ_AND_COUNT, told)
        row = cursor.fetchone()
    if row is None:
        raise LookupError(assignment)
    return _standing(row).state()


def _standing(row: tuple[Any, ...]) -> Standing:
    unit, row = Piece(*row[:7]), row[7:]
    round_id, is_open, is_released, version, version_uuid, number, is_published, *rest = row
    records_time, coder, submitted_at, skipped_at, doubted_at, last, known, marks, *counts = rest
    total, left = counts or (0, 0)
    found = structure_of(version, version_uuid, is_published=is_published)
    live = {rules.Mark(code, start, end): pk for pk, code, start, end in marks or ()}
    return Standing(
        unit, round_id, is_open, is_released, found, version, number, records_time, coder, submitted_at, skipped_at,
        doubted_at, last or 0, known, total - left, total, live,
    )  # fmt: skip


def told(standing: Standing, live: rules.Marks) -> State:
    """Put together what the browser is told about a unit on which these marks are live."""
    uuids = standing.structure.uuids
    asked = standing.questions
    unanswered = {question.id for question in rules.still_open(asked, live)}
    return State(
        sequence=standing.last,
        submitted_at=standing.submitted_at,
        skipped_at=standing.skipped_at,
        doubted_at=standing.doubted_at,
        marks=placed(live, uuids),
        closed=tuple(uuids[question.id] for question in asked if question.id not in unanswered),
        open=tuple(uuids[question.id] for question in asked if question.id in unanswered),
        done=standing.done,
        total=standing.total,
        version=standing.version_number,
    )


def placed(marks: Iterable[rules.Mark], uuids: dict[int, uuid.UUID]) -> tuple[Placed, ...]:
    """Return marks under the outside names of their codes, in a fixed order; codes of another version are left out."""
    found = [Placed(uuids[mark.code], mark.start, mark.end) for mark in marks if mark.code in uuids]
    return tuple(sorted(found, key=lambda one: (-1 if one.start is None else one.start, one.end or 0, one.code)))


def told_then(standing: Standing, sequence: int) -> State:
    """Return what the browser was told just after an operation, however long ago."""
    assignment = standing.unit.assignment
    rows = Coding.objects.exclude(retracted_by_operation__sequence__lte=sequence).filter(
        assignment=assignment, made_by_operation__sequence__lte=sequence
    )
    live = frozenset(rules.Mark(*row) for row in rows.values_list("code", "start", "end"))
    earlier = Operation.objects.filter(assignment=assignment, sequence__lte=sequence)
    then = replace(standing, last=sequence, submitted_at=None, skipped_at=None, doubted_at=None)
    for kind, at in earlier.order_by("sequence").values_list("kind", "made_at"):
        if kind == Operation.Kind.CARRY:
            continue
        if kind not in _DOUBTS:
            # Codes are changed on a unit that is neither submitted nor skipped, so they say as much as "reopen".
            then.submitted_at = at if kind == Operation.Kind.SUBMIT else None
            then.skipped_at = at if kind == Operation.Kind.SKIP else None
        else:
            then.doubted_at = at if kind == Operation.Kind.DOUBT else None
    return told(then, live)


_DOUBTS = {Operation.Kind.DOUBT, Operation.Kind.UNDOUBT}
