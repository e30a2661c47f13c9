"""Say a coefficient that corrects agreement for chance, with what it is made of."""

from dataclasses import dataclass

from .data import Ratings, basis
from .quantiles import normal, student
from .undefined import Figure, Undefined


@dataclass(frozen=True, slots=True)
class Corrected:
    """Hold (observed - expected) / (1 - expected) and its parts; both parts are None when nothing could be compared.

    `se_null` is the standard error under the hypothesis that coders agree by chance only, for a test of it.
    """

    figure: Figure
    observed: float | None = None
    expected: float | None = None
    se_null: float | None = None

    @property
    def z(self) -> float | None:
        """Give the test of agreement by chance: value / se_null."""
        if self.figure.value is None or not self.se_null:
            return None
        return self.figure.value / self.se_null


def undefined(ratings: Ratings) -> Undefined | None:
    """Say why no coefficient that needs a choice between categories can be computed, if so."""
    return basis(ratings).reason or (Undefined.ONE_CATEGORY if ratings.n_categories < 2 else None)


def corrected(
    observed: float, expected: float, *, se: float | None = None, df: int | None = None, level: float = 0.95
) -> Figure:
    """Correct agreement for chance; the interval is by Student's t with `df`, cut at 1, or normal without `df`.

    Undefined when chance agreement is certain: 0/0 shows neither agreement nor disagreement.
    """
    if expected >= 1:
        return Figure(reason=Undefined.NO_VARIATION)
    value = (observed - expected) / (1 - expected)
    if se is None:
        return Figure(value)
    half = (student(level, df) if df else normal(level)) * se
    return Figure(value, low=value - half, high=min(1.0, value + half), se=se)
