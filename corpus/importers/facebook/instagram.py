"""Read what Meta gives out of an Instagram account: own comments, own posts, or one chat chosen as a file.

Of a whole export only comments and posts are opened: chats hold other people and stay closed unless one is imported as
a file of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpus.importers.base import (
    Availability,
    Medium,
    Mention,
    PostKind,
    PostRecord,
    Problem,
    Reading,
    Recipe,
    Sniff,
)
from corpus.importers.facebook.labelled import choose_text, read_labelled
from corpus.importers.facebook.own_data import OWNER
from corpus.importers.head import Head
from corpus.importers.json_stream import Value
from corpus.importers.mapping import fold
from corpus.importers.mojibake import repaired
from corpus.importers.problems import gettext_noop
from corpus.importers.records import (
    Clock,
    Json,
    Marks,
    list_prefix,
    objects,
    part,
    read_items,
    settle,
    text_of,
    warning,
)

NAME = "instagram"
VERSION = "1"
LABEL = gettext_noop("Instagram (JSON of Meta: comments, posts, one chat)")
OPTIONS = (OWNER,)
_MEMBER = re.compile(
    r"(?:^|/)(?:comments/[^/]*comments[^/]*|(?:media|content)/(?:posts|reels|igtv_videos)(?:_\d+)?)\.json$"
)
_KEYS = re.compile(r"comments_\w*comments$|ig_reels_media$|ig_igtv_media$")
_COMMENT_LABELS = frozenset({"comment", "commentaire"})
_MESSAGE = {"sender_name", "timestamp_ms"}
_VIDEO = re.compile(r"\.(?:mp4|mov|webm)$", re.I)


def sniff(head: Head) -> Sniff | None:
    """Recognize the comments, posts and chats of Meta's JSON; the folders tell the zip."""
    if head.container == "zip":
        fits = any(_MEMBER.search(n) for n in head.members) and not any("/groups/" in f"/{n}" for n in head.members)
        return Sniff(NAME, 0.85, reason="folders") if fits else None
    if head.container != "json":
        return None
    if _is_chat(head):
        first = next(iter(head.items("messages.item", 1)), None)
        fits = isinstance(first, dict) and set(first) >= _MESSAGE
        return Sniff(NAME, 0.9, encoding=head.encoding, reason="messages") if fits else None
    if any(_KEYS.match(key) for key in head.keys):
        return Sniff(NAME, 0.95, encoding=head.encoding, reason="keys")
    first = next((v for v in head.values if isinstance(v, dict)), {})
    if "string_map_data" in first or any("creation_timestamp" in m for m in objects(first.get("media"))):
        return Sniff(NAME, 0.9, encoding=head.encoding, reason="entries")
    if objects(first.get("label_values")) and "instagram.com" in head.text:
        return Sniff(NAME, 0.9, encoding=head.encoding, reason="label_values")
    return None


