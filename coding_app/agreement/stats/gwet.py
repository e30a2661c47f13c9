"""Compute Gwet's AC1 and AC2 with their standard error.

Gwet (2008), Br. J. Math. Stat. Psychol. 61:29-48; Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 5.
"""

import math
from enum import StrEnum

import numpy as np

from .data import Floats, Ratings, basis, counts, times_of
from .quantiles import student
from .undefined import Figure, Undefined


class Weights(StrEnum):
    """Name how much two different categories count as agreement."""

    IDENTITY = "identity"  # not at all: AC1
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    ORDINAL = "ordinal"


def gwet_ac(ratings: Ratings, weights: Weights = Weights.IDENTITY, level: float = 0.95) -> Figure:
    """Compute AC1 (or AC2 with weights), interval by t(units - 1), upper bound cut at 1.

    The number of categories is that of the codebook, used or not. Units coded once enter the chance term only.
    The interval takes units as independent: it knows nothing of threads.
    """
    reason = basis(ratings).reason
    if not reason and ratings.n_categories < 2:
        reason = Undefined.ONE_CATEGORY
    if reason:
        return Figure(reason=reason)
    n, times = counts(ratings), times_of(ratings)
    coded = n.sum(axis=1) > 0
    n, times = n[coded], times[coded]
    value, terms = _linearised(n, times, weight_matrix(weights, ratings.scores))
    size = times.sum()
    if size < 2:
        return Figure(value, no_interval=Undefined.ONE_UNIT)
    se = math.sqrt(float(times @ (terms - value) ** 2) / (size * (size - 1)))
    half = student(level, size - 1) * se
    return Figure(value, low=value - half, high=min(1.0, value + half), se=se)


def weight_matrix(weights: Weights, scores: Floats) -> Floats:
    """Give the agreement weights (q x q), 1 on the diagonal; ordinal weights use positions, the others scores."""
    if weights is Weights.IDENTITY:
        return np.eye(scores.size)
    if weights is Weights.ORDINAL:
        rank = np.argsort(np.argsort(scores, kind="stable"), kind="stable")
        span = np.abs(rank[:, None] - rank) + 1.0
        gap = span * (span - 1)
    else:
        gap = np.abs(scores[:, None] - scores) ** (1 if weights is Weights.LINEAR else 2)
    return np.asarray(1 - gap / gap.max())


def _linearised(n: Floats, times: Floats, w: Floats) -> tuple[float, Floats]:
    """Compute the coefficient and its linearised value per unit (units), from counts (units x q), none empty."""
    size = times.sum()
    q = w.shape[0]
    m = n.sum(axis=1)
    pairable = m >= 2
    pairs = np.where(pairable, m * (m - 1), 1.0)
    agreement = np.where(pairable, (n * (n @ w - 1)).sum(axis=1) / pairs, 0.0)
    shares = times @ (n / m[:, None]) / size
    chance_scale = w.sum() / (q * (q - 1))
    chance = float(chance_scale * (shares * (1 - shares)).sum())
    value = float((times @ agreement / (times @ pairable) - chance) / (1 - chance))
    observed = size / (times @ pairable) * (agreement - chance * pairable) / (1 - chance)
    chance_terms = chance_scale * (n @ (1 - shares)) / m
    return value, observed - 2 * (1 - value) * (chance_terms - chance) / (1 - chance)
