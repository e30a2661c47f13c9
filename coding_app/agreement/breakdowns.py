"""Put figures of subsets side by side: a column a profession, source, depth, batch or coder; a row a code."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coding_app.agreement import figures
from coding_app.agreement.lines import Line, alpha_of
from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.stats.pairs import FEW_UNITS

Key = str | int
Names = Mapping[Key, str]
"""What each value of a subset is called, in the order in which they stand; those nobody names are not shown."""
Asks = Callable[[Key], str]
"""The words of an address that ask for what the figure of a value rests on; empty where no page shows it."""


@dataclass(frozen=True)
class Cell:
    """One figure of a subset, None where the run has none. of_few: it is the difference of values, one on few units.

    asks: what to add to the address of its code to see what the figure rests on.
    """

    name: str
    figure: AgreementFigure | None
    of_few: bool = False
    asks: str = ""

    @property
    def is_few(self) -> bool:
        """Say whether it rests on too few units to be more than a hint."""
        return self.of_few or (self.figure is not None and self.figure.units < FEW_UNITS)

    @property
    def excludes_zero(self) -> bool:
        """Say whether the interval of a difference leaves out 0; of few units it says nothing."""
        found = self.figure
        if self.of_few or found is None or found.low is None or found.high is None:
            return False
        return found.subset == AgreementFigure.Subset.DIFFERENCE and not found.low <= 0 <= found.high


@dataclass(frozen=True)
class Row:
    """One code or dimension, and its figures in the order of the columns."""

    line: Line
    cells: list[Cell]


@dataclass(frozen=True)
class Breakdown:
    """A table of subsets: the names of its columns, and its rows."""

    columns: list[str]
    rows: list[Row]

    def __bool__(self) -> bool:
        """Say whether there is anything in it."""
        return bool(self.columns and self.rows)


def keys(lines: Iterable[Line], subset: str) -> set[Key]:
    """Return the values of a subset that some line has figures for."""
    return {key for line in lines for named, key in line.subsets if named == subset}


def breakdown(lines: Sequence[Line], subset: str, names: Names, asks: Asks = lambda _key: "") -> Breakdown:
    """Lay out the figures of a subset; columns without any figure, and rows without any, are left out.

    The figure is alpha, for coders the share of units on which they chose the code.
    """
    there = keys(lines, subset)
    columns = [key for key in names if key in there]
    asked = {key: asks(key) for key in columns}
    rows = [
        Row(line, [Cell(names[key], figure_in(line, subset, key), asks=asked[key]) for key in columns])
        for line in lines
    ]
    return Breakdown([names[key] for key in columns], [row for row in rows if any(cell.figure for cell in row.cells)])


def figure_in(line: Line, subset: str, key: Key) -> AgreementFigure | None:
    """Return the figure that a table of this subset shows."""
    found = line.subsets.get((subset, key), {})
    return found.get(figures.PREVALENCE) if subset == AgreementFigure.Subset.CODER else alpha_of(found)


def beside(left: Breakdown, right: Breakdown) -> Breakdown:
    """Put differences to the right of the values they are made of; where one of these is on few units, so are they."""
    others = {id(row.line): row.cells for row in right.rows}
    empty = [Cell(name, None) for name in right.columns]
    rows = [Row(row.line, [*row.cells, *_hinted(row, others.get(id(row.line), empty))]) for row in left.rows]
    return Breakdown([*left.columns, *right.columns], rows)


def _hinted(values: Row, cells: Sequence[Cell]) -> list[Cell]:
    of_few = any(cell.is_few for cell in values.cells)
    return [replace(cell, of_few=of_few) for cell in cells]


def unlike(found: Breakdown) -> list[Row]:
    """Return the rows of differences whose interval leaves out 0: the code is not equally reliable in both.

    Rare codes, and differences of values on few units, are left out: their alphas say nothing either way.
    """
    return [row for row in found.rows if not row.line.is_rare and any(cell.excludes_zero for cell in row.cells)]


def spread(found: Breakdown) -> list[tuple[Row, float]]:
    """Return the rows of tendencies with the gap between the coder who chose the code most and least, widest first."""
    gaps = []
    for row in found.rows:
        values = [cell.figure.value for cell in row.cells if cell.figure and cell.figure.value is not None]
        if len(values) > 1:
            gaps.append((row, max(values) - min(values)))
    return sorted(gaps, key=lambda gap: -gap[1])
