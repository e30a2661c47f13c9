"""The units of one thread that are before one coder: what was done on each, and its neighbors in the queue."""

# ruff: noqa: S608  (only constants of this module are put together)

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coding_app.coding import queries, rules
from coding_app.coding.standing import Placed, placed
from coding_app.core.prepared import prepared_cursor
from coding_app.sampling.models import Assignment

# A page is asked for at each step of each coder: these are written out, for the ORM would take most of its time to
# build them anew. The subqueries are answered by the indexes of the queue and of the log, for few rows.
# They are planned once a connection; a list behind a subquery keeps PostgreSQL from a new plan for each length of it.
_OWN = """
    SELECT a.id, u.post_id FROM coding_app_assignment a JOIN coding_app_unit u ON u.id = a.unit_id
     WHERE a.round_id = %s AND a.coder_id = %s AND u.thread_id = %s AND (a.released_at IS NULL OR a.id = %s)
"""
_NEIGHBOR = """
    (SELECT b.uuid FROM coding_app_assignment b
      WHERE b.round_id = a.round_id AND b.coder_id = a.coder_id AND b.released_at IS NULL AND {} LIMIT 1)
"""
_REASON = """
    (SELECT o.reason FROM coding_app_operation o
      WHERE o.assignment_id = a.id AND o.kind = '{}' ORDER BY o.sequence DESC LIMIT 1)
"""
_TO_DO = "b.submitted_at IS NULL AND b.skipped_at IS NULL"
_ROWS = f"""
    SELECT a.id, a.uuid, u.kind, u.post_id, p.uuid, u.start, u."end",
           substr(p.text, u.start + 1, u."end" - u.start), a.position,
           a.submitted_at IS NOT NULL, a.skipped_at IS NOT NULL, a.doubted_at IS NOT NULL,
           CASE WHEN a.doubted_at IS NOT NULL THEN {_REASON.format("doubt")} END,
           CASE WHEN a.skipped_at IS NOT NULL THEN {_REASON.format("skip")} END,
           (SELECT max(o.sequence) FROM coding_app_operation o WHERE o.assignment_id = a.id),
           (SELECT array_agg(ARRAY[c.code_id, c.start, c."end"])
              FROM coding_app_coding c WHERE c.assignment_id = a.id AND c.retracted_at IS NULL),
           n.text, n.uuid,
           {_NEIGHBOR.format("b.position < a.position ORDER BY b.position DESC")},
           {_NEIGHBOR.format("b.position > a.position ORDER BY b.position")},
           {_NEIGHBOR.format(f"b.position > a.position AND {_TO_DO} ORDER BY b.position")}
      FROM coding_app_assignment a
      JOIN coding_app_unit u ON u.id = a.unit_id
      LEFT JOIN corpus_post p ON p.id = u.post_id
      LEFT JOIN coding_app_note n ON n.assignment_id = a.id AND n.author_id = a.coder_id AND n.ended_at IS NULL
     WHERE a.id = ANY(ARRAY(SELECT unnest(%s::bigint[])))
"""


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


class Memo(NamedTuple):
    """The coder's memo on a unit."""

    text: str
    uuid: uuid.UUID


@dataclass(frozen=True)
class UnitWork:
    """A unit before its coder. `marks` are codes by outside name, `live` the same by key; `post` is an outside name."""

    view: UnitView
    post: uuid.UUID | None
    is_submitted: bool
    is_skipped: bool
    is_doubted: bool
    doubt: str
    skip_reason: str
    sequence: int
    live: rules.Marks
    marks: tuple[Placed, ...]
    memo: Memo | None
    asked: tuple[uuid.UUID, ...]
    previous: uuid.UUID | None
    next: uuid.UUID | None
    next_open: uuid.UUID | None


def own(assignment: Assignment) -> dict[int, int | None]:
    """Return the coder's assignments of the round in the thread: the post of each, None for the thread itself."""
    with prepared_cursor() as cursor:
        cursor.execute(_OWN, [assignment.round_id, assignment.coder_id, assignment.unit.thread_id, assignment.pk])
        return dict(cursor.fetchall())


def read(assignment: Assignment, shown: Sequence[int], at: Mapping[int, int]) -> tuple[UnitWork, ...]:
    """Read the assignments that are on the screen, in thread order; one statement however many they are.

    at: the position of each post in the thread.
    """
    version = queries.structure(assignment.round.codebook_version)
    with prepared_cursor() as cursor:
        cursor.execute(_ROWS, [list(shown)])
        rows = cursor.fetchall()
    works = []
    for key, name, kind, post, post_uuid, start, end, quote, place, *rest in rows:
        submitted, skipped, doubted, doubt, reason, last, found, memo, memo_uuid, *neighbors = rest
        position = None if post is None else at[post]
        asked = rules.asked(version.questions, kind=kind, is_reply=rules.is_reply(position))
        live = frozenset(rules.Mark(*mark) for mark in found or ())
        work = UnitWork(
            UnitView(name, kind, post, start, end, quote or "", place, is_current=key == assignment.pk),
            post_uuid, submitted, skipped, doubted, doubt or "", reason or "", last or 0, live,
            placed(live, version.uuids), Memo(memo, memo_uuid) if memo_uuid else None,
            tuple(version.uuids[question.id] for question in asked), *neighbors,
        )  # fmt: skip
        works.append((-1 if position is None else position, start or 0, work))
    return tuple(work for *_place, work in sorted(works, key=lambda one: one[:2]))
