"""Draw the units of a recipe from the corpus: read, allocate, take by lot. Writes nothing; the same each time."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from coding_app.projects.models import Project
from coding_app.sampling.draw import Ints, by_lot, first_of_each, shuffled
from coding_app.sampling.population import NO_BOOST, CellCount, Population, read_population
from coding_app.sampling.queries import Candidate
from coding_app.sampling.recipe import SampleRecipe
from coding_app.sampling.strata import Cell, Stratum, allocate


class DrawnUnit(NamedTuple):
    """A unit that was drawn: its stratum, for how many units it stands, and whether two meet it in any case."""

    candidate: Candidate
    stratum: str
    weight: float
    is_double: bool


@dataclass(frozen=True)
class Drawing:
    """The units in the order of the draw (the posts of a thread that is drawn whole follow each other)."""

    units: list[DrawnUnit]
    population: int
    is_by_thread: bool

    def groups(self) -> tuple[list[int], list[int], list[int]]:
        """Return what is shared out as one: of each its first unit, how many units, and those that two meet."""
        firsts = [
            place
            for place, one in enumerate(self.units)
            if not self.is_by_thread
            or place == 0
            or one.candidate.thread_id != self.units[place - 1].candidate.thread_id
        ]
        sizes = np.diff([*firsts, len(self.units)]).tolist() if firsts else []
        return firsts, sizes, [group for group, place in enumerate(firsts) if self.units[place].is_double]


def boost_name(number: int) -> str:
    """Return what is written as the stratum of units that are drawn because a rare code is likely in them."""
    return f"+{number + 1}"


def strata_of(recipe: SampleRecipe, counts: list[CellCount], size: int) -> list[Stratum]:
    """Return what each stratum gives, boosts last; counted in threads where these are drawn whole, else in units."""
    cells: dict[Cell, int] = {}
    boosted = [0] * len(recipe.boosts)
    for one in counts:
        number = one.threads if recipe.whole_threads else one.posts
        if one.boost == NO_BOOST:
            cells[one.cell] = cells.get(one.cell, 0) + number
        else:
            boosted[one.boost] += number
    strata = allocate(cells, size, recipe.allocation, recipe.given)
    return strata + [
        Stratum(boost_name(number), (), found, min(found, boost.size))
        for number, (boost, found) in enumerate(zip(recipe.boosts, boosted, strict=True))
        if found and boost.size
    ]


def draw_sample(project: Project, *, recipe: SampleRecipe, unit_kind: str, size: int, seed: int) -> Drawing:
    """Draw; one statement (and one for each saved search). Raises MoreStrataThanUnits."""
    found = read_population(project, recipe=recipe, unit_kind=unit_kind)
    heads, group = _heads(found, is_by_thread=recipe.whole_threads)
    counts = _counts(found, heads)
    strata = strata_of(recipe, counts, size)
    of = _stratum_of(found, strata)
    keys = found.thread_ids if recipe.whole_threads else found.post_ids
    order = by_lot(keys[heads], seed) if recipe.method == "lots" else shuffled(heads.size, seed)
    drawn = first_of_each(order, of[heads], [one.drawn for one in strata])
    members = np.argsort(group, kind="stable")
    begins = np.append(np.searchsorted(group[members], np.arange(heads.size)), group.size)
    units = [
        _unit(found, int(row), strata[int(of[heads[head]])], recipe)
        for head in drawn
        for row in members[begins[head] : begins[head + 1]]
    ]
    return Drawing(units, found.post_ids.size, recipe.whole_threads)


def _heads(found: Population, *, is_by_thread: bool) -> tuple[Ints, Ints]:
    """Return the first candidate of each thread, in the order of import, and of each candidate its thread's number.

    Without whole threads each candidate stands for itself.
    """
    everybody = np.arange(found.post_ids.size)
    if not is_by_thread:
        return everybody, everybody
    _threads, first, inverse = np.unique(found.thread_ids, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    number = np.empty(order.size, dtype=np.int64)
    number[order] = np.arange(order.size)
    return first[order].astype(np.int64), number[inverse]


def _counts(found: Population, heads: Ints) -> list[CellCount]:
    """Count the candidates (heads) of each cell and boost."""
    pairs, counts = np.unique(np.stack([found.boost[heads], found.cell[heads]], axis=1), axis=0, return_counts=True)
    return [
        CellCount(int(boost), found.cells[int(cell)], int(n), int(n))
        for (boost, cell), n in zip(pairs, counts, strict=True)
    ]


def _stratum_of(found: Population, strata: list[Stratum]) -> Ints:
    """Return the number of each candidate's stratum, -1 where it lies in none."""
    by_cell = {cell: number for number, one in enumerate(strata) for cell in one.cells}
    named = {one.name: number for number, one in enumerate(strata) if not one.cells}
    of_cell = np.array([by_cell.get(cell, -1) for cell in found.cells] or [-1], dtype=np.int64)
    boosts = int(found.boost.max(initial=NO_BOOST)) + 1
    of_boost = np.array([named.get(boost_name(number), -1) for number in range(boosts)] or [-1], dtype=np.int64)
    return np.where(found.boost == NO_BOOST, of_cell[found.cell], of_boost[found.boost])


def _unit(found: Population, row: int, stratum: Stratum, recipe: SampleRecipe) -> DrawnUnit:
    boost = int(found.boost[row])
    candidate = Candidate(int(found.thread_ids[row]), int(found.post_ids[row]))
    return DrawnUnit(candidate, stratum.name, stratum.weight, boost != NO_BOOST and recipe.boosts[boost].is_double)
