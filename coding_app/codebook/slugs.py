"""Stable names of codes in files, made from what people call them."""

import re
import unicodedata
from collections.abc import Container

LONGEST = 80
# Letters that do not decompose into a plain one and a mark.
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})


def plain(name: str) -> str:
    """Return a name in a-z, 0-9 and underscores; "code" when nothing of it is left."""
    bare = unicodedata.normalize("NFKD", name.casefold().translate(LIGATURES))
    letters = "".join(character for character in bare if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_") or "code"


def unique_slug(name: str, *, prefix: str, taken: Container[str]) -> str:
    """Return ``prefix.name``, or ``name`` without a prefix, with a number behind it while it is taken.

    Of numbers taken without a gap it is the next one; it is looked for in leaps, since a thousand codes may bear one
    name.
    """
    stem = f"{prefix}.{plain(name)}" if prefix else plain(name)
    stem = stem[: LONGEST - 4].rstrip("_.")
    if stem not in taken:
        return stem
    taken_up_to, free = 1, 2
    while f"{stem}_{free}" in taken:
        taken_up_to, free = free, 2 * free
    while free - taken_up_to > 1:
        between = (taken_up_to + free) // 2
        if f"{stem}_{between}" in taken:
            taken_up_to = between
        else:
            free = between
    return f"{stem}_{free}"
