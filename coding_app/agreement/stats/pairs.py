"""Compare the coders two by two."""

from dataclasses import dataclass

import numpy as np

from .data import Floats, Ratings
from .krippendorff import Level, alphas, distance
from .undefined import Figure, Undefined

FEW_UNITS = 30  # below, a pair's figures are shown as uncertain


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold the agreement of two coders (positions, first < second) on their common units."""

    first: int
    second: int
    n_units: int
    percent: Figure
    alpha: Figure

    @property
    def few_units(self) -> bool:
        """Tell whether the pair has too few units in common for its figures to be read as more than a hint."""
        return self.n_units < FEW_UNITS


def tables(ratings: Ratings) -> Floats:
    """Cross the answers of all coders at once: (coders x coders x q x q) numbers of common units."""
    one_hot = np.stack([ratings.values == k for k in range(ratings.n_categories)], axis=-1).astype(np.float64)
    units, coders, q = one_hot.shape
    flat = one_hot.reshape(units, coders * q)
    return np.asarray((flat.T @ flat).reshape(coders, q, coders, q).transpose(0, 2, 1, 3))


def pair_figures(ratings: Ratings, level: Level = Level.NOMINAL) -> list[Pair]:
    """Compute percent agreement and alpha for every pair of coders, those without a common unit included."""
    crossed = tables(ratings)
    common = crossed.sum(axis=(2, 3))
    agreed = np.trace(crossed, axis1=2, axis2=3)
    values = alphas(crossed + crossed.swapaxes(2, 3), distance(level, ratings.scores))
    pairs = []
    for first, second in zip(*np.triu_indices(len(common), k=1), strict=True):
        n = int(common[first, second])
        percent = Figure(float(agreed[first, second]) / n) if n else Figure(reason=Undefined.NO_PAIRABLE_UNITS)
        alpha = _alpha(float(values[first, second]), n, ratings.n_categories)
        pairs.append(Pair(int(first), int(second), n, percent, alpha))
    return pairs


def _alpha(value: float, n_units: int, n_categories: int) -> Figure:
    """Turn NaN into the reason for it."""
    if not n_units:
        return Figure(reason=Undefined.NO_PAIRABLE_UNITS)
    if n_categories < 2:
        return Figure(reason=Undefined.ONE_CATEGORY)
    return Figure(reason=Undefined.NO_VARIATION) if np.isnan(value) else Figure(value)
