"""Cross the categories of two coders, and reduce categories to one against all others."""

import numpy as np

from .data import MISSING, Floats, Ints, Ratings, times_of


def cross_table(ratings: Ratings, first: int = 0, second: int = 1) -> Floats:
    """Count the units two coders (positions) both coded, by the category of each (q x q)."""
    a, b = ratings.values[:, first], ratings.values[:, second]
    both = (a != MISSING) & (b != MISSING)
    q = ratings.n_categories
    pairs = np.bincount(a[both] * q + b[both], weights=times_of(ratings)[both], minlength=q * q)
    return np.asarray(pairs.reshape(q, q), dtype=np.float64)


def dichotomized(ratings: Ratings, category: int) -> Ratings:
    """Reduce the categories to one (a position) against all others: 1 chosen, 0 another, MISSING not coded."""
    values: Ints = np.where(ratings.values == MISSING, MISSING, ratings.values == category).astype(np.intp)
    return Ratings(values, np.array([0.0, 1.0]), ratings.clusters, ratings.times)
