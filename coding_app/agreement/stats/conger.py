"""Compute Conger's kappa of any number of coders: pe from each coder's own use of the categories.

Conger (1980), Psychol. Bull. 88:322-328; with missing codings Gwet (2014), Handbook of Inter-Rater Reliability, 4th
ed., ch. 2.
"""

import numpy as np

from .chance import Corrected, corrected, undefined
from .data import MISSING, Ratings, times_of
from .linearized import units_of
from .undefined import Figure


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
    observed, expected = units_of(ratings).observed, float(both / (coders * (coders - 1)))
    return Corrected(corrected(observed, expected), observed, expected)
