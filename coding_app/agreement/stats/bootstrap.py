"""Put an interval around a coefficient by resampling whole threads, or units.

Posts of a thread resemble one another: resampling posts, or pairs, gives intervals that are too short (Zapf et al.
2016, BMC Med. Res. Methodol. 16:93, on Krippendorff's own algorithm; Field & Welsh 2007, JRSS B 69:369, on clusters).
What a coefficient needs is summed once per thread, so that all resamples of all codes are one matrix product. Units
with the same labels are exchangeable: a resample of units is one multinomial draw over the different rows of labels.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .data import Floats, Ints, Ratings, times_of
from .resamples import Counts, resamples
from .undefined import Figure, Undefined

EXACT = 2.0**24
FINE = 2.0**30  # parts are the same when they are to a billionth of their largest sum
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Resampling:
    """Fix what makes an interval reproducible: number of resamples, seed, level."""

    resamples: int = 2000
    seed: int = 1
    level: float = 0.95


def cluster_weights(n_clusters: int, resampling: Resampling, stream: int = 0) -> Iterator[Counts]:
    """Draw n_clusters (1 or more) clusters with replacement, again and again; another stream draws independently.

    Yields blocks (resamples x clusters) of how often each cluster was drawn.
    """
    rng = np.random.Generator(np.random.SFC64([resampling.seed, stream]))
    return resamples(n_clusters, resampling.resamples, rng)


def resampled_sums(sums: Floats, resampling: Resampling, stream: int = 0) -> Floats:
    """Sum over the clusters (1 or more) of each resample (clusters x parts -> resamples x parts).

    Columns of small whole numbers are summed in single precision, which takes half the time and is exact: no sum, nor
    any on the way to it, reaches 2^24, and up to there single precision holds every whole number.
    """
    is_exact = (sums == np.rint(sums)).all(axis=0) & (np.abs(sums).max(axis=0) * len(sums) < EXACT)
    exact, others = sums[:, is_exact].astype(np.float32), sums[:, ~is_exact]
    found = np.empty((resampling.resamples, sums.shape[1]))
    done = 0
    for weights in cluster_weights(len(sums), resampling, stream):
        block = found[done : done + len(weights)]
        block[:, is_exact] = weights @ exact
        if others.size:
            block[:, ~is_exact] = weights @ others
        done += len(weights)
    return found


def multiples(parts: Floats) -> tuple[Ints, Ints, Floats]:
    """Find which columns are others in another unit of measurement: what is the same need be summed once only.

    So are the units that several codes were asked of, or shares where every unit has as many codings.
    parts: not negative. Returns the position of each different column, and of each column (parts) which of those it is
    and how many times it.
    """
    largest = parts.max(axis=0, initial=0.0)
    largest = np.where(largest > 0, largest, 1.0)
    rough = (parts * (FINE / largest) + 0.5).astype(np.int32)
    place: dict[bytes, int] = {}
    found = [place.setdefault(part.tobytes(), len(place)) for part in np.ascontiguousarray(rough.T)]
    column = np.array(found, dtype=np.intp)
    first = np.unique(column, return_index=True)[1]
    return first, column, largest / largest[first][column]


def resampled_units(rows: Ratings, resampling: Resampling) -> Floats:
    """Draw as many units as there are with replacement, again and again: times of each row (resamples x rows)."""
    times = times_of(rows)
    size = int(times.sum())
    drawn = np.random.default_rng(resampling.seed).multinomial(size, times / size, size=resampling.resamples)
    return drawn.astype(np.float64)


def with_interval(figure: Figure, samples: Floats, n_clusters: int, level: float) -> Figure:
    """Give a figure its percentile interval, standard error and shares under .667 and .8 (Krippendorff's bounds).

    samples: one value a resample, NaN where undefined. n_clusters: clusters with anything to compare. A figure without
    value stays as it is; one over a single cluster, or undefined in most resamples, has no interval.
    """
    if figure.value is None:
        return figure
    if n_clusters < 2:
        return Figure(figure.value, no_interval=Undefined.ONE_CLUSTER)
    defined = samples[~np.isnan(samples)]
    undefined_share = 1 - defined.size / samples.size
    if undefined_share > MOSTLY:
        return Figure(figure.value, no_interval=Undefined.UNSTABLE, undefined_share=undefined_share)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Figure(
        figure.value,
        low=float(low),
        high=float(high),
        se=float(defined.std(ddof=1)) if defined.size > 1 else None,
        undefined_share=undefined_share,
        below_667=float((defined < 0.667).mean()),
        below_800=float((defined < 0.8).mean()),
    )
