"""Measure percent agreement, under the definition that is named: the literature has at least five."""

from enum import StrEnum

import numpy as np

from .data import MISSING, Ratings, basis, counts, times_of
from .undefined import Figure


class Definition(StrEnum):
    """Name what "percent agreement" means when more than two coders, or missing codings, make it ambiguous."""

    GWET = "gwet"  # mean over pairable units of the share of agreeing pairs (Gwet 2014, ch. 2)
    KRIPPENDORFF = "krippendorff"  # 1 - Do: units weigh by their number of values (Krippendorff 2004, p. 230)
    POOLED_PAIRS = "pooled_pairs"  # agreeing pairs of codings / pairs of codings
    MEAN_OF_CODER_PAIRS = "mean_of_coder_pairs"  # mean over pairs of coders (Freelon 2010, ReCal3)
    UNANIMOUS = "unanimous"  # share of pairable units where all agree


def percent_agreement(ratings: Ratings, definition: Definition = Definition.GWET) -> Figure:
    """Compute percent agreement as a share from 0 to 1; undefined when no unit was coded twice."""
    reason = basis(ratings).reason
    if reason:
        return Figure(reason=reason)
    if definition is Definition.MEAN_OF_CODER_PAIRS:
        return Figure(_mean_of_coder_pairs(ratings))
    n, times = counts(ratings), times_of(ratings)
    pairable = n.sum(axis=1) >= 2
    n, times = n[pairable], times[pairable]
    m = n.sum(axis=1)
    agreeing = (n * (n - 1)).sum(axis=1)
    if definition is Definition.UNANIMOUS:
        value = float(times @ (n.max(axis=1) == m) / times.sum())
    elif definition is Definition.POOLED_PAIRS:
        value = float(times @ agreeing / (times @ (m * (m - 1))))
    elif definition is Definition.KRIPPENDORFF:
        value = float(times @ (agreeing / (m - 1)) / (times @ m))
    else:
        value = float(times @ (agreeing / (m * (m - 1))) / times.sum())
    return Figure(value)


def _mean_of_coder_pairs(ratings: Ratings) -> float:
    """Average the agreement of every pair of coders that has a unit in common."""
    values, times = ratings.values, times_of(ratings)
    shares = []
    for a in range(values.shape[1]):
        for b in range(a):
            both = (values[:, a] != MISSING) & (values[:, b] != MISSING)
            if both.any():
                shares.append(float(times[both] @ (values[both, a] == values[both, b]) / times[both].sum()))
    return float(np.mean(shares))
