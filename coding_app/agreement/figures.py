"""Turn the codings of a round into figures: for each code, each dimension, each pair of coders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.agreement.stats.data import MISSING, Bools, Ints, Ratings, basis
from coding_app.agreement.stats.krippendorff import Level
from coding_app.agreement.stats.pairs import pair_figures
from coding_app.agreement.stats.percent import percent_agreement
from coding_app.agreement.stats.report import Agreement, Codings, code_agreement, code_ratings, dimension_agreement
from coding_app.agreement.stats.sets import set_alpha
from coding_app.agreement.stats.undefined import Figure, Undefined
from coding_app.codebook.tree import Dimension
from coding_app.coding.evidence import Evidence

PERCENT = "percent_agreement"
ALPHA = "krippendorff_alpha"
SET_ALPHA = "krippendorff_alpha_masi"
AC1 = "gwet_ac1"
POSITIVE = "positive_agreement"
NEGATIVE = "negative_agreement"
CHOSEN = "times_chosen"
THREADS = "threads"


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one figure of one code or dimension (`code_id`), over all coders or one pair (ids of users)."""

    code_id: int
    metric: str
    figure: Figure
    units: int
    pairs: int
    prevalence: float | None = None
    coder_a: int | None = None
    coder_b: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Index the evidence from 0. coders: ids of users by position. values: codings x columns, MISSING for nan."""

    codings: Codings
    coders: Ints
    values: Ints
    column: dict[int, int]

    def columns(self, dimension: Dimension) -> Ints:
        """Cut out the codes of a dimension, "none applies" left out: it is what is left when all are 0."""
        return self.values[:, [self.column[code.id] for code in dimension.codes]]


def table(evidence: Evidence) -> Table:
    """Index units, threads and coders of the evidence from 0."""
    units, unit = np.unique(evidence.unit_ids, return_inverse=True)
    coders, coder = np.unique(evidence.coder_ids, return_inverse=True)
    _threads, thread = np.unique(evidence.thread_ids, return_inverse=True)
    threads = np.zeros(units.size, dtype=np.intp)
    threads[unit] = thread
    values = np.where(np.isnan(evidence.values), MISSING, evidence.values).astype(np.intp)
    column = {int(code): index for index, code in enumerate(evidence.code_ids)}
    codings = Codings(unit.astype(np.intp), coder.astype(np.intp), threads, int(coders.size))
    return Table(codings, coders.astype(np.intp), values, column)


def compute(evidence: Evidence, dimensions: Sequence[Dimension], resampling: Resampling) -> list[Row]:
    """Compute all figures of a round. Consensus is not among the evidence and never counts."""
    data = table(evidence)
    return [*_codes(data, dimensions, resampling), *_dimensions(data, dimensions, resampling)]


def category_ratings(data: Table, dimension: Dimension) -> tuple[Ratings, Level]:
    """Build the ratings of a dimension where one code is chosen.

    "None applies" is a category of a nominal dimension; it has no place on an ordinal scale and is missing there. A
    coder who put different codes on several passages of a unit named no one category for it: missing too.
    """
    codes = data.columns(dimension)
    level = Level(dimension.level)
    asked = (codes != MISSING).any(axis=1)
    chosen = (codes == 1).any(axis=1)
    has_none = dimension.none is not None and level is Level.NOMINAL
    otherwise = np.where(asked, codes.shape[1] if has_none else MISSING, MISSING)
    value = np.where(chosen, (codes == 1).argmax(axis=1) if codes.shape[1] else MISSING, otherwise)
    value = np.where((codes == 1).sum(axis=1) > 1, MISSING, value)
    return _ratings(data.codings, value, codes.shape[1] + has_none), level


def set_ratings(data: Table, dimension: Dimension) -> tuple[Ratings, Bools, Bools]:
    """Build the ratings of a dimension where any number is chosen: each set of codes is a category of its own.

    Returns the ratings, the sets (codings x codes), and which codings were asked the dimension (codings).
    """
    codes = data.columns(dimension)
    asked = (codes != MISSING).any(axis=1)
    sets = codes == 1
    distinct, position = np.unique(sets, axis=0, return_inverse=True)
    return _ratings(data.codings, np.where(asked, position.ravel(), MISSING), max(len(distinct), 1)), sets, asked


def _ratings(codings: Codings, value: Ints, categories: int) -> Ratings:
    """Place one value a coding into units x coders."""
    values = np.full((codings.threads.size, codings.n_coders), MISSING, dtype=np.intp)
    values[codings.unit, codings.coder] = value
    return Ratings(values, np.arange(categories, dtype=np.float64), codings.threads)


def _codes(data: Table, dimensions: Sequence[Dimension], resampling: Resampling) -> Iterator[Row]:
    codes = [code.id for dimension in dimensions for code in dimension.codes]
    ratings = code_ratings(data.codings, data.values[:, [data.column[code] for code in codes]])
    for code, each, found in zip(codes, ratings, code_agreement(ratings, resampling), strict=True):
        yield from _rows(code, found)
        yield from _pairs(code, data, each, Level.NOMINAL)


def _dimensions(data: Table, dimensions: Sequence[Dimension], resampling: Resampling) -> Iterator[Row]:
    for dimension in dimensions:
        if dimension.selection == "one":
            ratings, level = category_ratings(data, dimension)
            yield from _rows(dimension.id, dimension_agreement(ratings, level, resampling))
            yield from _pairs(dimension.id, data, ratings, level)
        else:
            yield from _sets(data, dimension)


def _rows(code: int, found: Agreement) -> Iterator[Row]:
    """Spread the figures over all coders into rows."""
    count = found.basis
    is_code = found.positive is not None
    named = {PERCENT: found.percent, ALPHA: found.alpha, AC1: found.ac1, THREADS: Figure(float(count.n_threads))}
    if found.positive is not None and found.negative is not None:
        chosen = float(count.totals[-1])
        named |= {POSITIVE: found.positive, NEGATIVE: found.negative, CHOSEN: Figure(chosen)}
    for metric, figure in named.items():
        yield Row(code, metric, figure, count.n_units, count.n_pairs, count.prevalence if is_code else None)


def _pairs(code: int, data: Table, ratings: Ratings, level: Level) -> Iterator[Row]:
    for pair in pair_figures(ratings, level):
        first, second = int(data.coders[pair.first]), int(data.coders[pair.second])
        for metric, figure in ((PERCENT, pair.percent), (ALPHA, pair.alpha)):
            yield Row(code, metric, figure, pair.n_units, pair.n_units, None, first, second)


def _sets(data: Table, dimension: Dimension) -> Iterator[Row]:
    """Compare sets of codes as a whole (MASI) among all coders, then two by two."""
    ratings, sets, asked = set_ratings(data, dimension)
    everybody = range(data.codings.n_coders)
    for coders in (None, *combinations(everybody, 2)):
        among = asked if coders is None else asked & np.isin(data.codings.coder, coders)
        rows = data.codings.unit[among], data.codings.coder[among], sets[among]
        figure = set_alpha(*rows) if among.any() else Figure(reason=Undefined.NO_DATA)
        some = ratings if coders is None else _only(ratings, coders)
        count = basis(some)
        a, b = (None, None) if coders is None else (int(data.coders[position]) for position in coders)
        for metric, each in ((PERCENT, percent_agreement(some)), (SET_ALPHA, figure)):
            yield Row(dimension.id, metric, each, count.n_units, count.n_pairs, None, a, b)
        if coders is None:
            threads = Figure(float(count.n_threads))
            yield Row(dimension.id, THREADS, threads, count.n_units, count.n_pairs)


def _only(ratings: Ratings, coders: tuple[int, ...]) -> Ratings:
    """Keep the columns of some coders."""
    return Ratings(ratings.values[:, list(coders)], ratings.scores, ratings.clusters)
