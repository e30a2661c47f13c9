"""Read posts from any table: CSV, TSV, XLSX, ODS, JSON lines or JSON with records somewhere inside."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from pathlib import Path

from corpus.importers import mapping, sheets
from corpus.importers.base import Option, PostRecord, Problem, Reading, Recipe, Severity, Sniff, UnreadableFile
from corpus.importers.dates import OrderVotes, is_numeric_day, relative
from corpus.importers.delimited import MAX_COLUMNS, Row, detect_delimiter, read_rows
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.problems import gettext_noop
from corpus.importers.table_json import guess_options, has_records, json_rows, lists_left_out
from corpus.importers.table_nested import DEPTH_COLUMN, Nesting
from corpus.importers.table_rows import RowReader

NAME = "table"
VERSION = "3"
LABEL = gettext_noop("Table: CSV, TSV, XLSX, ODS, JSON or JSON lines")
OPTIONS = (
    Option(
        "sheets",
        gettext_noop("Sheets to read"),
        gettext_noop(
            "All sheets with the same columns, for example one a person who collected; or only the chosen one."
        ),
        kind="choice",
        choices=(("one", gettext_noop("The chosen sheet")), ("all", gettext_noop("All sheets with the same columns"))),
    ),
    Option(
        "captured_on",
        gettext_noop("Day of capture"),
        gettext_noop("Dates such as “2 weeks ago” are counted back from it and marked as estimated."),
        kind="date",
        is_once=True,
    ),
    Option(
        "records",
        gettext_noop("Where the posts are inside of a JSON file"),
        gettext_noop("The names that lead to the list of posts, joined by points, such as data.items."),
    ),
    Option(
        "children",
        gettext_noop("Where the answers are inside of each post of a JSON file"),
        gettext_noop("The name of the list that holds the answers to a post, and theirs in turn, such as comments."),
    ),
)
SHEET_COLUMN = "sheet"
_HEADER_SEARCH = 10
_SAMPLE = 50
_SHEETS_COMPARED = 50
_DATES_SEEN = 100_000
_ANY_DAY = date(2020, 1, 1)
_LONG_ID = re.compile(r"\d{16,}$")


@dataclass(frozen=True, slots=True)
class Table:
    """Hold the head of a table: names of its columns, its first rows, the line of its header (0: none)."""

    columns: list[str]
    rows: list[Row]
    problems: list[Problem]
    header_row: int


def container(path: Path) -> str:
    """Return what a file is by its first bytes: xlsx, json or text for a table."""
    return Head(path).container


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets of a workbook (XLSX, ODS); empty for any other file."""
    return sheets.names(path, container(path))


def sniff(head: Head) -> Sniff | None:
    """Say how well the file fits a table of posts; a JSON file that holds one nested object is none."""
    if head.container in sheets.KINDS:
        return Sniff(NAME, 0.6, sheet=sheets.best(head.path, head.container), reason=head.container)
    if head.container == "json":
        fits = has_records(head)
        return Sniff(NAME, 0.4, encoding=head.encoding, reason="json") if fits else None
    if head.container != "text" or head.is_markup:
        return None
    delimiter, even = detect_delimiter(head.path, head.encoding)
    return Sniff(NAME, round(0.2 + 0.4 * even, 2), encoding=head.encoding, delimiter=delimiter, reason="delimited")


def guess_recipe(path: Path) -> Recipe:
    """Return a recipe with encoding, delimiter or sheet, header line and columns guessed from the file."""
    opening = Head(path)
    found = sniff(opening)
    recipe = Recipe(format=NAME).over(found) if found else Recipe(format=NAME)
    kind = opening.container
    if kind == "json":
        recipe = replace(recipe, options=guess_options(opening))
    else:
        heads = [r for r in islice(_raw_rows(path, recipe, kind), _HEADER_SEARCH + _SAMPLE) if isinstance(r, Row)]
        if heads and min(len(r.cells) for r in heads) > MAX_COLUMNS:
            raise UnreadableFile("too_many_columns", limit=str(MAX_COLUMNS))
        recipe = replace(recipe, header_row=_header_line([r for r in heads if len(r.cells) <= MAX_COLUMNS]))
    head = read_head(path, recipe)
    guesses = mapping.guess_mapping(head.columns, [r.cells for r in head.rows])
    return replace(recipe, columns=mapping.columns_of(guesses))


def questions(path: Path, recipe: Recipe) -> tuple[str, ...]:
    """Ask what the file leaves open: sheets that look alike, order of day and month, capture of relative dates."""
    asked = []
    kind = container(path)
    if kind in sheets.KINDS and not recipe.options.get("sheets") and _like_sheets(path, recipe, kind):
        asked.append("sheets")
    if not recipe.date_order and _can_be_read_both_ways(path, recipe):
        asked.append("date_order")
    if not recipe.options.get("captured_on") and "posted_at" in recipe.columns:
        head = read_head(path, recipe)
        at = head.columns.index(recipe.columns["posted_at"]) if recipe.columns["posted_at"] in head.columns else -1
        written = [r.cells[at] for r in head.rows if 0 <= at < len(r.cells) and r.cells[at].strip()]
        told = sum(relative(w, _ANY_DAY) is not None for w in written)
        asked += ["captured_on"] * (2 * told > len(written))
    return tuple(asked)


