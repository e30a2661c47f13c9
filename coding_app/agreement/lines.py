"""The figures of a run in the order of its codebook: a line a code, a group a dimension, a report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from coding_app.accounts.models import User
from coding_app.agreement import figures
from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.agreement.verdicts import FEW_CHOICES, Unjudged, Verdict, lacks, tally, verdict
from coding_app.codebook.tree import CodeEntry, Dimension

ByMetric = dict[str, AgreementFigure]
SubsetKey = tuple[str, str | int]
"""A subset and what it is limited to: its value, or the id of a coder where the subset is one."""


@dataclass(frozen=True)
class Line:
    """The figures of one code, or of a dimension as a whole, by metric; those of pairs by (coder, coder)."""

    entry: CodeEntry | Dimension
    figures: ByMetric = field(default_factory=dict)
    pairs: dict[tuple[int, int], ByMetric] = field(default_factory=dict)
    subsets: dict[SubsetKey, ByMetric] = field(default_factory=dict)

    @property
    def is_dimension(self) -> bool:
        """Say whether this is a dimension as a whole."""
        return isinstance(self.entry, Dimension)

    @property
    def is_interpretive(self) -> bool:
        """Say whether the codebook asks for no coefficient here."""
        return isinstance(self.entry, CodeEntry) and self.entry.is_interpretive

    @property
    def percent(self) -> AgreementFigure | None:
        """Return percent agreement (Gwet's definition)."""
        return self.figures.get(figures.PERCENT)

    @property
    def alpha(self) -> AgreementFigure | None:
        """Return Krippendorff's alpha, between sets of codes where any number may be chosen."""
        return alpha_of(self.figures)

    @property
    def ac1(self) -> AgreementFigure | None:
        """Return Gwet's AC1."""
        return self.figures.get(figures.AC1)

    @property
    def positive(self) -> AgreementFigure | None:
        """Return the agreement on choosing the code."""
        return self.figures.get(figures.POSITIVE)

    @property
    def negative(self) -> AgreementFigure | None:
        """Return the agreement on leaving the code."""
        return self.figures.get(figures.NEGATIVE)

    @property
    def chosen(self) -> int | None:
        """Count how often the code was chosen on units that two coders met; None for a dimension."""
        return self.count(figures.CHOSEN)

    @property
    def is_rare(self) -> bool:
        """Say whether the code was chosen too seldom for its alpha to say anything."""
        return self.chosen is not None and self.chosen < FEW_CHOICES

    @property
    def prevalence(self) -> float | None:
        """Return the share of codings that carry the code."""
        found = self.figures.get(figures.CHOSEN) or self.alpha
        return found.prevalence if found else None

    @property
    def both(self) -> int | None:
        """Count the units on which everybody who coded them chose the code."""
        return self.count(figures.BOTH)

    @property
    def some(self) -> int | None:
        """Count the units on which some chose the code and some did not."""
        return self.count(figures.ONE)

    @property
    def none(self) -> int | None:
        """Count the units on which nobody chose the code."""
        return self.count(figures.NONE)

    @property
    def singletons(self) -> int | None:
        """Count the units that one person coded."""
        return self.count(figures.SINGLETONS)

    @property
    def units(self) -> int | None:
        """Count the units that two people or more coded."""
        found = self.alpha or next(iter(self.figures.values()), None)
        return found.units if found else None

    @property
    def met(self) -> int | None:
        """Count the pairs of codings of the same unit."""
        found = self.alpha or next(iter(self.figures.values()), None)
        return found.pairs if found else None

    @property
    def threads(self) -> int:
        """Count the threads that were resampled."""
        return self.count(figures.THREADS) or 0

    @property
    def verdict(self) -> Verdict:
        """Judge by the lower bound of alpha."""
        if self.is_interpretive:
            return Verdict.INTERPRETIVE
        return verdict(self.alpha.low if self.alpha else None, self.chosen)

    @property
    def lacks(self) -> Unjudged | None:
        """Say what the code lacks to be judged; None where it is."""
        if self.verdict is not Verdict.UNJUDGED:
            return None
        varies = self.alpha is not None and self.alpha.value is not None
        return lacks(self.units or 0, self.threads, self.chosen, varies=varies)

    def count(self, metric: str) -> int | None:
        """Return a figure that is a count; None where the run does not have it."""
        found = self.figures.get(metric)
        return None if found is None or found.value is None else int(found.value)

    def alpha_in(self, subset: str, key: str | int) -> AgreementFigure | None:
        """Return alpha within a subset."""
        return alpha_of(self.subsets.get((subset, key), {}))


def alpha_of(found: ByMetric) -> AgreementFigure | None:
    """Pick alpha, that between sets of codes where there is no other."""
    return found.get(figures.ALPHA) or found.get(figures.SET_ALPHA)


@dataclass(frozen=True)
class Group:
    """A dimension: its figures as a whole, then those of its codes."""

    dimension: Dimension
    whole: Line
    codes: list[Line]


@dataclass(frozen=True)
class Report:
    """Everything the agreement page shows of one run."""

    run: AgreementRun
    groups: list[Group]
    coders: dict[int, User]

    @property
    def lines(self) -> list[Line]:
        """Return the codes of all dimensions."""
        return [line for group in self.groups for line in group.codes]

    @property
    def everything(self) -> list[Line]:
        """Return each dimension as a whole, followed by its codes."""
        return [line for group in self.groups for line in (group.whole, *group.codes)]

    @property
    def counts(self) -> dict[Verdict, int]:
        """Count the verdicts over the codes."""
        return tally(line.verdict for line in self.lines)

    @property
    def unjudged(self) -> dict[Unjudged, int]:
        """Count the codes without verdict by what they lack, the most frequent first."""
        return dict(Counter(line.lacks for line in self.lines if line.lacks).most_common())

    @property
    def units(self) -> int:
        """Count the units that two people or more coded, in the dimension that has most."""
        return max((group.whole.units or 0 for group in self.groups), default=0)

    @property
    def threads(self) -> int:
        """Count the threads in which two coders met, in the dimension that has most."""
        return max((group.whole.threads for group in self.groups), default=0)

    @property
    def by_name(self) -> list[User]:
        """Return the coders by name."""
        return sorted(self.coders.values(), key=lambda coder: (coder.display_name, coder.pk))


def line(entry: CodeEntry | Dimension, rows: Iterable[AgreementFigure]) -> Line:
    """Sort the figures of one code or dimension: over the whole round, by pair, by subset."""
    made = Line(entry)
    for row in rows:
        _place(made, row)[row.metric] = row
    return made


def _place(made: Line, row: AgreementFigure) -> ByMetric:
    first, second = row.coder_a_id, row.coder_b_id
    if row.subset:
        return made.subsets.setdefault((row.subset, row.subset_value or first or 0), {})
    if first is None or second is None:
        return made.figures
    return made.pairs.setdefault((first, second), {})
