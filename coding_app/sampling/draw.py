"""Drawing a sample and sharing it out: pure, and reproducible from the seed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WHOLE = 100


class TooFewCoders(ValueError):
    """Say that the overlap asks for more coders than there are."""


@dataclass(frozen=True)
class Share:
    """One unit for one coder: indexes into the drawn units and into the coders, and the place in the queue."""

    unit: int
    coder: int
    position: int


def draw_units(population: int, size: int, seed: int) -> list[int]:
    """Draw ``size`` of ``population`` units without replacement, in random order; all of them when fewer exist.

    Returns indexes into the population (0-based).
    """
    if population < 0 or size < 0:
        raise ValueError("population and size are counts")
    return [int(index) for index in np.random.default_rng(seed).permutation(population)[:size]]


def overlap_counts(units: int, double_share: int, triple_share: int) -> tuple[int, int]:
    """Return how many units two coders and three coders meet, from shares in per cent, rounded half up.

    Raises ValueError when the shares are negative or come to more than the whole.
    """
    if double_share < 0 or triple_share < 0 or double_share + triple_share > WHOLE:
        raise ValueError("shares are per cent of the same whole")
    triple = (units * triple_share + WHOLE // 2) // WHOLE
    double = min(units - triple, (units * double_share + WHOLE // 2) // WHOLE)
    return double, triple


def coders_needed(units: int, double_share: int, triple_share: int) -> int:
    """Return how many coders an overlap needs at least; 1 when nothing is met twice."""
    double, triple = overlap_counts(units, double_share, triple_share)
    return 3 if triple else 2 if double else 1


@dataclass(frozen=True)
class Plan:
    """What a draw will come to: units drawn, met by two and by three, and the lightest and heaviest load."""

    population: int
    units: int
    double: int
    triple: int
    lightest: int
    heaviest: int

    @property
    def single(self) -> int:
        """Return how many units one coder meets."""
        return self.units - self.double - self.triple

    @property
    def codings(self) -> int:
        """Return how many times a unit is met in all."""
        return self.units + self.double + 2 * self.triple


def plan(population: int, size: int, coders: int, *, double_share: int, triple_share: int) -> Plan:
    """Foretell a draw without drawing: the same counts as ``share_out``, which evens loads out to one unit.

    Raises TooFewCoders when the overlap needs more coders than there are.
    """
    units = min(population, size)
    double, triple = overlap_counts(units, double_share, triple_share)
    needed = coders_needed(units, double_share, triple_share)
    if coders < needed:
        raise TooFewCoders(needed)
    lightest, rest = divmod(units + double + 2 * triple, coders)
    return Plan(population, units, double, triple, lightest, lightest + bool(rest))


def share_out(units: int, coders: int, *, double_share: int, triple_share: int, seed: int) -> list[Share]:
    """Share drawn units out to coders.

    Which units are met by two or three coders is drawn by lot; each coder meets a unit once; loads differ by at most
    one; the partners of a coder vary, so that each pair of coders has units in common when there are enough.
    Raises TooFewCoders when the overlap needs more coders than there are.
    """
    double, triple = overlap_counts(units, double_share, triple_share)
    needed = coders_needed(units, double_share, triple_share)
    if units and coders < needed:
        raise TooFewCoders(needed)
    generator = np.random.default_rng([seed, 1])
    by_lot = generator.permutation(units)
    wanted = np.ones(units, dtype=int)
    wanted[by_lot[:triple]] = 3
    wanted[by_lot[triple : triple + double]] = 2
    loads = np.zeros(coders, dtype=int)
    together = np.zeros((coders, coders), dtype=int)
    pairs: list[tuple[int, int]] = []
    # Units of many coders first: the single ones then even the loads out.
    for unit in sorted(range(units), key=lambda index: -wanted[index]):
        chosen = _choose(int(wanted[unit]), loads, together, generator)
        pairs.extend((unit, coder) for coder in chosen)
    return _queues(pairs, coders, generator)


def threads_together(shares: Sequence[Share], threads: Sequence[int], places: Sequence[int]) -> list[Share]:
    """Let each coder meet the units of one thread one after the other, so that a thread is read once.

    threads, places: of each drawn unit, its thread and where it lies in it. A thread stands where the first of its
    units stood; inside it they come in reading order. Positions stay 1 to n for each coder.
    """
    queues: dict[int, dict[int, list[int]]] = {}
    for share in sorted(shares, key=lambda share: (share.coder, share.position)):
        queues.setdefault(share.coder, {}).setdefault(threads[share.unit], []).append(share.unit)
    found: list[Share] = []
    for coder, queue in queues.items():
        order = [unit for units in queue.values() for unit in sorted(units, key=lambda unit: places[unit])]
        found += [Share(unit, coder, position) for position, unit in enumerate(order, start=1)]
    return found


def _choose(wanted: int, loads: np.ndarray, together: np.ndarray, generator: np.random.Generator) -> list[int]:
    """Choose the least loaded coders, among equals those who met least, then by lot; update both tables."""
    chosen: list[int] = []
    lot = generator.permutation(len(loads))
    for _place in range(wanted):
        free = [coder for coder in range(len(loads)) if coder not in chosen]
        best = min(free, key=lambda coder: (loads[coder], sum(together[coder, other] for other in chosen), lot[coder]))
        for other in chosen:
            together[best, other] += 1
            together[other, best] += 1
        chosen.append(best)
    for coder in chosen:
        loads[coder] += 1
    return chosen


def _queues(pairs: Sequence[tuple[int, int]], coders: int, generator: np.random.Generator) -> list[Share]:
    """Give each coder the units in an order of their own, so that no two tire on the same ones."""
    shares: list[Share] = []
    for coder in range(coders):
        mine = [unit for unit, who in pairs if who == coder]
        order = generator.permutation(len(mine))
        shares.extend(Share(mine[int(index)], coder, position) for position, index in enumerate(order, start=1))
    return shares
