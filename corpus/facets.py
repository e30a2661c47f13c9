"""Counts of the facets: threads of one shape are counted together, and shapes that a choice rules out left aside.

A shape packs what the facets ask of a thread into one number (`SHAPE`), so that PostgreSQL groups a million posts'
threads by two short columns and the rest is arithmetic on a few thousand rows.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

ANSWER_BOUNDS = {"0": (0, 0), "1-5": (1, 5), "6-20": (6, 20), "21-": (21, 2_000_000_000)}
"""Name of a range of answers -> its first and last number."""
DEPTH_BOUNDS = {"0": (0, 0), "1": (1, 1), "2": (2, 2), "3-5": (3, 5), "6-": (6, 2_000_000_000)}
"""Name of a range of depths -> its first and last number."""
KINDS = ("post", "reply", "repost", "quote", "turn", "question")
FLAGS = {"question": 11, "poll": 12, "picture": 13, "answered": 14, "rough": 15, "emoticon": 27}
"""Name of a yes-or-no facet -> its bit in the shape."""
_MONTH, _ANSWERS, _DEPTH, _KINDS = 0b111_1111_1111, 16, 18, 21

# Bits 0-10: months since 1969-12, 0 for none. 11-15: flags. 16-17: range of answers. 18-20: range of depths.
# 21-26: kinds. 27: an emoticon. The ranges are those above.
SHAPE = """
COALESCE((EXTRACT(year FROM month)::int - 1970) * 12 + EXTRACT(month FROM month)::int, 0)
| (opens_with_question::int << 11) | (has_poll::int << 12) | (has_image::int << 13)
| (is_answered_by_other::int << 14) | (has_rough_times::int << 15)
| (CASE WHEN answers = 0 THEN 0 WHEN answers <= 5 THEN 1 WHEN answers <= 20 THEN 2 ELSE 3 END << 16)
| (CASE WHEN depth <= 2 THEN depth WHEN depth <= 5 THEN 3 ELSE 4 END << 18)
| (('post' = ANY(kinds))::int << 21) | (('reply' = ANY(kinds))::int << 22) | (('repost' = ANY(kinds))::int << 23)
| (('quote' = ANY(kinds))::int << 24) | (('turn' = ANY(kinds))::int << 25) | (('question' = ANY(kinds))::int << 26)
| ((emoticons > 0)::int << 27)
"""

Mask = NDArray[np.bool_]
Counts = dict[str, dict[str, int]]


class Shapes:
    """Threads counted by source, shape, whether they leave the declared period, and what other choices say of them."""

    def __init__(self, rows: Sequence[tuple[Any, ...]], others: Sequence[str]) -> None:
        """Take rows of source, shape, one yes or no for each of `others`, the threads, and those of them outside."""
        table = np.array(rows, dtype=np.int64).reshape(-1, 4 + len(others))
        inside, out = table.copy(), table[table[:, -1] > 0].copy()
        inside[:, -2] -= inside[:, -1]
        out[:, -2] = out[:, -1]
        self.source, self.shape, *verdicts, self.threads, _ = np.concatenate([inside, out]).T
        self.outside: Mask = np.arange(len(self.threads)) >= len(inside)
        self.fits: dict[str, Mask] = {}
        self.verdicts: dict[str, Mask] = {n: v.astype(bool) for n, v in zip(others, verdicts, strict=True)}

    def counts(self, chosen: Mapping[str, Sequence[str]], sources: Mapping[str, Mapping[str, Sequence[int]]]) -> Counts:
        """Return the threads of each value of each facet, its own choice left aside, and the total under "".

        `chosen`: facet -> values, one of which must fit. `sources`: facets that are a matter of the source
        (profession, platform, source) -> value -> ids of sources.
        """
        values = self._values(sources)
        self.fits = {name: self._any(values[name], wanted) for name, wanted in chosen.items() if wanted}
        self.fits |= self.verdicts
        found = {"": {"": self.without("")}}
        for name, masks in values.items():
            rest = self._but(name)
            left = self.threads[rest]
            found[name] = {value: int(left[mask[rest]].sum()) for value, mask in masks.items()}
        found["month"] = self._months(self._but("month"))
        return found

    def _values(self, sources: Mapping[str, Mapping[str, Sequence[int]]]) -> dict[str, dict[str, Mask]]:
        bits: Callable[[int], Mask] = lambda bit: (self.shape >> bit & 1).astype(bool)  # noqa: E731
        answers, depth = self.shape >> _ANSWERS & 0b11, self.shape >> _DEPTH & 0b111
        flags: dict[str, Mask] = {name: bits(bit) for name, bit in FLAGS.items()}
        flags["alone"] = ~flags.pop("answered")
        return {
            **{name: {v: np.isin(self.source, ids) for v, ids in by.items()} for name, by in sources.items()},
            **{name: {"1": mask} for name, mask in flags.items()},
            "outside": {"1": self.outside},
            "answers": {value: answers == n for n, value in enumerate(ANSWER_BOUNDS)},
            "depth": {value: depth == n for n, value in enumerate(DEPTH_BOUNDS)},
            "kind": {value: bits(_KINDS + n) for n, value in enumerate(KINDS)},
            "month": {},
        }

    def _any(self, masks: Mapping[str, Mask], wanted: Sequence[str]) -> Mask:
        some = np.zeros(len(self.threads), dtype=bool)
        for value in wanted:
            some |= masks.get(value, False)
        return some

    def within(self, since: str, until: str) -> None:
        """Take in the choice of a period, months like 2020-02, both included; empty: open. No month fits none."""
        if since or until:
            months = self.shape & _MONTH
            first, last = _number(since) if since else 1, _number(until) if until else _MONTH
            self.verdicts["month"] = (months >= first) & (months <= last)

    def without(self, name: str) -> int:
        """Return how many threads all choices but that of one facet leave; after `counts`."""
        return int(self.threads[self._but(name)].sum())

    def _but(self, name: str) -> Mask:
        rest = np.ones(len(self.threads), dtype=bool)
        for other, mask in self.fits.items():
            if other != name:
                rest &= mask
        return rest

    def _months(self, rest: Mask) -> dict[str, int]:
        totals = np.bincount(self.shape[rest] & _MONTH, weights=self.threads[rest])
        return {_month(n): int(total) for n, total in enumerate(totals) if n and total}


def _number(month: str) -> int:
    return (int(month[:4]) - 1970) * 12 + int(month[5:])


def _month(number: int) -> str:
    return f"{1970 + (number - 1) // 12}-{(number - 1) % 12 + 1:02}"
