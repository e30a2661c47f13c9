"""Cut a chat into conversations where it falls silent, and make up ids where the application gives none."""

import re
from collections import OrderedDict
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self

from corpus.importers.base import Option, Recipe, UnreadableFile
from corpus.importers.problems import gettext_noop

GAP = "gap_minutes"
CUT_AT = Option(
    "cut_at",
    gettext_noop("A thread also opens at these lines"),
    gettext_noop("Numbers of lines as shown below, separated by commas: a thread opens there without any silence."),
    kind="lines",
    is_once=True,
)
JOIN_AT = Option(
    "join_at",
    gettext_noop("No thread opens at these lines"),
    gettext_noop("Messages that go on with the thread before them in spite of the silence."),
    kind="lines",
    is_once=True,
)
_LONGEST = 525_600  # a year
_LINES = re.compile(r"[0-9\s,;]*", re.A)
_NUMBER = re.compile(r"[0-9]{1,9}")
# How many minutes of a chat are remembered to tell repeats apart; an export hardly ever goes back further.
_RECENT = 256


def gap_option(label: str, help: str, default: str) -> Option:
    """Return the question after how many silent minutes a new thread opens."""
    return Option(GAP, label, help, kind="minutes", default=default)


def minutes_of(recipe: Recipe, default: str) -> int:
    """Return the silence that cuts, in minutes; raise UnreadableFile when the recipe says no number."""
    written = recipe.options.get(GAP, "").strip() or default
    if not (written.isascii() and written.isdigit()) or int(written[:9]) > _LONGEST:
        raise UnreadableFile("gap_unknown", value=written[:40])
    return int(written)


def lines_of(recipe: Recipe, option: Option) -> frozenset[int]:
    """Return the lines a person named, from 1; raise UnreadableFile when the recipe says something else."""
    written = recipe.options.get(option.name, "")
    if not _LINES.fullmatch(written):
        raise UnreadableFile("lines_unknown", value=written[:40])
    return frozenset(map(int, _NUMBER.findall(written)))


class Conversations:
    """Follow one chat in the order of its file; a silence of at least `minutes` opens a conversation, 0 never does.

    What a person says of single lines goes first: one opens at each line of `cut`, and none at a line of `join`.
    """

    def __init__(self, minutes: int, cut: AbstractSet[int] = frozenset(), join: AbstractSet[int] = frozenset()) -> None:
        self._gap = timedelta(minutes=minutes)
        self._cut, self._join = cut, join
        self._last: datetime | None = None
        self._opening = ""

    @classmethod
    def of(cls, recipe: Recipe, default: str) -> Self:
        """Return what the answers of a recipe ask for; `default`: the minutes when it names none."""
        return cls(minutes_of(recipe, default), lines_of(recipe, CUT_AT), lines_of(recipe, JOIN_AT))

    def place(self, own: str, at: datetime | None, line: int = 0) -> str:
        """Return the id of the message that opens the conversation a message stands in: its own after a silence."""
        if not self._opening or line in self._cut:
            return own
        if at is None or self._last is None or not self._gap or line in self._join:
            return self._opening
        # A clock set back, or a second export behind the first in one file, also cuts.
        return self._opening if abs(at - self._last) < self._gap else own

    def keep(self, at: datetime | None, thread: str = "") -> None:
        """Go on with a message that is kept; one without a thread here only keeps the talk going."""
        self._last = at or self._last
        self._opening = thread or self._opening


class MadeUpIds:
    """Make an id from who wrote what in which minute: the same in every export of the chat.

    Equal messages of one minute are numbered. Only the last minutes are remembered, so that memory stays flat.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[str, dict[str, int]] = OrderedDict()

    def make(self, author: str, minute: str, text: str) -> str:
        """Return the id, which begins with ~ and holds no word of what it was made from."""
        made = "~" + sha256("\0".join((author, minute, text)).encode("utf-8", "replace")).hexdigest()[:32]
        counts = self._seen.setdefault(minute, {})
        self._seen.move_to_end(minute)
        if len(self._seen) > _RECENT:
            self._seen.popitem(last=False)
        counts[made] = counts.get(made, 0) + 1
        return made if counts[made] == 1 else f"{made}:{counts[made]}"
