"""Write a coefficient as a function of sums over units.

Of each unit a coefficient needs a few numbers that its row of labels decides: its parts. Their sum over all units gives
the coefficient of all; over the units of a group, that of the group; over the units a resample drew, that of the
resample. So a thousand resamples, or fifty groups, are one matrix product. The values equal those of the modules named
for each coefficient, where the sources are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .data import MISSING, Bools, Floats, Ratings, counts
from .krippendorff import Distance, Level, alphas, distance, squared_distances


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """Hold the parts of each row of labels (rows x parts), and what makes values of sums of them.

    value: (..., parts) -> (...), NaN where the coefficient is undefined.
    """

    parts: Floats
    value: Callable[[Floats], Floats]


def alpha_kernel(rows: Ratings, of: Level | Floats) -> Kernel:
    """Split Krippendorff's alpha; of: the level of measurement, or squared distances (q x q) of one's own."""
    n = counts(rows)
    m = n.sum(axis=1)
    n = n * (m > 1)[:, None]
    others = np.maximum(m - 1, 1)
    if isinstance(of, Level) and of is Level.ORDINAL:
        return _by_coincidences(n, others, distance(of, rows.scores))
    squared = squared_distances(of, rows.scores) if isinstance(of, Level) else of
    if not n.size:  # no category, or nobody: nothing to tell apart
        n, squared = np.zeros((len(n), 1)), np.zeros((1, 1))
    observed = ((n @ squared) * n).sum(axis=1) / others

    def value(sums: Floats) -> Floats:
        totals = _completed(sums[..., 1:])
        expected = ((totals @ squared) * totals).sum(axis=-1)
        return 1 - _ratio((sums[..., 1] - 1) * sums[..., 0], expected, expected > 0)

    return Kernel(np.column_stack([observed, n.sum(axis=1), n[:, :-1]]), value)


def _by_coincidences(n: Floats, others: Floats, of: Distance) -> Kernel:
    """Keep whole coincidence matrices, where how often a category is used decides its distance from the others."""
    q = n.shape[1]
    pairs = n[:, :, None] * n[:, None, :] - n[:, :, None] * np.eye(q)
    parts = (pairs / others[:, None, None]).reshape(len(n), q * q)
    return Kernel(parts, lambda sums: alphas(sums.reshape(*sums.shape[:-1], q, q), of))


def percent_kernel(rows: Ratings) -> Kernel:
    """Split percent agreement (Gwet's definition)."""
    parts = _agreement(rows)[:, :2]
    return Kernel(parts, lambda sums: 1 - _ratio(sums[..., 0], sums[..., 1]))


def ac1_kernel(rows: Ratings) -> Kernel:
    """Split Gwet's AC1: chance agreement from all units that somebody coded."""
    q = rows.n_categories
    return _corrected(rows, lambda shares: (shares * (1 - shares)).sum(axis=-1) / max(q - 1, 1))


def fleiss_kernel(rows: Ratings) -> Kernel:
    """Split Fleiss' kappa."""
    return _corrected(rows, lambda shares: (shares**2).sum(axis=-1))


def conger_kernel(rows: Ratings) -> Kernel:
    """Split Conger's kappa: chance agreement from each coder's own use of the categories."""
    size, coders = rows.values.shape
    used = np.stack([rows.values == k for k in range(rows.n_categories)], axis=-1)
    parts = np.column_stack([_agreement(rows)[:, :2], used.reshape(size, -1)])

    def value(sums: Floats) -> Floats:
        each = sums[..., 2:].reshape(*sums.shape[:-1], coders, -1)
        total = each.sum(axis=-1, keepdims=True)
        shares, present = _ratio(each, total, total > 0, 0.0), (total > 0).sum(axis=(-2, -1))
        both = (shares.sum(axis=-2) ** 2 - (shares**2).sum(axis=-2)).sum(axis=-1)
        expected = _ratio(both, present * (present - 1.0))
        return _beyond_chance(1 - _ratio(sums[..., 0], sums[..., 1]), expected)

    return Kernel(parts, value)


def _agreement(rows: Ratings) -> Floats:
    """Give of each row: share of differing pairs, whether it is pairable and coded, shares of all but one category."""
    n = counts(rows)
    m = n.sum(axis=1)
    pairs = m * (m - 1)
    differing = _ratio((n * (m[:, None] - n)).sum(axis=1), pairs, pairs > 0, 0.0)
    return np.column_stack([differing, m > 1, m > 0, _ratio(n[:, :-1], m[:, None], m[:, None] > 0, 0.0)])


def _completed(sums: Floats) -> Floats:
    """Give the sum of each category from the sum of all and those of all but the last (..., q; at least one)."""
    return np.concatenate([sums[..., 1:], sums[..., :1] - sums[..., 1:].sum(axis=-1, keepdims=True)], axis=-1)


def _corrected(rows: Ratings, expected: Callable[[Floats], Floats]) -> Kernel:
    def value(sums: Floats) -> Floats:
        shares = _ratio(_completed(sums[..., 2:]), sums[..., 2:3])
        return _beyond_chance(1 - _ratio(sums[..., 0], sums[..., 1]), expected(shares))

    return Kernel(_agreement(rows), value)


def _beyond_chance(observed: Floats, expected: Floats) -> Floats:
    return _ratio(observed - expected, 1 - expected, expected < 1)


def _ratio(above: Floats, below: Floats, is_defined: Bools | None = None, otherwise: float = np.nan) -> Floats:
    """Divide where there is something to divide by."""
    where = below > 0 if is_defined is None else is_defined
    shape = np.broadcast_shapes(np.shape(above), np.shape(below))
    divided: Floats = np.divide(above, below, out=np.full(shape, otherwise), where=np.broadcast_to(where, shape))
    return divided


def basis_parts(rows: Ratings) -> Floats:
    """Give of each row what a figure rests on: units and pairs of codings (rows x 2)."""
    m = (rows.values != MISSING).sum(axis=1)
    return np.column_stack([m > 1, m * (m - 1) / 2]).astype(np.float64)
