"""Read CSV and TSV rows one by one; a broken quotation mark costs one row, not the rest of the file."""

import csv
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TextIO

from corpus.importers.base import MAX_CELL_CHARACTERS, Problem, UnreadableFile
from corpus.importers.text_stream import open_text

_LONGEST_LINE = 16 * MAX_CELL_CHARACTERS
_SAMPLE_CHARACTERS, _SAMPLE_LINES = 2_000_000, 5_000
# No table of posts has more; the work of guessing what a column holds grows with them.
MAX_COLUMNS = 2_000
DELIMITERS = (",", ";", "\t", "|")
# The limit is of the process: every importer of this package sets the same one.
csv.field_size_limit(MAX_CELL_CHARACTERS)


@dataclass(slots=True)
class Row:
    """Hold one row of a table with the line of the file where it starts, from 1."""

    line: int
    cells: list[str]


class _Lines:
    """Hand out the lines of a text, remember those of the record being read, and take them back."""

    def __init__(self, stream: TextIO, most: int | None) -> None:
        self._stream = stream
        self._left = sys.maxsize if most is None else most
        self._back: deque[str] = deque()
        self.pulled: list[str] = []

    def __iter__(self) -> Iterator[str]:
        keep = self.pulled.append
        while line := self._back.popleft() if self._back else self._next():
            keep(line)
            yield line

    def _next(self) -> str:
        """Return the next line; of one too long for any row, only so much that the reader refuses its cell."""
        if self._left <= 0:
            return ""
        self._left -= 1
        line = self._stream.readline(_LONGEST_LINE)
        if len(line) < _LONGEST_LINE or line.endswith("\n"):
            return line
        while (rest := self._stream.readline(_LONGEST_LINE)) and not rest.endswith("\n"):
            pass
        return "x" * (MAX_CELL_CHARACTERS + 1) + "\n"

    def keep_only_first(self) -> None:
        """Take back all lines of the broken record but its first."""
        self._back.extendleft(reversed(self.pulled[1:]))


def read_rows(path: Path, encoding: str, delimiter: str, *, most_lines: int | None = None) -> Iterator[Row | Problem]:
    """Yield each row with its line; a row that cannot be read is a Problem and reading goes on behind it."""
    with open_text(path, encoding, newline="") as stream:
        lines = _Lines(stream, most_lines)
        before, reader = 0, csv.reader(iter(lines), delimiter=delimiter, strict=True)
        forget = lines.pulled.clear
        while True:
            start = before + reader.line_num + 1
            forget()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                too_long = "field limit" in str(error)
                yield Problem(start, "", "cell_too_long" if too_long else "quote_unbalanced")
                lines.keep_only_first()
                before, reader = start, csv.reader(iter(lines), delimiter=delimiter, strict=True)
                continue
            if cells and (len(cells) > 1 or cells[0].strip()):
                yield Row(start, cells)


def detect_delimiter(path: Path, encoding: str) -> tuple[str, float]:
    """Return the delimiter that cuts the first 200 records into the most even table, and a confidence."""
    status = path.stat()
    return _detect(path, encoding, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=16)
def _detect(path: Path, encoding: str, _size: int, _changed: int) -> tuple[str, float]:
    """Look once for all who ask, as long as the file does not change."""
    with open_text(path, encoding, newline="") as stream:
        refuse_too_wide(stream.readline(_LONGEST_LINE))
    best = (",", 0.0, 0.0)
    for delimiter in DELIMITERS:
        widths = _widths(path, encoding, delimiter)
        if not widths:
            continue
        width = max(1, int(median(widths)))
        even = sum(w == width for w in widths) / len(widths)
        score = even * (1 - 1 / width)
        if score > best[2]:
            best = (delimiter, even, score)
    return best[0], best[1]


def refuse_too_wide(line: str) -> None:
    """Raise UnreadableFile for a line of a million empty cells and more, before any reader takes it apart."""
    is_open = len(line) > MAX_CELL_CHARACTERS and '"' not in line
    if is_open and any(line.count(delimiter) >= MAX_CELL_CHARACTERS for delimiter in DELIMITERS):
        raise UnreadableFile("too_many_columns", limit=str(MAX_COLUMNS))


def _widths(path: Path, encoding: str, delimiter: str) -> list[int]:
    """Return the widths of the first records, of fewer when they are long."""
    widths, size = list[int](), 0
    for row in islice(read_rows(path, encoding, delimiter, most_lines=_SAMPLE_LINES), 200):
        widths.append(len(row.cells) if isinstance(row, Row) else 0)
        size += sum(map(len, row.cells)) + widths[-1] if isinstance(row, Row) else MAX_CELL_CHARACTERS
        if size > _SAMPLE_CHARACTERS:
            break
    return widths
