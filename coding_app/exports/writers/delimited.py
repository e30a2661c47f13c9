"""Write tables as delimited text, a piece at a time."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

ROWS_A_PIECE = 500
END_OF_ROW = "\r\n"  # with it the csv module quotes a lone CR as well as a lone LF: both come back as they were


@dataclass(frozen=True)
class Column:
    """A column of a table; `is_text` says that people wrote what stands in it, so that it needs a guard."""

    name: str
    is_text: bool = False


@dataclass(frozen=True)
class Profile:
    """A way of writing a table: for programs, or for one spreadsheet in one country."""

    name: str
    delimiter: str
    start: bytes
    guard: Callable[[str], str]
    decimal_mark: str = "."
    extension: str = "csv"
    media_type: str = "text/csv; charset=utf-8"

    def pieces(self, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
        """Write the header and the rows as UTF-8; one piece at a time is in memory. None becomes an empty cell."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=self.delimiter, lineterminator=END_OF_ROW)
        writer.writerow(column.name for column in columns)
        yield self.start
        for number, row in enumerate(rows, start=1):
            writer.writerow(self._cells(columns, row))
            if number % ROWS_A_PIECE == 0:
                yield _drained(buffer)
        yield _drained(buffer)

    def _cells(self, columns: Sequence[Column], row: Sequence[object]) -> list[object]:
        return [self._cell(column, value) for column, value in zip(columns, row, strict=True)]

    def _cell(self, column: Column, value: object) -> object:
        if column.is_text and value is not None:
            return self.guard(str(value))
        return repr(value).replace(".", self.decimal_mark) if isinstance(value, float) else value


def _drained(buffer: io.StringIO) -> bytes:
    """Take what the buffer holds and leave it empty."""
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece
