"""Compute the figures of an agreement page: of every question at once, in groups of units, in resamples of threads.

A question is a code (chosen or not), or a dimension as a whole: one category, or a set of codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .bootstrap import Resampling, multiples, resampled_sums, with_interval
from .data import Basis, Bools, Floats, Ints, Ratings, basis, counts, from_long
from .gwet import gwet_ac
from .kernels import Kernel, ac1_kernel, alpha_kernel, basis_parts, percent_kernel
from .krippendorff import Level, alphas, coincidences, distance, fixed
from .patterns import Patterns, patterns
from .percent import percent_agreement
from .specific import specific_agreement
from .undefined import Figure, Undefined

BINARY = np.array([0.0, 1.0])
EVERYTHING = 0  # stream of draws over all threads; those of professions have their own


@dataclass(frozen=True, slots=True, eq=False)
class Codings:
    """Index the codings that enter a statistic, one row a coding: first, independent, finished, of one round.

    unit, coder: positions from 0 (codings). threads: position of each unit's thread (units). A coder is a person.
    """

    unit: Ints
    coder: Ints
    threads: Ints
    n_coders: int


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Hold the labels given to one question, and its coefficients as sums over units; `of`: how labels differ."""

    patterns: Patterns
    of: Level | Floats
    alpha: Kernel
    ac1: Kernel
    percent: Kernel

    @property
    def rows(self) -> Ratings:
        """Return the different rows of labels."""
        return self.patterns.rows


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hold all figures of one question; `positive` and `negative` exist for codes only."""

    basis: Basis
    percent: Figure
    alpha: Figure
    ac1: Figure
    positive: Figure | None = None
    negative: Figure | None = None

    @property
    def not_used(self) -> bool:
        """Tell whether a code was open to the coders and nobody chose it on a pairable unit."""
        return self.positive is not None and self.basis.n_values > 0 and self.basis.totals[-1] == 0


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Hold alpha and AC1 of a question in each resample, and in how many threads there was anything to compare."""

    alpha: Floats
    ac1: Floats
    n_threads: int


@dataclass(frozen=True, slots=True)
class Part:
    """Hold what a group of units gives for one question."""

    alpha: Figure
    percent: Figure
    n_units: int
    n_pairs: int