def _can_be_read_both_ways(path: Path, recipe: Recipe) -> bool:
    """Tell whether no date says which part is the day; the first that does ends the search, as do very many rows."""
    columns, rows = _open_rows(path, recipe, recipe.columns.values())
    column = recipe.columns.get("posted_at", "")
    if column not in columns:
        return False
    at, votes = columns.index(column), OrderVotes()
    for row in islice(rows, _DATES_SEEN):
        if isinstance(row, Row) and at < len(row.cells):
            votes.see(row.cells[at])
            if votes.day_first or votes.month_first:
                return False
    return votes.remark() == "date_order_assumed"


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
    """Stream the posts of a table under a recipe; one problem a refused row.

    Warnings for the whole file come first, or before the first row that what they speak of could be told from.
    """
    columns, rows = _open_rows(path, recipe, recipe.columns.values())
    missing = [c for c in recipe.columns.values() if c not in columns]
    if missing:
        raise UnreadableFile("header_missing", value=", ".join(missing)[:200])
    if "text" not in recipe.columns:
        raise _no_text(path, recipe)
    yield from _remarks(path, recipe)
    reader = RowReader(columns, recipe, recipe.date_order)
    is_settled = recipe.date_order in ("dmy", "mdy")
    date_at, id_at = _places(columns, recipe)
    by_sheet = recipe.options.get("sheets") == "all" and columns[-1:] == [SHEET_COLUMN]
    nesting = Nesting() if columns[-1:] == [DEPTH_COLUMN] else None
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        # Most files have neither such dates nor such ids, and need not be read twice.
        if not is_settled and _needs_survey(row.cells, date_at, id_at):
            is_settled = True
            votes, rounded = _survey(path, recipe, columns)
            yield from _remarks_of_survey(votes, rounded, recipe)
            reader = RowReader(columns, recipe, votes.order())
        if by_sheet:
            yield from (_in_sheet(item, row.cells[-1]) for item in reader.read(row))
        elif nesting:
            *remarks, item = reader.read(row)
            yield from (*remarks, nesting.hang(item, int(row.cells[-1])))
        else:
            yield from reader.read(row)


def _places(columns: list[str], recipe: Recipe) -> tuple[int, int]:
    """Return where dates and ids stand; -1: nowhere."""
    date_at, id_at = (
        columns.index(recipe.columns[name]) if name in recipe.columns else -1 for name in ("posted_at", "external_id")
    )
    return date_at, id_at


def _needs_survey(cells: list[str], date_at: int, id_at: int) -> bool:
    """Tell whether only the whole file can say how the date or the id of a row is to be taken."""
    if 0 <= date_at < len(cells) and is_numeric_day(cells[date_at]):
        return True
    return 0 <= id_at < len(cells) and cells[id_at].endswith("000") and bool(_LONG_ID.match(cells[id_at]))


def _remarks_of_survey(votes: OrderVotes, rounded: bool, recipe: Recipe) -> Iterator[Problem]:
    if remark := votes.remark():
        yield Problem(0, recipe.columns["posted_at"], remark, {}, Severity.WARNING)
    if rounded:
        yield Problem(0, recipe.columns["external_id"], "ids_look_rounded", {}, Severity.WARNING)


def _no_text(path: Path, recipe: Recipe) -> UnreadableFile:
    """Return why there is no column of texts: the first problem of a file nothing of which could be read."""
    head = read_head(path, recipe)
    first = head.problems[0] if head.problems and not head.rows else None
    return UnreadableFile(first.code, **first.params) if first else UnreadableFile("text_column_unknown")


def _in_sheet(item: PostRecord | Problem, sheet: str) -> PostRecord | Problem:
    """Say in which sheet a problem lies: every sheet has the same lines."""
    return replace(item, column=f"{sheet}: {item.column}") if isinstance(item, Problem) else item


def _remarks(path: Path, recipe: Recipe) -> Iterator[Problem]:
    """Warn of sheets that are not read although they look like the one that is, and of lists that may be answers."""
    kind = container(path)
    if kind == "json" and (lists := lists_left_out(path, recipe)):
        yield Problem(0, "", "lists_left_out", {"value": ", ".join(lists)[:200]}, Severity.WARNING)
    if kind in sheets.KINDS and recipe.options.get("sheets") != "all":
        alike = _like_sheets(path, recipe, kind)
        if alike:
            yield Problem(0, "", "sheets_left_out", {"count": str(alike)}, Severity.WARNING)


