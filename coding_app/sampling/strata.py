"""How many units each stratum gives: pure arithmetic on the counts of cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coding_app.sampling.recipe import Allocation

Cell = tuple[str, ...]
"""The values of a unit on the axes asked for, in their order."""
POOLED = "*"
"""What is written in place of the values of cells that are drawn together."""


class MoreStrataThanUnits(ValueError):
    """Say that not every stratum can give a unit; its argument: how many strata there are."""


@dataclass(frozen=True)
class Stratum:
    """Cells drawn together: how many units they hold, and how many of them are drawn (at least one)."""

    name: str
    cells: tuple[Cell, ...]
    population: int
    drawn: int

    @property
    def weight(self) -> float:
        """Return for how many units of the population one drawn unit stands: 1 / its chance to be drawn."""
        return self.population / self.drawn


def allocate(
    cells: Mapping[Cell, int], size: int, allocation: Allocation, given: Mapping[str, int] | None = None
) -> list[Stratum]:
    """Return the strata with what each gives, in the order of their names; together `size`, or all there are.

    cells: how many units each holds. Proportional: the largest remainders get what is left after rounding down
    (Hamilton); cells whose share is less than one unit are pooled, so that every unit has a chance. Equal: the same
    for each, and what a small one cannot give goes to the others. Given: the profession comes first in a cell, each
    gives its number, proportionally inside; `size` says nothing then. Raise MoreStrataThanUnits when equal strata are
    more than the units.
    """
    filled = {cell: count for cell, count in sorted(cells.items()) if count > 0}
    if allocation == Allocation.GIVEN:
        strata = []
        for profession, number in sorted((given or {}).items()):
            own = {cell: count for cell, count in filled.items() if cell[0] == profession}
            strata += _proportional(own, min(number, sum(own.values())), (profession,))
        return strata
    if not filled or size < 1:
        return []
    if allocation == Allocation.EQUAL:
        return _equal(filled, min(size, sum(filled.values())))
    return _proportional(filled, min(size, sum(filled.values())), ())


def _proportional(filled: Mapping[Cell, int], size: int, prefix: Cell) -> list[Stratum]:
    """Give each cell its share; `prefix`: the values that pooled cells have in common."""
    if not filled or size < 1:
        return []
    total = sum(filled.values())
    large = {cell: count for cell, count in filled.items() if count * size >= total}
    small = tuple(cell for cell in filled if cell not in large)
    parts: list[tuple[tuple[Cell, ...], int]] = [((cell,), count) for cell, count in large.items()]
    if small:
        parts.append((small, total - sum(large.values())))
    wanted = hamilton([count for _cells, count in parts], size)
    return [
        Stratum(_name(cells, prefix), cells, count, number)
        for (cells, count), number in zip(parts, wanted, strict=True)
    ]


def hamilton(counts: Sequence[int], size: int) -> list[int]:
    """Share `size` in proportion to counts: rounded down, the rest to the largest remainders.

    At least one each, which fits when one share at most is less than one.
    """
    total = sum(counts)
    shares = [max(1, count * size // total) for count in counts]
    # What was rounded down most comes first; of equals, the earlier one.
    order = sorted(range(len(counts)), key=lambda index: shares[index] * total - counts[index] * size)
    left = size - sum(shares)
    for index in order[:left]:
        shares[index] += 1
    return shares


def _equal(filled: Mapping[Cell, int], size: int) -> list[Stratum]:
    if len(filled) > size:
        raise MoreStrataThanUnits(len(filled))
    level, rest = fill_up(list(filled.values()), size)
    strata = []
    for cell, count in filled.items():
        has_one_more = rest > 0 and count > level
        rest -= has_one_more
        strata.append(Stratum(_name((cell,), ()), (cell,), count, min(count, level + has_one_more)))
    return strata


def fill_up(limits: Sequence[int], total: int) -> tuple[int, int]:
    """Pour `total` evenly into vessels that hold so much each: return the level, and how much lies above it.

    Each vessel gets min(its limit, level); the rest, less than the vessels with room above the level, goes one each.
    Raise ValueError when they hold less.
    """
    if sum(limits) < total:
        raise ValueError("the vessels hold less than that")
    left, ordered = total, sorted(limits)
    for place, limit in enumerate(ordered):
        if limit * (len(ordered) - place) > left:
            return divmod(left, len(ordered) - place)
        left -= limit
    return (ordered[-1] if ordered else 0), 0


def _name(cells: Sequence[Cell], prefix: Cell) -> str:
    return "/".join(cells[0]) if len(cells) == 1 else "/".join((*prefix, POOLED))
