"""Turn the codings of a round into figures: of each code and dimension, of pairs of coders, of subsets of units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from coding_app.agreement import subsets
from coding_app.agreement.places import Places
from coding_app.agreement.questions import Asked, Table, questions, table
from coding_app.agreement.stats.bootstrap import Resampling, with_interval
from coding_app.agreement.stats.data import MISSING, Floats, basis, times_of
from coding_app.agreement.stats.krippendorff import fixed
from coding_app.agreement.stats.pairs import pair_figures
from coding_app.agreement.stats.patterns import without_coder
from coding_app.agreement.stats.percent import percent_agreement
from coding_app.agreement.stats.report import Agreement, Drawn, Part, agreement, alpha_of, draw, parts, thread_sums
from coding_app.agreement.stats.undefined import Figure, Undefined
from coding_app.agreement.subsets import Division
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
BOTH = "units_all_chose"
ONE = "units_some_chose"
NONE = "units_none_chose"
SINGLETONS = "singletons"
KAPPA = "cohen_kappa"
PREVALENCE = "prevalence"

FEWEST_CODERS_TO_LEAVE_ONE_OUT = 3


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one figure of one code or dimension (`code_id`): over all, of one pair (ids of users), or of a subset."""

    code_id: int
    metric: str
    figure: Figure
    units: int
    pairs: int
    prevalence: float | None = None
    coder_a: int | None = None
    coder_b: int | None = None
    subset: str = ""
    subset_value: str = ""


def compute(
    evidence: Evidence,
    dimensions: Sequence[Dimension],
    found: Places,
    resampling: Resampling,
    batch_size: int | None = None,
) -> list[Row]:
    """Compute all figures of a round. Consensus is not among the evidence and never counts.

    found: where the units stand. Whole threads are resampled: all of them for the whole, those of a profession for a
    profession; the difference of two professions is that of their resamples.
    """
    data = table(evidence)
    asked = questions(data, dimensions)
    batch = subsets.batches(data.codings.coder, data.places, batch_size)
    divided = subsets.divisions(data, found, batch)
    prepared = [each.question for each in asked]
    sums = thread_sums(prepared, data.codings.threads)
    drawn = draw(prepared, sums, resampling)
    profession = subsets.of_threads(data, divided[0])
    weighted = None if found.shares is None else thread_sums(prepared, data.codings.threads, found.shares)
    redrawn = draw(prepared, weighted, resampling) if weighted else []
    within = [draw(prepared, sums.of(profession == n), resampling, n + 1) for n in range(len(divided[0].values))]
    rows: list[Row] = []
    for place, each in enumerate(asked):
        rows += _of_whole(each, drawn[place], resampling.level)
        if each.is_code:
            rows += _tendencies(each, data)
        if each.is_interpretive:
            continue
        rows += _of_pairs(each, data)
        rows += _of_all_but_one(each, data)
        if found.shares is not None:
            rows += _of_population(each, found.shares, redrawn[place], resampling.level)
        rows += _of_subsets(each, divided, [one[place] for one in within], resampling.level)
    return rows


def _alpha_name(asked: Asked) -> str:
    return SET_ALPHA if asked.is_set else ALPHA


def _of_whole(asked: Asked, drawn: Drawn, level: float) -> Iterator[Row]:
    """Give the figures over all coders and units; of an interpretive code the counts only."""
    found = agreement(asked.question, drawn, level, is_code=asked.is_code)
    count = found.basis
    named = {THREADS: Figure(float(count.n_threads)), SINGLETONS: Figure(float(count.n_singletons))}
    if not asked.is_interpretive:
        named |= _coefficients(asked, found)
    if asked.is_code:
        named |= _counts(asked, count.totals[-1])
    for metric, figure in named.items():
        yield Row(
            asked.code_id, metric, figure, count.n_units, count.n_pairs, count.prevalence if asked.is_code else None
        )


def _coefficients(asked: Asked, found: Agreement) -> dict[str, Figure]:
    named = {PERCENT: found.percent, _alpha_name(asked): found.alpha}
    if not asked.is_set:  # sets are no declared categories, which the chance term of AC1 counts
        named[AC1] = found.ac1
    if found.positive is not None and found.negative is not None:
        named |= {POSITIVE: found.positive, NEGATIVE: found.negative}
    return named


def _counts(asked: Asked, chosen: float) -> dict[str, Figure]:
    """Count the units that all, some, or none of their coders gave the code, where two coders or more met it."""
    rows = asked.question.rows
    n, times = rows.counts, times_of(rows)
    met, yes = n.sum(axis=1), n[:, 1]
    classes = {BOTH: yes == met, ONE: (yes > 0) & (yes < met), NONE: yes == 0}
    counted = {metric: Figure(float(times @ (chosen & (met > 1)))) for metric, chosen in classes.items()}
    return {CHOSEN: Figure(float(chosen)), **counted}


