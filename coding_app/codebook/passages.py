"""Passages of posts as code points: their words, and where words somebody copied stand. Pure."""

import re
from typing import Protocol


class HasText(Protocol):
    """A post, as far as its words go."""

    @property
    def text(self) -> str:
        """Return its masked text."""


class Excerpt(Protocol):
    """A post, or a passage of it when it has offsets."""

    @property
    def post(self) -> HasText | None:
        """Return the post, if there is one."""

    @property
    def start(self) -> int | None:
        """Return the first code point of the passage; None: the whole post."""

    @property
    def end(self) -> int | None:
        """Return the end of the passage, exclusive."""


def words_of(excerpt: Excerpt) -> str:
    """Return the words of an excerpt as the post holds them now, masked or erased as they are there."""
    text = excerpt.post.text if excerpt.post else ""
    return text if excerpt.start is None else text[excerpt.start : excerpt.end]


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Return where words stand in a text, as (start, end) in code points; any white space answers any other."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return []
    return [found.span() for found in re.finditer(r"\s+".join(parts), text)]
