"""Read the sheets of an ODS file as a stream; repeated cells and rows unfold only as far as they hold something."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.importers.archive import check_archive, check_not_encrypted
from corpus.importers.base import MAX_CELL_CHARACTERS, Problem, UnreadableFile
from corpus.importers.delimited import MAX_COLUMNS, Row
from corpus.importers.workbook import cell_text
from corpus.importers.xml_stream import END, START, events

MAX_ENTRIES = 2_000
MAX_UNPACKED_MB = 300
# A row that holds something is repeated by hand a few times; a bomb repeats it a million times.
MAX_REPEATED = 1_000
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _TEXT, _OFFICE = f"{_ODF}table:1.0", f"{_ODF}text:1.0", f"{_ODF}office:1.0"
_SHEET, _ROW, _NOTE = f"{_TABLE} table", f"{_TABLE} table-row", f"{_OFFICE} annotation"
_CELLS = frozenset({f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"})
_MARKS = {f"{_TEXT} line-break": "\n", f"{_TEXT} tab": "\t", f"{_TEXT} s": " "}
_PARAGRAPH = f"{_TEXT} p"


def check_ods(path: Path) -> None:
    """Raise UnreadableFile when the parts of the file are too many, too large, unsafe or behind a password."""
    check_archive(path, entries=MAX_ENTRIES, unpacked_mb=MAX_UNPACKED_MB)
    check_not_encrypted(path)


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets of a checked file."""
    found = events(path, "content.xml", limit_mb=MAX_UNPACKED_MB)
    return [a.get(f"{_TABLE} name", "") for kind, name, a in found if kind == START and name == _SHEET]


@dataclass(slots=True)
class _Open:
    """Hold the row that is being read: its cells, the empty ones that wait for a full one, the words of the last."""

    line: int = 0
    cells: list[str] = field(default_factory=list)
    waiting: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    paragraphs: int = 0
    in_paragraph: bool = False
    notes: int = 0
    is_too_wide: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element inside of a row."""
        if name == _NOTE:
            self.notes += 1
        elif self.notes:
            return
        elif name in _CELLS:
            self.attributes, self.words, self.paragraphs = attributes, [], 0
        elif name == _PARAGRAPH:
            self.words += ["\n"] * (self.paragraphs > 0)
            self.paragraphs += 1
            self.in_paragraph = True
        elif name in _MARKS:
            self.words.append(_MARKS[name])

    def end(self, name: str) -> None:
        """Close an element inside of a row."""
        if name == _NOTE:
            self.notes -= 1
        elif name == _PARAGRAPH and not self.notes:
            self.in_paragraph = False
        elif name in _CELLS:
            self._close_cell()

    def _close_cell(self) -> None:
        text = _value(self.attributes, "".join(self.words))
        times = _times(self.attributes, f"{_TABLE} number-columns-repeated")
        if not text:
            self.waiting += times
        elif len(self.cells) + self.waiting + times > MAX_COLUMNS:
            self.is_too_wide = True
        else:
            self.cells += [""] * self.waiting + [text] * times
            self.waiting = 0


def read_sheet(path: Path, sheet: str) -> Iterator[Row | Problem]:
    """Yield the rows of a sheet that hold anything, as text."""
    inside = seen = False
    line, times, row = 1, 1, _Open()
    for kind, name, attributes in events(path, "content.xml", limit_mb=MAX_UNPACKED_MB):
        if name == _SHEET and kind == START:
            inside = not seen and attributes.get(f"{_TABLE} name", "") == sheet
            seen = seen or inside
        elif not inside:
            continue
        elif name == _SHEET and kind == END:
            return
        elif name == _ROW and kind == START:
            row, times = _Open(line), _times(attributes, f"{_TABLE} number-rows-repeated")
        elif name == _ROW and kind == END:
            yield from _closed(row, times)
            line += times
        elif kind == START:
            row.start(name, attributes)
        elif kind == END:
            row.end(name)
        elif row.in_paragraph and not row.notes:
            row.words.append(name)
    if not seen:
        raise UnreadableFile("sheet_missing", value=sheet)


def _closed(row: _Open, times: int) -> Iterator[Row | Problem]:
    if row.is_too_wide:
        yield Problem(row.line, "", "too_many_columns", {"limit": str(MAX_COLUMNS)})
        return
    if not row.cells:
        return
    if times > MAX_REPEATED:
        raise UnreadableFile("archive_compressed_too_much")
    too_long = any(len(c) > MAX_CELL_CHARACTERS for c in row.cells)
    for line in range(row.line, row.line + times):
        yield Problem(line, "", "cell_too_long") if too_long else Row(line, list(row.cells))


def _times(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name, "1")
    return max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 9 else 1


def _value(attributes: dict[str, str], shown: str) -> str:
    """Return what a cell holds: numbers and dates from their exact value, all else as shown."""
    kind = attributes.get(f"{_OFFICE} value-type", "")
    if kind in ("float", "currency", "percentage"):
        try:
            return cell_text(float(attributes.get(f"{_OFFICE} value", "")))
        except ValueError:
            return shown
    if kind == "date":
        return attributes.get(f"{_OFFICE} date-value", shown).removesuffix("T00:00:00")
    if kind == "boolean":
        return attributes.get(f"{_OFFICE} boolean-value", shown)
    return shown or attributes.get(f"{_OFFICE} string-value", "")
