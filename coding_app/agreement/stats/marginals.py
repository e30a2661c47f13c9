"""Compare how often two coders use each category: bias, prevalence, tests of equal marginals.

Byrt, Bishop & Carlin (1993), J. Clin. Epidemiol. 46:423-429; Stuart (1955), Biometrika 42:412-416; Maxwell (1970),
Br. J. Psychiatry 116:651-655; Bhapkar (1966), J. Am. Stat. Assoc. 61:228-235.
"""

from dataclasses import dataclass

import numpy as np

from .data import Floats
from .quantiles import chi_square_tail
from .undefined import Undefined


@dataclass(frozen=True, slots=True)
class Test:
    """Hold a chi-square test: statistic, degrees of freedom, probability; or why there is none."""

    value: float | None = None
    df: int = 0
    p: float | None = None
    reason: Undefined | None = None


def prevalence_index(table: Floats) -> float:
    """Give how unequal yes and no are in a 2 x 2 table of counts: from 0 (half and half) to 1 (always the same)."""
    return float(abs(table[0, 0] - table[1, 1]) / table.sum())


def bias_index(table: Floats) -> float:
    """Give how far two coders differ in how often they say yes, in a 2 x 2 table of counts: from 0 to 1."""
    return float(abs(table[0, 1] - table[1, 0]) / table.sum())


def stuart_maxwell(table: Floats) -> Test:
    """Test whether two coders use the categories equally often, from their cross table of counts (q x q).

    Categories neither coder used are left out; a category both used equally often stays. With two categories it is
    McNemar's test.
    """
    used = (table.sum(axis=0) + table.sum(axis=1)) > 0
    table = table[np.ix_(used, used)]
    if len(table) < 2:
        return Test(reason=Undefined.NO_VARIATION)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    difference = (rows - columns)[:-1]
    spread = -(table + table.T)
    spread[np.diag_indices_from(spread)] = rows + columns - 2 * np.diag(table)
    inner = spread[:-1, :-1]
    if np.linalg.matrix_rank(inner) < len(inner):
        return Test(reason=Undefined.NO_VARIATION)
    return _test(float(difference @ np.linalg.solve(inner, difference)), len(inner))


def bhapkar(table: Floats) -> Test:
    """Test the same with Bhapkar's variance, which is a little sharper: S / (1 - S / n)."""
    found = stuart_maxwell(table)
    if found.value is None or found.value >= table.sum():
        return found
    return _test(found.value / (1 - found.value / float(table.sum())), found.df)


def _test(value: float, df: int) -> Test:
    return Test(value, df, chi_square_tail(value, df))
