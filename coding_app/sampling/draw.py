"""Drawing a sample: pure, and reproducible from the seed."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def shuffled(population: int, seed: int) -> Ints:
    """Return the indexes of a population (0-based) in a random order; one unit more or less changes all of it."""
    return np.random.default_rng(seed).permutation(population).astype(np.int64)


def by_lot(keys: npt.ArrayLike, seed: int) -> Ints:
    """Return the indexes of `keys` in the order of their lots; the lot of a key depends on it and the seed alone.

    keys: (N,) different whole numbers, names of units that stay. Sampling by permanent random numbers (Ohlsson 1995,
    in Cox et al., Business Survey Methods, p. 153-169): a unit that leaves or joins the population moves no other. The
    lots are the keys mixed by the finalizer of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA), which maps no two keys
    to the same lot.
    """
    lots = _mix(np.asarray(keys, dtype=np.uint64) ^ _mix(np.array([seed], dtype=np.uint64)))
    return np.argsort(lots, kind="stable").astype(np.int64)


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Scramble 64-bit numbers, each to one of its own; arithmetic is modulo 2^64."""
    z = values + _GOLDEN
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))


def first_of_each(order: Ints, stratum: Ints, sizes: npt.ArrayLike) -> Ints:
    """Return the first so many of each stratum in a random order, in that order.

    order: (N,) indexes of the population; stratum: (N,) the stratum of each unit of the population, -1 for none;
    sizes: (H,) how many each gives.
    """
    wanted = np.append(np.asarray(sizes, dtype=np.int64), 0)
    of = stratum[order]
    grouped = np.argsort(of, kind="stable")
    begins = np.searchsorted(of[grouped], of)
    place = np.empty(order.size, dtype=np.int64)
    place[grouped] = np.arange(order.size)
    # A unit without a stratum (-1) looks up the 0 at the end of `wanted`.
    return order[place - begins < wanted[of]]
