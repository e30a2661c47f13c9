"""What a draw would come to: pure arithmetic on the counts of strata, the loads and the rates of codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coding_app.sampling.recipe import Overlap
from coding_app.sampling.sharing import Plan, overlap_counts
from coding_app.sampling.stats.planning import half_width, units_for_alpha
from coding_app.sampling.strata import Stratum

SMALLEST = 0.667
"""The least alpha from which tentative conclusions are drawn (Krippendorff): the overlap has to tell it from less."""


@dataclass(frozen=True)
class Part:
    """A part of the sample with rates of its own: units in it, and whether two meet all of them.

    rates: code id -> share of the units that bear it; codes of which nothing is known are not there.
    """

    units: float
    is_double: bool
    rates: Mapping[int, float]


@dataclass(frozen=True)
class CodeLine:
    """What the overlap will tell about one code; None: not known.

    positives: units that several code and that are expected to bear it; half: half the width of the interval of alpha;
    missing: units more that several must code, so that alpha is told from `SMALLEST`.
    """

    name: str
    share: float | None
    positives: float | None = None
    half: float | None = None
    missing: int | None = None


def overlap_units(parts: Sequence[Part], overlap: Overlap) -> list[float]:
    """Return how many units of each part several coders are expected to meet: all of some, of the others by lot."""
    free = sum(part.units for part in parts if not part.is_double)
    met = sum(overlap_counts(round(free), overlap))
    return [part.units if part.is_double else met * part.units / free if free else 0.0 for part in parts]


def code_line(name: str, code: int, parts: Sequence[Part], overlap: Overlap) -> CodeLine:
    """Foretell one code. parts: the first is drawn without regard to codes, its rate is that of the corpus."""
    share = parts[0].rates.get(code)
    if share is None or not 0 < share < 1:
        return CodeLine(name, share)
    met = overlap_units(parts, overlap)
    positives = sum(units * part.rates.get(code, share) for units, part in zip(met, parts, strict=True))
    units = sum(met)
    among = positives / units if units else share
    seen = among if 0 < among < 1 else share
    half = half_width(units=units, prevalence=seen)
    needed = units_for_alpha(smallest=SMALLEST, prevalence=seen)
    return CodeLine(name, share, positives, half, max(0, needed - round(units)))


@dataclass(frozen=True)
class Foretold:
    """Everything the designer shows at its right. loads: by coder; strata with what each gives.

    before: how many of the population another round has drawn already.
    """

    population: int
    strata: Sequence[Stratum]
    plan: Plan
    loads: Sequence[tuple[str, int, int]]
    lines: Sequence[CodeLine]
    units: int
    is_rough: bool
    before: int = 0

    @property
    def lightest(self) -> int:
        """Return the smallest load."""
        return min((low for _name, low, _high in self.loads), default=0)

    @property
    def heaviest(self) -> int:
        """Return the largest load."""
        return max((high for _name, _low, high in self.loads), default=0)

    @property
    def missing(self) -> list[CodeLine]:
        """Return the codes whose overlap is too small, those that lack least first: they are within reach."""
        short = [line for line in self.lines if line.missing]
        return sorted(short, key=lambda line: line.missing or 0)

    @property
    def unknown(self) -> list[CodeLine]:
        """Return the codes of which nothing is known yet."""
        return [line for line in self.lines if line.positives is None]
