"""Cut a chat into conversations where it falls silent, and make up ids where the application gives none."""

from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import sha256

from corpus.importers.base import Option, Recipe, UnreadableFile

GAP = "gap_minutes"
_LONGEST = 525_600  # a year
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


class Conversations:
    """Follow one chat in the order of its file; a silence of at least `minutes` opens a conversation, 0 never does."""

    def __init__(self, minutes: int) -> None:
        self._gap = timedelta(minutes=minutes)
        self._last: datetime | None = None
        self._opening = ""

    def place(self, own: str, at: datetime | None) -> str:
        """Return the id of the message that opens the conversation a message stands in: its own after a silence."""
        if not self._opening:
            return own
        if at is None or self._last is None or not self._gap:
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
