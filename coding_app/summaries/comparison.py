"""Compare professions code by code: shares, their difference, and what each rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.summaries import words
from coding_app.summaries.bars import Bars, bars, scale_of
from coding_app.summaries.queries import Analysis, Doubt
from coding_app.summaries.stats.differences import Difference, difference
from coding_app.summaries.stats.shares import Share, share_table
from corpus.models import Profession


@dataclass(frozen=True)
class Cell:
    """The share of one code in one profession."""

    profession: str
    share: Share

    @property
    def label(self) -> str:
        """Name the profession."""
        return str(Profession(self.profession).label)

    @property
    def reason(self) -> str:
        """Say why the share, or its interval, is missing; empty when both are there."""
        return words.reason(self.share.reason or self.share.no_interval)


@dataclass(frozen=True)
class Line:
    """One entry of the codebook; groups are headings and hold nothing."""

    entry: CodeEntry
    cells: tuple[Cell, ...] = ()
    difference: Difference | None = None
    bars: Bars | None = None
    doubts: Sequence[Doubt] = field(default=())

    @property
    def points(self) -> str:
        """Write the difference in percentage points, or why there is none."""
        return words.points(self.difference) if self.difference else ""


@dataclass(frozen=True)
class Section:
    """One dimension; its bars share a scale, its differences another."""

    dimension: Dimension
    lines: list[Line]
    scale: float
    difference_scale: float

    @property
    def lowest(self) -> float:
        """Return where the scale of differences begins."""
        return -self.difference_scale


def sections(found: Analysis, dimensions: Iterable[Dimension], doubts: Mapping[int, Sequence[Doubt]]) -> list[Section]:
    """Estimate each code of each dimension in each profession; the difference is first profession - second."""
    table = share_table(found.layer.values, found.threads, found.groups, len(found.professions))
    by_code = {int(code): row for code, row in zip(found.code_ids, table, strict=True)}
    return [_section(dimension, by_code, found.professions, doubts) for dimension in dimensions]


def _section(
    dimension: Dimension,
    by_code: Mapping[int, list[Share]],
    professions: Sequence[str],
    doubts: Mapping[int, Sequence[Doubt]],
) -> Section:
    shares = {entry.id: by_code[entry.id] for entry in dimension.entries if entry.id in by_code}
    differences = {code: difference(row[0], row[1]) if len(row) > 1 else None for code, row in shares.items()}
    scale = scale_of(bound for row in shares.values() for one in row for bound in (one.value, one.high))
    spread = scale_of(
        bound for one in differences.values() if one is not None for bound in (one.value, one.low, one.high)
    )
    lines = [
        Line(
            entry,
            tuple(Cell(*pair) for pair in zip(professions, shares[entry.id], strict=True)),
            differences[entry.id],
            bars(shares[entry.id], scale),
            doubts.get(entry.id, ()),
        )
        if entry.id in shares
        else Line(entry)
        for entry in dimension.entries
        if entry.id in shares or entry.kind == "group"
    ]
    return Section(dimension, lines, scale, spread)


def merged(versions: Sequence[Sequence[Dimension]]) -> list[Dimension]:
    """Put the dimensions of several versions together, newest version first; the newest wording is kept.

    What only an older version has stands at the end of its dimension.
    """
    order: dict[int, Dimension] = {}
    entries: dict[int, dict[int, CodeEntry]] = {}
    for version in versions:
        for dimension in version:
            order.setdefault(dimension.id, dimension)
            for entry in dimension.entries:
                entries.setdefault(dimension.id, {}).setdefault(entry.id, entry)
    return [
        Dimension(**{**vars(dimension), "entries": tuple(entries.get(key, {}).values())})
        for key, dimension in order.items()
    ]


def behind(found: Analysis, code_id: int, profession: str, *, all_counted: bool) -> list[int]:
    """Return the units behind a figure: those with the code, or all that the share counts, in reading order."""
    column = found.column(code_id)
    if column is None or profession not in found.professions:
        return []
    values = found.layer.values[:, column]
    wanted = values >= 0 if all_counted else values == 1
    chosen = wanted & (found.groups == found.professions.index(profession))
    return [int(unit) for unit in found.unit_ids[np.flatnonzero(chosen)]]
