"""Read the long table: one coding a row, in the columns item, coder, code and perhaps start and end; pure.

In a workbook (XLSX, ODS) each sheet is such a table; where a row names no coder, the sheet is called after its coder.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from coding_app.coding.imported.rows import CodingRow, Rows, WrongRow
from corpus.importers import sheets
from corpus.importers.base import Problem
from corpus.importers.delimited import Row
from corpus.importers.encoding import detect_encoding
from corpus.importers.ids import rounding_code

COLUMNS = ("item", "coder", "code", "start", "end")
NEEDED = COLUMNS[:3]
NEEDED_OF_SHEET = frozenset({"item", "code"})
_DELIMITERS = ",;\t|"


def columns_of(path: Path) -> tuple[str, str, list[str]]:
    """Return encoding, delimiter and the names in the first line, folded; the delimiter is the one that gives most."""
    encoding = detect_encoding(path)
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        first = stream.readline(10_000).lstrip("\ufeff")
    found = [(d, [n.strip().casefold() for n in next(csv.reader([first], delimiter=d), [])]) for d in _DELIMITERS]
    delimiter, names = max(found, key=lambda pair: len(pair[1]))
    return encoding, delimiter, names


def fits(path: Path) -> bool:
    """Tell whether the file has the columns of a long table."""
    return set(NEEDED) <= set(columns_of(path)[2])


def read(path: Path) -> Rows:
    """Yield the codings of a long table; lines count from 1, the names of the columns are line 1."""
    encoding, delimiter, names = columns_of(path)
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        rows = csv.reader(stream, delimiter=delimiter)
        next(rows, None)
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield _row(rows.line_num, dict(zip(names, cells, strict=False)))


def read_workbook(path: Path, kind: str) -> Rows:
    """Yield the codings of all sheets of a workbook; lines count from 1 in each. A sheet of another kind is named."""
    for sheet in sheets.names(path, kind):
        rows = sheets.rows(path, kind, sheet)
        header = next((row for row in rows if isinstance(row, Row)), None)
        if header is None:
            continue
        names = [name.strip().casefold() for name in header.cells]
        if set(names) >= NEEDED_OF_SHEET:
            yield from _of_sheet(rows, names, sheet)
        else:
            yield WrongRow(header.line, "sheet_differs", sheet)


def fits_workbook(path: Path, kind: str) -> bool:
    """Tell whether a sheet of a workbook has the columns of a long table."""
    heads = (next(sheets.rows(path, kind, sheet), None) for sheet in sheets.names(path, kind))
    names = ({name.strip().casefold() for name in head.cells} for head in heads if isinstance(head, Row))
    return any(found >= NEEDED_OF_SHEET for found in names)


def _of_sheet(rows: Iterator[Row | Problem], names: list[str], sheet: str) -> Rows:
    for row in rows:
        if isinstance(row, Problem):
            yield WrongRow(row.line, "row_unreadable", f"{sheet}, {row.params.get('value', row.column)}")
            continue
        cells = dict(zip(names, row.cells, strict=False))
        if any(cell.strip() for cell in cells.values()):
            yield _row(row.line, cells | {"coder": cells.get("coder", "").strip() or sheet.strip()})


def _row(line: int, cells: Mapping[str, str]) -> CodingRow | WrongRow:
    told = {name: cells.get(name, "").strip() for name in COLUMNS}
    for name in NEEDED:
        if not told[name]:
            return WrongRow(line, "row_incomplete", name)
    if rounding_code(told["item"]):
        return WrongRow(line, "item_rounded", told["item"][:60])
    places = [told["start"], told["end"]]
    for place in places:
        if place and not (place.isascii() and place.isdecimal()):
            return WrongRow(line, "span_not_a_number", place[:60])
    if bool(places[0]) != bool(places[1]):
        return WrongRow(line, "row_incomplete", "end" if places[0] else "start")
    start, end = (int(place) if place else None for place in places)
    return CodingRow(line, told["item"], told["coder"], told["code"], start, end)
