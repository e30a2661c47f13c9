"""Share what every export of YouTube comments says alike: ids, threads, authors, words.

A thread is a top-level comment with its answers. YouTube hands all answers out side by side under it; a leading @name
is all that is left of who answers whom inside a thread.
"""

import re
from collections import OrderedDict

from corpus.importers.base import Mention
from corpus.importers.markup import read_html

_HTML = re.compile(r"<(?:br|a|b|i|s|p|span)\b[^<>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+);", re.I)
# Characters YouTube puts before a name it inserted itself.
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff \u00a0"
_HANDLE = re.compile(r"[\w.-]")
_THREADS = 2_000


def parent_of(own: str) -> str:
    """Return the top-level comment an answer stands under: its id is `PARENT.child`; nothing for any other."""
    above, dot, child = own.partition(".")
    return above if dot and child else ""


def words_of(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the plain text and the links of a comment that may be HTML."""
    if not _HTML.search(text):
        return text, ()
    found = read_html(text)
    return found.text, found.links


def split_name(written: str) -> tuple[str, str]:
    """Return name and handle: since 2023 the name shown is the handle."""
    name = written.strip()
    return ("", name[1:]) if name.startswith("@") and len(name) > 1 else (name, "")


class Participants:
    """Remember who wrote in the last threads, to tell an @name of a participant from any other."""

    def __init__(self) -> None:
        self._threads: OrderedDict[str, dict[str, str]] = OrderedDict()

    def add(self, thread: str, written: str, external_id: str) -> None:
        """Take in an author of a thread, as YouTube shows the name."""
        name = written.strip().removeprefix("@")
        if thread and name:
            known = self._threads.setdefault(thread, {})
            known[name] = external_id or known.get(name, "")
            self._threads.move_to_end(thread)
            if len(self._threads) > _THREADS:
                self._threads.popitem(last=False)

    def mentioned(self, thread: str, text: str) -> tuple[Mention, ...]:
        """Return whom a comment begins by naming, when this is a participant: the longest name that fits."""
        start = text.lstrip(_UNSEEN)
        if not start.startswith("@"):
            return ()
        said = start[1:].casefold()
        for name, external_id in sorted(self._threads.get(thread, {}).items(), key=lambda item: -len(item[0])):
            end = len(name)
            if said.startswith(name.casefold()) and not _HANDLE.match(start[1 + end : 2 + end]):
                return (Mention(name, external_id),)
        return ()
