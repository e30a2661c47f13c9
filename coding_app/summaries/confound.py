"""Say whether profession and platform can be told apart in some material."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Tie(StrEnum):
    """How profession and platform go together."""

    COINCIDE = "coincide"  # no platform has two professions: they cannot be told apart
    NEARLY = "nearly"  # some platform has, but half of the units or more lie on the others
    OVERLAP = "overlap"  # most units lie on platforms that have several professions
    ONE_PROFESSION = "one_profession"  # nothing to compare


@dataclass(frozen=True)
class Confound:
    """The platforms of each profession with the number of units on each, most first.

    `shared` of the `total` units lie on a platform that has several professions.
    """

    tie: Tie
    platforms: dict[str, list[tuple[str, int]]]
    shared: int = 0
    total: int = 0


def confound(pairs: Iterable[tuple[str, str]]) -> Confound:
    """Compare the platforms of the professions. pairs: (profession, platform), one a unit."""
    counts = Counter(pairs)
    platforms: dict[str, list[tuple[str, int]]] = {}
    for (profession, platform), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        platforms.setdefault(profession, []).append((platform, count))
    total = counts.total()
    if len(platforms) < 2:
        return Confound(Tie.ONE_PROFESSION, platforms, total=total)
    sides = Counter(platform for _profession, platform in counts)
    shared = sum(count for (_profession, platform), count in counts.items() if sides[platform] > 1)
    if not shared:
        return Confound(Tie.COINCIDE, platforms, total=total)
    return Confound(Tie.NEARLY if 2 * shared <= total else Tie.OVERLAP, platforms, shared, total)
