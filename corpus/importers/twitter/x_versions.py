"""Find the versions of edited X posts: each edit has its own id, and only the last wording of a file is kept."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_EDITED = re.compile(r'"(?:edit_history_tweet_ids|edit_tweet_ids|editTweetIds)"\s*:\s*\[\s*"?\d+"?\s*,')
_LONGEST_MATCH = 200


@dataclass(frozen=True, slots=True)
class Versions:
    """Hold the first id of each edited post of a file, and the ids of the wordings a later one replaces."""

    first: dict[str, str] = field(default_factory=dict)
    older: frozenset[str] = frozenset()

    def canonical(self, external_id: str, history: Sequence[str] = ()) -> str:
        """Return the id a post keeps through its edits: the one of its first version."""
        if external_id in history:
            return history[0]
        return self.first.get(external_id, external_id)


def find_versions(posts: Iterable[tuple[str, Sequence[str]]]) -> Versions:
    """Return the versions of a file from pairs of id and history (ids of all versions, the first one first)."""
    first: dict[str, str] = {}
    older: set[str] = set()
    for own, history in posts:
        if len(history) > 1:
            first |= dict.fromkeys(history, history[0])
            older |= set(history[: history.index(own)] if own in history else history[:-1])
    return Versions(first, frozenset(older))


def versions_of_text(path: Path, encoding: str, posts: Callable[[], Iterator[tuple[str, Sequence[str]]]]) -> Versions:
    """Return the versions of a text file; most files hold no edited post and are then decoded once only."""
    with path.open("r", encoding=encoding, errors="replace", newline="\n") as stream:
        return find_versions(posts()) if mentions_edits(iter(lambda: stream.read(1 << 20), "")) else Versions()


def mentions_edits(blocks: Iterable[str]) -> bool:
    """Search the raw text of a file, block by block, for a post with more than one version."""
    tail = ""
    for block in blocks:
        if _EDITED.search(tail + block):
            return True
        tail = block[-_LONGEST_MATCH:]
    return False
