"""Judge a code by the lower bound of its alpha; no database and no language here."""

from collections.abc import Iterable
from enum import StrEnum

CLEAR = 0.8
TENTATIVE = 0.667
FEW_CHOICES = 10
"""Below so many choices of a code, on units that two coders met, its alpha says nothing either way."""


class Verdict(StrEnum):
    """Name what the figures allow: Krippendorff's bounds .800 and .667, applied to the lower bound."""

    CLEAR = "clear"
    TENTATIVE = "tentative"
    DOUBTFUL = "doubtful"
    UNJUDGED = "unjudged"


def verdict(low: float | None, chosen: float | None) -> Verdict:
    """Judge one code. low: lower bound of alpha, None without interval. chosen: None when it is no single code."""
    if low is None or (chosen is not None and chosen < FEW_CHOICES):
        return Verdict.UNJUDGED
    if low >= CLEAR:
        return Verdict.CLEAR
    return Verdict.TENTATIVE if low >= TENTATIVE else Verdict.DOUBTFUL


def tally(verdicts: Iterable[Verdict]) -> dict[Verdict, int]:
    """Count the verdicts, those that nobody got included."""
    counts = dict.fromkeys(Verdict, 0)
    for each in verdicts:
        counts[each] += 1
    return counts
