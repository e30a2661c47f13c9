"""Estimate the difference between the shares of two groups that have no thread in common."""

import math
from dataclasses import dataclass

from coding_app.agreement.stats.quantiles import student
from coding_app.agreement.stats.undefined import Undefined

from .shares import Interval, Share


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold first share - second share with its interval by thread, or the reason why there is none."""

    value: float | None = None
    reason: Undefined | None = None
    low: float | None = None
    high: float | None = None
    no_interval: Undefined | None = None

    @property
    def holds(self) -> bool | None:
        """Tell whether the interval leaves out zero; None without interval."""
        return None if self.low is None or self.high is None else self.low > 0 or self.high < 0


def difference(first: Share, second: Share, level: float = 0.95) -> Difference:
    """Subtract two shares of groups without a common thread.

    Interval: cluster-robust, t with Satterthwaite's degrees of freedom. Where a group shows no spread between
    threads, the two intervals are combined instead. The level is that of the shares.
    """
    if first.value is None or second.value is None:
        return Difference(reason=first.reason or second.reason)
    value = first.value - second.value
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return Difference(value, no_interval=first.no_interval or second.no_interval)
    if first.by_spread and second.by_spread:
        half = _half_width(first, second, level)
        low, high = value - half, value + half
    else:
        low, high = combine(first.value, (first.low, first.high), second.value, (second.low, second.high))
    return Difference(value, low=max(-1.0, low), high=min(1.0, high))


def combine(p: float, p_interval: Interval, q: float, q_interval: Interval) -> Interval:
    """Build the interval of p - q from those of p and q (Newcombe 1998, Stat. Med. 17:873, method 10)."""
    low = p - q - math.hypot(p - p_interval[0], q_interval[1] - q)
    high = p - q + math.hypot(p_interval[1] - p, q - q_interval[0])
    return low, high


def _half_width(first: Share, second: Share, level: float) -> float:
    """Compute t * standard error of a difference of independent shares."""
    a, b = (first.se or 0.0) ** 2, (second.se or 0.0) ** 2
    df = (a + b) ** 2 / (a**2 / (first.n_threads - 1) + b**2 / (second.n_threads - 1))
    return student(level, df) * math.sqrt(a + b)
