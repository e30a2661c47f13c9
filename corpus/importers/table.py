"""Read posts from any table: CSV, TSV, XLSX, JSON lines or a JSON array of objects."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from corpus.importers import mapping
from corpus.importers.base import Problem, Reading, Recipe, Severity, Sniff, UnreadableFile
from corpus.importers.dates import OrderVotes
from corpus.importers.delimited import Row, detect_delimiter, read_rows
from corpus.importers.encoding import detect_encoding
from corpus.importers.json_stream import Value, flatten, read_values
from corpus.importers.table_rows import RowReader
from corpus.importers.workbook import best_sheet, check_workbook, read_sheet

NAME = "table"
VERSION = "1"
_HEADER_SEARCH = 10
_SAMPLE = 50
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_LONG_ID = re.compile(r"\d{16,}$")


@dataclass(frozen=True, slots=True)
class Table:
    """Hold the head of a table: names of its columns, its first rows, the line of its header (0: none)."""

    columns: list[str]
    rows: list[Row]
    problems: list[Problem]
    header_row: int


def container(path: Path) -> str:
    """Return xlsx, json or text, from the first bytes of a file."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        raise UnreadableFile("file_empty")
    if head.startswith((_ZIP, _OLE)):
        return "xlsx"
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    # A CSV header may begin with a bracket; JSON goes on with a quote, another bracket or an end.
    opens = re.match(rb'\{\s*["}]|\[\s*(?:[{\[\]]|$)', plain)
    return "json" if opens else "text"


def sniff(path: Path) -> Sniff | None:
    """Say how well the file fits a table of posts; a JSON file that holds one nested object is none."""
    kind = container(path)
    if kind == "xlsx":
        check_workbook(path)
        return Sniff(NAME, 0.6, sheet=best_sheet(path), reason="xlsx")
    encoding = detect_encoding(path)
    if kind == "json":
        return Sniff(NAME, 0.4, encoding=encoding, reason="json") if _has_records(path, encoding) else None
    delimiter, even = detect_delimiter(path, encoding)
    return Sniff(NAME, round(0.2 + 0.4 * even, 2), encoding=encoding, delimiter=delimiter, reason="delimited")


def guess_recipe(path: Path) -> Recipe:
    """Return a recipe with encoding, delimiter or sheet, header line and columns guessed from the file."""
    found = sniff(path)
    recipe = Recipe(format=NAME).over(found) if found else Recipe(format=NAME)
    kind = container(path)
    if kind != "json":
        heads = [r for r in islice(_raw_rows(path, recipe, kind), _HEADER_SEARCH + _SAMPLE) if isinstance(r, Row)]
        recipe = replace(recipe, header_row=_header_line(heads))
    head = read_head(path, recipe)
    guesses = mapping.guess_mapping(head.columns, [r.cells for r in head.rows])
    return replace(recipe, columns=mapping.columns_of(guesses))


def _header_line(rows: list[Row]) -> int:
    """Return the line of the row that reads most like a header; 0 when the first rows are all posts."""
    best, best_score = 0, 0.0
    widest = max((len(r.cells) for r in rows), default=1)
    for number, row in enumerate(rows[:_HEADER_SEARCH]):
        cells = [c.strip() for c in row.cells]
        if any(len(c) > 80 or "\n" in c for c in cells) or len([c for c in cells if c]) < min(2, widest):
            continue
        guesses = mapping.guess_mapping(mapping.name_columns(cells), [])
        score = sum(g.confidence for g in guesses.values()) - 0.01 * number
        if score > best_score:
            best, best_score = row.line, score
    if best or not rows:
        return best or 1
    first = rows[0].cells
    wordlike = all(len(c) <= 60 and not re.search(r"\d{3}|[.!?]$", c.strip()) for c in first)
    return rows[0].line if wordlike else 0


