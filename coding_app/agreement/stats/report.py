"""Compute the figures of an agreement page: for every code at once, and for a dimension as a whole."""

from dataclasses import dataclass

import numpy as np

from .bootstrap import Resampling, intervals
from .data import Basis, Floats, Ints, Ratings, basis, counts, from_long
from .gwet import gwet_ac
from .krippendorff import Level, alpha, coincidences_by_cluster, distance
from .percent import percent_agreement
from .specific import specific_agreement
from .undefined import Figure

BINARY = np.array([0.0, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Codings:
    """Index the codings that enter a statistic, one row a coding: first, independent, finished, of one round.

    unit, coder: positions from 0 (codings). threads: position of each unit's thread (units). A coder is a person.
    """

    unit: Ints
    coder: Ints
    threads: Ints
    n_coders: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hold all figures of one code, or of one dimension; `positive` and `negative` exist for codes only."""

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
    found = [alpha(each) for each in ratings]
    with_interval = _resampled(found, ratings, Level.NOMINAL, resampling)
    return [
        Agreement(
            basis=basis(each),
            percent=percent_agreement(each),
            alpha=figure,
            ac1=gwet_ac(each, level=resampling.level),
            positive=specific_agreement(each, 1),
            negative=specific_agreement(each, 0),
        )
        for each, figure in zip(ratings, with_interval, strict=True)
    ]


def dimension_agreement(ratings: Ratings, level: Level, resampling: Resampling) -> Agreement:
    """Compute the figures of a dimension where one category is chosen: nominal, or ordinal such as a tone."""
    (figure,) = _resampled([alpha(ratings, level)], [ratings], level, resampling)
    return Agreement(
        basis=basis(ratings),
        percent=percent_agreement(ratings),
        alpha=figure,
        ac1=gwet_ac(ratings, level=resampling.level),
    )


def _resampled(found: list[Figure], ratings: list[Ratings], level: Level, resampling: Resampling) -> list[Figure]:
    """Give alphas of questions with the same categories and threads their intervals."""
    if not ratings:
        return []
    clusters = ratings[0].clusters
    n_clusters = int(clusters.max()) + 1 if clusters.size else 0
    sums: Floats = np.stack([coincidences_by_cluster(counts(each), clusters, n_clusters) for each in ratings], axis=1)
    return intervals(found, sums, distance(level, ratings[0].scores), resampling)
