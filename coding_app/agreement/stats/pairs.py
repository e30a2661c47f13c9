"""Compare the coders two by two."""

from dataclasses import dataclass

import numpy as np

from .chance import corrected
from .data import Floats, Ratings, times_of
from .krippendorff import Distance, Level, alphas, distance
from .tabled import cross_table
from .undefined import Figure, Undefined

_MANY_CELLS = 100_000_000
FEW_UNITS = 30  # below, a pair's figures are shown as uncertain


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold the agreement of two coders (positions, first < second) on their common units."""

    first: int
    second: int
    n_units: int
    percent: Figure
    alpha: Figure
    kappa: Figure

    @property
    def few_units(self) -> bool:
        """Tell whether the pair has too few units in common for its figures to be read as more than a hint."""
        return self.n_units < FEW_UNITS


def tables(ratings: Ratings) -> Floats:
    """Cross the answers of all coders at once: (coders x coders x q x q) numbers of common units."""
    coders, q = ratings.values.shape[1], ratings.n_categories
    if ratings.values.shape[0] * (coders * q) ** 2 > _MANY_CELLS:
        return _tables_one_by_one(ratings)
    one_hot = np.stack([ratings.values == k for k in range(ratings.n_categories)], axis=-1).astype(np.float64)
    flat = one_hot.reshape(len(one_hot), coders * q)
    crossed = (flat.T * times_of(ratings)) @ flat
    return np.asarray(crossed.reshape(coders, q, coders, q).transpose(0, 2, 1, 3))


def _tables_one_by_one(ratings: Ratings) -> Floats:
    """Cross the answers pair by pair, where one matrix product would be the slower way."""
    coders, q = ratings.values.shape[1], ratings.n_categories
    crossed = np.zeros((coders, coders, q, q))
    for first in range(coders):
        for second in range(first + 1):
            crossed[first, second] = cross_table(ratings, first, second)
            crossed[second, first] = crossed[first, second].T
    return crossed


def pair_figures(ratings: Ratings, of: Level | Distance = Level.NOMINAL) -> list[Pair]:
    """Compute percent agreement, alpha and Cohen's kappa (unweighted) of every pair of coders.

    Pairs without a common unit are among them. Rows may stand for several units.
    """
    crossed = tables(ratings)
    common = crossed.sum(axis=(2, 3))
    agreed = np.trace(crossed, axis1=2, axis2=3)
    expected = (crossed.sum(axis=3) * crossed.sum(axis=2)).sum(axis=2)
    measured = distance(of, ratings.scores) if isinstance(of, Level) else of
    values = alphas(crossed + crossed.swapaxes(2, 3), measured)
    pairs = []
    for first, second in zip(*np.triu_indices(len(common), k=1), strict=True):
        n = float(common[first, second])
        percent = Figure(float(agreed[first, second]) / n) if n else Figure(reason=Undefined.NO_PAIRABLE_UNITS)
        why = _why(n, ratings.n_categories)
        alpha = _figure(float(values[first, second]), why)
        kappa = corrected(percent.value or 0.0, expected[first, second] / n**2) if why is None else Figure(reason=why)
        pairs.append(Pair(int(first), int(second), round(n), percent, alpha, kappa))
    return pairs


def _why(n_units: float, n_categories: int) -> Undefined | None:
    if not n_units:
        return Undefined.NO_PAIRABLE_UNITS
    return Undefined.ONE_CATEGORY if n_categories < 2 else None


def _figure(value: float, why: Undefined | None) -> Figure:
    """Turn NaN into the reason for it."""
    why = why or (Undefined.NO_VARIATION if np.isnan(value) else None)
    return Figure(reason=why) if why else Figure(value)
