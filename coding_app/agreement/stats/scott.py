"""Compute Scott's pi of two coders: (po - pe) / (1 - pe), pe from the shares both coders used, pooled.

Scott (1955), Public Opin. Q. 19:321-325.
"""

import numpy as np

from .chance import Corrected, corrected, undefined
from .data import Ratings
from .tabled import cross_table
from .undefined import Figure, Undefined


def scott_pi(ratings: Ratings, *, first: int = 0, second: int = 1) -> Corrected:
    """Compute Scott's pi of two coders: chance agreement from the categories both used, pooled."""
    reason = undefined(ratings)
    if reason:
        return Corrected(Figure(reason=reason))
    table = cross_table(ratings, first, second)
    n = table.sum()
    if not n:
        return Corrected(Figure(reason=Undefined.NO_PAIRABLE_UNITS))
    pooled = (table.sum(axis=0) + table.sum(axis=1)) / (2 * n)
    observed, expected = float(np.trace(table) / n), float((pooled**2).sum())
    return Corrected(corrected(observed, expected), observed, expected)
