"""Gather what the coding screen shows: the thread around the unit, the codes, the coder's own place in the queue."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q

from coding_app.codebook import queries as codebook
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.coding import folding, queries
from coding_app.coding.models import Note
from coding_app.sampling.models import Assignment, Round, Unit
from corpus.models import Post


@dataclass(frozen=True)
class PostLine:
    """A post on the screen: how deep, whether it is what is to be coded, whom it answers."""

    post: Post
    depth: int
    is_unit: bool
    is_near: bool
    answers: str
    before: str
    passage: str
    after: str


@dataclass(frozen=True)
class Choice:
    """A code and whether the coder has applied it."""

    entry: CodeEntry
    is_live: bool


@dataclass(frozen=True)
class Panel:
    """A dimension with its entries."""

    dimension: Dimension
    choices: tuple[Choice, ...]
    is_closed: bool


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
    lines: tuple[PostLine | folding.Gap, ...]
    posts: int
    hidden: int
    panels: tuple[Panel, ...]
    codes: tuple[uuid.UUID, ...]
    sequence: int
    memo: Note | None
    place: Place

    @property
    def is_open(self) -> bool:
        """Say whether the round still takes codings."""
        return self.assignment.round.state == Round.State.OPEN

    @property
    def is_thread(self) -> bool:
        """Say whether the unit is the whole thread."""
        return self.assignment.unit.kind == Unit.Kind.THREAD


def workbench(assignment: Assignment, *, is_whole: bool = False) -> Workbench:
    """Read the screen of one assignment; `is_whole` shows every post of a long thread."""
    marks = queries.live_marks(assignment)
    uuids = queries.structure(assignment.round.codebook_version).uuids
    lines, total = _lines(assignment, is_whole=is_whole)
    return Workbench(
        assignment=assignment,
        lines=lines,
        posts=total,
        hidden=sum(line.count for line in lines if isinstance(line, folding.Gap)),
        panels=_panels(assignment, {mark.code for mark in marks}),
        codes=tuple(sorted({uuids[mark.code] for mark in marks})),
        sequence=queries.last_sequence(assignment),
        memo=queries.memo(assignment),
        place=_place(assignment),
    )


def _panels(assignment: Assignment, live: set[int]) -> tuple[Panel, ...]:
    asked = {question.id for question in queries.questions(assignment)}
    return tuple(
        Panel(
            dimension=dimension,
            choices=tuple(Choice(entry, entry.id in live) for entry in dimension.entries),
            is_closed=any(entry.id in live for entry in dimension.entries),
        )
        for dimension in codebook.dimensions(assignment.round.codebook_version)
        if dimension.id in asked
    )


def _lines(assignment: Assignment, *, is_whole: bool) -> tuple[tuple[PostLine | folding.Gap, ...], int]:
    """Choose the posts by the shape of the thread first, then read the text of those alone."""
    unit = assignment.unit
    rows = Post.objects.filter(thread=unit.thread_id).order_by("position").values_list("pk", "parent", "position")
    places = [folding.Place(*row) for row in rows]
    chosen = folding.shown(places, unit.post_id, is_whole=is_whole)
    depths = folding.depths(places)
    near = {unit.post_id} | (folding.ancestors(places, unit.post_id) if unit.post_id else {p.id for p in places})
    posts = _posts(chosen)
    aliases = {pk: post.author.alias for pk, post in posts.items() if post.author}
    lines = tuple(
        place
        if isinstance(place, folding.Gap)
        else _line(posts[place.id], unit, depths[place.id], place.id in near, _answered(place, before, aliases))
        for place, before in _with_previous(folding.with_gaps(places, chosen))
    )
    return lines, len(places)


def _with_previous(
    lines: Sequence[folding.Place | folding.Gap],
) -> list[tuple[folding.Place | folding.Gap, folding.Place | folding.Gap | None]]:
    return list(zip(lines, [None, *lines], strict=False))


def _answered(place: folding.Place, before: folding.Place | folding.Gap | None, aliases: dict[int, str]) -> str:
    """Return whom a post answers when the eye cannot see it: not the opening, not the post just above."""
    is_just_above = isinstance(before, folding.Place) and before.id == place.parent
    return "" if place.parent is None or is_just_above else aliases.get(place.parent, "")


def _posts(ids: set[int]) -> dict[int, Post]:
    rows = Post.objects.filter(pk__in=ids).select_related("author")
    return rows.prefetch_related("attachments", "poll_options").in_bulk()


def _line(post: Post, unit: Unit, depth: int, is_near: bool, answers: str) -> PostLine:
    is_unit = post.pk == unit.post_id
    start, end = (unit.start, unit.end) if is_unit and unit.kind == Unit.Kind.SEGMENT else (None, None)
    return PostLine(
        post=post,
        depth=depth,
        is_unit=is_unit,
        is_near=is_near,
        answers=answers,
        before=post.text[:start] if start is not None else post.text,
        passage=post.text[start:end] if start is not None else "",
        after=post.text[end:] if end is not None else "",
    )


def _place(assignment: Assignment) -> Place:
    mine = Assignment.objects.filter(round=assignment.round, coder=assignment.coder_id)
    later = Q(position__gt=assignment.position)
    found: dict[str, Any] = mine.aggregate(
        done=Count("pk", filter=Q(submitted_at__isnull=False)),
        total=Count("pk"),
        previous=Max("position", filter=Q(position__lt=assignment.position)),
        next=Min("position", filter=later),
        next_open=Min("position", filter=later & Q(submitted_at__isnull=True)),
    )
    positions = [found[name] for name in ("previous", "next", "next_open")]
    uuids = dict(mine.filter(position__in=[p for p in positions if p is not None]).values_list("position", "uuid"))
    return Place(
        done=found["done"],
        total=found["total"],
        previous=uuids.get(found["previous"]),
        next=uuids.get(found["next"]),
        next_open=uuids.get(found["next_open"]),
    )
