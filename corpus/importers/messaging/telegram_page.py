"""Cut the pages that Telegram Desktop exports as HTML into messages, in one pass and with flat memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import TextIO

from corpus.importers.base import MAX_CELL_CHARACTERS, UnreadableFile

_BLOCK = 1 << 16
_LONGEST_TAG = 2 * MAX_CELL_CHARACTERS
_DEEPEST = 200
_VOID = frozenset({"br", "img", "meta", "link", "hr", "input", "source", "wbr"})
_MEDIA = {
    "photo_wrap": "image", "media_photo": "image", "sticker_wrap": "image", "video_file_wrap": "video",
    "media_video": "video", "animated_wrap": "video", "media_voice_message": "file", "media_audio_file": "file",
    "media_file": "file",
}  # fmt: skip
_NAMED = frozenset({"media_file", "media_audio_file"})
_ROLES = ("from_name", "text", "question", "answer", "title", "count", "reaction", "forwarded", "message")
_ANSWERED = re.compile(r"#go_to_message(-?\d+)$")


@dataclass
class PageMessage:
    """One message as the page shows it; `raw` is its text as HTML, `name` empty when it goes on under the last one."""

    id: str = ""
    is_service: bool = False
    is_joined: bool = False
    name: str = ""
    at: str = ""
    answers: str = ""
    raw: str = ""
    is_forwarded: bool = False
    media: list[tuple[str, str]] = field(default_factory=list)
    file_name: str = ""
    question: str = ""
    poll: list[tuple[str, str]] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """Follow the tags of a page and hand out what each message holds when it closes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.chat = ""
        self.done: list[PageMessage] = []
        self._open: list[tuple[str, str]] = []
        self._message: PageMessage | None = None
        self._mentions = False

    @property
    def waiting(self) -> int:
        """Return how many characters wait for the end of their tag."""
        return len(self.rawdata)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        classes = named.get("class", "").split()
        message = self._message
        if self._is_in("text"):
            self._write(self.get_starttag_text() or "")
            self._mentions = tag == "a" and "ShowMentionName" in named.get("onclick", "")
            if self._mentions and message:
                message.mentioned.append("")
        if tag in _VOID:
            return
        role = self._role(tag, classes)
        if len(self._open) >= _DEEPEST:
            raise UnreadableFile("xml_too_deep")
        self._open.append((tag, role))
        if role == "message":
            self._message = PageMessage(
                id=named.get("id", "").removeprefix("message"),
                is_service="service" in classes,
                is_joined="joined" in classes,
            )
        elif message:
            self._begin(message, tag, role, classes, named)

    def _role(self, tag: str, classes: list[str]) -> str:
        if tag == "div" and "page_header" in classes:
            return "header"
        if self._is_in("text") or (self._message is None and not {"message", "text"} & set(classes)):
            return ""
        return next((role for role in _ROLES if role in classes), "")

    def _begin(self, message: PageMessage, tag: str, role: str, classes: list[str], named: dict[str, str]) -> None:
        if role == "forwarded":
            message.is_forwarded = True
        elif role == "answer":
            message.poll.append(("", ""))
        elif role == "reaction":
            message.reactions.append("")
        elif tag == "div" and "date" in classes and not self._is_in("forwarded"):
            message.at = named.get("title", "")
        elif tag == "a" and (found := _ANSWERED.search(named.get("href", ""))) and not message.answers:
            message.answers = found[1]
        kind = next((name for name in classes if name in _MEDIA), "")
        if kind:
            message.media.append((_MEDIA[kind], named.get("href", "")))
            message.file_name = " " if kind in _NAMED else message.file_name

    def handle_endtag(self, tag: str) -> None:
        at = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == tag), -1)
        if at < 0:
            return
        closed = [role for _, role in self._open[at:]]
        del self._open[at:]
        if self._is_in("text"):
            self._write(f"</{tag}>")
            self._mentions = False
        if "message" in closed and self._message:
            self.done.append(self._message)
            self._message = None

    def handle_data(self, data: str) -> None:
        role = next((role for _, role in reversed(self._open) if role), "")
        message = self._message
        if message is None:
            if role == "text" and self._is_in("header"):
                self.chat += data
        elif role == "text":
            self._write(escape(data, quote=False))
            if self._mentions:
                message.mentioned[-1] += data
        elif role == "from_name" and not self._is_in("forwarded"):
            message.name += data
        elif role == "question":
            message.question += data
        elif role == "answer":
            words, votes = message.poll[-1]
            in_details = self._open[-1][0] == "span"
            message.poll[-1] = (words, votes + data) if in_details else (words + data, votes)
        elif role == "count" and message.reactions:
            message.reactions[-1] += data
        elif role == "title" and message.file_name:
            message.file_name += data

    def _write(self, words: str) -> None:
        if self._message and len(self._message.raw) <= MAX_CELL_CHARACTERS:
            self._message.raw += words

    def _is_in(self, role: str) -> bool:
        return any(one == role for _, one in self._open)


def page_messages(stream: TextIO) -> Iterator[tuple[str, PageMessage]]:
    """Yield the name of the chat and each message of a page in its order; raise UnreadableFile on endless tags."""
    page = _Page()
    while block := stream.read(_BLOCK):
        page.feed(block)
        if page.waiting > _LONGEST_TAG:
            raise UnreadableFile("cell_too_long")
        yield from _handed_out(page)
    page.close()
    yield from _handed_out(page)


def _handed_out(page: _Page) -> Iterator[tuple[str, PageMessage]]:
    for message in page.done:
        yield " ".join(page.chat.split()), message
    page.done = []
