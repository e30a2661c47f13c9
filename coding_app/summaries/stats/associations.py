"""Describe how two things go together: tables of counts, ratios of shares, two codes on one unit.

The tests here take posts for independent; where they stand in threads, clustered.py has the test to report.
"""

import math
from dataclasses import dataclass

import numpy as np

from coding_app.agreement.stats.data import Floats
from coding_app.agreement.stats.quantiles import normal


@dataclass(frozen=True, slots=True)
class Association:
    """Hold Pearson's and the likelihood-ratio chi-square of a table, Cramér's V and the adjusted residuals."""

    chi2: float
    g2: float
    df: int
    cramers_v: float
    adjusted_residuals: Floats


def association(table: Floats) -> Association | None:
    """Test independence in a table of counts; None when a row or a column is empty, or there is only one.

    Agresti (2007), An Introduction to Categorical Data Analysis, 2nd ed., pp. 34-39.
    """
    n, rows, columns = table.sum(), table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    if min(table.shape) < 2 or not rows.all() or not columns.all():
        return None
    expected = rows @ columns / n
    chi2 = float(((table - expected) ** 2 / expected).sum())
    parts = np.where(table > 0, table * np.log(np.where(table > 0, table, 1) / expected), 0.0)
    spread = expected * (1 - rows / n) * (1 - columns / n)
    return Association(
        chi2=chi2,
        g2=2 * float(parts.sum()),
        df=(table.shape[0] - 1) * (table.shape[1] - 1),
        cramers_v=math.sqrt(chi2 / (n * (min(table.shape) - 1))),
        adjusted_residuals=np.asarray((table - expected) / np.sqrt(spread)),
    )


@dataclass(frozen=True, slots=True)
class Ratio:
    """Hold a ratio and its interval, symmetric on the logarithmic scale."""

    value: float
    low: float
    high: float


def risk_ratio(x1: int, n1: int, x2: int, n2: int, level: float = 0.95) -> Ratio | None:
    """Divide the share x1/n1 by x2/n2; None when a count is zero (Katz et al. 1978, Biometrics 34:469)."""
    if not (x1 and x2 and n1 and n2):
        return None
    return _around((x1 / n1) / (x2 / n2), math.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2), level)


def odds_ratio(table: Floats, level: float = 0.95) -> Ratio | None:
    """Compute the odds ratio of a 2 x 2 table; None when a cell is empty (Woolf 1955, Ann. Hum. Genet. 19:251)."""
    if table.shape != (2, 2) or not table.all():
        return None
    (a, b), (c, d) = table.tolist()
    return _around(a * d / (b * c), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d), level)


def _around(value: float, se: float, level: float) -> Ratio:
    half = normal(level) * se
    return Ratio(value, value * math.exp(-half), value * math.exp(half))


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """Hold how two codes meet on units; a figure is None where it divides by zero."""

    expected: float | None
    jaccard: float | None
    lift: float | None
    phi: float | None


def co_occurrence(n: int, n_a: int, n_b: int, n_ab: int) -> CoOccurrence:
    """Compare units with both codes with what chance would give; n: units, n_a, n_b: with each, n_ab: with both."""
    either, spread = n_a + n_b - n_ab, n_a * n_b * (n - n_a) * (n - n_b)
    expected = n_a * n_b / n if n else None
    return CoOccurrence(
        expected=expected,
        jaccard=n_ab / either if either else None,
        lift=n_ab / expected if expected else None,
        phi=(n * n_ab - n_a * n_b) / math.sqrt(spread) if spread > 0 else None,
    )
