"""Read the chats that WhatsApp exports: the .txt of a phone, or the .zip that holds it beside its pictures."""

import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC
from io import TextIOWrapper
from pathlib import Path, PurePosixPath
from typing import TextIO
from zoneinfo import ZoneInfo

from corpus.importers.archive import check_archive, open_member
from corpus.importers.base import (
    MAX_CELL_CHARACTERS,
    Availability,
    PostRecord,
    Problem,
    Reading,
    Recipe,
    Sniff,
    TimeStatus,
    UnreadableFile,
)
from corpus.importers.dates import DateRefused, zone_named
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.messaging.gaps import CUT_AT, JOIN_AT, Conversations, MadeUpIds, gap_option
from corpus.importers.messaging.whatsapp_lines import MARKS, Message, header_of, read_messages
from corpus.importers.messaging.whatsapp_survey import Survey, survey
from corpus.importers.messaging.whatsapp_words import Body, author_of, is_own_line, read_body, split_author
from corpus.importers.problems import gettext_noop
from corpus.importers.records import settle, warning
from corpus.importers.text_stream import open_text

NAME = "whatsapp"
LABEL = gettext_noop("WhatsApp: exported chat (.txt or .zip)")
VERSION = "1"
_GAP_DEFAULT = "240"
OPTIONS = (
    gap_option(
        gettext_noop("A new thread opens after a silence of (minutes)"),
        gettext_noop(
            "The export does not say who answers whom: messages are grouped by time. 0 puts the whole chat into one "
            "thread."
        ),
        _GAP_DEFAULT,
    ),
    CUT_AT,
    JOIN_AT,
)
_CHAT = "_chat.txt"
_HEAD_LINES = 40
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class _Place:
    """Say where the chat stands: a text file, or a member of a zip."""

    path: Path
    encoding: str
    member: str = ""

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield the lines with their numbers, from 1; a line without end comes in pieces of the same number."""
        with ExitStack() as opened:
            stream: TextIO
            if self.member:
                raw = opened.enter_context(open_member(self.path, self.member))
                stream = TextIOWrapper(raw, self.encoding, errors="mark_broken", newline="\n")
            else:
                stream = opened.enter_context(open_text(self.path, self.encoding, newline="\n"))
            number, is_new = 0, True
            while line := stream.readline(MAX_CELL_CHARACTERS):
                number += is_new
                # The rest of a cut line is no beginning of a message.
                yield number, line if is_new else f"\u2060{line}"
                is_new = line.endswith("\n")


def sniff(head: Head) -> Sniff | None:
    """Recognize a chat by the date, the time and the sign before each message."""
    if head.container == "zip":
        member = _chat_member(head.path, head.members)
        return Sniff(NAME, 0.95, reason="zip") if member else None
    if head.container not in ("text", "json"):  # a bracket opens the lines of some phones
        return None
    found = _headers(head.text)
    if not found:
        return None
    first = next((line for line in head.text.splitlines() if line.strip(MARKS + " ")), "")
    return Sniff(NAME, 0.97 if header_of(first) else 0.6, encoding=head.encoding, reason=found)


def _headers(text: str) -> str:
    """Return the style of the lines when several of them, or the first, begin a message."""
    headers = [header for line in text.splitlines()[:_HEAD_LINES] if (header := header_of(line))]
    written = [h for h in headers if split_author(h.rest, frozenset())[0]]
    return headers[0].style if len(headers) > 1 or written else ""


def _chat_member(path: Path, members: tuple[str, ...]) -> str:
    """Return the name of the chat inside a zip: _chat.txt, else the first text whose lines begin like messages."""
    texts = [m for m in members if m.lower().endswith(".txt") and not m.startswith("__MACOSX")]
    for member in sorted(texts, key=lambda m: (PurePosixPath(m).name != _CHAT, m.count("/"))):
        with open_member(path, member) as stream:
            if _headers(stream.read(1 << 16).decode("utf-8", "replace").lstrip("\ufeff")):
                return member
    return ""


def _place(path: Path, recipe: Recipe) -> tuple[_Place, tuple[str, ...]]:
    """Return where the chat stands and the names of the files beside it."""
    with path.open("rb") as stream:
        is_zip = stream.read(4) == _ZIP
    if not is_zip:
        return _Place(path, recipe.encoding or detect_encoding(path)), ()
    members = check_archive(path)
    member = _chat_member(path, members)
    if not member:
        raise UnreadableFile("archive_unknown")
    return _Place(path, recipe.encoding or "utf-8-sig", member), members


def questions(path: Path, recipe: Recipe) -> tuple[str, ...]:
    """Ask for the order of day and month when no date, no silence and no name of a file of the chat tells it."""
    if recipe.date_order:
        return ()
    return ("date_order",) if survey(_place(path, recipe)[0].lines()).remark == "date_order_assumed" else ()


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the messages in file order; what the application itself says is counted and left out."""
    place, members = _place(path, recipe)
    told = survey(place.lines())
    if told.remark and not recipe.date_order:
        yield warning(told.remark)
    chat = _Chat(recipe, told, members)
    for message in read_messages(place.lines()):
        if isinstance(message, Problem):
            yield message
        else:
            yield from chat.read(message)
    if chat.own_lines:
        yield warning("app_speaks", count=str(chat.own_lines))


class _Chat:
    """Turn the messages of one export into posts."""

    def __init__(self, recipe: Recipe, told: Survey, members: tuple[str, ...]) -> None:
        zone = zone_named(recipe.timezone)
        if zone is None:
            raise UnreadableFile("time_zone_unknown", value=recipe.timezone)
        self._zone: ZoneInfo = zone
        self._order = told.order(recipe)
        self._known = told.authors
        self._members = {unicodedata.normalize("NFC", PurePosixPath(m).name): m for m in members}
        self._talks = Conversations.of(recipe, _GAP_DEFAULT)
        self._ids = MadeUpIds()
        self.own_lines = 0

    def read(self, message: Message) -> Reading:
        """Yield the post of a message, the problem that refuses it, or nothing when the application speaks."""
        if message.is_too_long:
            yield Problem(message.line, "text", "cell_too_long")
            return
        written, words = split_author(message.rest, self._known)
        if not written or is_own_line(words):
            self.own_lines += 1
            return
        try:
            local = message.header.local(self._order)
        except DateRefused as refused:
            yield Problem(message.line, "date", refused.code, {"value": message.header.day})
            return
        author, body = author_of(written), read_body(words, self._members)
        at = local.replace(tzinfo=self._zone).astimezone(UTC)
        own = self._ids.make(author.name, local.isoformat(timespec="minutes"), _told(body))
        record = PostRecord(
            text=body.text,
            line=message.line,
            external_id=own,
            # The export says of no message whom it answers.
            thread_external_id=self._talks.place(own, at, message.line),
            author_name=author.name,
            author_handle=author.handle,
            posted_at=at,
            time_status=TimeStatus.LOCAL_ASSUMED,
            time_precision=message.header.precision,
            media=body.media,
            mentions=body.mentions,
            poll=body.poll,
            is_edited=body.is_edited,
            availability=Availability.DELETED if body.is_deleted else Availability.PRESENT,
        )
        for item in settle(record):
            if isinstance(item, PostRecord):
                self._talks.keep(at, item.thread_external_id)
            yield item


def _told(body: Body) -> str:
    """Return what makes a message this one: its words, not its pictures, which only some exports carry."""
    return "\0deleted" if body.is_deleted else body.text
