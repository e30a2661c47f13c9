"""Put units with the same labels together: no coefficient can tell them apart.

A million units of three coders and five categories are at most 216 different rows of labels. Whatever is computed
over units (a coefficient, that of a subset, a resample) is computed over these rows, by how many units each stands for.
"""

from dataclasses import dataclass

import numpy as np

from .data import Floats, Ints, Ratings, times_of

_FEW_KEYS = 1 << 20  # rows that are counted in a table; more are sorted
_MOST_KEYS = 1 << 62
_DENSE = 8  # cells of groups x rows for each unit, up to which one table is quicker than one pass a part


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Hold the different rows of labels (`rows`, with how many units each stands for) and the row of each unit."""

    rows: Ratings
    of_unit: Ints

    def times(self, groups: Ints, n_groups: int, weights: Floats | None = None) -> Floats:
        """Count the units of each row in each group (groups x rows), or sum their weights (one per unit).

        groups: one position per unit, below 0: none.
        """
        size = len(self.rows.values)
        known = slice(None) if groups.min(initial=0) >= 0 else groups >= 0
        cells = groups[known] * size + self.of_unit[known]
        inside = None if weights is None else weights[known]
        found = np.bincount(cells, weights=inside, minlength=n_groups * size)
        return found.astype(np.float64).reshape(n_groups, size)

    def sums(self, parts: Floats, groups: Ints, n_groups: int, weights: Floats | None = None) -> Floats:
        """Sum numbers of each row (rows x parts), times the weight of each unit, over each group (groups x parts)."""
        if n_groups * len(parts) <= _DENSE * max(groups.size, 1):
            return np.asarray(self.times(groups, n_groups, weights) @ parts)
        known = groups >= 0
        inside, rows = groups[known], self.of_unit[known]
        share = 1.0 if weights is None else weights[known]
        each = [np.bincount(inside, weights=part[rows] * share, minlength=n_groups) for part in parts.T]
        return np.array(each, dtype=np.float64).reshape(parts.shape[1], n_groups).T


def patterns(ratings: Ratings) -> Patterns:
    """Find the different rows of labels, and which of them each unit has; more labels than fit a key stay as they are.

    The rows have lost their threads: intervals that resample threads sum over `of_unit`.
    """
    keys, base = _keys(ratings)
    if keys is None:
        return Patterns(ratings, np.arange(len(ratings.values)))
    found, total = _counted(keys, base ** ratings.values.shape[1], ratings.times)
    return Patterns(_rows(ratings, found, total, base), _places(keys, found))


def collapsed(ratings: Ratings) -> Ratings:
    """Find the different rows of labels, each with how many units it stands for."""
    keys, base = _keys(ratings)
    if keys is None:
        return ratings
    return _rows(ratings, *_counted(keys, base ** ratings.values.shape[1], ratings.times), base)


def _keys(ratings: Ratings) -> tuple[Ints | None, int]:
    """Give one number a unit that its row of labels alone decides, and the base it is written in."""
    base, coders = ratings.n_categories + 1, ratings.values.shape[1]
    if not ratings.values.size or base**coders > _MOST_KEYS:
        return None, base
    size = np.dtype(np.int32 if base**coders < np.iinfo(np.int32).max else np.int64)
    keys: Ints = np.zeros(len(ratings.values), dtype=size)
    for column in ratings.values.T:
        np.multiply(keys, base, out=keys)
        np.add(keys, column, out=keys)
        np.add(keys, 1, out=keys)  # MISSING is -1, and no digit is
    return keys, base


def _counted(keys: Ints, n_keys: int, times: Floats | None) -> tuple[Ints, Floats]:
    """Give the keys that occur, in order, and how many units each stands for."""
    if n_keys > _FEW_KEYS:
        found, inverse = np.unique(keys, return_inverse=True)
        return found, np.bincount(inverse, weights=times).astype(np.float64)
    total = np.bincount(keys)
    found = np.flatnonzero(total)
    weighed = total if times is None else np.bincount(keys, weights=times)
    return found, weighed[found].astype(np.float64)


def _places(keys: Ints, found: Ints) -> Ints:
    """Give the position of each key among those that occur, in order."""
    if not found.size or found[-1] > _FEW_KEYS:
        return np.searchsorted(found, keys)
    place = np.zeros(found[-1] + 1, dtype=np.intp)
    place[found] = np.arange(found.size)
    return place[keys]


def _rows(ratings: Ratings, found: Ints, total: Floats, base: int) -> Ratings:
    """Read the labels off the keys."""
    places = base ** np.arange(ratings.values.shape[1] - 1, -1, -1)
    rows = found[:, None] // places % base - 1
    return Ratings(rows, ratings.scores, np.zeros(len(rows), dtype=np.intp), total)


def with_times(rows: Ratings, times: Floats) -> Ratings:
    """Let the rows stand for other numbers of units (rows); rows that stand for none are left out."""
    some = times > 0
    return Ratings(rows.values[some], rows.scores, rows.clusters[some], times[some])


def without_coder(rows: Ratings, coder: int) -> Ratings:
    """Leave out what one coder (a position) said."""
    return Ratings(np.delete(rows.values, coder, axis=1), rows.scores, rows.clusters, times_of(rows))
