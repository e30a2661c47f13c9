"""Which posts of a thread stand on the screen: all of a short one, the surroundings of the unit in a long one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

SHORT = 30
"""Posts up to which a thread is shown whole."""
AROUND = 3
"""Posts shown before and after the unit, and siblings on each side of it."""
REPLIES = 5
"""Direct replies to the unit that are shown."""
DEEPEST = 6
"""Indentation stops here."""
UNITS = 20
"""Further units of the coder that are shown in a long thread."""


class Place(NamedTuple):
    """A post in the shape of its thread: its id, its parent's id if that is in the thread, its position."""

    id: int
    parent: int | None
    position: int


@dataclass(frozen=True)
class Gap:
    """Posts that are folded away between two that are shown."""

    count: int


def depths(places: Sequence[Place]) -> dict[int, int]:
    """Return how deep each post is indented: 0 for the opening, replies to it 1, at most DEEPEST.

    A reply without a known parent stands at 1. A parent that comes later in the thread counts as unknown.
    """
    depth: dict[int, int] = {}
    for place in places:
        if place.parent in depth:
            depth[place.id] = min(depth[place.parent] + 1, DEEPEST)
        else:
            depth[place.id] = 0 if place.position == 0 else 1
    return depth


def ancestors(places: Sequence[Place], post: int) -> set[int]:
    """Return the ids of the posts a post answers, up to the opening; a circle is walked once."""
    parents = {place.id: place.parent for place in places}
    found: set[int] = set()
    here = parents.get(post)
    while here is not None and here not in found:
        found.add(here)
        here = parents.get(here)
    return found


def shown(places: Sequence[Place], post: int | None, *, is_whole: bool = False) -> set[int]:
    """Choose the posts to show around a unit; `post` is None when the unit is the thread itself.

    places: all posts of the thread in order. Short threads and `is_whole` give all of them.
    """
    if is_whole or len(places) <= SHORT:
        return {place.id for place in places}
    if post is None:
        return {place.id for place in places[:SHORT]}
    index = next(at for at, place in enumerate(places) if place.id == post)
    unit = places[index]
    siblings = [place.id for place in places if place.parent == unit.parent]
    at = siblings.index(unit.id)
    replies = [place.id for place in places if place.parent == unit.id]
    near = places[max(index - AROUND, 0) : index + AROUND + 1]
    chosen = {places[0].id, *ancestors(places, post), *(place.id for place in near)}
    return chosen | {*siblings[max(at - AROUND, 0) : at + AROUND + 1]} | {*replies[:REPLIES]}


def with_units(places: Sequence[Place], chosen: set[int], post: int | None, units: set[int]) -> set[int]:
    """Add the units nearest to the current one in reading order, at most UNITS of them, each with what it answers.

    chosen: what is shown around the current unit `post` (None: the thread itself). units: the coder's posts in it.
    """
    at = {place.id: index for index, place in enumerate(places)}
    here = at.get(post, 0) if post is not None else 0
    nearest = sorted(units - chosen, key=lambda unit: abs(at[unit] - here))[:UNITS]
    parents = {places[at[unit]].parent for unit in nearest}
    return chosen | {*nearest} | {parent for parent in parents if parent is not None}


def with_gaps(places: Sequence[Place], chosen: set[int]) -> list[Place | Gap]:
    """Put the chosen posts in order, with the number of posts folded away between them."""
    lines: list[Place | Gap] = []
    folded = 0
    for place in places:
        if place.id not in chosen:
            folded += 1
            continue
        if folded:
            lines.append(Gap(folded))
        folded = 0
        lines.append(place)
    return [*lines, Gap(folded)] if folded else lines
