"""The sections below the table of a round: what each is limited to, in words, and how its columns are called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding_app.agreement.breakdowns import Asks, Breakdown, Cell, Key, Names, Row, beside, breakdown, keys
from coding_app.agreement.lines import Line, Report
from coding_app.agreement.models import AgreementFigure
from corpus.models import Profession, Source

Subset = AgreementFigure.Subset
BETWEEN = " - "
"""What stands between the two values of a difference."""
OF_CODERS = frozenset({Subset.WITHOUT, Subset.CODER})


@dataclass(frozen=True)
class Kind:
    """One way of dividing the figures: its place in addresses, its words, and what is said when there is nothing."""

    slug: str
    subset: str
    title: str | Promise
    about: str | Promise
    missing: str | Promise


KINDS = (
    Kind(
        "profession",
        Subset.PROFESSION,
        gettext_lazy("By profession"),
        gettext_lazy(
            "Alpha within each profession, and the difference with its interval (95%, whole threads resampled). Where"
            " that interval leaves out 0, the code is not equally reliable in both, and a difference between the"
            " professions may be one between codings."
        ),
        gettext_lazy("All units of this round lie in one profession: there is nothing to set side by side."),
    ),
    Kind(
        "weighted",
        Subset.WEIGHTED,
        gettext_lazy("Weighted by sampling"),
        gettext_lazy(
            "Alpha over all units, each counted for the units of the corpus it stands for. Some were drawn more often"
            " than others: unweighted figures describe the sample, weighted ones the corpus it was drawn from."
        ),
        gettext_lazy("All units of this round were drawn at the same rate: weighting would change nothing."),
    ),
    Kind(
        "source",
        Subset.SOURCE,
        gettext_lazy("By source"),
        gettext_lazy("Alpha on the units of each source, without intervals."),
        gettext_lazy("All units of this round come from one source."),
    ),
    Kind(
        "depth",
        Subset.DEPTH,
        gettext_lazy("By depth in the thread"),
        gettext_lazy("Alpha on opening posts, on answers, and on answers to answers: the deeper, the more context."),
        gettext_lazy("All units of this round stand at one depth."),
    ),
    Kind(
        "without",
        Subset.WITHOUT,
        gettext_lazy("Without one coder"),
        gettext_lazy("Alpha of the others when the codings of one coder are left out: who stands apart?"),
        gettext_lazy("Fewer than three people coded this round: nobody can be left out."),
    ),
    Kind(
        "coder",
        Subset.CODER,
        gettext_lazy("What coders tend to choose"),
        gettext_lazy("Share of their units on which each coder chose the code: who chooses it more often?"),
        gettext_lazy("These figures do not hold what each coder chose."),
    ),
    Kind(
        "batch",
        Subset.BATCH,
        gettext_lazy("Over the batches"),
        gettext_lazy("Alpha batch by batch, in the order in which the units were coded."),
        gettext_lazy("The round has too few units to be cut into batches."),
    ),
    Kind(
        "window",
        Subset.WINDOW,
        gettext_lazy("Rolling drift"),
        gettext_lazy(
            "Alpha over three batches at a time. When it falls, coders drift apart: read the definitions again."
        ),
        gettext_lazy("The round has fewer than three batches."),
    ),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}


@dataclass(frozen=True)
class Section:
    """One way of dividing the figures, with its table."""

    kind: Kind
    table: Breakdown


def section(report: Report, kind: Kind, lines: Sequence[Line]) -> Section:
    """Lay out one way of dividing the figures of these lines; the table is empty where there are none."""
    table = breakdown(lines, kind.subset, names(report, lines, kind.subset), _asks(report, kind.subset))
    if kind.subset == Subset.PROFESSION and table:
        differences = breakdown(lines, Subset.DIFFERENCE, names(report, lines, Subset.DIFFERENCE))
        table = beside(table, differences)
    if kind.subset == Subset.WEIGHTED:
        table = _with_pooled(table)
    return Section(kind, table)


def _with_pooled(weighted: Breakdown) -> Breakdown:
    """Put the figure of the whole round to the left of the weighted one."""
    name = _("Unweighted")
    rows = [Row(row.line, [Cell(name, row.line.alpha), *row.cells]) for row in weighted.rows]
    return Breakdown([name, *weighted.columns] if rows else [], rows)


def names(report: Report, lines: Sequence[Line], subset: str) -> Names:
    """Say what the values of a subset are called, in the order in which they stand; one query for sources."""
    found = keys(lines, subset)
    if subset in OF_CODERS:
        return {coder.pk: coder.display_name for coder in report.by_name if coder.pk in found}
    return called(subset, found) if found else {}


def called(subset: str, found: set[Key]) -> Names:
    """Say what the values of a subset of units are called, in the order in which they stand."""
    return _NAMERS[subset](found)


def _asks(report: Report, subset: str) -> Asks:
    """Say by which words of an address a page shows what the figure of a value rests on, if one does.

    Coders go by their uuid there, everything else by what it is kept under.
    """
    if subset in {Subset.CODER, Subset.WEIGHTED}:
        return lambda _key: ""
    return lambda key: urlencode({subset: report.coders[key].uuid if isinstance(key, int) else key})


def _professions(_found: set[Key]) -> Names:
    return {str(value): str(label) for value, label in Profession.choices}


def _differences(found: set[Key]) -> Names:
    called = dict(Profession.choices)
    said: dict[Key, str] = {}
    for key in sorted(map(str, found)):
        first, _dash, second = key.partition(BETWEEN)
        said[key] = _("%(first)s minus %(second)s") % {
            "first": called.get(first, first),
            "second": called.get(second, second),
        }
    return said


def _sources(found: set[Key]) -> Names:
    rows = Source.objects.filter(uuid__in=[str(key) for key in found]).order_by("name", "pk")
    return {str(row.uuid): row.name for row in rows}


def _depths(_found: set[Key]) -> Names:
    return {"0": _("Opening post"), "1": _("Answer"), "2": _("Answer to an answer"), "3+": _("Deeper")}


def _population(_found: set[Key]) -> Names:
    return {"population": _("Weighted")}


def _batches(found: set[Key]) -> Names:
    return {str(n): str(n) for n in _numbers(found)}


def _windows(found: set[Key]) -> Names:
    return {str(n): f"{max(n - 2, 1)}–{n}" for n in _numbers(found)}


def _numbers(found: set[Key]) -> list[int]:
    return sorted(int(key) for key in found)


_NAMERS: dict[str, Callable[[set[Key]], Names]] = {
    Subset.PROFESSION: _professions,
    Subset.DIFFERENCE: _differences,
    Subset.SOURCE: _sources,
    Subset.WEIGHTED: _population,
    Subset.DEPTH: _depths,
    Subset.BATCH: _batches,
    Subset.WINDOW: _windows,
}
