"""Gather what the coding screen shows: the thread, the coder's units in it, the place in the queue."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from coding_app.codebook.models import CodebookVersion
from coding_app.coding import folding, queries, thread_lines, unit_works
from coding_app.coding.thread_lines import PostLine
from coding_app.coding.unit_works import UnitView, UnitWork
from coding_app.projects.models import Project
from coding_app.sampling.models import Assignment, Round, Unit
from corpus.models import Post

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
        """Say whether the round still takes codings."""
        return self.assignment.round.state == Round.State.OPEN

    @property
    def is_thread(self) -> bool:
        """Say whether the current unit is the whole thread."""
        return self.assignment.unit.kind == Unit.Kind.THREAD

    @property
    def is_training(self) -> bool:
        """Say whether the round trains: coders may then propose codes in the words of a post."""
        return self.assignment.round.kind == Round.Kind.TRAINING

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
    """Count the coder's units of the round: handled, and all; an index alone answers each of the two statements."""
    mine = {"round": assignment.round_id, "coder": assignment.coder_id}
    total = Assignment.objects.filter(**mine).count()
    return total - queries.to_do().filter(**mine).count(), total


def _places(assignment: Assignment) -> list[folding.Place]:
    rows = Post.objects.filter(thread=assignment.unit.thread_id).order_by("position")
    return [folding.Place(*row) for row in rows.values_list("pk", "parent", "position")]


def _chosen(
    places: list[folding.Place], assignment: Assignment, mine: Mapping[int, int | None], *, is_whole: bool
) -> set[int]:
    post = assignment.unit.post_id
    around = folding.shown(places, post, is_whole=is_whole)
    return folding.with_units(places, around, post, {unit for unit in mine.values() if unit is not None})
