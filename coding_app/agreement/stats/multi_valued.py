"""Compute mv-alpha, the reliability of codings that are sets of codes (Krippendorff & Craggs 2016).

Krippendorff & Craggs (2016), The reliability of multi-valued coding of data, Communication Methods and Measures
10(4):181-198. Sets differ by 1 - 2 shared / sum of sizes. What chance would do keeps the sizes of the sets as they
are and fills them with codes by their frequency, a code that fills one set being gone for the other.
"""

import numpy as np

from .data import Bools, Floats, Ints
from .sets import SetDistance, distinct_sets, set_distances
from .undefined import Figure, Undefined


def mv_alpha(unit: Ints, sets: Bools) -> Figure:
    """Compute mv-alpha; unit: the unit of each coding; sets: codings x codes, an empty row = no code applies."""
    if not unit.size:
        return Figure(reason=Undefined.NO_DATA)
    times = np.bincount(unit)
    pairable = times[unit] > 1
    if not pairable.any():
        return Figure(reason=Undefined.NO_PAIRABLE_UNITS)
    member = sets[pairable].astype(np.float64)
    expected = expected_difference(member)
    if expected <= 0:
        return Figure(reason=Undefined.NO_VARIATION)
    return Figure(1 - observed_difference(unit[pairable], member) / expected)


def observed_difference(unit: Ints, member: Floats) -> float:
    """Give the mean difference between two codings of a unit, units weighted by their codings."""
    distinct, position = distinct_sets(member > 0)
    difference = set_distances(distinct, SetDistance.DICE)
    order = np.argsort(unit, kind="stable")
    unit, position = unit[order], position[order]
    others = np.bincount(unit)[unit] - 1
    total = 0.0
    for lag in range(1, int(others.max(initial=0)) + 1):  # codings of a unit lie together: compare each with the next
        same = np.flatnonzero(unit[lag:] == unit[:-lag])
        total += float((2 * difference[position[same], position[same + lag]] / others[same]).sum())
    return total / len(member)


def expected_difference(member: Floats) -> float:
    """Give the mean difference between two sets filled by chance."""
    sizes = np.bincount(member.sum(axis=1).astype(np.intp)) / len(member)
    weights = _shared(member.sum(axis=0), len(sizes) - 1)
    first, second, shared = np.indices(weights.shape)
    both = first + second
    difference = np.where(both > 0, 1 - 2 * shared / np.where(both > 0, both, 1), 0.0)
    total = weights.sum(axis=2)
    mean = (weights * difference).sum(axis=2) / np.where(total > 0, total, 1)
    return float(sizes @ mean @ sizes)


def _shared(frequencies: Floats, largest: int) -> Floats:
    """Weigh pairs of sets by (size of one, size of the other, codes in common), code after code.

    A code of frequency f weighs f in one of the two sets, f (f - 1) in both.
    """
    side = largest + 1
    weights = np.zeros((side, side, side))
    weights[0, 0, 0] = 1.0
    for frequency in frequencies / max(frequencies.max(), 1.0):
        step = 1.0 / max(frequencies.max(), 1.0)
        grown = weights.copy()
        grown[1:] += frequency * weights[:-1]
        grown[:, 1:] += frequency * weights[:, :-1]
        grown[1:, 1:, 1:] += frequency * (frequency - step) * weights[:-1, :-1, :-1]
        weights = grown
    return weights