def _tendencies(asked: Asked, data: Table) -> Iterator[Row]:
    """Give how often each coder chose a code, among all units where they were asked it."""
    rows = asked.question.rows
    times = times_of(rows)
    for coder, column in zip(data.coders.tolist(), rows.values.T, strict=True):
        n, chosen = float(times @ (column != MISSING)), float(times @ (column == 1))
        figure = Figure(chosen / n) if n else Figure(reason=Undefined.NO_DATA)
        yield Row(
            asked.code_id, PREVALENCE, figure, round(n), 0, figure.value, coder_a=coder, subset=subsets.CODER
        )  # fmt: skip


def _of_pairs(asked: Asked, data: Table) -> Iterator[Row]:
    """Compare the coders two by two, where they have a unit in common."""
    of = asked.question.of
    for pair in pair_figures(asked.question.rows, fixed(of) if isinstance(of, np.ndarray) else of):
        named = {PERCENT: pair.percent, _alpha_name(asked): pair.alpha}
        if not asked.is_set:
            named[KAPPA] = pair.kappa
        a, b = int(data.coders[pair.first]), int(data.coders[pair.second])
        for metric, figure in named.items() if pair.n_units else ():
            yield Row(asked.code_id, metric, figure, pair.n_units, pair.n_units, None, a, b)


def _of_all_but_one(asked: Asked, data: Table) -> Iterator[Row]:
    """Leave out one coder after the other, where two are left."""
    if data.coders.size < FEWEST_CODERS_TO_LEAVE_ONE_OUT:
        return
    for place, coder in enumerate(data.coders.tolist()):
        rows = without_coder(asked.question.rows, place)
        count = basis(rows)
        part = Part(alpha_of(rows, asked.question.of), percent_agreement(rows), count.n_units, count.n_pairs)
        yield from _of_part(asked, part, subsets.WITHOUT, coder_a=coder)


def _of_population(asked: Asked, weights: Floats, drawn: Drawn, level: float) -> Iterator[Row]:
    """Let each unit count for the units of the population it stands for: the overall figure of unlike rates."""
    times = asked.question.patterns.times(np.zeros(weights.size, dtype=np.intp), 1, weights)
    (part,) = parts(asked.question, times)
    alpha = with_interval(part.alpha, drawn.alpha, drawn.n_threads, level)
    count = basis(asked.question.rows)
    weighed = Part(alpha, part.percent, count.n_units, count.n_pairs)
    yield from _of_part(asked, weighed, subsets.WEIGHTED, subsets.POPULATION)


def _of_subsets(asked: Asked, divided: Sequence[Division], within: Sequence[Drawn], level: float) -> Iterator[Row]:
    """Give alpha and percent agreement of each group of units; of professions with intervals and differences."""
    for division in divided:
        of_groups: Floats = division.of_groups
        times = asked.question.patterns.times(division.group, of_groups.shape[1])
        found = parts(asked.question, of_groups @ times)
        for place, (value, part) in enumerate(zip(division.values, found, strict=True)):
            if division.subset == subsets.PROFESSION:
                own = within[place]
                part = Part(
                    with_interval(part.alpha, own.alpha, own.n_threads, level), part.percent, part.n_units, part.n_pairs
                )
            yield from _of_part(asked, part, division.subset, value)
        if division.subset == subsets.PROFESSION:
            yield from _differences(asked, division.values, found, within, level)


def _of_part(asked: Asked, part: Part, subset: str, value: str = "", coder_a: int | None = None) -> Iterator[Row]:
    for metric, figure in ((_alpha_name(asked), part.alpha), (PERCENT, part.percent)):
        yield Row(
            asked.code_id, metric, figure, part.n_units, part.n_pairs,
            coder_a=coder_a, subset=subset, subset_value=value,
        )  # fmt: skip


def _differences(
    asked: Asked, names: Sequence[str], found: Sequence[Part], within: Sequence[Drawn], level: float
) -> Iterator[Row]:
    """Subtract the alphas of two professions; their threads are drawn independently."""
    for a, b in combinations(range(len(names)), 2):
        first, second = found[a].alpha, found[b].alpha
        if first.value is None or second.value is None:
            figure = Figure(reason=first.reason or second.reason)
        else:
            samples = within[a].alpha - within[b].alpha
            threads = min(within[a].n_threads, within[b].n_threads)
            whole = with_interval(Figure(first.value - second.value), samples, threads, level)
            # How often a difference lies under a bound for alphas says nothing.
            figure = Figure(whole.value, low=whole.low, high=whole.high, se=whole.se, no_interval=whole.no_interval)
        units, pairs = (sum(getattr(found[place], name) for place in (a, b)) for name in ("n_units", "n_pairs"))
        value = f"{names[a]} - {names[b]}"
        yield Row(
            asked.code_id, _alpha_name(asked), figure, units, pairs,
            subset=subsets.DIFFERENCE, subset_value=value,
        )  # fmt: skip
