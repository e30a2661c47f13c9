"""Correct probabilities for the number of tests: Holm for stated hypotheses, Benjamini-Hochberg for exploration."""

import numpy as np

from coding_app.agreement.stats.data import Floats


def holm(p: Floats) -> Floats:
    """Adjust by Holm's steps down: the chance of any false rejection stays (Holm 1979, Scand. J. Stat. 6:65)."""
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate((p.size - np.arange(p.size)) * p[order])
    return _back(np.minimum(steps, 1.0), order)


def benjamini_hochberg(p: Floats) -> Floats:
    """Adjust by steps up: the share of false among the rejected stays (Benjamini & Hochberg 1995, JRSS-B 57:289)."""
    order = np.argsort(p, kind="stable")
    steps = p[order] * p.size / np.arange(1, p.size + 1)
    return _back(np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0), order)


def _back(adjusted: Floats, order: np.ndarray) -> Floats:  # type: ignore[type-arg]
    found = np.empty(adjusted.size)
    found[order] = adjusted
    return found
