"""Compute Brennan and Prediger's kappa of any number of coders: (pa - 1/q) / (1 - 1/q), q the declared categories.

Brennan & Prediger (1981), Educ. Psychol. Meas. 41:687-699; with missing codings Gwet (2014), Handbook of Inter-Rater
Reliability, 4th ed., ch. 2.
"""

import numpy as np

from .chance import Corrected, undefined
from .data import Ratings
from .linearized import linearized, units_of
from .undefined import Figure


def brennan_prediger(ratings: Ratings, level: float = 0.95) -> Corrected:
    """Compute Brennan and Prediger's kappa: chance agreement as if every declared category were as likely.

    With two coders it is Bennett's S (1954), with two categories PABAK (Byrt et al. 1993, J. Clin. Epidemiol. 46:423).
    """
    reason = undefined(ratings)
    if reason:
        return Corrected(Figure(reason=reason))
    units = units_of(ratings)
    expected = 1 / ratings.n_categories
    figure = linearized(units, expected, np.full(units.m.size, expected), level)
    return Corrected(figure, units.observed, expected)
