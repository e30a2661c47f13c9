"""Judge a code by the lower bound of its alpha; no database and no language here."""

from collections.abc import Iterable
from enum import StrEnum

CLEAR = 0.8
TENTATIVE = 0.667
FEW_CHOICES = 10
"""Below so many choices of a code, on units that two coders met, its alpha says nothing either way."""

FEWEST_THREADS = 2
"""Of one thread there is nothing to resample."""


class Verdict(StrEnum):
    """Name what the figures allow: Krippendorff's bounds .800 and .667, applied to the lower bound.

    Interpretive: the codebook asks for no coefficient.
    """

    CLEAR = "clear"
    TENTATIVE = "tentative"
    DOUBTFUL = "doubtful"
    UNJUDGED = "unjudged"
    INTERPRETIVE = "interpretive"


class Unjudged(StrEnum):
    """Name what a code lacks to be judged."""

    NOT_MET = "not_met"
    FEW_THREADS = "few_threads"
    RARE = "rare"
    NO_VARIATION = "no_variation"


def lacks(units: int, threads: int, chosen: int | None, *, varies: bool) -> Unjudged:
    """Say why a code has no verdict: what has to be mended first.

    units: those two people coded; threads: those they lie in; chosen: None when it is no single code.
    """
    if not units:
        return Unjudged.NOT_MET
    if threads < FEWEST_THREADS:
        return Unjudged.FEW_THREADS
    if chosen is not None and chosen < FEW_CHOICES:
        return Unjudged.RARE
    return Unjudged.FEW_THREADS if varies else Unjudged.NO_VARIATION


def verdict(low: float | None, chosen: float | None) -> Verdict:
    """Judge one code. low: lower bound of alpha, None without interval. chosen: None when it is no single code."""
    if low is None or (chosen is not None and chosen < FEW_CHOICES):
        return Verdict.UNJUDGED
    if low >= CLEAR:
        return Verdict.CLEAR
    return Verdict.TENTATIVE if low >= TENTATIVE else Verdict.DOUBTFUL


LANDIS_KOCH = (
    (0.8, "almost_perfect"),
    (0.6, "substantial"),
    (0.4, "moderate"),
    (0.2, "fair"),
    (0.0, "slight"),
)


def landis_koch(value: float) -> str:
    """Name the class of a coefficient after Landis & Koch (1977), Biometrics 33, p. 165: for who must have it.

    Its bounds are arbitrary, as its authors say; it knows nothing of the interval, nor of how rare the code is.
    """
    if value < 0:
        return "poor"
    return next((name for bound, name in LANDIS_KOCH if round(value, 2) > bound), "slight")


def tally(verdicts: Iterable[Verdict]) -> dict[Verdict, int]:
    """Count the verdicts, those that nobody got included."""
    counts = dict.fromkeys(Verdict, 0)
    for each in verdicts:
        counts[each] += 1
    return counts
