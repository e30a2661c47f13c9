"""Give the quantiles that two-sided intervals need, without loading SciPy into every process."""

from functools import lru_cache
from math import erfc, exp, inf, isinf, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

_TINY = 1e-300
_CLOSE = 1e-15
_MANY = 500


def normal(level: float) -> float:
    """Give the standard normal quantile of a two-sided interval (1.96 for .95)."""
    return NormalDist().inv_cdf((1 + level) / 2)


@lru_cache(maxsize=1024)
def student(level: float, df: float) -> float:
    """Give Student's t quantile of a two-sided interval with `df` degrees of freedom, which may be fractional.

    `level` lies between 0 and 1, `df` above 0; raise ValueError otherwise. Newton's method on the probability outside
    -t and t, kept inside a bracket; from 500 degrees of freedom on the expansion around the normal quantile
    (Abramowitz and Stegun 26.7.5). Right to 9 digits or more.
    """
    if not (0 < level < 1 and df > 0):
        raise ValueError(f"No quantile for level {level} and {df} degrees of freedom")
    if df >= _MANY:
        return _expansion(normal(level), df)
    low, high, t = 0.0, inf, normal(level)
    for _step in range(200):
        excess = _outside(t, df) - (1 - level)
        low, high = (t, high) if excess > 0 else (low, t)
        better = t + excess / (2 * _density(t, df))
        if not low < better < high:  # too far: the middle of the bracket, or twice as far while it has no end
            better = 2 * t if isinf(high) else (low + high) / 2
        if abs(better - t) <= _CLOSE * t:
            return better
        t = better
    return t


def chi_square_tail(value: float, df: int) -> float:
    """Give the probability that a chi-square variable with `df` (1 or more) degrees of freedom exceeds `value`.

    For whole degrees of freedom it is a finite sum (Abramowitz and Stegun 26.4.4 and 26.4.5).
    """
    half = value / 2
    if half <= 0:
        return 1.0
    first = 0.5 if df % 2 else 0.0
    total = erfc(sqrt(half)) if df % 2 else 0.0
    steps = range(df // 2)
    total += sum(exp((first + k) * log(half) - half - lgamma(first + k + 1)) for k in steps)
    return min(1.0, total)


def f_tail(value: float, df: float, df_within: float) -> float:
    """Give the probability that an F variable exceeds `value`; degrees of freedom may be fractional (DLMF 8.17)."""
    if value <= 0:
        return 1.0
    outer = df_within / (df_within + df * value)
    # The fraction converges fast on one side of the mean only; the other side is what is left of 1.
    if outer < (df_within / 2 + 1) / (df_within / 2 + df / 2 + 2):
        return _incomplete_beta(outer, df_within / 2, df / 2)
    return 1 - _incomplete_beta(1 - outer, df / 2, df_within / 2)


def _expansion(z: float, df: float) -> float:
    """Correct the normal quantile by powers of 1 / df."""
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / df**power for power, term in enumerate(terms, start=1))


def _density(t: float, df: float) -> float:
    """Give the density of Student's t."""
    return exp(lgamma((df + 1) / 2) - lgamma(df / 2) - (df + 1) / 2 * log1p(t * t / df)) / sqrt(pi * df)


def _outside(t: float, df: float) -> float:
    """Give the probability of a value beyond t on either side: the incomplete beta function of df / (df + t²)."""
    inner, outer = t * t / (df + t * t), df / (df + t * t)
    # The fraction converges fast on one side of the mean only; the other side is what is left of 1.
    if outer < (df / 2 + 1) / (df / 2 + 2.5):
        return _incomplete_beta(outer, df / 2, 0.5)
    return 1 - _incomplete_beta(inner, 0.5, df / 2)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Give the regularized incomplete beta function by its continued fraction (DLMF 8.17.22), 0 < x < 1.

    The fraction 1 + d1/(1 + d2/(1 + ...)) is evaluated from the front as a product of ratios of its convergents.
    """
    numerator, denominator, fraction = 1.0, 0.0, 1.0
    for step in range(1, 20_000):
        m = step // 2
        d = m * (b - m) / (a + 2 * m - 1) if step % 2 == 0 else -(a + m) * (a + b + m) / (a + 2 * m + 1)
        d *= x / (a + 2 * m)
        denominator = 1 / _not_zero(1 + d * denominator)
        numerator = _not_zero(1 + d / numerator)
        fraction *= numerator * denominator
        if abs(numerator * denominator - 1) < _CLOSE:
            break
    scale = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    return exp(scale) / (a * fraction)


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
