"""Divide the units of a round into groups: by where they stand in the corpus, and by when they were coded."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coding_app.agreement.places import Places, Words
from coding_app.agreement.questions import Table
from coding_app.agreement.stats.data import Floats, Ints
from corpus.models import Profession

PROFESSION, SOURCE, DEPTH, BATCH, WINDOW = "profession", "source", "depth", "batch", "window"
WITHOUT, CODER, DIFFERENCE = "without", "coder", "difference"
WEIGHTED, POPULATION = "weighted", "population"
BATCHES = 10
SHORTEST_BATCH = 10
BATCHES_A_WINDOW = 3


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """Say which group each unit belongs to: a position in `values`, or -1. Windows take several groups together."""

    subset: str
    values: list[str]
    group: Ints

    @property
    def of_groups(self) -> Floats:
        """Say which groups are taken together (values x groups)."""
        return np.eye(len(self.values))


@dataclass(frozen=True, slots=True, eq=False)
class Windows(Division):
    """Take each batch together with the two before it; a window is named by its last batch."""

    @property
    def of_groups(self) -> Floats:
        """Say which batches are taken together (windows x batches)."""
        n = len(self.values) + BATCHES_A_WINDOW - 1
        behind = np.arange(BATCHES_A_WINDOW - 1, n)[:, None] - np.arange(n)
        return ((behind >= 0) & (behind < BATCHES_A_WINDOW)).astype(np.float64)


def divisions(data: Table, found: Places, batch: Ints) -> list[Division]:
    """Divide the units in every way; batch: that of each coding, from 1, as `batches` gives it."""
    made = [
        _by(PROFESSION, found.professions, Profession.values),
        _by(SOURCE, found.sources),
        _by(DEPTH, found.depths),
    ]
    last = batch_of_units(data, batch)
    n = int(last.max(initial=0))
    if n > 1:
        made.append(Division(BATCH, [str(number) for number in range(1, n + 1)], last - 1))
    if n >= BATCHES_A_WINDOW:
        made.append(Windows(WINDOW, [str(number) for number in range(BATCHES_A_WINDOW, n + 1)], last - 1))
    return made


def _by(subset: str, words: Words, order: Sequence[str] | None = None) -> Division:
    """Group units with the same word; those without any are in no group. order: of the groups, else by their words."""
    each = words.tolist()
    used = set(each) - {""}
    names = sorted(used) if order is None else [name for name in order if name in used]
    place = {name: position for position, name in enumerate(names)}
    return Division(subset, names, np.array([place.get(word, -1) for word in each], dtype=np.intp))


def batches(coder: Ints, place: Ints, size: int | None) -> Ints:
    """Give the batch of each coding, from 1, along the queue of its coder.

    coder, place: (codings) which coder, and the place in that queue from 1. size: units of a batch; None: the
    longest queue is cut into tenths, a short one into tens.
    """
    if not place.size:
        return np.zeros(0, dtype=np.intp)
    if size:
        return (np.maximum(place, 1) - 1) // size + 1
    order = np.lexsort((place, coder))
    starts = np.searchsorted(coder[order], coder[order])
    rank = np.empty(place.size, dtype=np.intp)
    rank[order] = np.arange(place.size) - starts
    _coders, queue, lengths = np.unique(coder, return_inverse=True, return_counts=True)
    n = min(BATCHES, max(1, int(lengths.max()) // SHORTEST_BATCH))
    return np.asarray(rank * n // lengths[queue] + 1)


def batch_of_units(data: Table, batch: Ints) -> Ints:
    """Give the batch of each unit: that in which the last of its coders met it (units)."""
    last = np.zeros(data.codings.threads.size, dtype=np.intp)
    np.maximum.at(last, data.codings.unit, batch)
    return last


def of_threads(data: Table, division: Division) -> Ints:
    """Give the group of each thread, for divisions that keep threads whole (threads)."""
    threads = data.codings.threads
    found = np.full(int(threads.max(initial=-1)) + 1, -1, dtype=np.intp)
    found[threads] = division.group
    return found
