"""Represent reliability data: which category each coder gave to each unit, and in which thread the unit is."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .undefined import Undefined

Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MISSING = -1
_FEW_KEYS = 1 << 20  # patterns of labels that are counted in a table; more are sorted
_MOST_KEYS = 1 << 62
FEW_THREADS = 15  # below, resampling threads gives intervals that are too short


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Hold the codings of one question (a code, or a dimension where one category is chosen).

    values: units x coders, the position of the category among those declared, MISSING where there is no coding.
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


def collapsed(ratings: Ratings) -> Ratings:
    """Put units with the same labels into one row: no coefficient can tell them apart.

    A million units of three coders become a few dozen rows. Threads are lost: intervals that resample them need the
    ratings as they were.
    """
    values, times = ratings.values, times_of(ratings)
    base = ratings.n_categories + 1
    if not values.size or base ** values.shape[1] > _MOST_KEYS:
        return ratings
    keys = np.zeros(len(values), dtype=np.int64)
    for column in values.T:
        keys *= base
        keys += column + 1
    if base ** values.shape[1] <= _FEW_KEYS:
        total = np.bincount(keys, weights=None if ratings.times is None else times)
        found = np.flatnonzero(total)
        total = total[found]
    else:
        found, inverse = np.unique(keys, return_inverse=True)
        total = np.bincount(inverse, weights=times)
    places = base ** np.arange(values.shape[1] - 1, -1, -1)
    rows = found[:, None] // places % base - 1
    return Ratings(rows, ratings.scores, np.zeros(len(rows), dtype=np.intp), total.astype(np.float64))


def counts(ratings: Ratings) -> Floats:
    """Count the coders per unit and category (units x declared categories)."""
    each = [(ratings.values == k).sum(axis=1) for k in range(ratings.n_categories)]
    return np.array(each, dtype=np.float64).reshape(ratings.n_categories, ratings.values.shape[0]).T


def basis(ratings: Ratings) -> Basis:
    """Count units, values, pairs and threads, and say why no agreement can be measured, if so."""
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
        n_threads=int(np.unique(ratings.clusters[pairable]).size),
        totals=tuple(int(t) for t in times[pairable] @ n[pairable]),
        reason=reason,
    )
