"""Build posts from loosely typed values: what several systems' importers share."""

import codecs
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

from corpus.importers.archive import open_member
from corpus.importers.base import (
    MAX_CELL_CHARACTERS,
    Option,
    PostRecord,
    Problem,
    Reading,
    Recipe,
    Severity,
    TimePrecision,
    TimeStatus,
    UnreadableFile,
)
from corpus.importers.dates import DateRefused, Moment, read_moment, relative, zone_named
from corpus.importers.json_stream import Value
from corpus.importers.json_walk import first_list, follow
from corpus.importers.mapping import read_count
from corpus.importers.problems import gettext_noop
from corpus.importers.tarball import Capped, open_part_of_tar
from corpus.importers.text_stream import character_problem

Json = dict[str, Any]
_GZIP = b"\x1f\x8b"
# A text that a page cut short and the same text unfolded are one post.
_CUT = re.compile(r"\s*(?:…|\.\.\.)?\s*(?:voir plus|afficher la suite|en voir plus|see more)$", re.I)
_COMPARED_CHARACTERS = 200
_FEWEST_TELLING = 24

CAPTURED_ON = Option(
    "captured_on",
    gettext_noop("Day of the capture"),
    gettext_noop("Times such as “2 w” count back from it. They are marked as estimated."),
    kind="date",
    is_once=True,
)


def objects(value: object) -> list[Json]:
    """Return the objects of a list, or an empty list when it is none."""
    return [i for i in value if isinstance(i, dict)] if isinstance(value, list) else []


def not_objects(value: object, line: int) -> Iterator[Problem]:
    """Name each element of a list of posts that is no object and so cannot be one."""
    for each in value if isinstance(value, list) else ():
        if not isinstance(each, dict):
            yield Problem(line, "", "json_not_object")


def part(value: Json, name: str) -> Json:
    """Return a nested object, or an empty one when it is missing or malformed."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def text_of(value: object) -> str:
    """Return an id or a text as text; nothing for what is neither."""
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)


def count_of(value: object) -> int | None:
    """Return a number of likes or answers, or None when the value does not count them."""
    return read_count(text_of(value))


def warning(code: str, line: int = 0, column: str = "", **params: str) -> Problem:
    """Return a problem that costs no row."""
    return Problem(line, column, code, params, Severity.WARNING)


@dataclass(frozen=True, slots=True)
class When:
    """Hold the time of a post as a record holds it."""

    at: datetime | None = None
    status: TimeStatus = TimeStatus.UNKNOWN
    precision: TimePrecision | None = None


class Clock:
    """Read the times of one file: the zone of its recipe, its day of capture, the order of its dates."""

    def __init__(self, recipe: Recipe) -> None:
        zone = zone_named(recipe.timezone)
        if zone is None:
            raise UnreadableFile("time_zone_unknown", value=recipe.timezone)
        self._zone: ZoneInfo = zone
        self._order = "mdy" if recipe.date_order == "mdy" else "dmy"
        self._captured_on = _day(recipe.options.get(CAPTURED_ON.name, ""))

    def read(self, written: object, line: int, column: str) -> tuple[When, Problem | None]:
        """Return a time and what is wrong with it; 0 and nothing mean that the time is unknown."""
        text = " ".join(text_of(written).split())
        if text in ("", "0", "None", "null"):
            return When(), None
        try:
            return _when(read_moment(text, order=self._order, zone=self._zone)), None
        except DateRefused as refused:
            code = refused.code
        told = relative(text, self._captured_on, self._zone) if self._captured_on else None
        if told:
            return _when(told), None
        if code == "date_relative" or relative(text, date(2000, 1, 31)):
            return When(), warning("date_relative", line, column, value=text[:60])
        return When(), Problem(line, column, code, {"value": text[:60]})


def _when(moment: Moment) -> When:
    return When(moment.at, moment.status, moment.precision)


def _day(written: str) -> date | None:
    try:
        return datetime.fromisoformat(written) if len(written) > len("2020-01-01") else date.fromisoformat(written)
    except ValueError:
        return None


def is_relative(written: object) -> bool:
    """Tell whether a time counts back from a day that only the person knows."""
    text = " ".join(text_of(written).split())
    if not text or text.isdigit():
        return False
    return relative(text, date(2000, 1, 31)) is not None


def settle(record: PostRecord, *remarks: Problem | None) -> Reading:
    """Yield a post behind its warnings, or the one problem that refuses it."""
    problems = [r for r in remarks if r]
    refusal = next((p for p in problems if p.severity is Severity.REJECTED), None) or _refusal(record)
    if refusal:
        yield refusal
        return
    yield from problems
    yield record


def _refusal(record: PostRecord) -> Problem | None:
    around = [
        record.title,
        record.language,
        *(m.description for m in record.media),
        *(o.text for o in record.poll),
        *record.hashtags,
    ]
    people = [record.author_name, record.author_handle, *(m.handle for m in record.mentions)]
    ids = [record.external_id, record.parent_external_id, record.thread_external_id, record.author_external_id]
    if len(record.text) > MAX_CELL_CHARACTERS:
        return Problem(record.line, "text", "cell_too_long")
    bad = character_problem("\n".join([record.text, *around, *people, *ids, *record.links]), record.line, "text")
    if bad:
        return bad
    if not record.text.strip() and not record.media and not record.poll and record.availability == "present":
        return Problem(record.line, "text", "empty_text")
    return None


class Marks:
    """Make up ids where a platform gives none: the same words of the same person get the same id in every capture."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def mark(self, thread: str, parent: str, author: str, text: str) -> str:
        """Return the id of a post; a short text counts with the post it answers, and repeats are numbered.

        A long text is enough by itself, so that a piece of a thread captured without its beginning fits the rest.
        """
        words = _CUT.sub("", " ".join(text.casefold().split()))[:_COMPARED_CHARACTERS]
        above = parent if len(words) < _FEWEST_TELLING else ""
        told = "\0".join((thread, above, " ".join(author.casefold().split()), words))
        made = "~" + sha256(told.encode("utf-8", "replace")).hexdigest()[:32]
        self._seen[made] += 1
        return made if self._seen[made] == 1 else f"{made}:{self._seen[made]}"