def read_head(path: Path, recipe: Recipe, limit: int = _SAMPLE) -> Table:
    """Return the columns and the first rows of a table, for a preview and for guessing."""
    columns, rows = _open_rows(path, recipe)
    head = list(islice(rows, limit))
    found = [r for r in head if isinstance(r, Row)]
    return Table(columns, found, [p for p in head if isinstance(p, Problem)], recipe.header_row)


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of a table under a recipe; one problem a refused row, warnings for the whole file first."""
    columns, rows = _open_rows(path, recipe)
    missing = [c for c in recipe.columns.values() if c not in columns]
    if missing or "text" not in recipe.columns:
        raise UnreadableFile("header_missing", value=", ".join(missing) or "text")
    order = recipe.date_order
    if not order or order == "ymd":
        votes, rounded = _survey(path, recipe, columns)
        order = votes.order()
        remark = votes.remark()
        if remark:
            yield Problem(0, recipe.columns["posted_at"], remark, {}, Severity.WARNING)
        if rounded:
            yield Problem(0, recipe.columns["external_id"], "ids_look_rounded", {}, Severity.WARNING)
    reader = RowReader(columns, recipe, order)
    for row in rows:
        if isinstance(row, Problem):
            yield row
        else:
            yield from reader.read(row)


def _survey(path: Path, recipe: Recipe, columns: list[str]) -> tuple[OrderVotes, bool]:
    """Go once over the dates and ids of the file: what a single row cannot tell, all rows together can."""
    votes, long_ids, zeros = OrderVotes(), 0, 0
    date_at = columns.index(recipe.columns["posted_at"]) if "posted_at" in recipe.columns else -1
    id_at = columns.index(recipe.columns["external_id"]) if "external_id" in recipe.columns else -1
    if date_at < 0 and id_at < 0:
        return votes, False
    for row in _open_rows(path, recipe)[1]:
        if isinstance(row, Problem):
            continue
        if 0 <= date_at < len(row.cells):
            votes.see(row.cells[date_at])
        if 0 <= id_at < len(row.cells) and _LONG_ID.match(row.cells[id_at]):
            long_ids += 1
            zeros += row.cells[id_at].endswith("000")
    return votes, long_ids >= 3 and zeros > long_ids / 2


def _open_rows(path: Path, recipe: Recipe) -> tuple[list[str], Iterator[Row | Problem]]:
    """Return the column names and the rows behind the header."""
    kind = container(path)
    if kind == "json":
        return _json_rows(path, recipe)
    rows = _raw_rows(path, recipe, kind)
    if recipe.header_row == 0:
        first = next((r for r in rows if isinstance(r, Row)), None)
        if first is None:
            raise UnreadableFile("file_no_rows")
        return mapping.name_columns([""] * len(first.cells)), chain([first], rows)
    early: list[Row | Problem] = []
    for row in rows:
        if isinstance(row, Row) and row.line >= recipe.header_row:
            return mapping.name_columns(row.cells), chain((p for p in early if isinstance(p, Problem)), rows)
        early.append(row)
    raise UnreadableFile("file_no_rows")


def _raw_rows(path: Path, recipe: Recipe, kind: str) -> Iterator[Row | Problem]:
    if kind == "xlsx":
        check_workbook(path)
        return read_sheet(path, recipe.sheet or best_sheet(path))
    encoding = recipe.encoding or detect_encoding(path)
    return read_rows(path, encoding, recipe.delimiter or detect_delimiter(path, encoding)[0])


def _json_rows(path: Path, recipe: Recipe) -> tuple[list[str], Iterator[Row | Problem]]:
    """Flatten objects to rows; the columns are those of the first objects and of the recipe."""
    encoding = recipe.encoding or detect_encoding(path)
    names: dict[str, None] = {}
    for value in islice(_objects(path, encoding), _SAMPLE):
        if isinstance(value, Value):
            names |= dict.fromkeys(flatten(value.data))
    names |= dict.fromkeys(recipe.columns.values())
    columns = list(names)

    def rows() -> Iterator[Row | Problem]:
        for value in _objects(path, encoding):
            if isinstance(value, Problem):
                yield value
            else:
                flat = flatten(value.data)
                yield Row(value.line, [flat.get(c, "") for c in columns])

    return columns, rows()


def _objects(path: Path, encoding: str) -> Iterator[Value | Problem]:
    """Yield the objects of a JSON file; one object that only wraps a list of objects gives that list."""
    for value in read_values(path, encoding):
        if isinstance(value, Problem):
            yield value
        elif not isinstance(value.data, dict):
            yield Problem(value.line, "", "json_not_object")
        else:
            yield from _unwrapped(value)


def _has_records(path: Path, encoding: str) -> bool:
    """Say whether a JSON file reads as a table: several values, or a single one that is a record or wraps records.

    A single answer of some system nests its posts somewhere inside; read as a table it would be one absurd row.
    """
    values = list(islice(read_values(path, encoding), 2))
    only = values[0] if len(values) == 1 else None
    if not isinstance(only, Value) or not isinstance(only.data, dict):
        return True
    return all(isinstance(item, Problem) or _is_record(item.data) for item in islice(_unwrapped(only), _SAMPLE))


def _is_record(data: dict[str, Any]) -> bool:
    """Say whether an object holds plain values, lists of them, and at most one more level of the same."""
    inner = [v for v in data.values() if isinstance(v, dict)]
    return all(_is_plain(v) for v in data.values() if not isinstance(v, dict)) and all(
        _is_plain(v) for each in inner for v in each.values()
    )


def _is_plain(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return not any(isinstance(item, dict | list) for item in items)


def _unwrapped(value: Value) -> Iterator[Value | Problem]:
    lists = [v for v in value.data.values() if isinstance(v, list) and v and all(isinstance(i, dict) for i in v)]
    plain = [v for v in value.data.values() if isinstance(v, str | int | float)]
    if len(lists) == 1 and len(lists[0]) > 1 and len(plain) <= 1:
        yield from (Value(value.line, item) for item in lists[0])
    else:
        yield value
