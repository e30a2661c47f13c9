"""Sharing drawn units out to coders: pure, and reproducible from the seed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coding_app.sampling.draw import Ints
from coding_app.sampling.recipe import Overlap
from coding_app.sampling.strata import fill_up

WHOLE = 100


class TooFewCoders(ValueError):
    """Say that the overlap asks for more coders than there are; its argument: how many it needs."""


class CapsTooLow(ValueError):
    """Say that the coders may not take so much; its arguments: codings that fit, codings asked for."""


@dataclass(frozen=True)
class Share:
    """One unit for one coder: indexes into the drawn units and into the coders, and the place in the queue."""

    unit: int
    coder: int
    position: int


def overlap_counts(units: int, overlap: Overlap) -> tuple[int, int]:
    """Return how many units two coders and three coders meet; shares are rounded half up, numbers cut to the units.

    Raises ValueError when either is negative or the shares come to more than the whole.
    """
    if min(overlap.double, overlap.triple) < 0 or (not overlap.is_number and overlap.double + overlap.triple > WHOLE):
        raise ValueError("shares are per cent of the same whole")
    if overlap.is_number:
        triple = min(units, overlap.triple)
        return min(units - triple, overlap.double), triple
    triple = (units * overlap.triple + WHOLE // 2) // WHOLE
    return min(units - triple, (units * overlap.double + WHOLE // 2) // WHOLE), triple


def coders_needed(double: int, triple: int) -> int:
    """Return how many coders an overlap needs at least; 1 when nothing is met twice."""
    return 3 if triple else 2 if double else 1


def met_by(units: int, overlap: Overlap, seed: int, twice: npt.ArrayLike = ()) -> Ints:
    """Return how many coders meet each unit (units,), drawn by lot.

    twice: indexes of units that two meet in any case; the overlap is then one of the others.
    """
    wanted = np.ones(units, dtype=np.int64)
    wanted[np.asarray(twice, dtype=np.int64)] = 2
    by_lot = np.random.default_rng([seed, 1]).permutation(units)
    others = by_lot[wanted[by_lot] == 1]
    double, triple = overlap_counts(others.size, overlap)
    wanted[others[:triple]] = 3
    wanted[others[triple : triple + double]] = 2
    return wanted


@dataclass(frozen=True)
class Plan:
    """What a draw will come to: how many are drawn, met by two and by three, and each coder's least and most."""

    units: int
    double: int
    triple: int
    loads: tuple[tuple[int, int], ...]

    @property
    def codings(self) -> int:
        """Return how many times a unit is met in all."""
        return self.units + self.double + 2 * self.triple


def plan(units: int, overlap: Overlap, caps: Sequence[int | None], *, twice: int = 0) -> Plan:
    """Foretell what `share_out` will do, without drawing. caps: of each coder the most they may take, None for any.

    twice: how many of the units two meet in any case. Raises TooFewCoders and CapsTooLow as `share_out` does.
    """
    double, triple = overlap_counts(units - twice, overlap)
    limits, level, rest = _level(units, double + twice, triple, caps)
    loads = tuple((min(limit, level), level + 1 if rest and limit > level else min(limit, level)) for limit in limits)
    return Plan(units, double + twice, triple, loads)


def _level(units: int, double: int, triple: int, caps: Sequence[int | None]) -> tuple[list[int], int, int]:
    """Return the most each coder may take, the load of those below it, and how many of them take one more."""
    needed = coders_needed(double, triple)
    if units and len(caps) < needed:
        raise TooFewCoders(needed)
    limits = [units if cap is None else min(cap, units) for cap in caps]
    total = units + double + 2 * triple
    if (room := _room(units, double, triple, limits)) < total:
        raise CapsTooLow(room, total)
    return limits, *fill_up(limits, total)


def _room(units: int, double: int, triple: int, limits: Sequence[int]) -> int:
    """Return how many codings fit: nobody beyond their limit, nobody twice on a unit (Gale 1957, Ryser 1957)."""
    first = np.arange(units + 1)
    # The n units that most coders meet need so many codings; of them a coder takes n at most.
    asked = first + np.minimum(first, double + triple) + np.minimum(first, triple)
    fits = np.sum([np.minimum(first, limit) for limit in limits], axis=0) if limits else np.zeros(units + 1)
    return int(asked[-1]) - int(np.max(asked - fits, initial=0))


