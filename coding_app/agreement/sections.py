"""The sections below the table of a round: what each is limited to, in words, and how its columns are called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding_app.agreement.breakdowns import Breakdown, Key, Names, beside, breakdown, keys
from coding_app.agreement.lines import Line, Report
from coding_app.agreement.models import AgreementFigure
from corpus.models import Profession, Source

Subset = AgreementFigure.Subset
BETWEEN = " - "
"""What stands between the two values of a difference."""


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
    table = breakdown(lines, kind.subset, names(report, lines, kind.subset))
    if kind.subset == Subset.PROFESSION and table:
        differences = breakdown(lines, Subset.DIFFERENCE, names(report, lines, Subset.DIFFERENCE))
        table = beside(table, differences)
    return Section(kind, table)


def names(report: Report, lines: Sequence[Line], subset: str) -> Names:
    """Say what the values of a subset are called, in the order in which they stand; one query for sources."""
    found = keys(lines, subset)
    return _NAMERS[subset](report, found) if found else {}


def _professions(_report: Report, _found: set[Key]) -> Names:
    return {str(value): str(label) for value, label in Profession.choices}


def _differences(_report: Report, found: set[Key]) -> Names:
    called = dict(Profession.choices)
    said: dict[Key, str] = {}
    for key in sorted(map(str, found)):
        first, _dash, second = key.partition(BETWEEN)
        said[key] = _("%(first)s minus %(second)s") % {
            "first": called.get(first, first),
            "second": called.get(second, second),
        }
    return said


def _sources(_report: Report, found: set[Key]) -> Names:
    rows = Source.objects.filter(uuid__in=[str(key) for key in found]).order_by("name", "pk")
    return {str(row.uuid): row.name for row in rows}


def _depths(_report: Report, _found: set[Key]) -> Names:
    return {"0": _("Opening post"), "1": _("Answer"), "2": _("Answer to an answer"), "3+": _("Deeper")}


def _batches(_report: Report, found: set[Key]) -> Names:
    return {str(n): str(n) for n in _numbers(found)}


def _windows(_report: Report, found: set[Key]) -> Names:
    return {str(n): f"{max(n - 2, 1)}–{n}" for n in _numbers(found)}


def _numbers(found: set[Key]) -> list[int]:
    return sorted(int(key) for key in found)


def _coders(report: Report, found: set[Key]) -> Names:
    return {coder.pk: coder.display_name for coder in report.by_name if coder.pk in found}


_NAMERS: dict[str, Callable[[Report, set[Key]], Any]] = {
    Subset.PROFESSION: _professions,
    Subset.DIFFERENCE: _differences,
    Subset.SOURCE: _sources,
    Subset.DEPTH: _depths,
    Subset.BATCH: _batches,
    Subset.WINDOW: _windows,
    Subset.WITHOUT: _coders,
    Subset.CODER: _coders,
}
