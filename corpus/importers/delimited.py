"""Read CSV and TSV rows one by one; a broken quotation mark costs one row, not the rest of the file."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from corpus.importers.base import MAX_CELL_CHARACTERS, Problem
from corpus.importers.text_stream import open_text

DELIMITERS = (",", ";", "\t", "|")
# The limit is of the process: every importer of this package sets the same one.
csv.field_size_limit(MAX_CELL_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row of a table with the line of the file where it starts, from 1."""

    line: int
    cells: list[str]


class _Lines(Iterator[str]):
    """Hand out lines, remember those of the record being read, and take them back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self.pulled: list[str] = []
        self.number = 0

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.pulled.append(line)
        self.number += 1
        return line

    def begin(self) -> int:
        """Forget the last record; return the line number where the next one starts."""
        self.pulled.clear()
        return self.number + 1

    def keep_only_first(self) -> None:
        """Take back all lines of the broken record but its first."""
        self._back.extendleft(reversed(self.pulled[1:]))
        self.number -= len(self.pulled) - 1


def read_rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row | Problem]:
    """Yield each row with its line; a row that cannot be read is a Problem and reading goes on behind it."""
    with open_text(path, encoding, newline="") as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            start = lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                too_long = "field limit" in str(error)
                yield Problem(start, "", "cell_too_long" if too_long else "quote_unbalanced")
                lines.keep_only_first()
                reader = csv.reader(lines, delimiter=delimiter, strict=True)
                continue
            if cells and (len(cells) > 1 or cells[0].strip()):
                yield Row(start, cells)


def detect_delimiter(path: Path, encoding: str) -> tuple[str, float]:
    """Return the delimiter that cuts the first 200 records into the most even table, and a confidence."""
    best = (",", 0.0, 0.0)
    for delimiter in DELIMITERS:
        rows = islice(read_rows(path, encoding, delimiter), 200)
        widths = [len(r.cells) if isinstance(r, Row) else 0 for r in rows]
        if not widths:
            continue
        width = max(1, int(median(widths)))
        even = sum(w == width for w in widths) / len(widths)
        score = even * (1 - 1 / width)
        if score > best[2]:
            best = (delimiter, even, score)
    return best[0], best[1]
