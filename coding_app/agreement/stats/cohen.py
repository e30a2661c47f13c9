"""Compute Cohen's kappa of two coders, weighted or not: (po - pe) / (1 - pe), pe from each coder's own shares.

Cohen (1960), Educ. Psychol. Meas. 20:37-46; Cohen (1968), Psychol. Bull. 70:213-220; standard errors by Fleiss, Cohen
& Everitt (1969), Psychol. Bull. 72:323-327.
"""

import math
from enum import StrEnum

import numpy as np

from .chance import Corrected, corrected, undefined
from .data import Floats, Ratings
from .tabled import cross_table
from .undefined import Figure, Undefined

TWO = 2


class KappaWeights(StrEnum):
    """Name how much two different categories count as agreement; ranks are positions in the codebook."""

    IDENTITY = "identity"
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    LINEAR_RANKS = "linear_ranks"
    QUADRATIC_RANKS = "quadratic_ranks"


def agreement_weights(kind: KappaWeights, scores: Floats) -> Floats:
    """Give the agreement weights (q x q): 1 on the diagonal, 0 between the categories furthest apart."""
    if kind is KappaWeights.IDENTITY:
        return np.eye(scores.size)
    by_rank = kind in (KappaWeights.LINEAR_RANKS, KappaWeights.QUADRATIC_RANKS)
    place = np.arange(scores.size, dtype=np.float64) if by_rank else scores
    power = 1 if kind in (KappaWeights.LINEAR, KappaWeights.LINEAR_RANKS) else TWO
    gap = np.abs(place[:, None] - place) ** power
    return np.asarray(1 - gap / gap.max())


def cohen_kappa(
    ratings: Ratings, weights: KappaWeights = KappaWeights.IDENTITY, *, first: int = 0, second: int = 1
) -> Corrected:
    """Compute Cohen's kappa of two coders (positions) on the units both coded, with its standard errors."""
    reason = undefined(ratings)
    if reason:
        return Corrected(Figure(reason=reason))
    table = cross_table(ratings, first, second)
    if not table.any():
        return Corrected(Figure(reason=Undefined.NO_PAIRABLE_UNITS))
    return kappa_of_table(table, agreement_weights(_usable(weights, table), ratings.scores))


def _usable(weights: KappaWeights, table: Floats) -> KappaWeights:
    """Let a codebook of one category pass: no weight can be told there."""
    return weights if len(table) > 1 else KappaWeights.IDENTITY


def kappa_of_table(table: Floats, weights: Floats) -> Corrected:
    """Compute kappa from a table of counts (q x q) under agreement weights (q x q)."""
    n = table.sum()
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float((weights * p).sum()), float(rows @ weights @ columns)
    if expected >= 1:
        return Corrected(Figure(reason=Undefined.NO_VARIATION), observed, expected)
    mean = (weights @ columns)[:, None] + (weights.T @ rows)[None, :]
    spread = (p * (weights * (1 - expected) - mean * (1 - observed)) ** 2).sum()
    variance = (spread - (observed * expected - 2 * expected + observed) ** 2) / (n * (1 - expected) ** 4)
    by_chance = (np.outer(rows, columns) * (weights - mean) ** 2).sum() - expected**2
    se_null = math.sqrt(max(0.0, float(by_chance)) / (n * (1 - expected) ** 2))
    se = math.sqrt(max(0.0, float(variance)))
    return Corrected(corrected(observed, expected, se=se), observed, expected, se_null)