@contextmanager
def open_part(path: Path, member: str = "") -> Iterator[IO[bytes]]:
    """Open a file, the inside of a .gz, or one member of a zip or .tar.gz, as bytes without a byte order mark."""
    with path.open("rb") as stream:
        is_gzip = stream.read(2) == _GZIP
        stream.seek(0)
        if member:
            with (open_part_of_tar if is_gzip else open_member)(path, member) as part_of_it:
                yield part_of_it
        elif is_gzip:
            with gzip.open(stream) as inside:
                yield cast(IO[bytes], Capped(inside))
        else:
            yield stream


def read_items(path: Path, prefix: str, *, member: str = "") -> Iterator[Value | Problem]:
    """Stream the elements under a path of one large JSON value, such as `orderedItems.item`, numbered from 1.

    What follows a syntax error cannot be read: it ends the file as one named problem.
    """
    number = 0
    with open_part(path, member) as stream:
        for found in follow(_Utf8(stream), {tuple(name for name in prefix.split(".") if name != "item")}):
            number += 1
            yield replace(found, line=number) if isinstance(found, Problem) else Value(number, found[1])


class _Utf8:
    """Pass on a stream as UTF-8 without the mark a text editor may have put before JSON; UTF-16 is told by its mark."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._first = True
        self._decoder: codecs.IncrementalDecoder | None = None

    def read(self, size: int = -1) -> bytes:
        """Read like a file; nothing is returned at the end only."""
        while block := self._stream.read(size):
            if self._first:
                self._first = False
                if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    self._decoder = codecs.getincrementaldecoder("utf-16")("replace")
                block = block.removeprefix(codecs.BOM_UTF8)
            found = self._decoder.decode(block).encode("utf-8", "replace") if self._decoder else block
            if found or size == 0:
                return found
        return b""


def list_prefix(path: Path, member: str = "") -> str:
    """Return the path of the first list of a JSON value, as `read_items` takes it; nothing when there is none."""
    with open_part(path, member) as stream:
        names = first_list(_Utf8(stream))
    return "" if names is None else ".".join((*names, "item"))
