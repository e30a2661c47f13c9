"""Find colleagues who are named in a text; pure."""

import re
from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def named_in(text: str, names: Mapping[Key, str]) -> set[Key]:
    """Return whose name follows an @ in a text, in any case; of names that begin alike, the longest counts.

    An @ within a word (an address) names nobody, and a name must end where a word ends.
    """
    found: set[Key] = set()
    by_name: dict[str, set[Key]] = {}
    for key, name in names.items():
        if folded := _folded(name):
            by_name.setdefault(folded, set()).add(key)
    if not by_name:
        return found
    longest_first = sorted(by_name, key=len, reverse=True)
    pattern = rf"(?<!\w)@({'|'.join(map(re.escape, longest_first))})(?!\w)"
    for name in re.findall(pattern, _folded(text)):
        found |= by_name[name]
    return found


def _folded(text: str) -> str:
    """Return a text without regard to case, its runs of white space (narrow ones too) as one space."""
    return re.sub(r"\s+", " ", text).strip().casefold()
