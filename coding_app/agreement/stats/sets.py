"""Compute alpha for units that carry a set of codes, with a distance between sets.

Passonneau (2006), LREC, for MASI. A set is one category; its distance to another set is fixed.
"""

from enum import StrEnum

import numpy as np

from .data import MISSING, Bools, Floats, Ints, Ratings, basis, counts
from .krippendorff import alphas, coincidences, fixed
from .patterns import collapsed
from .undefined import Figure, Undefined

_BYTES = 8  # up to 64 codes a set is one number


class SetDistance(StrEnum):
    """Name how far two sets of codes are from each other."""

    NOMINAL = "nominal"  # 0 when equal, else 1
    JACCARD = "jaccard"  # 1 - shared / all
    DICE = "dice"  # 1 - 2 shared / sum of the sizes
    MASI = "masi"  # 1 - Jaccard x (1 equal, 2/3 one contains the other, 1/3 overlap, 0 disjoint)


def set_distances(sets: Bools, kind: SetDistance) -> Floats:
    """Compute the distances between sets (sets x codes) as a square matrix; two empty sets are at distance 0."""
    member = sets.astype(np.float64)
    shared = member @ member.T
    size = member.sum(axis=1)
    union = size[:, None] + size - shared
    similarity = np.where(union == 0, 1.0, shared / np.where(union == 0, 1.0, union))
    equal = shared == union
    if kind is SetDistance.NOMINAL:
        return np.asarray(1.0 - equal)
    if kind is SetDistance.DICE:
        similarity = 2 * similarity / (1 + similarity)
    elif kind is SetDistance.MASI:
        contained = (shared == np.minimum(size[:, None], size)) & (shared > 0)
        similarity = similarity * np.select([equal, contained, shared > 0], [1, 2 / 3, 1 / 3], 0.0)
    return np.asarray(1 - similarity)


def distinct_sets(sets: Bools) -> tuple[Bools, Ints]:
    """Find the different sets among some (sets x codes), and which of them each is."""
    packed = np.packbits(sets, axis=1)
    if packed.shape[1] > _BYTES:
        distinct, position = np.unique(sets, axis=0, return_inverse=True)
        return distinct, position.ravel()
    wide = np.zeros((len(sets), _BYTES), dtype=np.uint8)
    wide[:, : packed.shape[1]] = packed
    _keys, first, position = np.unique(wide.view(">u8").ravel(), return_index=True, return_inverse=True)
    return sets[first], position.ravel()


def set_alpha(unit: Ints, coder: Ints, sets: Bools, kind: SetDistance = SetDistance.MASI) -> Figure:
    """Compute alpha of set-valued codings, one row a coding (sets: codings x codes, an empty row = no code applies).

    Only codes that were open in all the codings may be given. Raises ValueError for two codings of a unit by a coder.
    """
    distinct, position = distinct_sets(sets)
    n_units, n_coders = (int(index.max()) + 1 if index.size else 0 for index in (unit, coder))
    values = np.full((n_units, n_coders), MISSING, dtype=np.intp)
    if np.any(np.bincount(unit * n_coders + coder) > 1):
        raise ValueError("A coder has two codings of the same unit.")
    values[unit, coder] = position
    ratings = collapsed(Ratings(values, np.arange(len(distinct), dtype=np.float64), np.arange(n_units)))
    reason = basis(ratings).reason
    if reason:
        return Figure(reason=reason)
    value = float(alphas(coincidences(counts(ratings), ratings.times), fixed(set_distances(distinct, kind))))
    return Figure(reason=Undefined.NO_VARIATION) if np.isnan(value) else Figure(value)
