"""Compute Fleiss' kappa of any number of coders: (pa - pe) / (1 - pe), pe the sum of the squared mean shares.

Fleiss (1971), Psychol. Bull. 76:378-382; with missing codings Gwet (2014), Handbook of Inter-Rater Reliability, 4th
ed., ch. 2; null standard error Fleiss, Nee & Landis (1979), Psychol. Bull. 86:974.
"""

import math

from .chance import Corrected, undefined
from .data import Ratings
from .linearized import Units, linearized, units_of
from .tabled import dichotomized
from .undefined import Figure


def fleiss_kappa(ratings: Ratings, level: float = 0.95) -> Corrected:
    """Compute Fleiss' kappa; its null standard error exists when every unit has the same number of codings."""
    reason = undefined(ratings)
    if reason:
        return Corrected(Figure(reason=reason))
    units = units_of(ratings)
    shares = units.shares
    expected = float((shares**2).sum())
    figure = linearized(units, expected, (units.n @ shares) / units.m, level)
    return Corrected(figure, units.observed, expected, _null_se(units))


def _null_se(units: Units) -> float | None:
    m = units.m[0]
    if m < 2 or (units.m != m).any():
        return None
    p = units.shares
    spread = float((p * (1 - p)).sum())
    if not spread:
        return None
    inside = spread**2 - float((p * (1 - p) * (1 - 2 * p)).sum())
    return math.sqrt(2 / (units.size * m * (m - 1)) * inside) / spread


def fleiss_kappa_of_category(ratings: Ratings, category: int) -> Corrected:
    """Compute Fleiss' kappa of one category (a position) against all others."""
    return fleiss_kappa(dichotomized(ratings, category))
