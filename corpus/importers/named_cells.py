"""Read tables whose columns are known by name: each row as a mapping from column to cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.importers.base import Problem, Recipe, UnreadableFile
from corpus.importers.delimited import Row, read_rows
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.text_stream import open_text

_NOTHING = frozenset({"none", "null", "nan"})


@dataclass(frozen=True, slots=True)
class Cells:
    """Hold one row: its line in the file, from 1, and what stands in each column that is not empty."""

    line: int
    of: dict[str, str]

    def first(self, *columns: str) -> str:
        """Return the first of these columns that holds something, without spaces around."""
        return next((found for c in columns if (found := self.of.get(c, "").strip())), "")


def read_cells(path: Path, recipe: Recipe) -> Iterator[Cells | Problem]:
    """Yield the rows of a delimited file below its header; a literal None counts as empty."""
    encoding = recipe.encoding or detect_encoding(path)
    return _named(read_rows(path, encoding, recipe.delimiter or Head(path).columns[0]))


def read_unquoted(path: Path, recipe: Recipe) -> Iterator[Cells | Problem]:
    """Yield the rows of a tab-separated file in which a quotation mark is a character like any other."""
    encoding = recipe.encoding or detect_encoding(path)
    return _named(_lines(path, encoding))


def _lines(path: Path, encoding: str) -> Iterator[Row]:
    with open_text(path, encoding, newline="\n") as stream:
        for number, line in enumerate(stream, start=1):
            text = line.rstrip("\r\n").removeprefix("\ufeff")
            if text:
                yield Row(number, text.split("\t"))


def _named(rows: Iterator[Row | Problem]) -> Iterator[Cells | Problem]:
    header: list[str] = []
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif not header:
            header = [" ".join(cell.split()) for cell in row.cells]
        elif len(row.cells) > len(header) and any(c.strip() for c in row.cells[len(header) :]):
            params = {"found": str(len(row.cells)), "expected": str(len(header))}
            yield Problem(row.line, "", "too_many_cells", params)
        else:
            told = zip(header, row.cells, strict=False)
            yield Cells(row.line, {name: cell for name, cell in told if cell and cell.lower() not in _NOTHING})
    if not header:
        raise UnreadableFile("file_no_rows")
