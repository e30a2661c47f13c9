"""Estimate the share of posts that carry a code, with threads as clusters.

Posts of one thread are not independent. The interval linearises the ratio mean over threads with the factor k/(k-1)
(Särndal, Swensson & Wretman 1992, Model Assisted Survey Sampling, ch. 5); svymean of R's survey package is the same.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from coding_app.agreement.stats.data import FEW_THREADS, MISSING, Floats, Ints
from coding_app.agreement.stats.quantiles import normal, student
from coding_app.agreement.stats.undefined import Undefined

Interval = tuple[float, float]
NO_SPREAD = 1e-12  # a standard error below is rounding


@dataclass(frozen=True, slots=True)
class Share:
    """Hold a share of posts with its interval by thread (low, high) and the one that ignores threads (wilson_*).

    `value` is None exactly when `reason` is set: no post, 0/0. `by_spread` is False when all threads have the same
    share, as with 0 of n: they then show no spread, and the interval is Wilson's with threads as the trials.
    `design_effect` is the variance by thread over the variance of as many independent posts.
    """

    n_posts: int
    n_with: int
    n_threads: int
    value: float | None = None
    reason: Undefined | None = None
    low: float | None = None
    high: float | None = None
    no_interval: Undefined | None = None
    se: float | None = None
    by_spread: bool = False
    design_effect: float | None = None
    wilson_low: float | None = None
    wilson_high: float | None = None

    @property
    def effective_n(self) -> float | None:
        """Give the number of independent posts that would tell as much."""
        return self.n_posts / self.design_effect if self.design_effect else None

    @property
    def few_threads(self) -> bool:
        """Tell whether there are too few threads to trust the interval."""
        return self.n_threads < FEW_THREADS


def wilson(p: float, trials: float, level: float = 0.95) -> Interval | None:
    """Compute Wilson's score interval of the share p; None without trials (Newcombe 1998, Stat. Med. 17:857)."""
    if not trials:
        return None
    z2 = normal(level) ** 2
    center = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    half = math.sqrt(z2 * (p * (1 - p) + z2 / (4 * trials)) / trials) / (1 + z2 / trials)
    return (center - half if p > 0 else 0.0), (center + half if p < 1 else 1.0)


def share(values: Ints, threads: Ints, level: float = 0.95) -> Share:
    """Estimate the share of posts with a code.

    values: one per post, 1 with, 0 without, MISSING where the code was not offered. threads: position of each post's
    thread, from 0. The interval is value +- t(threads - 1) * se, cut to 0..1.
    """
    known = values != MISSING
    posts = np.bincount(threads[known]).astype(np.float64)
    chosen = np.bincount(threads[known], weights=values[known], minlength=posts.size).astype(np.float64)
    posts, chosen = posts[posts > 0], chosen[posts > 0]
    n, x = int(posts.sum()), int(chosen.sum())
    simple = wilson(x / n if n else 0.0, n, level)
    if simple is None:
        return Share(0, 0, 0, reason=Undefined.NO_DATA)
    found = Share(n, x, posts.size, x / n, wilson_low=simple[0], wilson_high=simple[1])
    if posts.size < 2:
        return replace(found, no_interval=Undefined.ONE_CLUSTER)
    return _with_interval(found, x / n, ratio_se(chosen, posts), level)


def ratio_se(chosen: Floats, posts: Floats) -> float:
    """Compute the linearised standard error of sum(chosen) / sum(posts), one row a thread, two threads or more."""
    k, n = posts.size, posts.sum()
    scores = (chosen - chosen.sum() / n * posts) / n
    return math.sqrt(k / (k - 1) * float((scores**2).sum()))


def _with_interval(found: Share, p: float, se: float, level: float) -> Share:
    """Add the interval by thread to a share p of two threads or more."""
    k, n = found.n_threads, found.n_posts
    if se < NO_SPREAD:
        low, high = wilson(p, k, level) or (None, None)
        return replace(found, low=low, high=high, se=0.0)
    half = student(level, k - 1) * se
    effect = se**2 / (p * (1 - p) / (n - 1))
    return replace(found, low=max(0.0, p - half), high=min(1.0, p + half), se=se, by_spread=True, design_effect=effect)


def share_table(values: Ints, threads: Ints, group: Ints, n_groups: int, level: float = 0.95) -> list[list[Share]]:
    """Estimate the share of each code in each group.

    values: posts x codes, as for share. threads, group: one position per post. Returns codes x groups.
    """
    rows = [group == g for g in range(n_groups)]
    return [[share(column[row], threads[row], level) for row in rows] for column in values.T]
