"""Observed agreement, shares and standard errors over units, with missing codings: what several kappas share.

Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 2 and 5: standard errors linearized over units.
"""

import math
from dataclasses import dataclass

import numpy as np

from .chance import corrected
from .data import Floats, Ratings, counts, times_of
from .undefined import Figure, Undefined


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Hold the units somebody coded: counts per category (units x q), units a row, codings, share of agreeing pairs."""

    n: Floats
    times: Floats
    m: Floats
    pairable: Floats
    agreement: Floats

    @property
    def size(self) -> float:
        """Count the units."""
        return float(self.times.sum())

    @property
    def observed(self) -> float:
        """Give the mean share of agreeing pairs over pairable units."""
        return float(self.times @ self.agreement / (self.times @ self.pairable))

    @property
    def shares(self) -> Floats:
        """Give the mean share of each category over units, those coded once included (q)."""
        return np.asarray(self.times @ (self.n / self.m[:, None]) / self.size)


def units_of(ratings: Ratings) -> Units:
    """Count over the units that somebody coded."""
    n, times = counts(ratings), times_of(ratings)
    coded = n.sum(axis=1) > 0
    n, times = n[coded], times[coded]
    m = n.sum(axis=1)
    pairable = m >= 2
    pairs = np.where(pairable, m * (m - 1), 1.0)
    agreement = np.where(pairable, (n * (n - 1)).sum(axis=1) / pairs, 0.0)
    return Units(n, times, m, pairable.astype(np.float64), agreement)


def linearized(units: Units, expected: float, chance_terms: Floats, level: float) -> Figure:
    """Correct for chance, with the standard error over units; chance_terms: each unit's part in chance agreement."""
    size, times = units.size, units.times
    if expected >= 1:
        return Figure(reason=Undefined.NO_VARIATION)
    value = (units.observed - expected) / (1 - expected)
    if size < 2:
        return Figure(value, no_interval=Undefined.ONE_UNIT)
    own = size / (times @ units.pairable) * (units.agreement - expected * units.pairable) / (1 - expected)
    terms = own - 2 * (1 - value) * (chance_terms - expected) / (1 - expected)
    se = math.sqrt(float(times @ (terms - value) ** 2) / (size * (size - 1)))
    return corrected(units.observed, expected, se=se, df=round(size) - 1, level=level)
