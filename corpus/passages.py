"""Passages that answer the words of a search: where they are cut, which words answer. Pure."""

import re
from dataclasses import dataclass

# No imported text holds these: they are taken out before the passages are marked.
OPEN, CLOSE = "\ue000", "\ue001"
BETWEEN = " … "
OPTIONS = f'StartSel={OPEN},StopSel={CLOSE},MaxFragments=2,MaxWords=22,MinWords=8,FragmentDelimiter="{BETWEEN}"'
"""How PostgreSQL marks passages (ts_headline)."""
EDGE = 200
"""Characters of the beginning and of the end of a text that tell whether a passage was cut there."""
_ALIKE = 30


@dataclass(frozen=True)
class Piece:
    """A piece of a passage; `is_hit` when it answers the words asked for."""

    text: str
    is_hit: bool = False


def pieces(marked: str, begin: str, end: str) -> tuple[Piece, ...]:
    """Cut a marked passage into plain pieces and hits; a page escapes each of them.

    begin, end: the first and last EDGE characters of the text. An ellipsis stands where the passage leaves words out.
    """
    made: list[Piece] = []
    for part in _with_ellipses(marked, begin, end).split(OPEN):
        hit, closes, rest = part.partition(CLOSE)
        made += [Piece(hit, is_hit=True), Piece(rest)] if closes else [Piece(part)]
    return tuple(piece for piece in made if piece.text)


def _with_ellipses(marked: str, begin: str, end: str) -> str:
    first, *_between, last = 2 * marked.replace(OPEN, "").replace(CLOSE, "").split(BETWEEN)
    is_cut_before = not _words(begin).startswith(_words(first)[:_ALIKE])
    is_cut_after = not _words(end).endswith(_words(last)[-_ALIKE:])
    return f"{'… ' if is_cut_before else ''}{marked}{'…' if is_cut_after else ''}"


def _words(text: str) -> str:
    """Return a text from its first letter or digit to its last: what stands outside may be cut without loss."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", text)
