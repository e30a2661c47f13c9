"""Make questions of the codings of a round: each code, each dimension where one is chosen, each set of codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coding_app.agreement.stats.data import MISSING, Bools, Floats, Ints, Ratings
from coding_app.agreement.stats.krippendorff import Level
from coding_app.agreement.stats.report import Codings, Question, code_ratings, question
from coding_app.agreement.stats.sets import SetDistance, distinct_sets, set_distances
from coding_app.codebook.tree import Dimension
from coding_app.coding.evidence import Evidence
from coding_app.coding.selection import open_to_all


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Index the evidence from 0. coders: ids of users by position. values: codings x columns, MISSING for nan.

    unit_ids: ids by position. places: (codings) place in the queue of each coder.
    """

    codings: Codings
    coders: Ints
    unit_ids: Ints
    places: Ints
    values: Ints
    column: dict[int, int]

    def columns(self, dimension: Dimension) -> Ints:
        """Cut out the codes of a dimension, "none applies" left out: it is what is left when all are 0."""
        return self.values[:, [self.column[code.id] for code in dimension.codes]]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Hold a question with the id of its code or dimension. is_set: any number of codes of it may be chosen."""

    code_id: int
    question: Question
    is_code: bool = False
    is_set: bool = False
    is_interpretive: bool = False


def table(evidence: Evidence) -> Table:
    """Index units, threads and coders of the evidence from 0."""
    units, unit = np.unique(evidence.unit_ids, return_inverse=True)
    coders, coder = np.unique(evidence.coder_ids, return_inverse=True)
    _threads, thread = np.unique(evidence.thread_ids, return_inverse=True)
    threads = np.zeros(units.size, dtype=np.intp)
    threads[unit] = thread
    values = np.where(np.isnan(evidence.values), MISSING, evidence.values).astype(np.int8)
    column = {int(code): index for index, code in enumerate(evidence.code_ids)}
    codings = Codings(unit.astype(np.intp), coder.astype(np.intp), threads, int(coders.size))
    return Table(codings, coders.astype(np.intp), units.astype(np.intp), evidence.positions, values, column)


def questions(data: Table, dimensions: Sequence[Dimension]) -> list[Asked]:
    """Make the questions of a round: all codes, then the dimensions as wholes."""
    return [*_codes(data, dimensions), *_dimensions(data, dimensions)]


def _codes(data: Table, dimensions: Sequence[Dimension]) -> Iterator[Asked]:
    codes = [code for dimension in dimensions for code in dimension.codes]
    ratings = code_ratings(data.codings, data.values[:, [data.column[code.id] for code in codes]])
    for code, each in zip(codes, ratings, strict=True):
        yield Asked(code.id, question(each), is_code=True, is_interpretive=code.is_interpretive)


def _dimensions(data: Table, dimensions: Sequence[Dimension]) -> Iterator[Asked]:
    for dimension in dimensions:
        # A dimension of nothing but interpretive codes has no coefficient either.
        is_interpretive = bool(dimension.codes) and all(code.is_interpretive for code in dimension.codes)
        if dimension.selection == "one":
            yield Asked(dimension.id, question(*category_ratings(data, dimension)), is_interpretive=is_interpretive)
        else:
            ratings, squared = set_ratings(data, dimension)
            yield Asked(dimension.id, question(ratings, squared), is_set=True, is_interpretive=is_interpretive)


def category_ratings(data: Table, dimension: Dimension) -> tuple[Ratings, Level]:
    """Build the ratings of a dimension where one code is chosen.

    "None applies" is a category of a nominal dimension; it has no place on an ordinal scale and is missing there. A
    coder who put different codes on several passages of a unit named no one category for it: missing too.
    """
    codes = data.columns(dimension)
    level = Level(dimension.level)
    asked = (codes != MISSING).any(axis=1)
    chosen = (codes == 1).any(axis=1)
    categories = n_categories(dimension)
    otherwise = np.where(asked, codes.shape[1] if categories > codes.shape[1] else MISSING, MISSING)
    value = np.where(chosen, (codes == 1).argmax(axis=1) if codes.shape[1] else MISSING, otherwise)
    value = np.where((codes == 1).sum(axis=1) > 1, MISSING, value)
    return _ratings(data.codings, value, categories), level


def n_categories(dimension: Dimension) -> int:
    """Count the categories of a dimension where one code is chosen; "none applies" has no place on a scale."""
    return len(dimension.codes) + (dimension.none is not None and dimension.level == Level.NOMINAL)


def set_ratings(data: Table, dimension: Dimension) -> tuple[Ratings, Floats]:
    """Build the ratings of a dimension where any number is chosen: each set of codes is a category of its own.

    Only of codes that everybody could choose. Returns the ratings and how far the sets are from each other (MASI; sets
    x sets).
    """
    codes = data.columns(dimension)
    codes = codes[:, open_to_all(codes != MISSING)]
    asked: Bools = (codes != MISSING).any(axis=1)
    distinct, position = distinct_sets(codes[asked] == 1)
    if not len(distinct):
        distinct = np.zeros((1, codes.shape[1]), dtype=np.bool_)  # nobody was asked: the empty set, used by nobody
    value = np.full(len(codes), MISSING, dtype=np.intp)
    value[asked] = position
    return _ratings(data.codings, value, len(distinct)), set_distances(distinct, SetDistance.MASI)


def _ratings(codings: Codings, value: Ints, categories: int) -> Ratings:
    """Place one value a coding into units x coders."""
    values = np.full((codings.threads.size, codings.n_coders), MISSING, dtype=np.intp)
    values[codings.unit, codings.coder] = value
    return Ratings(values, np.arange(categories, dtype=np.float64), codings.threads)
