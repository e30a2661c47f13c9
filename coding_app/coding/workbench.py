"""Gather what the coding screen shows: the thread, the coder's units in it, the place in the queue."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from coding_app.accounts.models import User
from coding_app.codebook.models import CodebookVersion
from coding_app.coding import folding, queries, thread_lines, unit_works
from coding_app.coding.thread_lines import PostLine
from coding_app.coding.unit_works import UnitView, UnitWork
from coding_app.core.prepared import prepared_cursor
from coding_app.projects.models import Project
from coding_app.sampling.models import Assignment, Round, Unit

_SHOWN = [
    "uuid", "position", "coder", "released_at", "unit__kind", "unit__post",
    "unit__thread__title", "unit__thread__source__name",
    *(f"round__{name}" for name in ("number", "name", "state", "kind", "project")),
    *(f"round__codebook_version__{name}" for name in ("uuid", "state", "number")),
]  # fmt: skip
# Answers that a later import brought are read by nobody before its review.
_SHAPE = """
    SELECT p.id, p.parent_id, p.position FROM corpus_post p JOIN corpus_importbatch b ON b.id = p.batch_id
     WHERE p.thread_id = %s AND b.reviewed_at IS NOT NULL ORDER BY p.position
"""
_COUNTS = """
    SELECT (SELECT count(*) FROM coding_app_assignment b WHERE b.round_id = a.round_id AND b.coder_id = a.coder_id
               AND b.released_at IS NULL),
           (SELECT count(*) FROM coding_app_assignment b WHERE b.round_id = a.round_id AND b.coder_id = a.coder_id
               AND b.submitted_at IS NULL AND b.skipped_at IS NULL AND b.released_at IS NULL)
      FROM coding_app_assignment a WHERE a.id = %s
"""

__all__ = ["Place", "PostLine", "UnitView", "UnitWork", "Workbench", "workbench"]


@dataclass(frozen=True)
class Place:
    """Where a unit stands in its coder's queue, and its neighbors."""

    done: int
    total: int
    previous: uuid.UUID | None
    next: uuid.UUID | None
    next_open: uuid.UUID | None


@dataclass(frozen=True)
class Workbench:
    """Everything the coding screen shows. Nothing in it comes from other coders."""

    assignment: Assignment
    units: tuple[UnitWork, ...]
    lines: tuple[PostLine | folding.Gap, ...]
    posts: int
    hidden: int
    done: int
    total: int

    @property
    def current(self) -> UnitWork:
        """Return the unit of the address."""
        return next(unit for unit in self.units if unit.view.is_current)

    @property
    def thread_unit(self) -> UnitView | None:
        """Return the unit that is the whole thread, if the coder has it."""
        return next((unit.view for unit in self.units if unit.view.kind == Unit.Kind.THREAD), None)

    @property
    def place(self) -> Place:
        """Return where the current unit stands in the queue."""
        current = self.current
        return Place(self.done, self.total, current.previous, current.next, current.next_open)

    @property
    def is_open(self) -> bool:
        """Say whether the unit still takes codings: its round is open, and it was not handed on to somebody else."""
        return self.assignment.round.state == Round.State.OPEN and not self.is_released

    @property
    def is_released(self) -> bool:
        """Say whether the unit was handed on to somebody else."""
        return self.assignment.released_at is not None

    @property
    def is_thread(self) -> bool:
        """Say whether the current unit is the whole thread."""
        return self.assignment.unit.kind == Unit.Kind.THREAD

    @property
    def is_training(self) -> bool:
        """Say whether coders are learning the codebook: they may then propose codes in the words of a post."""
        return self.assignment.round.kind in {Round.Kind.TRAINING, Round.Kind.PILOT}

    @property
    def version(self) -> CodebookVersion:
        """Return the version of the codebook that the round stands under."""
        return self.assignment.round.codebook_version

    @property
    def asked(self) -> frozenset[uuid.UUID]:
        """Return the dimensions asked of any unit on the screen."""
        return frozenset(dimension for unit in self.units for dimension in unit.asked)

    @property
    def project(self) -> Project:
        """Return the project of the round."""
        return self.assignment.round.project


def assignments(project: Project, coder: User) -> QuerySet[Assignment]:
    """Return a coder's assignments with no more than the screen shows of round and thread."""
    rows = queries.assignments_of(project, coder).select_related(None)
    return rows.select_related("round__codebook_version", "unit__thread__source").only(*_SHOWN)


def workbench(assignment: Assignment, *, is_whole: bool = False) -> Workbench:
    """Read the screen of one assignment; `is_whole` shows every post of a long thread."""
    places = _places(assignment)
    mine = unit_works.own(assignment)
    chosen = _chosen(places, assignment, mine, is_whole=is_whole)
    at = {place.id: place.position for place in places}
    shown = [pk for pk, post in mine.items() if post is None or post in chosen]
    units = unit_works.read(assignment, shown, at)
    lines = thread_lines.read(assignment, places, chosen, [unit.view for unit in units])
    done, total = _progress(assignment)
    return Workbench(
        assignment=assignment,
        units=units,
        lines=lines,
        posts=len(places),
        hidden=sum(line.count for line in lines if isinstance(line, folding.Gap)),
        done=done,
        total=total,
    )


def _progress(assignment: Assignment) -> tuple[int, int]:
    """Count the coder's units of the round: handled, and all; an index alone answers each count."""
    with prepared_cursor() as cursor:
        cursor.execute(_COUNTS, [assignment.pk])
        total, left = cursor.fetchone()
    return total - left, total


def _places(assignment: Assignment) -> list[folding.Place]:
    with prepared_cursor() as cursor:
        cursor.execute(_SHAPE, [assignment.unit.thread_id])
        rows = cursor.fetchall()
    known = {post for post, _parent, _position in rows}
    return [folding.Place(post, parent if parent in known else None, position) for post, parent, position in rows]


def _chosen(
    places: list[folding.Place], assignment: Assignment, mine: Mapping[int, int | None], *, is_whole: bool
) -> set[int]:
    post = assignment.unit.post_id
    around = folding.shown(places, post, is_whole=is_whole)
    return folding.with_units(places, around, post, {unit for unit in mine.values() if unit is not None})
