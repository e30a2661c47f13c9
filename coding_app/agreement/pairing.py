"""The matrix of coders two by two: alpha above the diagonal, percent below, on the units both coded."""

from dataclasses import dataclass

from coding_app.accounts.models import User
from coding_app.agreement import figures
from coding_app.agreement.lines import Line, Report, alpha_of
from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.stats.pairs import FEW_UNITS


@dataclass(frozen=True)
class Meeting:
    """What two coders have in common; `figure` is None on the diagonal and where they met on no unit.

    asks: what to add to the address of a code to see what the figure rests on.
    """

    other: User
    figure: AgreementFigure | None
    kappa: AgreementFigure | None = None
    is_self: bool = False
    is_alpha: bool = True
    asks: str = ""

    @property
    def is_few(self) -> bool:
        """Say whether the two met on too few units for the figure to be more than a hint."""
        return self.figure is not None and self.figure.units < FEW_UNITS


@dataclass(frozen=True)
class Matrix:
    """The coders of one dimension or code, each with what they have in common with each."""

    line: Line
    coders: list[User]
    rows: list[tuple[User, list[Meeting]]]

    @property
    def few(self) -> int:
        """Count the pairs that met on too few units."""
        return sum(meeting.is_few for _coder, row in self.rows for meeting in row if meeting.is_alpha)


def matrices(report: Report) -> list[Matrix]:
    """Return one matrix for each dimension in which two coders met, coders by name."""
    found = [matrix(group.whole, report.by_name) for group in report.groups]
    return [each for each in found if each.rows]


def matrix(line: Line, coders: list[User]) -> Matrix:
    """Cross the coders of a line who met somebody; without any there are no rows."""
    met = {coder for pair in line.pairs for coder in pair}
    those = [coder for coder in coders if coder.pk in met]
    rows = [
        (first, [_meeting(line, first, second, is_above=down < across) for across, second in enumerate(those)])
        for down, first in enumerate(those)
    ]
    return Matrix(line, those, rows)


def _meeting(line: Line, first: User, second: User, *, is_above: bool) -> Meeting:
    if first == second:
        return Meeting(second, None, is_self=True)
    found = line.pairs.get((first.pk, second.pk)) or line.pairs.get((second.pk, first.pk), {})
    figure = alpha_of(found) if is_above else found.get(figures.PERCENT)
    return Meeting(
        second, figure, found.get(figures.KAPPA), is_alpha=is_above, asks=f"coders={first.uuid},{second.uuid}"
    )
