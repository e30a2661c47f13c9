"""Draw clusters with replacement, as many as there are, again and again, and count how often each was drawn.

Counting draws one by one is slow: each goes to another place of memory. But independent Poisson counts are, once their
sum is known, distributed as the counts of so many draws (Johnson, Kotz & Balakrishnan 1997, Discrete Multivariate
Distributions, ch. 35). So all counts are drawn at once, a few short of the whole; only these few are drawn one by one.
Nothing is approximated by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, factorial, sqrt

import numpy as np
import numpy.typing as npt

from .data import Floats

Counts = npt.NDArray[np.float32]
"""Whole numbers below 2^24, which single precision holds and adds without error."""

WORDS = 1 << 16
HIGHEST = 20  # a Poisson count of mean 1 goes beyond once in 10^19 draws
SPARE = 2.5  # standard deviations that the mean sum stays below the whole: the sum is above in 6 resamples of 1,000
BLOCK = 1 << 18  # counts drawn at once, few enough to stay near the processor
FEWEST = 8  # resamples at once: products of a few rows cost more than the work in them


def resamples(n: int, times: int, rng: np.random.Generator) -> Iterator[Counts]:
    """Draw n of n clusters with replacement, so many times; yield blocks (resamples x n) of how often each was drawn.

    n: 1 to 2^24.
    """
    law = _poisson(max(0.0, 1 - SPARE / sqrt(n)))
    step = max(FEWEST, BLOCK // n)
    for start in range(0, times, step):
        counts = _drawn(law, min(step, times - start) * n, rng).reshape(-1, n)
        lacking = n - counts.sum(axis=1).astype(np.intp)
        counts[lacking < 0] = 0  # too many: all of this resample one by one
        resample = np.repeat(np.arange(len(counts)), np.where(lacking < 0, n, lacking))
        np.add.at(counts.ravel(), resample * n + rng.integers(n, size=resample.size), np.float32(1))
        yield counts


@dataclass(frozen=True, slots=True, eq=False)
class _Law:
    """Hold a distribution of counts: the probability of each or less, and the count that 16 random bits stand for.

    of_word: -1 for the few words within which the count changes: there more bits decide.
    """

    up_to: Floats
    of_word: npt.NDArray[np.int8]


def _poisson(mean: float) -> _Law:
    up_to = np.cumsum([exp(-mean) * mean**k / factorial(k) for k in range(HIGHEST + 1)])
    of_word = np.searchsorted(up_to, np.arange(WORDS) / WORDS, side="right").astype(np.int8)
    of_word[(up_to[up_to < 1] * WORDS).astype(np.intp)] = -1
    return _Law(up_to, of_word)


def _drawn(law: _Law, size: int, rng: np.random.Generator) -> Counts:
    """Draw so many counts independently."""
    words = np.frombuffer(rng.bytes(2 * size), dtype="<u2")  # the same on every machine
    counts = law.of_word[words]
    undecided = np.flatnonzero(counts < 0)
    finer = (words[undecided] + rng.random(undecided.size)) / WORDS
    counts[undecided] = np.searchsorted(law.up_to, finer, side="right")
    return np.asarray(counts, dtype=np.float32)
