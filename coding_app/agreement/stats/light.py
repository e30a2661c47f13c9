"""Compute Light's kappa: the mean of Cohen's kappa over the pairs of coders.

Light (1971), Psychol. Bull. 76:365-377.
"""

from itertools import combinations

import numpy as np

from .chance import undefined
from .cohen import cohen_kappa
from .data import Ratings
from .undefined import Figure, Undefined


def light_kappa(ratings: Ratings) -> Figure:
    """Average Cohen's kappa over the pairs of coders where it is defined.

    Pairs count alike, whatever their number of common units.
    """
    reason = undefined(ratings)
    if reason:
        return Figure(reason=reason)
    pairs = combinations(range(ratings.values.shape[1]), 2)
    found = [cohen_kappa(ratings, first=a, second=b).figure.value for a, b in pairs]
    values = [value for value in found if value is not None]
    return Figure(float(np.mean(values))) if values else Figure(reason=Undefined.NO_VARIATION)
