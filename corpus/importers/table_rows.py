"""Turn one row of a mapped table into a post, or say which cell refuses it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from zoneinfo import ZoneInfo

from corpus.importers.base import (
    MAX_CELL_CHARACTERS,
    Medium,
    PostKind,
    PostRecord,
    Problem,
    Recipe,
    Severity,
    TimePrecision,
    TimeStatus,
    UnreadableFile,
)
from corpus.importers.dates import DateRefused, Moment, read_full_iso, read_moment, relative, zone_named
from corpus.importers.delimited import Row
from corpus.importers.ids import rounding_code
from corpus.importers.mapping import read_count
from corpus.importers.text_stream import character_problem

_NOTHING = frozenset({"", "none", "null", "nan", "n/a", "na", "-", "nil", "undefined", "#n/a"})
_FORMULA = re.compile(r"=\s*[A-Z][A-Z0-9.]*\(|=\s*\$?[A-Z]{1,3}\$?\d+|=\s*\d+\s*[-+*/]", re.I)
_IDS = ("external_id", "thread_external_id", "parent_external_id", "author_external_id")
_COUNTS = ("likes", "reposts", "replies")
_MORE = frozenset({"title", "language", "kind", "hashtags"})
_KINDS = {
    "repost": PostKind.REPOST, "retweet": PostKind.REPOST, "retweeted": PostKind.REPOST, "partage": PostKind.REPOST,
    "quote": PostKind.QUOTE, "quoted": PostKind.QUOTE, "citation": PostKind.QUOTE,
}  # fmt: skip
_FLOAT_ID = re.compile(r"(\d+)\.0$")
_HASHTAG_CUT = re.compile(r"[\s,;|#\[\]\"']+")


_LONG_COUNT = 9


class _Refused(Exception):
    """Carry the problem that refuses a row."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class RowReader:
    """Read rows under one recipe; the places of the columns and the meaning of dates are settled once."""

    def __init__(self, columns: list[str], recipe: Recipe, order: str) -> None:
        zone = zone_named(recipe.timezone)
        if zone is None:
            raise UnreadableFile("time_zone_unknown", value=recipe.timezone)
        self._width = len(columns)
        self._encoding = recipe.encoding or "utf-8"
        self._at = {name: columns.index(column) for name, column in recipe.columns.items()}
        self._names = tuple(self._at)
        # Of a single place `itemgetter` would return the cell itself.
        self._pick = itemgetter(*self._at.values(), 0)
        self._ids = tuple(name for name in _IDS if name in self._at)
        self._counts = tuple(name for name in _COUNTS if name in self._at)
        self._has_more = not _MORE.isdisjoint(self._at)
        self._column = recipe.columns
        self._order = "mdy" if order == "mdy" else "dmy"
        self._zone: ZoneInfo = zone
        self._captured_on = _day(recipe.options.get("captured_on", ""))
        self._moment = lru_cache(maxsize=4096)(self._read_moment)

    def read(self, row: Row) -> Iterator[PostRecord | Problem]:
        """Yield the warnings of a row and its post, or the one problem that refuses it."""
        if len(row.cells) > self._width and any(c.strip() for c in row.cells[self._width :]):
            params = {"found": str(len(row.cells)), "expected": str(self._width)}
            yield Problem(row.line, "", "too_many_cells", params)
            return
        try:
            values = self._values(row)
            warnings: list[Problem] = []
            record = self._record(row.line, values, warnings)
        except _Refused as refused:
            yield refused.problem
            return
        yield from warnings
        yield record

    def _values(self, row: Row) -> dict[str, str]:
        cells = row.cells
        if len(cells) >= self._width:
            values = dict(zip(self._names, self._pick(cells), strict=False))
        else:
            values = {name: cells[at] if at < len(cells) else "" for name, at in self._at.items()}
        if _is_plain("".join(cells)):
            return values
        for name, value in values.items():
            if value:
                bad = (
                    None if value.isalnum() else character_problem(value, row.line, self._column[name], self._encoding)
                )
                if bad:
                    raise _Refused(bad)
                if len(value) > MAX_CELL_CHARACTERS:
                    raise _Refused(Problem(row.line, self._column[name], "cell_too_long"))
        return values

    def _record(self, line: int, values: dict[str, str], warnings: list[Problem]) -> PostRecord:
        text = values["text"].strip()
        described = values.get("media_description")
        media = tuple(Medium("image", d) for d in _described(described)) if described else ()
        if not text and not media:
            raise _Refused(Problem(line, self._column["text"], "empty_text"))
        if text[:1] == "=" and _FORMULA.match(text):
            warnings.append(Problem(line, self._column["text"], "formula_kept", {}, Severity.WARNING))
        get = values.get
        ids = {name: self._id(line, name, values[name]) for name in self._ids}
        counts = {name: self._count(line, name, values[name], warnings) for name in self._counts}
        at, status, precision = self._time(line, values, warnings)
        external, parent = ids.get("external_id", ""), ids.get("parent_external_id", "")
        if parent and parent == external:
            warnings.append(Problem(line, self._column["parent_external_id"], "parent_is_self", {}, Severity.WARNING))
            parent = ""
        record = PostRecord(
            text, line, external, ids.get("thread_external_id", ""), parent, ids.get("author_external_id", ""),
            _known(get("author_name", "")), _known(get("author_handle", "").strip().removeprefix("@")),
            at, status, precision, PostKind.REPLY if parent else PostKind.POST,
        )  # fmt: skip
        if counts:
            record.likes, record.reposts, record.replies = map(counts.get, _COUNTS)
        if media or self._has_more:
            record.media = media
            record.title, record.language = get("title", "").strip(), get("language", "").strip()[:10]
            record.kind = _KINDS.get(get("kind", "").strip().lower(), record.kind)
            record.hashtags = tuple(t for t in _HASHTAG_CUT.split(get("hashtags", "")) if t)
        return record

    def _id(self, line: int, name: str, value: str) -> str:
        """Return an id as text; refuse the row when a spreadsheet rounded it."""
        if not value:
            return ""
        text = value.strip()
        if text.isdigit() or (text.isalnum() and not text.isalpha() and "e" not in text and "E" not in text):
            return text
        if text.lower() in _NOTHING:
            return ""
        code = rounding_code(text)
        if code:
            raise _Refused(Problem(line, self._column[name], code, {"value": text[:40]}))
        whole = _FLOAT_ID.match(text)  # "12.0": an id that went through a column of decimals
        return whole[1] if whole else text

    def _count(self, line: int, name: str, value: str, warnings: list[Problem]) -> int | None:
        if not value:
            return None
        if len(value) < _LONG_COUNT and value.isascii() and value.isdigit():
            return int(value)
        if value.strip().lower() in _NOTHING:
            return None
        number = read_count(value)
        if number is None:
            problem = Problem(line, self._column[name], "number_unknown", {"value": value[:40]}, Severity.WARNING)
            warnings.append(problem)
        return number

    def _time(
        self, line: int, values: dict[str, str], warnings: list[Problem]
    ) -> tuple[datetime | None, TimeStatus, TimePrecision | None]:
        written = values.get("posted_at", "")
        found = _full_iso(written)
        if found is None:
            day, clock = _known(written), _known(values.get("posted_time", ""))
            if not day:
                return None, TimeStatus.UNKNOWN, None
            # A date cell of a spreadsheet may carry an empty time beside a column that holds the real one.
            written = f"{day} {clock}" if clock and ":" not in day else day
            found = self._moment(written)
        if isinstance(found, Moment):
            return found.at, found.status, found.precision
        problem = Problem(line, self._column["posted_at"], found, {"value": written[:60]})
        if found == "date_relative":
            warnings.append(Problem(problem.line, problem.column, found, problem.params, Severity.WARNING))
            return None, TimeStatus.UNKNOWN, None
        raise _Refused(problem)

    def _read_moment(self, written: str) -> Moment | str:
        try:
            return read_moment(written, order=self._order, zone=self._zone)
        except DateRefused as refused:
            told = relative(written, self._captured_on, self._zone) if self._captured_on else None
            return told or refused.code


def _is_plain(row: str) -> bool:
    """Tell whether no cell of a row can be refused for its characters or its length."""
    if "\0" in row or len(row) > MAX_CELL_CHARACTERS:
        return False
    if row.isascii():
        return True
    try:
        row.encode()
    except UnicodeEncodeError:
        return False
    return True


def _full_iso(written: str) -> Moment | str | None:
    """Read what most files write, or return why it is refused; None when it is written otherwise."""
    try:
        return read_full_iso(written)
    except DateRefused as refused:
        return refused.code


def _day(written: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(written)
    return None


@lru_cache(maxsize=16_384)
def _known(value: str) -> str:
    text = " ".join(value.split())
    return "" if text.lower() in _NOTHING else text


def _described(value: str) -> list[str]:
    text = value.strip()
    return [] if text.lower() in _NOTHING else [text]
