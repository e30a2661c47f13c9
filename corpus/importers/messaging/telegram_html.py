"""Read what Telegram Desktop exports as HTML: the pages of one chat, alone or in the zip of their folder."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TextIO

from corpus.importers.archive import check_archive, open_member
from corpus.importers.base import (
    Medium,
    Mention,
    PollOption,
    PostKind,
    PostRecord,
    Reading,
    Recipe,
    Sniff,
    UnreadableFile,
)
from corpus.importers.head import Head
from corpus.importers.mapping import read_count
from corpus.importers.markup import read_html
from corpus.importers.messaging.gaps import CUT_AT, JOIN_AT, Conversations, gap_option, minutes_of
from corpus.importers.messaging.telegram import GAP_DEFAULT, GAP_HELP, GAP_LABEL
from corpus.importers.messaging.telegram_page import PageMessage, page_messages
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, settle, warning
from corpus.importers.text_stream import open_text

NAME = "telegram_html"
LABEL = gettext_noop("Telegram Desktop: messages.html")
VERSION = "1"
OPTIONS = (gap_option(GAP_LABEL, GAP_HELP, GAP_DEFAULT), CUT_AT, JOIN_AT)
_PAGE = re.compile(r"messages(\d*)\.html$")
_VIA = re.compile(r"\s+via\s+@\S+$")
_OFFSET = re.compile(r"\s*UTC(?=[+-]\d)")
_VOTES = re.compile(r"\d[\d\s]*")


def sniff(head: Head) -> Sniff | None:
    """Recognize a page by the marks of its messages, a zip by its pages when it holds no JSON of the same."""
    if head.container == "zip":
        names = {PurePosixPath(m).name for m in head.members}
        fits = "messages.html" in names and "result.json" not in names
        return Sniff(NAME, 0.9, reason="zip") if fits else None
    if head.container != "text" or 'class="message ' not in head.text:
        return None
    fits = 'class="history"' in head.text and 'class="page_' in head.text
    return Sniff(NAME, 0.97, encoding=head.encoding, reason="page") if fits else None


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the messages page by page; what the application itself says is counted and left out."""
    chat = _Chat(recipe)
    with path.open("rb") as stream:
        is_zip = stream.read(4) == b"PK\x03\x04"
    if is_zip:
        members = check_archive(path)
        for page in _pages(members):
            with _opened(path, page) as text:
                yield from chat.read(text, page.removesuffix(PurePosixPath(page).name), frozenset(members))
    else:
        with open_text(path, recipe.encoding or "utf-8", newline=None) as text:
            yield from chat.read(text, "", frozenset())
    if chat.own_lines:
        yield warning("app_speaks", count=str(chat.own_lines))


def _pages(members: tuple[str, ...]) -> list[str]:
    """Return the pages of a chat in their order; raise UnreadableFile when there is none, or several chats."""
    found = [(PurePosixPath(m).parent, m) for m in members if _PAGE.match(PurePosixPath(m).name)]
    if not found:
        raise UnreadableFile("archive_unknown")
    if len({folder for folder, _ in found}) > 1:
        raise UnreadableFile("telegram_html_chats")
    return sorted(
        (m for _, m in found), key=lambda m: int("".join(c for c in PurePosixPath(m).name if c.isdigit()) or 1)
    )


@contextmanager
def _opened(path: Path, member: str) -> Iterator[TextIO]:
    with open_member(path, member) as stream:
        yield io.TextIOWrapper(stream, "utf-8", errors="replace")


class _Chat:
    """Follow one chat over its pages."""

    def __init__(self, recipe: Recipe) -> None:
        self.own_lines = 0
        self._clock = Clock(replace(recipe, date_order="dmy"))
        self._minutes = minutes_of(recipe, GAP_DEFAULT)
        self._talks = Conversations.of(recipe, GAP_DEFAULT)
        self._number = 0
        self._name = ""

    def read(self, page: TextIO, folder: str, members: frozenset[str]) -> Reading:
        """Yield the posts of a page, and the problems that refuse some."""
        for chat, message in page_messages(page):
            if message.is_service:
                # A line with the day has a negative number; people did not see it happen.
                self.own_lines += not message.id.startswith("-")
                continue
            self._number += 1
            self._name = message.name if message.name.strip() or not message.is_joined else self._name
            yield from self._post(message, chat, folder, members)

    def _post(self, message: PageMessage, chat: str, folder: str, members: frozenset[str]) -> Reading:
        body = read_html(message.raw)
        when, remark = self._clock.read(_OFFSET.sub(" ", message.at), self._number, "date")
        parent = f"~{chat}:{message.answers}" if message.answers else ""
        record = PostRecord(
            text=body.text or " ".join(message.question.split()),
            line=self._number,
            external_id=f"~{chat}:{message.id}" if message.id else "",
            parent_external_id=parent,
            author_name=_VIA.sub("", " ".join(self._name.split())),
            posted_at=when.at,
            time_status=when.status,
            time_precision=when.precision,
            kind=PostKind.REPLY if parent else PostKind.REPOST if message.is_forwarded else PostKind.POST,
            likes=_reactions(message),
            media=_media(message, folder, members),
            links=body.links,
            mentions=tuple(Mention(name) for said in message.mentioned if (name := said.strip("@ \n"))),
            poll=_poll(message),
        )
        for item in settle(record, remark):
            yield self._placed(item) if isinstance(item, PostRecord) else item

    def _placed(self, post: PostRecord) -> PostRecord:
        """Put a message that answers nothing into the conversation going on, where that is asked."""
        if not self._minutes or post.parent_external_id:
            self._talks.keep(post.posted_at)
            return post
        thread = self._talks.place(post.external_id, post.posted_at, post.line)
        self._talks.keep(post.posted_at, thread)
        return replace(post, thread_external_id=thread)


def _reactions(message: PageMessage) -> int | None:
    """Return how many people reacted; where only their pictures are shown, one for each reaction."""
    if not message.reactions:
        return None
    return sum(read_count(said.strip()) or 1 for said in message.reactions)


def _media(message: PageMessage, folder: str, members: frozenset[str]) -> tuple[Medium, ...]:
    made: dict[str, Medium] = {}
    for kind, address in message.media:
        member = f"{folder}{address}" if kind == "image" and f"{folder}{address}" in members else ""
        made.setdefault(kind, Medium(kind, " ".join(message.file_name.split()) if kind == "file" else "", member))
    return tuple(made.values())


def _poll(message: PageMessage) -> tuple[PollOption, ...]:
    made = []
    for words, votes in message.poll:
        counted = _VOTES.search(votes)
        plain = " ".join(words.split()).removeprefix("-").strip()
        made.append(PollOption(plain, read_count("".join(counted[0].split())) if counted else None))
    return tuple(made)