def _survey(path: Path, recipe: Recipe, columns: list[str]) -> tuple[OrderVotes, bool]:
    """Go once over the dates and ids of the file: what a single row cannot tell, all rows together can."""
    votes, long_ids, zeros = OrderVotes(), 0, 0
    date_at, id_at = _places(columns, recipe)
    asked = [columns[at] for at in (date_at, id_at) if at >= 0]
    for row in _open_rows(path, recipe, asked)[1]:
        if isinstance(row, Problem):
            continue
        if 0 <= date_at < len(row.cells):
            votes.see(row.cells[date_at])
        if 0 <= id_at < len(row.cells) and _LONG_ID.match(row.cells[id_at]):
            long_ids += 1
            zeros += row.cells[id_at].endswith("000")
    return votes, long_ids >= 3 and zeros > long_ids / 2


def _open_rows(
    path: Path, recipe: Recipe, wanted: Collection[str] | None = None
) -> tuple[list[str], Iterator[Row | Problem]]:
    """Return the column names and the rows behind the header; of JSON only the cells that are wanted, if told."""
    kind = container(path)
    if kind == "json":
        return json_rows(path, recipe, wanted)
    if kind in sheets.KINDS and recipe.options.get("sheets") == "all":
        return _all_sheets(path, recipe, kind)
    columns, rows = _below_header(_raw_rows(path, recipe, kind), recipe)
    if len(columns) > MAX_COLUMNS:
        raise UnreadableFile("too_many_columns", limit=str(MAX_COLUMNS))
    return mapping.name_columns(columns), rows


def _below_header(rows: Iterator[Row | Problem], recipe: Recipe) -> tuple[list[str], Iterator[Row | Problem]]:
    """Return the cells of the header (empty ones when there is none) and what comes below, lost lines above it too."""
    if recipe.header_row == 0:
        first = next((r for r in rows if isinstance(r, Row)), None)
        if first is None:
            raise UnreadableFile("file_no_rows")
        return [""] * len(first.cells), chain([first], rows)
    early: list[Problem] = []
    for row in rows:
        if isinstance(row, Problem):
            early.append(row)
        elif row.line >= recipe.header_row:
            return row.cells, chain(early, rows)
    raise UnreadableFile("file_no_rows")


def _all_sheets(path: Path, recipe: Recipe, kind: str) -> tuple[list[str], Iterator[Row | Problem]]:
    """Return the rows of every sheet that has the mapped columns, by name in any order; its name is a column more."""
    first = recipe.sheet or sheets.best(path, kind)
    header, _ = _below_header(sheets.rows(path, kind, first), recipe)
    own = mapping.name_columns(header)
    columns = mapping.name_columns([*own, SHEET_COLUMN])

    def rows() -> Iterator[Row | Problem]:
        for number, name in enumerate(sheets.names(path, kind), start=1):
            found = _same_columns(path, recipe, kind, name, own)
            if found is None:
                yield Problem(0, "", "sheet_differs", {"value": str(number)}, Severity.WARNING)
                continue
            places, below = found
            for row in below:
                if isinstance(row, Problem):
                    yield replace(row, column=f"{SHEET_COLUMN} {number}")
                else:
                    cells = [row.cells[at] if 0 <= at < len(row.cells) else "" for at in places]
                    yield Row(row.line, [*cells, name])

    return columns, rows()


def _same_columns(
    path: Path, recipe: Recipe, kind: str, sheet: str, wanted: list[str]
) -> tuple[list[int], Iterator[Row | Problem]] | None:
    """Return where a sheet has each wanted column, and its rows; None when a mapped one is not there."""
    try:
        header, rows = _below_header(sheets.rows(path, kind, sheet), recipe)
    except UnreadableFile as error:
        if error.code == "file_no_rows":
            return None
        raise
    folded = [mapping.fold(n) for n in mapping.name_columns(header)]
    places = [folded.index(f) if (f := mapping.fold(n)) in folded else -1 for n in wanted]
    needed = [c for c in recipe.columns.values() if c in wanted] or wanted
    return None if any(places[wanted.index(c)] < 0 for c in needed) else (places, rows)


def _like_sheets(path: Path, recipe: Recipe, kind: str) -> int:
    """Return how many other sheets have the columns of the one that is read."""
    names = sheets.names(path, kind)[:_SHEETS_COMPARED]
    if len(names) < 2 or recipe.header_row == 0:
        return 0
    header, _ = _below_header(sheets.rows(path, kind, recipe.sheet or sheets.best(path, kind)), recipe)
    own = mapping.name_columns(header)
    others = [n for n in names if n != recipe.sheet]
    return sum(_same_columns(path, recipe, kind, name, own) is not None for name in others)


def _raw_rows(path: Path, recipe: Recipe, kind: str) -> Iterator[Row | Problem]:
    if kind in sheets.KINDS:
        return sheets.rows(path, kind, recipe.sheet or sheets.best(path, kind))
    encoding = recipe.encoding or detect_encoding(path)
    return read_rows(path, encoding, recipe.delimiter or detect_delimiter(path, encoding)[0])