def share_out(
    wanted: npt.ArrayLike,
    coders: int,
    *,
    seed: int,
    sizes: npt.ArrayLike | None = None,
    caps: Sequence[int | None] | None = None,
) -> list[Share]:
    """Share drawn units out to coders.

    wanted: (U,) how many coders meet each unit; sizes: (U,) how much each counts, when threads are shared out as
    wholes (else 1); caps: of each coder the most they take, None for any. Each coder meets a unit once; loads differ
    by at most one (by a thread or two, when sizes differ) among those below their cap; the partners of a coder vary,
    so that each pair of coders has units in common when there are enough. Raises TooFewCoders, CapsTooLow.
    """
    asked = np.asarray(wanted, dtype=np.int64)
    weights = np.ones(asked.size, dtype=np.int64) if sizes is None else np.asarray(sizes, dtype=np.int64)
    limits: list[int | None] = [None] * coders if caps is None else list(caps)
    generator = np.random.default_rng([seed, 1])
    generator.permutation(asked.size)  # the lot of `met_by`: one stream, each part of it used once
    loads = -_targets(asked, weights, limits, generator)
    together = np.zeros((coders, coders), dtype=np.int64)
    pairs: list[tuple[int, int]] = []
    # Units of many coders first, then large ones: the others then even the loads out. Taking those who have most left
    # to take always succeeds when it can be done at all (Gale, Ryser).
    for unit in sorted(range(asked.size), key=lambda index: (-asked[index], -weights[index])):
        chosen = _choose(int(asked[unit]), loads, together, generator)
        loads[chosen] += weights[unit]
        pairs.extend((unit, coder) for coder in chosen)
    _check_caps(pairs, weights, limits)
    return _queues(pairs, coders, generator)


def _targets(asked: Ints, weights: Ints, caps: Sequence[int | None], generator: np.random.Generator) -> Ints:
    """Return what each coder is to take, where somebody has a cap; 0 for all where nobody has."""
    triple, double = int((asked > 2).sum()), int((asked == 2).sum())
    if asked.size and len(caps) < coders_needed(double, triple):
        raise TooFewCoders(coders_needed(double, triple))
    if all(cap is None for cap in caps):
        return np.zeros(len(caps), dtype=np.int64)
    if (weights == 1).all():
        limits, level, rest = _level(asked.size, double, triple, caps)
    else:
        total = int((asked * weights).sum())
        limits = [total if cap is None else min(cap, total) for cap in caps]
        if sum(limits) < total:
            raise CapsTooLow(sum(limits), total)
        level, rest = fill_up(limits, total)
    targets = np.minimum(limits, level).astype(np.int64)
    targets[generator.permutation(np.flatnonzero(np.array(limits) > level))[:rest]] += 1
    return targets


def _check_caps(pairs: Sequence[tuple[int, int]], weights: Ints, caps: Sequence[int | None]) -> None:
    """Refuse what went beyond somebody's cap, as whole threads may."""
    loads = np.zeros(len(caps), dtype=np.int64)
    for unit, coder in pairs:
        loads[coder] += weights[unit]
    over = sum(max(0, int(load) - cap) for load, cap in zip(loads, caps, strict=True) if cap is not None)
    if over:
        raise CapsTooLow(int(loads.sum()) - over, int(loads.sum()))


def _choose(wanted: int, loads: Ints, together: Ints, generator: np.random.Generator) -> list[int]:
    """Choose the least loaded coders, among equals those who met least, then by lot; note who met whom."""
    chosen: list[int] = []
    lot = generator.permutation(len(loads))
    for _place in range(wanted):
        free = [coder for coder in range(len(loads)) if coder not in chosen]
        best = min(free, key=lambda coder: (loads[coder], sum(together[coder, other] for other in chosen), lot[coder]))
        for other in chosen:
            together[best, other] += 1
            together[other, best] += 1
        chosen.append(best)
    return chosen


def _queues(pairs: Sequence[tuple[int, int]], coders: int, generator: np.random.Generator) -> list[Share]:
    """Give each coder the units in an order of their own, so that no two tire on the same ones."""
    shares: list[Share] = []
    for coder in range(coders):
        mine = [unit for unit, who in pairs if who == coder]
        order = generator.permutation(len(mine))
        shares.extend(Share(mine[int(index)], coder, position) for position, index in enumerate(order, start=1))
    return shares


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