def question(ratings: Ratings, of: Level | Floats = Level.NOMINAL) -> Question:
    """Prepare a question; of: level of measurement, or squared distances (q x q) of one's own."""
    found = patterns(ratings)
    rows = found.rows
    return Question(found, of, alpha_kernel(rows, of), ac1_kernel(rows), percent_kernel(rows))


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Hold what the coefficients of all questions need, summed over each thread.

    different: threads x parts, those that are multiples of others only once. column, times: (parts) which of them each
    part is, and how many times it. ends: where the parts of each question end.
    """

    different: Floats
    column: Ints
    times: Floats
    ends: list[int]

    @property
    def compared(self) -> Bools:
        """Say in which threads there is anything to compare (threads x questions)."""
        return self.different[:, self.column[[end - 2 for end in self.ends]]] > 0

    def of(self, threads: Bools) -> "Sums":
        """Keep some of the threads."""
        return replace(self, different=self.different[threads])


def thread_sums(questions: Sequence[Question], threads: Ints, weights: Floats | None = None) -> Sums:
    """Sum what the coefficients of all questions need over each thread; threads, weights: one per unit."""
    n_threads = int(threads.max(initial=-1)) + 1
    sums, columns, times = [np.zeros((n_threads, 0))], [np.zeros(0, dtype=np.intp)], [np.zeros(0)]
    ends: list[int] = []
    width = 0
    for each in questions:
        parts = _parts(each)
        first, column, own = multiples(parts)  # of few rows first: summing costs more than looking
        sums.append(each.patterns.sums(parts[:, first], threads, n_threads, weights))
        columns.append(column + width)
        times.append(own)
        width += first.size
        ends.append(parts.shape[1] + (ends[-1] if ends else 0))
    together = np.hstack(sums)
    first, merged, larger = multiples(together)
    column = np.concatenate(columns)
    different = np.ascontiguousarray(together[:, first])
    return Sums(different, merged[column], np.concatenate(times) * larger[column], ends)


def draw(questions: Sequence[Question], sums: Sums, resampling: Resampling, stream: int = EVERYTHING) -> list[Drawn]:
    """Resample threads for all questions at once.

    Threads in which no question has anything to compare are not drawn. Another stream draws other threads.
    """
    compared = sums.compared
    kept = compared.any(axis=1)
    resampled = resampled_sums(sums.different[kept], resampling, stream) if kept.any() else sums.different[:0]
    found, start = [], 0
    for each, end, here in zip(questions, sums.ends, compared.T, strict=True):
        own = resampled[:, sums.column[start:end]] * sums.times[start:end]
        split, start = each.alpha.parts.shape[1], end
        found.append(Drawn(each.alpha.value(own[:, :split]), each.ac1.value(own[:, split:-2]), int(here.sum())))
    return found


def _parts(asked: Question) -> Floats:
    """Put side by side what alpha and AC1 need of each row of labels, then units and pairs."""
    return np.hstack([asked.alpha.parts, asked.ac1.parts, basis_parts(asked.rows)])


def agreement(asked: Question, drawn: Drawn, level: float = 0.95, *, is_code: bool = False) -> Agreement:
    """Compute the figures of a question over all units, with the intervals of its resamples."""
    rows = asked.rows
    alpha, ac1 = alpha_of(rows, asked.of), gwet_ac(rows)
    return Agreement(
        basis=replace(basis(rows), n_threads=drawn.n_threads),
        percent=percent_agreement(rows),
        alpha=with_interval(alpha, drawn.alpha, drawn.n_threads, level),
        ac1=with_interval(Figure(ac1.value, ac1.reason), drawn.ac1, drawn.n_threads, level),
        positive=specific_agreement(rows, 1) if is_code else None,
        negative=specific_agreement(rows, 0) if is_code else None,
    )


def alpha_of(rows: Ratings, of: Level | Floats) -> Figure:
    """Compute alpha without interval; of: level of measurement, or squared distances (q x q) of one's own."""
    reason = basis(rows).reason or (Undefined.ONE_CATEGORY if rows.n_categories < 2 else None)
    if reason:
        return Figure(reason=reason)
    measured = distance(of, rows.scores) if isinstance(of, Level) else fixed(of)
    value = float(alphas(coincidences(counts(rows), rows.times), measured))
    return Figure(reason=Undefined.NO_VARIATION) if np.isnan(value) else Figure(value)


def parts(asked: Question, times: Floats) -> list[Part]:
    """Compute alpha and percent agreement of groups of units at once; times: units of each row (groups x rows)."""
    alphas, percents = (each.value(times @ each.parts) for each in (asked.alpha, asked.percent))
    few = asked.rows.n_categories < 2
    found = []
    for alpha, percent, (n_units, n_pairs) in zip(alphas, percents, times @ basis_parts(asked.rows), strict=True):
        reason = None if n_units else Undefined.NO_PAIRABLE_UNITS
        why = reason or (Undefined.ONE_CATEGORY if few else Undefined.NO_VARIATION if np.isnan(alpha) else None)
        found.append(
            Part(
                Figure(reason=why) if why else Figure(float(alpha)),
                Figure(reason=reason) if reason else Figure(float(percent)),
                round(n_units),
                round(n_pairs),
            )
        )
    return found


def code_ratings(codings: Codings, values: Ints) -> list[Ratings]:
    """Build the ratings of each code. values: codings x codes, 1 chosen, 0 not chosen, MISSING not offered."""
    return [
        from_long(
            codings.unit, codings.coder, column, scores=BINARY, clusters=codings.threads, n_coders=codings.n_coders
        )
        for column in values.T
    ]


def code_agreement(ratings: list[Ratings], resampling: Resampling) -> list[Agreement]:
    """Compute the figures of each code, in order. All codes share the same resamples of threads."""
    asked = [question(each) for each in ratings]
    drawn = draw(asked, thread_sums(asked, ratings[0].clusters), resampling) if ratings else []
    return [agreement(*each, resampling.level, is_code=True) for each in zip(asked, drawn, strict=True)]


def dimension_agreement(ratings: Ratings, level: Level, resampling: Resampling) -> Agreement:
    """Compute the figures of a dimension where one category is chosen: nominal, or ordinal such as a tone."""
    asked = question(ratings, level)
    (drawn,) = draw([asked], thread_sums([asked], ratings.clusters), resampling)
    return agreement(asked, drawn, resampling.level)
