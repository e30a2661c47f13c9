"""What a code has become some versions later; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """What becomes of a code on the way to a later version."""

    SAME = "same"
    MERGED = "merged"
    SPLIT = "split"
    RETIRED = "retired"


@dataclass(frozen=True)
class Step:
    """One version on the way: the codes it defines, and what became of codes in it."""

    defined: frozenset[int]
    merged: Mapping[int, int]
    split: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True)
class Fate:
    """How a code ends: one code for the same or merged, the parts to choose from for split, none for retired."""

    way: Way
    codes: tuple[int, ...] = ()


def fate(code: int, steps: Sequence[Step]) -> Fate:
    """Follow a code (id) through versions, oldest first.

    A code that a version defines stays itself there. Otherwise it goes where it was merged or split into; a chain
    inside one version is followed to its end. A split asks whatever comes after it, also when one part only is left:
    that a code was split and a part retired does not make its codings mean the other part.
    """
    here: tuple[int, ...] = (code,)
    is_split = False
    for step in steps:
        found: list[int] = []
        for one in here:
            ends, splits = _ends(one, step, frozenset())
            found += ends
            is_split = is_split or splits
        here = tuple(dict.fromkeys(found))
    if not here:
        return Fate(Way.RETIRED)
    if is_split:
        return Fate(Way.SPLIT, here)
    return Fate(Way.SAME if here == (code,) else Way.MERGED, here)


def _ends(code: int, step: Step, seen: frozenset[int]) -> tuple[list[int], bool]:
    """Return the codes of the version that a code leads to, and whether a split lies between."""
    if code in step.defined:
        return [code], False
    if code in seen:
        return [], False
    seen |= {code}
    if code in step.split:
        return [end for part in step.split[code] for end in _ends(part, step, seen)[0]], True
    return _ends(step.merged[code], step, seen) if code in step.merged else ([], False)


def fates(codes: Iterable[int], steps: Sequence[Step]) -> dict[int, Fate]:
    """Return the fate of each code."""
    return {code: fate(code, steps) for code in codes}


def resolved(choices: Iterable[int], later: Mapping[int, Fate]) -> frozenset[int] | None:
    """Return what an answer given under an earlier version means now; None when a chosen part was split since.

    A chosen part that was retired since drops out; a code that the answer's version did not have does too.
    """
    found: set[int] = set()
    for choice in choices:
        end = later.get(choice, Fate(Way.RETIRED))
        if end.way == Way.SPLIT:
            return None
        found |= set(end.codes)
    return frozenset(found)
