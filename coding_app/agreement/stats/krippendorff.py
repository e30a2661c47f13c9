"""Compute Krippendorff's alpha from coincidence matrices.

Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Krippendorff (2004), Content Analysis, pp. 221-236.
"""

import math
from collections.abc import Callable
from enum import StrEnum

import numpy as np

from .data import Floats, Ints, Ratings, basis, counts, times_of
from .undefined import Figure, Undefined


class Level(StrEnum):
    """Name the level of measurement, which fixes the distance between two categories."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


Distance = Callable[[Floats], Floats]  # marginals (..., q) -> squared distances, broadcast to (..., q, q)


def coincidences(n: Floats, times: Floats | None = None) -> Floats:
    """Build the coincidence matrix (q x q) of counts per unit and category (units x q): pairs / (m - 1).

    times: how many units each row stands for (units), one each when left out.
    """
    m = n.sum(axis=1)
    times = np.ones(len(n)) if times is None else times
    n, m, times = n[m >= 2], m[m >= 2], times[m >= 2]
    weighted = n * (times / (m - 1))[:, None]
    return np.asarray(weighted.T @ n - np.diag(weighted.sum(axis=0)))


def distance(level: Level, scores: Floats) -> Distance:
    """Give the squared distance of a level of measurement between the categories with these scores (q)."""
    if level is Level.ORDINAL:
        return _ordinal(np.argsort(scores, kind="stable"))
    return fixed(squared_distances(level, scores))


def squared_distances(level: Level, scores: Floats) -> Floats:
    """Give the squared distances (q x q) of a level of measurement where use does not decide them: all but ordinal.

    Raises ValueError for ratio data below zero, where the ratio has no meaning.
    """
    if level is Level.NOMINAL:
        return 1.0 - np.eye(scores.size)
    gap = scores[:, None] - scores
    if level is Level.INTERVAL:
        return np.asarray(gap**2)
    if scores.size and scores.min() < 0:
        raise ValueError("Ratio data cannot be negative.")
    total = scores[:, None] + scores
    return np.asarray((gap / np.where(total == 0, 1.0, total)) ** 2)


def fixed(squared: Floats) -> Distance:
    """Wrap squared distances (q x q) that do not depend on how often the categories are used."""
    return lambda marginals: squared


def _ordinal(order: Ints) -> Distance:
    """Measure by ranks in use: the distance between two categories is that of their mean ranks."""

    def squared(marginals: Floats) -> Floats:
        ordered = marginals[..., order]
        ranks = np.empty_like(marginals)
        ranks[..., order] = np.cumsum(ordered, axis=-1) - ordered / 2
        gap = ranks[..., :, None] - ranks[..., None, :]
        return np.asarray(gap**2)

    return squared


def disagreements(coincidence: Floats, of: Distance) -> tuple[Floats, Floats]:
    """Sum observed and expected disagreement of coincidence matrices (..., q, q).

    Returns (Do * n, De * n * (n - 1)), each of shape (...), where n is the number of pairable values.
    """
    marginals = coincidence.sum(axis=-1)
    squared = of(marginals)
    observed = (coincidence * squared).sum(axis=(-2, -1))
    expected = (marginals[..., :, None] * marginals[..., None, :] * squared).sum(axis=(-2, -1))
    return observed, expected


def alphas(coincidence: Floats, of: Distance) -> Floats:
    """Compute alpha for each coincidence matrix (..., q, q); NaN where the values do not vary."""
    observed, expected = disagreements(coincidence, of)
    n = coincidence.sum(axis=(-2, -1))
    varies = expected > 0
    ratio = np.divide((n - 1) * observed, expected, out=np.full(np.shape(n), np.nan), where=varies)
    return np.asarray(1 - ratio)


def alpha(ratings: Ratings, level: Level = Level.NOMINAL) -> Figure:
    """Compute Krippendorff's alpha without interval; undefined with its reason where it is 0/0."""
    reason = basis(ratings).reason
    if not reason and ratings.n_categories < 2:
        reason = Undefined.ONE_CATEGORY
    if reason:
        return Figure(reason=reason)
    value = float(alphas(coincidences(counts(ratings), ratings.times), distance(level, ratings.scores)))
    return Figure(reason=Undefined.NO_VARIATION) if np.isnan(value) else Figure(value)


def alpha_se(ratings: Ratings, weights: Floats | None = None) -> float | None:
    """Compute the standard error of alpha, linearized over units; None when alpha or its variance is undefined.

    weights: agreement weights (q x q), identity when left out. Gwet (2014), Handbook of Inter-Rater Reliability, 4th
    ed., p. 156: only units coded twice or more count. It takes units as independent: it knows nothing of threads.
    """
    n, times = counts(ratings), times_of(ratings)
    pairable = n.sum(axis=1) >= 2
    n, times = n[pairable], times[pairable]
    size = times.sum()
    if size < 2:
        return None
    w = np.eye(n.shape[1]) if weights is None else weights
    m = n.sum(axis=1)
    mean = float(times @ m / size)
    shares = times @ n / mean / size
    expected = float(shares @ w @ shares)
    if expected >= 1:
        return None
    agreement = (n * (n @ w - 1)).sum(axis=1) / (mean * (m - 1))
    observed = float(times @ agreement / size)  # before the correction for small samples, as its source has it
    value = (observed - expected) / (1 - expected)
    surplus = (m - mean) / mean
    own = (agreement - observed * surplus - expected) / (1 - expected)
    chance = n @ ((w + w.T) @ shares / 2) / mean - expected * surplus
    terms = own - 2 * (1 - value) * (chance - expected) / (1 - expected)
    return math.sqrt(float(times @ (terms - value) ** 2) / (size * (size - 1)))
