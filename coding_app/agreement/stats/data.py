"""Represent reliability data: which category each coder gave to each unit, and in which thread the unit is."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .undefined import Undefined

Ints = npt.NDArray[np.signedinteger[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MISSING = -1
FEW_THREADS = 15  # below, resampling threads gives intervals that are too short


@dataclass(frozen=True, eq=False)
class Ratings:
    """Hold the codings of one question (a code, or a dimension where one category is chosen).

    values: units x coders, the position of the category among those declared, MISSING where there is no coding; any
    signed integers, small ones where memory counts.
    scores: one number per declared category, used or not; the order and distance of ordinal, interval, ratio data.
    clusters: one index from 0 per unit, the thread it belongs to.
    times: how many units each row stands for; None: one each. Rows that stand for several have lost their threads.
    """

    values: Ints
    scores: Floats
    clusters: Ints
    times: Floats | None = None

    @property
    def n_categories(self) -> int:
        """Count the categories the codebook declares."""
        return int(self.scores.size)

    @cached_property
    def counts(self) -> Floats:
        """Count the coders per unit and category (units x declared categories), once for all coefficients."""
        units, width = len(self.values), self.n_categories + 1
        cells = (np.arange(units)[:, None] * width + 1) + self.values
        found = np.bincount(cells.ravel(), minlength=units * width).reshape(units, width)
        return found[:, 1:].astype(np.float64)

    @cached_property
    def basis(self) -> "Basis":
        """Count units, values, pairs and threads, and say why no agreement can be measured, if so."""
        return _basis(self)


@dataclass(frozen=True, slots=True)
class Basis:
    """Count what a coefficient rests on. A unit is pairable when two coders gave it a value.

    `n_pairs` counts pairs of codings on a common unit; `totals` the pairable values per declared category;
    `singletons` are units coded once: no coefficient of agreement uses them, Gwet's chance term excepted.
    """

    n_units: int
    n_singletons: int
    n_values: int
    n_pairs: int
    n_coders: int
    n_threads: int
    totals: tuple[int, ...]
    reason: Undefined | None

    @property
    def prevalence(self) -> float | None:
        """Give the share of the last category among pairable values: for a code, how often it was chosen."""
        return self.totals[-1] / self.n_values if self.n_values else None

    @property
    def few_threads(self) -> bool:
        """Tell whether there are too few threads to trust an interval that resamples them."""
        return self.n_threads < FEW_THREADS


def from_long(unit: Ints, coder: Ints, value: Ints, *, scores: Floats, clusters: Ints, n_coders: int) -> Ratings:
    """Build ratings from one row a coding.

    unit, coder, value: equal lengths; value is a position in `scores` or MISSING. clusters: one per unit.
    Raises ValueError when a coder has two codings of a unit (the caller keeps the last) or a value is not declared.
    """
    if value.size and (value.min() < MISSING or value.max() >= scores.size):
        raise ValueError("A value is not among the declared categories.")
    if np.any(np.bincount(unit * n_coders + coder) > 1):
        raise ValueError("A coder has two codings of the same unit.")
    values = np.full((clusters.size, n_coders), MISSING, dtype=np.intp)
    values[unit, coder] = value
    return Ratings(values, np.asarray(scores, dtype=np.float64), clusters)


def from_records(
    records: Iterable[tuple[Hashable, Hashable, Hashable]],
    categories: Sequence[Hashable],
    clusters: Mapping[Hashable, Hashable] | None = None,
) -> Ratings:
    """Build ratings from (unit, coder, category) triples, absent where not coded.

    Each unit is its own cluster unless `clusters` names one. Scores are the categories themselves when all are
    numbers, else their positions. Raises ValueError as from_long does.
    """
    units: dict[Hashable, int] = {}
    coders: dict[Hashable, int] = {}
    threads: dict[Hashable, int] = {}
    positions = {category: i for i, category in enumerate(categories)}
    rows = []
    for unit, coder, category in records:
        if category not in positions:
            raise ValueError(f"{category!r} is not among the declared categories.")
        row = units.setdefault(unit, len(units)), coders.setdefault(coder, len(coders)), positions[category]
        rows.append(row)
    cluster = [threads.setdefault(clusters[u] if clusters else u, len(threads)) for u in units]
    long = np.array(rows, dtype=np.intp).reshape(-1, 3)
    return from_long(
        *long.T, scores=scores_of(categories), clusters=np.array(cluster, dtype=np.intp), n_coders=len(coders)
    )


def scores_of(categories: Sequence[Hashable]) -> Floats:
    """Give each category its number: itself when all are numbers, else its position in the codebook."""
    numbers = [float(c) for c in categories if isinstance(c, int | float)]
    return np.array(numbers if len(numbers) == len(categories) else range(len(categories)), dtype=np.float64)


def code_values(coding: Ints, code: Ints, active: Bools) -> Ints:
    """Spread the chosen codes into one value per coding and code: 1 chosen, 0 not chosen, MISSING not offered.

    coding, code: equal lengths, one pair per code chosen. active: codings x codes, whether the code was open to
    that coding (in its codebook version, and for that kind of post). A finished coding without any code is a row of
    zeros, which is a decision; drafts and skipped units must not be among the rows. Returns codings x codes.
    """
    values = np.where(active, 0, MISSING)
    chosen = active[coding, code]
    values[coding[chosen], code[chosen]] = 1
    return values


def times_of(ratings: Ratings) -> Floats:
    """Give how many units each row stands for (rows)."""
    return np.ones(len(ratings.values)) if ratings.times is None else ratings.times


def counts(ratings: Ratings) -> Floats:
    """Count the coders per unit and category (units x declared categories)."""
    return ratings.counts


def basis(ratings: Ratings) -> Basis:
    """Count what a coefficient of these ratings rests on."""
    return ratings.basis


def _basis(ratings: Ratings) -> Basis:
    n, times = counts(ratings), times_of(ratings)
    m = n.sum(axis=1)
    pairable = m >= 2
    n_coders = int((ratings.values != MISSING).any(axis=0).sum())
    reason = None
    if not m.any():
        reason = Undefined.NO_DATA
    elif n_coders == 1:
        reason = Undefined.ONE_CODER
    elif not pairable.any():
        reason = Undefined.NO_PAIRABLE_UNITS
    return Basis(
        n_units=int(times[pairable].sum()),
        n_singletons=int(times[m == 1].sum()),
        n_values=int((m * times)[pairable].sum()),
        n_pairs=int((m * (m - 1) / 2 * times).sum()),
        n_coders=n_coders,
        n_threads=int(np.count_nonzero(np.bincount(ratings.clusters[pairable]))),
        totals=tuple(int(t) for t in times[pairable] @ n[pairable]),
        reason=reason,
    )
