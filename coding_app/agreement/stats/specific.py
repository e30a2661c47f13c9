"""Measure how far coders agree on one category: positive and negative agreement.

Cicchetti & Feinstein (1990), J. Clin. Epidemiol. 43:551-558; for several coders Fleiss (1971), Psychol. Bull. 76:378.
"""

from .data import Ratings, basis, counts, times_of
from .undefined import Figure, Undefined


def specific_agreement(ratings: Ratings, category: int) -> Figure:
    """Compute the probability that a second coder gives `category` (a position) when a first one did."""
    reason = basis(ratings).reason
    if reason:
        return Figure(reason=reason)
    n, times = counts(ratings), times_of(ratings)
    chosen, others = n[:, category], n.sum(axis=1) - 1
    possible = float(times @ (chosen * others))
    if not possible:
        return Figure(reason=Undefined.NOT_USED)
    return Figure(float(times @ (chosen * (chosen - 1))) / possible)