def questions(path: Path, recipe: Recipe) -> tuple[str, ...]:
    """Ask whose export it is; a chat names its people itself."""
    return () if _is_chat(Head(path)) or recipe.options.get(OWNER.name) else (OWNER.name,)


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream comments, posts or the messages of one chat; what has neither words nor picture is counted."""
    reader = _Reader(path, recipe)
    number = wordless = threadless = 0
    for value, label in _values(path):
        number += 1
        if isinstance(value, Problem):
            yield Problem(number, value.column, value.code, value.params)
        elif not isinstance(value.data, dict):
            yield Problem(number, "", "json_not_object")
        else:
            record, remark = reader.read(value.data, label, number)
            if not record.text and not record.media and record.availability is Availability.PRESENT:
                wordless += 1
                continue
            threadless += record.kind is PostKind.REPLY and not record.parent_external_id
            yield from settle(record, remark)
    if wordless:
        yield warning("instagram_without_text", count=str(wordless))
    if threadless:
        yield warning("instagram_no_threads")


def _values(path: Path) -> Iterator[tuple[Value | Problem, str]]:
    """Yield each entry of the file, or of the files of the zip that may be opened, with the label of its text."""
    head = Head(path)
    for member in sorted(n for n in head.members if _MEMBER.search(n)) or [""]:
        prefix = "messages.item" if _is_chat(head) else list_prefix(path, member)
        if not prefix:
            yield Problem(1, "", "json_invalid", {"detail": "no list"}), ""
            continue
        label = choose_text(read_items(path, prefix, member=member))
        for value in read_items(path, prefix, member=member):
            yield value, label


def _is_chat(head: Head) -> bool:
    return bool({"messages", "participants"} & head.keys)


class _Reader:
    """Read entries of any of the forms of one export."""

    def __init__(self, path: Path, recipe: Recipe) -> None:
        head = Head(path)
        self._clock = Clock(recipe)
        self._marks = Marks()
        self._owner = recipe.options.get(OWNER.name, "").strip()
        self._members = frozenset(head.members)
        self._chat = _chat_of(path) if _is_chat(head) else ""

    def read(self, data: Json, label: str, line: int) -> tuple[PostRecord, Problem | None]:
        """Return the post of an entry, its text possibly empty, and what is wrong with its time."""
        if "sender_name" in data:
            return self._message(data, line)
        if "string_map_data" in data:
            return self._comment(data, line)
        if "label_values" in data:
            found = read_labelled(data, label)
            return self._of(line, found.text, found.written, media=self._media(data.get("media")))
        title, media = text_of(data.get("title")), objects(data.get("media"))
        title = title or next((text_of(m.get("title")) for m in media if m.get("title")), "")
        written = data.get("creation_timestamp") or next((m.get("creation_timestamp") for m in media), None)
        return self._of(line, repaired(title), text_of(written), media=self._media(media))

    def _message(self, data: Json, line: int) -> tuple[PostRecord, Problem | None]:
        shared = part(data, "share")
        text = repaired(text_of(data.get("content")) or text_of(shared.get("share_text")))
        link = text_of(shared.get("link"))
        record, remark = self._of(
            line,
            text,
            text_of(data.get("timestamp_ms")),
            author=repaired(text_of(data.get("sender_name"))),
            media=self._media([*objects(data.get("photos")), *objects(data.get("videos"))]),
        )
        gone = Availability.DELETED if data.get("is_unsent") else Availability.PRESENT
        return replace(record, thread_external_id=self._chat, links=(link,) if link else (), availability=gone), remark

    def _comment(self, data: Json, line: int) -> tuple[PostRecord, Problem | None]:
        """Read labels by their form: one value has a time, the longest is the comment, the other names an account."""
        values = [v for v in part(data, "string_map_data").items() if isinstance(v[1], dict)]
        written = next((text_of(v.get("timestamp")) for _, v in values if v.get("timestamp")), "")
        told = {fold(name): repaired(text_of(v.get("value"))) for name, v in values if not v.get("timestamp")}
        label = next((n for n in told if n in _COMMENT_LABELS), max(told, key=lambda n: len(told[n]), default=""))
        others = tuple(Mention(word) for n, word in told.items() if n != label and word and " " not in word)
        text = told.get(label, "")
        record, remark = self._of(line, text, written, media=self._media(data.get("media_list_data")))
        return replace(record, kind=PostKind.REPLY, mentions=others), remark

    def _of(
        self, line: int, text: str, written: str, *, author: str = "", media: tuple[Medium, ...] = ()
    ) -> tuple[PostRecord, Problem | None]:
        when, remark = self._clock.read(written, line, "timestamp")
        author = author or self._owner
        record = PostRecord(
            text=text.strip(),
            line=line,
            external_id=self._marks.mark(self._chat, "", author, f"{written} {text}"),
            author_name=author,
            posted_at=when.at,
            time_status=when.status,
            time_precision=when.precision,
            media=media,
        )
        return record, remark

    def _media(self, listed: object) -> tuple[Medium, ...]:
        found = []
        for each in objects(listed):
            uri = text_of(each.get("uri"))
            kind = "video" if _VIDEO.search(uri) else "image"
            if uri:
                found.append(Medium(kind, repaired(text_of(each.get("description"))), uri * (uri in self._members)))
        return tuple(found)


def _chat_of(path: Path) -> str:
    """Return an id made up for a chat: by its path or title, else by who speaks in it."""
    for name in ("thread_path", "title"):
        found = next((text_of(v.data) for v in read_items(path, name) if isinstance(v, Value)), "")
        if found:
            return Marks().mark("chat", "", "", found)
    senders = {text_of(v.data) for v in read_items(path, "messages.item.sender_name") if isinstance(v, Value)}
    return Marks().mark("chat", "", "", " ".join(sorted(senders)))
