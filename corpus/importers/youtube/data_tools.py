"""Read the comment tables of YouTube Data Tools, comma or tab separated."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpus.importers.base import (
    MAX_CELL_CHARACTERS,
    Mention,
    PostKind,
    PostRecord,
    Problem,
    Reading,
    Recipe,
    Sniff,
    TimeStatus,
    UnreadableFile,
)
from corpus.importers.delimited import Row, read_rows
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.ids import rounding_code
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, count_of, settle
from corpus.importers.text_stream import open_text
from corpus.importers.youtube.comments import Participants, parent_of, split_name, words_of

NAME = "youtube_data_tools"
LABEL = gettext_noop("YouTube Data Tools: comments (CSV, TSV)")
VERSION = "1"
_COLUMNS = frozenset({"id", "publishedAt", "authorName", "text"})
_ANSWERS = ("isReplyToId", "isReplyTo", "parentId")


def sniff(head: Head) -> Sniff | None:
    """Recognize a table by the names of its columns."""
    delimiter, names = head.columns
    if set(names) >= _COLUMNS and ("isReply" in names or set(_ANSWERS) & set(names)):
        return Sniff(NAME, 0.97, encoding=head.encoding, delimiter=delimiter, reason="columns")
    return None


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the comments in file order."""
    encoding = recipe.encoding or detect_encoding(path)
    rows = _rows(path, encoding, recipe.delimiter or ",")
    head = next(rows, None)
    if not isinstance(head, Row):
        raise UnreadableFile("header_missing", value=", ".join(sorted(_COLUMNS)))
    names = [cell.strip().lstrip("\ufeff") for cell in head.cells]
    missing = sorted(_COLUMNS - set(names))
    if missing:
        raise UnreadableFile("header_missing", value=", ".join(missing))
    table = _Table(names)
    empty = True
    for row in rows:
        empty = False
        yield from (row,) if isinstance(row, Problem) else table.read(row)
    if empty:
        raise UnreadableFile("file_no_rows")


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row | Problem]:
    """Yield rows; a table separated by tabs is written without quotation marks, and none may be taken for one."""
    if delimiter != "\t":
        yield from read_rows(path, encoding, delimiter)
        return
    with open_text(path, encoding, newline="\n") as stream:
        number, is_new = 0, True
        while line := stream.readline(MAX_CELL_CHARACTERS):
            number += is_new
            if is_new and line.strip():
                too_long = len(line) == MAX_CELL_CHARACTERS and not line.endswith("\n")
                yield Problem(number, "", "cell_too_long") if too_long else Row(number, _cells(line))
            is_new = line.endswith("\n")


def _cells(line: str) -> list[str]:
    return [_unquoted(cell) for cell in line.rstrip("\r\n").split("\t")]


def _unquoted(cell: str) -> str:
    """Take away the quotation marks of a cell that some versions write around it, doubling those inside."""
    inside = cell[1:-1]
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and inside.count('"') == 2 * inside.count('""')
    return inside.replace('""', '"') if quoted else cell


class _Table:
    """Turn the rows of one table into posts."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self._above = next((n for n in _ANSWERS if n in names), "")
        self._clock = Clock(Recipe(timezone="UTC"))
        self._people = Participants()

    def read(self, row: Row) -> Reading:
        """Yield the post of a row, or the problem that refuses it."""
        if len(row.cells) > len(self._names) and any(c.strip() for c in row.cells[len(self._names) :]):
            params = {"found": str(len(row.cells)), "expected": str(len(self._names))}
            yield Problem(row.line, "", "too_many_cells", params)
            return
        cells = dict(zip(self._names, row.cells, strict=False))
        own, above = cells.get("id", "").strip(), cells.get(self._above, "").strip()
        rounded = rounding_code(own) or rounding_code(above)
        if rounded or not own:
            value = {"value": own[:40]} if rounded else {}
            yield Problem(row.line, "id", rounded or "youtube_not_comment", value)
            return
        when, remark = self._clock.read(cells.get("publishedAt", ""), row.line, "publishedAt")
        record = replace(
            self._record(cells, own, above or parent_of(own)),
            line=row.line,
            posted_at=when.at,
            # The table writes UTC without saying so.
            time_status=TimeStatus.UTC if when.at else TimeStatus.UNKNOWN,
            time_precision=when.precision,
        )
        yield from settle(record, remark)

    def _record(self, cells: dict[str, str], own: str, above: str) -> PostRecord:
        """Return a row as a post, without its time."""
        # Where ids are replaced by digests, the answer to an answer names its thread through what it answers.
        named = own if not above else parent_of(own)
        thread = named or above
        text, links = words_of(cells.get("text", "").strip())
        shown, channel = cells.get("authorName", ""), cells.get("authorChannelId", "").strip()
        name, handle = split_name(shown)
        self._people.add(thread, shown, channel)
        return PostRecord(
            text=text,
            line=0,
            external_id=own,
            thread_external_id=named,
            parent_external_id=above,
            author_external_id=channel,
            author_name=name,
            author_handle=handle,
            kind=PostKind.REPLY if above else PostKind.POST,
            likes=count_of(cells.get("likeCount", "")),
            replies=count_of(cells.get("replyCount", "")),
            links=links,
            mentions=self._mentions(thread, text, cells),
        )

    def _mentions(self, thread: str, text: str, cells: dict[str, str]) -> tuple[Mention, ...]:
        """Return whom a comment begins by naming: a participant, or whom the table says it answers."""
        answered = cells.get("isReplyToName", "")
        if answered.strip():
            self._people.add(thread, answered, "")
        return self._people.mentioned(thread, text)
