"""The table of the professions page as rows, with every figure in full."""

from collections.abc import Collection, Iterator

from coding_app.agreement.stats.undefined import Undefined
from coding_app.exports.writers.delimited import Column
from coding_app.summaries.comparison import Line
from coding_app.summaries.pages import Comparison

LAYER = "consensus, else majority"
_NAMES = [
    "rounds", "unit_kind", "layer", "dimension", "code", "name", "profession", "units", "units_with_code", "threads",
    "value", "low", "high", "wilson_low", "wilson_high", "design_effect", "undefined_because",
]  # fmt: skip
COLUMNS = [Column(name, is_text=name == "name") for name in _NAMES]


def rows(comparison: Comparison, *, without: Collection[str] = ()) -> Iterator[tuple[object, ...]]:
    """Give one row a code and profession, then one with the difference; shares and differences from -1 to 1.

    Codes in `without`, by their stable names, have no row.
    """
    chosen = comparison.selection
    start = " ".join(str(row.number) for row in chosen.rounds), chosen.unit_kind, LAYER
    if not comparison.groups:
        return
    for section in comparison.sections:
        for line in (one for one in section.lines if one.entry.slug not in without):
            for row in _line(line):
                yield (*start, section.dimension.slug, line.entry.slug, line.entry.name, *row)


def _line(line: Line) -> Iterator[tuple[object, ...]]:
    for cell in line.cells:
        one = cell.share
        yield (
            cell.profession, one.n_posts, one.n_with, one.n_threads, one.value, one.low, one.high, one.wilson_low,
            one.wilson_high, one.design_effect, _why(one.reason or one.no_interval),
        )  # fmt: skip
    if line.difference:
        both = " - ".join(cell.profession for cell in line.cells[:2])
        found = line.difference
        why = _why(found.reason or found.no_interval)
        yield (both, None, None, None, found.value, found.low, found.high, None, None, None, why)


def _why(reason: Undefined | None) -> str:
    return reason.value if reason else ""
