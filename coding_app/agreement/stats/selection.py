"""Choose the codings that count for agreement. The rules, in one place.

Only what a coder decided alone counts: a consensus never is a coder, a draft or a skipped unit is no coding, rounds
are never pooled, a coding made after seeing others is left out, and of several by one coder the last of the round
holds. A code that the coder's version of the codebook did not have is missing for that coding, neither 0 nor 1.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .data import MISSING, Bools, Ints, Ratings


@dataclass(frozen=True, slots=True)
class Judgment:
    """Hold what one coder (or the team) said of one unit, in the order in which it was said."""

    unit: Hashable
    coder: Hashable
    round: int
    version: int
    codes: frozenset[str]
    is_done: bool = True
    is_individual: bool = True
    is_blind: bool = True


@dataclass(frozen=True, slots=True)
class OpenCode:
    """Hold a code with the versions in which it could be chosen; `until` is None while it still can."""

    name: str
    since: int = 1
    until: int | None = None

    def is_open(self, version: int) -> bool:
        """Tell whether a version has the code."""
        return self.since <= version and (self.until is None or version <= self.until)


def counted(judgments: Iterable[Judgment], round_number: int) -> list[Judgment]:
    """Keep what counts for one round: one judgment a unit and coder, the last one."""
    last: dict[tuple[Hashable, Hashable], Judgment] = {}
    for each in judgments:
        if each.round == round_number and each.is_done and each.is_individual and each.is_blind:
            last[each.unit, each.coder] = each
    return list(last.values())


def open_to(judgments: Sequence[Judgment], codes: Sequence[OpenCode]) -> Bools:
    """Tell which codes were open to which judgment (judgments x codes)."""
    rows = [[code.is_open(each.version) for code in codes] for each in judgments]
    return np.array(rows, dtype=bool).reshape(len(judgments), len(codes))


def open_to_all(judgments: Sequence[Judgment], codes: Sequence[OpenCode]) -> list[OpenCode]:
    """Keep the codes that every judgment could choose: those of a set-valued coefficient."""
    return [code for code in codes if all(code.is_open(each.version) for each in judgments)]


def differing(ratings: Ratings) -> Ints:
    """Give the rows of the units that two coders judged differently."""
    values = ratings.values
    known = values != MISSING
    largest = np.where(known, values, np.iinfo(np.intp).min).max(axis=1, initial=np.iinfo(np.intp).min)
    smallest = np.where(known, values, np.iinfo(np.intp).max).min(axis=1, initial=np.iinfo(np.intp).max)
    return np.flatnonzero((known.sum(axis=1) > 1) & (largest != smallest))
