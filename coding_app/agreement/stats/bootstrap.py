"""Put an interval around alpha by resampling whole threads.

Posts of a thread resemble one another: resampling posts, or pairs, gives intervals that are too short (Zapf et al.
2016, BMC Med. Res. Methodol. 16:93, on Krippendorff's own algorithm; Field & Welsh 2007, JRSS B 69:369, on clusters).
Coincidences are summed once per thread, so that all resamples of all codes are one matrix product.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .data import Floats
from .krippendorff import Distance, alphas
from .undefined import Figure, Undefined

BLOCK = 2_000_000  # cells held at once: resamples x clusters of weights, and resamples x cells of coincidences


@dataclass(frozen=True, slots=True)
class Resampling:
    """Fix what makes an interval reproducible: number of resamples, seed, level."""

    resamples: int = 2000
    seed: int = 1
    level: float = 0.95


def cluster_weights(n_clusters: int, resampling: Resampling, width: int = 0) -> Iterator[Floats]:
    """Draw n_clusters clusters with replacement, again and again.

    Yields blocks (resamples x clusters) of how often each cluster was drawn. `width`: values computed per resample.
    """
    rng = np.random.default_rng(resampling.seed)
    step = max(1, BLOCK // max(n_clusters, width, 1))
    for start in range(0, resampling.resamples, step):
        rows = min(step, resampling.resamples - start)
        drawn = rng.integers(n_clusters, size=(rows, n_clusters)) + np.arange(rows)[:, None] * n_clusters
        flat = np.bincount(drawn.ravel(), minlength=rows * n_clusters)
        yield flat.reshape(rows, n_clusters).astype(np.float64)


def resampled_alphas(sums: Floats, of: Distance, resampling: Resampling) -> Floats:
    """Compute alpha for every resample of clusters.

    sums: coincidences per cluster (clusters x questions x q x q). Returns resamples x questions, NaN if undefined.
    """
    n_clusters, questions, q, _ = sums.shape
    flat = sums.reshape(n_clusters, -1)
    blocks = cluster_weights(n_clusters, resampling, flat.shape[1])
    return np.concatenate([alphas((weights @ flat).reshape(-1, questions, q, q), of) for weights in blocks])


def intervals(values: list[Figure], sums: Floats, of: Distance, resampling: Resampling) -> list[Figure]:
    """Give each alpha its percentile interval; figures without value stay as they are.

    values: one alpha per question; sums as for resampled_alphas. Clusters without pairable values are left out.
    """
    sums = sums[sums.any(axis=(1, 2, 3))]
    asked = [i for i, figure in enumerate(values) if figure.value is not None]
    if not asked:
        return values
    if len(sums) > 1:
        samples = resampled_alphas(sums[:, asked], of, resampling)
    done = list(values)
    for column, i in enumerate(asked):
        if np.count_nonzero(sums[:, i].any(axis=(1, 2))) < 2:
            done[i] = Figure(values[i].value, no_interval=Undefined.ONE_CLUSTER)
        else:
            done[i] = _percentiles(values[i].value, samples[:, column], resampling.level)
    return done


def _percentiles(value: float | None, samples: Floats, level: float) -> Figure:
    """Read the interval off the resamples, unless most of them have no alpha."""
    defined = samples[~np.isnan(samples)]
    undefined_share = 1 - defined.size / samples.size
    if undefined_share > 0.5:
        return Figure(value, no_interval=Undefined.UNSTABLE, undefined_share=undefined_share)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Figure(
        value,
        low=float(low),
        high=float(high),
        undefined_share=undefined_share,
        below_667=float((defined < 0.667).mean()),
        below_800=float((defined < 0.8).mean()),
    )
