"""Read the words of DOCX and ODT as a stream: insertions are kept, deletions, comments and notes are left out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.importers.xml_stream import END, START, events

MAX_TEXT_MB = 100
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE = f"{_ODF}text:1.0", f"{_ODF}table:1.0", f"{_ODF}office:1.0"
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SVG = f"{_ODF}svg-compatible:1.0"


@dataclass(frozen=True, slots=True)
class Dialect:
    """Say which element plays which part in a format, and where a style is named.

    `roles` maps element names to paragraph, row, cell, words, break, tab, space, style, skip or a count's code.
    """

    member: str
    roles: dict[str, str]
    style: tuple[str, ...]
    words_anywhere: bool = False


def _word_roles() -> dict[str, str]:
    own = {
        "p": "paragraph", "tr": "row", "tc": "cell", "t": "words", "br": "break", "cr": "break", "tab": "tab",
        "noBreakHyphen": "hyphen", "pStyle": "style", "tabs": "skip", "rPr": "skip", "trPr": "skip",
        "del": "skip:deletions_left_out", "moveFrom": "skip:deletions_left_out",
        "footnoteReference": "count:notes_left_out", "endnoteReference": "count:notes_left_out",
        "commentReference": "count:comments_left_out",
    }  # fmt: skip
    roles = {f"{space} {name}": role for space in _WORD for name, role in own.items()}
    return roles | {f"{_COMPATIBLE} Fallback": "skip"}


_DIALECTS = {
    "docx": Dialect("word/document.xml", _word_roles(), tuple(f"{space} val" for space in _WORD)),
    "odt": Dialect(
        "content.xml",
        {
            f"{_TEXT} p": "paragraph", f"{_TEXT} h": "paragraph", f"{_TABLE} table-row": "row",
            f"{_TABLE} table-cell": "cell", f"{_TEXT} line-break": "break", f"{_TEXT} tab": "tab",
            f"{_TEXT} s": "space", f"{_TEXT} deletion": "skip:deletions_left_out",
            f"{_TEXT} insertion": "skip", f"{_TEXT} format-change": "skip",
            f"{_OFFICE} annotation": "skip:comments_left_out", f"{_TEXT} note": "skip:notes_left_out",
            f"{_SVG} title": "skip", f"{_SVG} desc": "skip", f"{_TEXT} table-of-content": "skip",
        },
        (f"{_TEXT} style-name",),
        words_anywhere=True,
    ),
}  # fmt: skip
_SPACES = re.compile(r"[ \t\r\n]+")
_TITLES = frozenset({"title", "titre"})


@dataclass(slots=True)
class Block:
    """Hold a paragraph (one cell) or a row of a table (its cells), as text with line breaks."""

    cells: list[str] = field(default_factory=list)
    is_title: bool = False


def blocks(path: Path, container: str, left_out: Counter[str]) -> Iterator[Block]:
    """Yield the paragraphs and table rows of a text that hold words; count what is left out under its code."""
    dialect = _DIALECTS[container]
    walk = _Walk(dialect, left_out)
    for kind, name, attributes in events(path, dialect.member, limit_mb=MAX_TEXT_MB):
        role = dialect.roles.get(name, "") if kind in (START, END) else ""
        if kind == START:
            walk.start(role, attributes)
        elif kind == END:
            yield from walk.end(role)
        else:
            walk.characters(name)


class _Walk:
    """Keep what is open while the events pass: skipped parts, the row, its cells, the paragraph."""

    def __init__(self, dialect: Dialect, left_out: Counter[str]) -> None:
        self._dialect = dialect
        self._left_out = left_out
        self._skipping = 0
        self._words = dialect.words_anywhere
        self._rows = 0
        self._row = Block()
        self._cell: list[str] = []
        # Text boxes put paragraphs inside paragraphs.
        self._open: list[tuple[list[str], bool]] = []

    def start(self, role: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        if self._skipping or role.startswith("skip"):
            self._skipping += 1
            if self._skipping == 1 and ":" in role:
                self._left_out[role.partition(":")[2]] += 1
        elif role.startswith("count:"):
            self._left_out[role.removeprefix("count:")] += 1
        elif role == "paragraph":
            self._open.append(([], self._is_title(attributes)))
        elif role == "row":
            self._rows += 1
            if self._rows == 1:
                self._row = Block()
        elif role == "cell" and self._rows == 1:
            self._cell = []
        elif role == "words":
            self._words = True
        elif self._open:
            self._mark(role, attributes)

    def _mark(self, role: str, attributes: dict[str, str]) -> None:
        """Write what stands for a character, or learn the style of the open paragraph."""
        pieces, _ = self._open[-1]
        if role == "style" and self._is_title(attributes):
            self._open[-1] = (pieces, True)
        elif role == "space":
            count = attributes.get(f"{_TEXT} c", "1")
            pieces.append(" " * (min(int(count), 100) if count.isascii() and count.isdigit() else 1))
        else:
            pieces.append({"break": "\n", "tab": "\t", "hyphen": "\u2011"}.get(role, ""))

    def _is_title(self, attributes: dict[str, str]) -> bool:
        return any(attributes.get(name, "").lower() in _TITLES for name in self._dialect.style)

    def characters(self, data: str) -> None:
        """Take characters that stand inside a paragraph."""
        if self._words and self._open and not self._skipping:
            # In ODF white space of the XML, line ends among it, is one space.
            self._open[-1][0].append(_SPACES.sub(" ", data) if self._dialect.words_anywhere else data)

    def end(self, role: str) -> Iterator[Block]:
        """Close an element; a paragraph outside tables and an outer row are blocks."""
        if self._skipping:
            self._skipping -= 1
        elif role == "words":
            self._words = self._dialect.words_anywhere
        elif role == "paragraph" and self._open:
            pieces, is_title = self._open.pop()
            text = "".join(pieces)
            if self._rows:
                self._cell.append(text)
            elif text.strip():
                yield Block([text], is_title)
        elif role == "cell" and self._rows == 1:
            self._row.cells.append("\n".join(self._cell).strip())
        elif role == "row" and self._rows:
            self._rows -= 1
            if not self._rows and any(self._row.cells):
                yield self._row
