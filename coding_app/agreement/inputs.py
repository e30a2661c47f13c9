"""What a coefficient is made of: the coincidence matrix, the sums of the formula, and who computes otherwise."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from coding_app.agreement.stats.data import Basis, Floats, Ratings, basis, counts, times_of
from coding_app.agreement.stats.krippendorff import Distance, Level, coincidences, disagreements, distance
from coding_app.agreement.stats.percent import Definition, percent_agreement
from coding_app.agreement.stats.undefined import Figure

MOST_CATEGORIES = 12
"""A matrix of more categories is not shown: nobody reads it."""


class Elsewhere(StrEnum):
    """Name where a well-known program gives another figure for the same codings."""

    IRR = "irr"
    ICR = "icr"
    NO_VARIATION = "no_variation"
    PERCENT = "percent"
    ORDINAL = "ordinal"
    SETS = "sets"
    NEGATIVE = "negative"


@dataclass(frozen=True, eq=False)
class Inputs:
    """What alpha, percent agreement and AC1 of one code or dimension rest on.

    coincidence: (q, q), pairs of values within units / (values of the unit - 1). observed, expected: sums of
    coincidences, and of products of totals, times the squared distance of the two categories. chance: Gwet's p_e;
    None below two categories. agreeing, possible: ordered pairs of codings on the category asked for (codes only).
    """

    level: Level
    is_sets: bool
    basis: Basis
    coincidence: Floats
    observed: float
    expected: float
    percents: dict[Definition, Figure]
    chance: float | None
    agreeing: float | None
    possible: float | None
    most_coders: int
    is_complete: bool

    @property
    def n(self) -> float:
        """Return the number of pairable values."""
        return float(self.coincidence.sum())

    @property
    def totals(self) -> Floats:
        """Return how many pairable values each category has: (q,)."""
        return np.asarray(self.coincidence.sum(axis=1))

    @property
    def alpha(self) -> float | None:
        """Return 1 - (n - 1) observed / expected; None where the values do not vary."""
        return 1 - (self.n - 1) * self.observed / self.expected if self.expected > 0 else None

    @property
    def ac1(self) -> float | None:
        """Return (p_a - p_e) / (1 - p_e)."""
        percent = self.percents[Definition.GWET].value
        return None if percent is None or self.chance is None else (percent - self.chance) / (1 - self.chance)

    @property
    def positive(self) -> float | None:
        """Return the agreement on choosing a code; None where nobody chose it."""
        return self.agreeing / self.possible if self.agreeing is not None and self.possible else None

    @property
    def irr(self) -> float | None:
        """Return what kripp.alpha of R irr 0.84.1 gives where it is another figure: complete data, over two coders.

        It leaves the division by m - 1 out of the coincidences, so that n counts every value m - 1 times.
        """
        if not self.is_complete or self.most_coders < 3 or self.expected <= 0 or self.is_sets:
            return None
        times = self.most_coders - 1
        return 1 - (times * self.n - 1) * self.observed / (times * self.expected)

    @property
    def is_shown_whole(self) -> bool:
        """Say whether the matrix is small enough to be read."""
        return len(self.coincidence) <= MOST_CATEGORIES

    @property
    def elsewhere(self) -> list[Elsewhere]:
        """Return where other programs differ, for these data."""
        said = {
            Elsewhere.NO_VARIATION: self.n > 0 and self.alpha is None,
            Elsewhere.IRR: self.irr is not None and self.level is not Level.ORDINAL,
            Elsewhere.ICR: self.most_coders > 3 and not self.is_sets,
            Elsewhere.PERCENT: len({_rounded(each) for each in self.percents.values()}) > 1,
            Elsewhere.ORDINAL: self.level is Level.ORDINAL,
            Elsewhere.SETS: self.is_sets,
            Elsewhere.NEGATIVE: self.alpha is not None and self.alpha <= 0,
        }
        return [where for where, is_so in said.items() if is_so]


def inputs(
    ratings: Ratings, level: Level = Level.NOMINAL, *, category: int | None = None, sets: Distance | None = None
) -> Inputs:
    """Take a coefficient apart. category: position of the code itself. sets: the distance where a value is a set."""
    n = counts(ratings)
    coincidence = coincidences(n, ratings.times)
    observed, expected = disagreements(coincidence, sets or distance(level, ratings.scores))
    agreeing, possible = _specific(n, times_of(ratings), category) if category is not None else (None, None)
    m = n.sum(axis=1)
    coded = m[m > 0]
    return Inputs(
        level=level,
        is_sets=sets is not None,
        basis=basis(ratings),
        coincidence=coincidence,
        observed=float(observed),
        expected=float(expected),
        percents={each: percent_agreement(ratings, each) for each in Definition},
        chance=None if sets is not None else _chance(n, times_of(ratings)),
        agreeing=agreeing,
        possible=possible,
        most_coders=int(coded.max(initial=0)),
        is_complete=coded.size > 0 and coded.min() == ratings.values.shape[1],
    )


def same(first: float | None, second: float | None) -> bool:
    """Say whether two figures are the same but for the last digits of floating point."""
    if first is None or second is None:
        return first is second
    return abs(first - second) < 1e-9


def _chance(n: Floats, times: Floats) -> float | None:
    """Compute Gwet's chance agreement: units coded once count in it. Gwet (2008), BJMSP 61, p. 37."""
    q, m = n.shape[1], n.sum(axis=1)
    if q < 2 or not m.any():
        return None
    coded = m > 0
    shares = times[coded] @ (n[coded] / m[coded, None]) / times[coded].sum()
    return float((shares * (1 - shares)).sum() / (q - 1))


def _specific(n: Floats, times: Floats, category: int) -> tuple[float, float]:
    chosen, others = n[:, category], n.sum(axis=1) - 1
    return float(times @ (chosen * (chosen - 1))), float(times @ (chosen * others))


def _rounded(figure: Figure) -> float | None:
    return None if figure.value is None else round(figure.value, 3)
