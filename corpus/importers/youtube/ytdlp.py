"""Read the comments that yt-dlp keeps: the .info.json of a video, or a list of comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.importers.base import PostKind, PostRecord, Problem, Reading, Recipe, Sniff, TimePrecision, TimeStatus
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.json_stream import read_values
from corpus.importers.json_walk import walk
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, Json, count_of, open_part, settle, text_of
from corpus.importers.youtube.comments import Participants, parent_of, split_name

NAME = "youtube_ytdlp"
LABEL = gettext_noop("YouTube: comments kept by yt-dlp (JSON)")
VERSION = "1"
_ROOT = "root"
_WANTED = frozenset({("title",), ("comments",)})
_HOSTS = ("youtube.com", "ytimg.com", "googlevideo.com")
_EDITED = re.compile(r"\((?:edited|modifié)\)", re.I)
# What YouTube shows says how far the time that was computed from it can be trusted.
_UNITS = (
    (re.compile(r"second|seconde"), TimePrecision.SECOND),
    (re.compile(r"minute"), TimePrecision.MINUTE),
    (re.compile(r"hour|heure"), TimePrecision.HOUR),
    (re.compile(r"day|jour"), TimePrecision.DAY),
    (re.compile(r"week|semaine"), TimePrecision.WEEK),
    (re.compile(r"month|mois"), TimePrecision.MONTH),
)


def sniff(head: Head) -> Sniff | None:
    """Recognize a comment by its parent and its time as YouTube shows it."""
    if head.container != "json":
        return None
    if _is_info(head):
        return _found(head, "info") if _is_youtube(head) else None
    return _found(head, "list") if any(_is_comment(v) for v in head.values) else None


def _found(head: Head, reason: str) -> Sniff:
    return Sniff(NAME, 0.95, encoding=head.encoding, reason=reason)


def _is_youtube(head: Head) -> bool:
    comments = head.items("comments.item")
    if comments:
        return any(_is_comment(c) for c in comments)
    return any(host in head.text for host in _HOSTS)


def _is_comment(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and {"id", "parent", "text"} <= set(value)
        and bool({"timestamp", "_time_text", "time_text"} & set(value))
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """Hold one comment of the file and the place where it stands."""

    line: int
    data: Any


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the comments in file order, under the title of their video where the file gives it."""
    export = _Export()
    encoding = recipe.encoding or detect_encoding(path)
    found = export.walk(path) if _is_info(Head(path)) else _listed(path, encoding)
    for item in found:
        yield from (item,) if isinstance(item, Problem) else export.read(item)


def _is_info(head: Head) -> bool:
    return bool({"comments", "extractor_key"} & head.keys)


def _listed(path: Path, encoding: str) -> Iterator[_Found | Problem]:
    for value in read_values(path, encoding):
        yield value if isinstance(value, Problem) else _Found(value.line, value.data)


class _Export:
    """Follow the comments of one file."""

    def __init__(self) -> None:
        self._title = ""
        self._number = 0
        self._clock = Clock(Recipe(timezone="UTC"))
        self._people = Participants()

    def walk(self, path: Path) -> Iterator[_Found | Problem]:
        """Yield the comments of an .info.json, whose other parts may be large and are passed over."""
        with open_part(path) as stream:
            for found in walk(stream, _WANTED):
                if isinstance(found, Problem):
                    yield replace(found, line=self._number + 1)
                elif found[0] == ("title",):
                    self._title = text_of(found[1])
                else:
                    self._number += 1
                    yield _Found(self._number, found[1])

    def read(self, found: _Found) -> Reading:
        """Yield the post of a comment, or the problem that refuses it."""
        if not isinstance(found.data, dict):
            yield Problem(found.line, "", "json_not_object")
            return
        own, text = text_of(found.data.get("id")), text_of(found.data.get("text"))
        if not own or not text.strip():
            yield Problem(found.line, "", "youtube_not_comment")
            return
        when, remark = self._clock.read(found.data.get("timestamp"), found.line, "timestamp")
        shown = text_of(found.data.get("_time_text") or found.data.get("time_text"))
        record = replace(
            self._record(found.data, own, text),
            line=found.line,
            posted_at=when.at,
            time_status=TimeStatus.ESTIMATED if when.at else TimeStatus.UNKNOWN,
            time_precision=_precision(shown) if when.at else None,
            is_edited=bool(_EDITED.search(shown)),
        )
        yield from settle(record, remark)

    def _record(self, data: Json, own: str, text: str) -> PostRecord:
        """Return a comment as a post, without its time."""
        above = text_of(data.get("parent"))
        above = parent_of(own) if above in ("", _ROOT) else above
        thread = parent_of(own) or above or own
        channel, shown = text_of(data.get("author_id")), text_of(data.get("author"))
        if channel.startswith("@"):  # some versions put the handle there
            channel, shown = "", shown if shown.startswith("@") else channel
        name, handle = split_name(shown)
        self._people.add(thread, shown, channel)
        return PostRecord(
            text=text,
            line=0,
            external_id=own,
            thread_external_id=thread,
            parent_external_id=above,
            author_external_id=channel,
            author_name=name,
            author_handle=handle,
            kind=PostKind.REPLY if above else PostKind.POST,
            title="" if above else self._title,
            likes=count_of(data.get("like_count")),
            mentions=self._people.mentioned(thread, text),
        )


def _precision(shown: str) -> TimePrecision:
    """Return the unit YouTube counted in; a year when the file does not say, for nothing finer is sure."""
    return next((unit for pattern, unit in _UNITS if pattern.search(shown.casefold())), TimePrecision.YEAR)
