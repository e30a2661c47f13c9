"""Compute the kappas of any number of coders, with missing codings: Fleiss, Conger, Brennan-Prediger.

Fleiss (1971), Psychol. Bull. 76:378-382; Conger (1980), Psychol. Bull. 88:322-328; Brennan & Prediger (1981), Educ.
Psychol. Meas. 41:687-699; with missing codings, and standard errors linearized over units, Gwet (2014), Handbook of
Inter-Rater Reliability, 4th ed., ch. 2 and 5; null standard errors Fleiss, Nee & Landis (1979), Psychol. Bull. 86:974.
"""

import math
from dataclasses import dataclass

import numpy as np

from .chance import Corrected, corrected, undefined
from .data import MISSING, Floats, Ratings, counts, times_of
from .kappas import dichotomized
from .undefined import Figure, Undefined


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
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


def _units(ratings: Ratings) -> _Units:
    n, times = counts(ratings), times_of(ratings)
    coded = n.sum(axis=1) > 0
    n, times = n[coded], times[coded]
    m = n.sum(axis=1)
    pairable = m >= 2
    pairs = np.where(pairable, m * (m - 1), 1.0)
    agreement = np.where(pairable, (n * (n - 1)).sum(axis=1) / pairs, 0.0)
    return _Units(n, times, m, pairable.astype(np.float64), agreement)


def _linearized(units: _Units, expected: float, chance_terms: Floats, level: float) -> Figure:
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


def fleiss_kappa(ratings: Ratings, level: float = 0.95) -> Corrected:
    """Compute Fleiss' kappa; its null standard error exists when every unit has the same number of codings."""
    reason = undefined(ratings)
    if reason:
        return Corrected(Figure(reason=reason))
    units = _units(ratings)
    shares = units.shares
    expected = float((shares**2).sum())
    figure = _linearized(units, expected, (units.n @ shares) / units.m, level)
    return Corrected(figure, units.observed, expected, _null_se(units))


def _null_se(units: _Units) -> float | None:
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


def conger_kappa(ratings: Ratings) -> Corrected:
    """Compute Conger's kappa: chance agreement from each coder's own use of the categories."""
    reason = undefined(ratings)
    if reason:
        return Corrected(Figure(reason=reason))
    used = ratings.values[:, (ratings.values != MISSING).any(axis=0)]
    times = times_of(ratings)
    each = np.stack([times @ (used == k) for k in range(ratings.n_categories)])
    shares = each / each.sum(axis=0)
    coders = shares.shape[1]
    both = (shares.sum(axis=1) ** 2 - (shares**2).sum(axis=1)).sum()
    observed, expected = _units(ratings).observed, float(both / (coders * (coders - 1)))
    return Corrected(corrected(observed, expected), observed, expected)


def brennan_prediger(ratings: Ratings, level: float = 0.95) -> Corrected:
    """Compute Brennan and Prediger's kappa: chance agreement as if every declared category were as likely.

    With two coders it is Bennett's S (1954), with two categories PABAK (Byrt et al. 1993, J. Clin. Epidemiol. 46:423).
    """
    reason = undefined(ratings)
    if reason:
        return Corrected(Figure(reason=reason))
    units = _units(ratings)
    expected = 1 / ratings.n_categories
    figure = _linearized(units, expected, np.full(units.m.size, expected), level)
    return Corrected(figure, units.observed, expected)
