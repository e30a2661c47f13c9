"""The problems of an import as a table to take away; pure."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

_BOM = "\ufeff"
_CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet calculates: an apostrophe stands before what looks like a formula."""
    return f"'{cell}" if cell.startswith(_CALCULATED) else cell


def lines(header: list[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a table as CSV with a byte order mark and semicolons: French spreadsheets open it by a click."""
    buffer = StringIO(_BOM)
    buffer.seek(0, 2)
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    for cells in rows:
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([guarded(cell) for cell in cells])
    yield buffer.getvalue()
