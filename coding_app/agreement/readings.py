"""Two readings of the same units: a coder against a reference, or a coder against what they coded before.

Arrays in, figures out. Which reading is which is the caller's business; nothing here asks who is right.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.agreement.stats.data import MISSING, Floats, Ints, Ratings
from coding_app.agreement.stats.report import BINARY, code_agreement
from coding_app.agreement.stats.undefined import Figure
from coding_app.coding.evidence import Evidence, Ids

MOST_TELLING = 6

Reference = Callable[[int, Ids], Floats]
"""Given a coder and units (N,), the first reading of each: (N, C) in the columns of the evidence, NaN where none."""


@dataclass(frozen=True, slots=True)
class Readings:
    """Compare two readings of one code.

    both, missed, added, neither: counts of units. Missed: chosen in the first reading only; added: in the second only.
    telling: ids of the first units to look at, those where the code was missed before those where it was added.
    """

    code_id: int
    both: int
    missed: int
    added: int
    neither: int
    percent: Figure
    alpha: Figure
    telling: tuple[int, ...]

    @property
    def units(self) -> int:
        """Count the units that have both readings."""
        return self.both + self.missed + self.added + self.neither

    @property
    def sums(self) -> tuple[int, int, int]:
        """Return n, observed and expected of alpha = 1 - (n - 1) observed / expected, as `Inputs` does."""
        chosen, left = 2 * self.both + self.differing, 2 * self.neither + self.differing
        return 2 * self.units, 2 * self.differing, 2 * chosen * left

    @property
    def differing(self) -> int:
        """Count the units where the readings differ."""
        return self.missed + self.added


@dataclass(frozen=True, slots=True)
class Card:
    """Hold what one coder did with the units that have a first reading, code by code."""

    coder_id: int
    units: int
    codes: list[Readings]


def cards(found: Evidence, reference: Reference, resampling: Resampling | None = None) -> list[Card]:
    """Compare each coder of a round with the reference; coders who met none of its units have no card."""
    made = []
    for coder, rows, first in _read_twice(found, reference):
        codes = compare(found, rows, first, resampling or Resampling())
        made.append(Card(coder, int(rows.size), codes))
    return made


def answers(found: Evidence, reference: Reference) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield what the figures are made of: ids of coder, unit, code; first and second reading, 1 chosen and 0 not."""
    for coder, rows, first in _read_twice(found, reference):
        second = found.values[rows]
        known = ~np.isnan(first) & ~np.isnan(second) & ~found.is_none
        for row, column in np.argwhere(known).tolist():
            unit, code = int(found.unit_ids[rows[row]]), int(found.code_ids[column])
            yield coder, unit, code, int(first[row, column]), int(second[row, column])


def _read_twice(found: Evidence, reference: Reference) -> Iterator[tuple[int, Ids, Floats]]:
    """Yield each coder with the rows of the evidence that have a first reading, and this reading (rows x codes)."""
    for coder in np.unique(found.coder_ids).tolist():
        rows = np.flatnonzero(found.coder_ids == coder)
        first = reference(coder, found.unit_ids[rows])
        met = ~np.isnan(first).all(axis=1)
        if met.any():
            yield coder, rows[met], first[met]


def compare(found: Evidence, rows: Ids, first: Floats, resampling: Resampling) -> list[Readings]:
    """Compare some codings (rows of the evidence) with their first reading (rows x codes), "none applies" left out."""
    second = found.values[rows]
    _names, threads = np.unique(found.thread_ids[rows], return_inverse=True)
    known = ~np.isnan(first) & ~np.isnan(second)
    columns = [c for c in np.flatnonzero(~found.is_none).tolist() if known[:, c].any()]
    pairs = [np.where(known[:, c], np.stack([first[:, c], second[:, c]]), MISSING).T for c in columns]
    ratings = [Ratings(pair.astype(np.intp), BINARY, threads.astype(np.intp)) for pair in pairs]
    agreements = code_agreement(ratings, resampling)
    return [
        _readings(int(found.code_ids[c]), each.values, agreement.percent, agreement.alpha, found.unit_ids[rows])
        for c, each, agreement in zip(columns, ratings, agreements, strict=True)
    ]


def _readings(code: int, values: Ints, percent: Figure, alpha: Figure, unit_ids: Ids) -> Readings:
    first, second = values.T
    missed, added = np.flatnonzero((first == 1) & (second == 0)), np.flatnonzero((first == 0) & (second == 1))
    telling = unit_ids[np.concatenate([missed, added])[:MOST_TELLING]]
    both, neither = int(np.sum((first == 1) & (second == 1))), int(np.sum((first == 0) & (second == 0)))
    return Readings(code, both, missed.size, added.size, neither, percent, alpha, tuple(telling.tolist()))


def aligned(unit_ids: Ids, values: Floats, code_ids: Ids, *, units: Ids, codes: Ids) -> Floats:
    """Cut (N, C) values with their keys to the units and codes asked for; NaN where there is none."""
    cut = np.full((units.size, codes.size), np.nan)
    row = {unit: place for place, unit in enumerate(unit_ids.tolist())}
    column = {code: place for place, code in enumerate(code_ids.tolist())}
    held = [(here, row[unit]) for here, unit in enumerate(units.tolist()) if unit in row]
    kept = [(here, column[code]) for here, code in enumerate(codes.tolist()) if code in column]
    if held and kept:
        (to_rows, from_rows), (to_columns, from_columns) = np.array(held).T, np.array(kept).T
        cut[np.ix_(to_rows, to_columns)] = values[np.ix_(from_rows, from_columns)]
    return cut
