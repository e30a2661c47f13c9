"""Read answers of the YouTube Data API v3: comment threads and comments, as pages, lists or one a line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.importers.base import PostKind, PostRecord, Problem, Reading, Recipe, Sniff
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.json_stream import read_values
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, Json, count_of, objects, part, settle, text_of, warning
from corpus.importers.youtube.comments import Participants, parent_of, split_name, words_of

NAME = "youtube_api"
LABEL = gettext_noop("YouTube Data API: comments (JSON)")
VERSION = "1"
_KINDS = ("youtube#commentThread", "youtube#comment", "youtube#video")


def sniff(head: Head) -> Sniff | None:
    """Recognize pages and single answers by their kind, and bare lists by the shape of a comment."""
    for value in head.values:
        for item in [value, *_items(value)] if isinstance(value, dict) else []:
            if text_of(item.get("kind")).startswith(_KINDS[:2]):
                return Sniff(NAME, 0.97, encoding=head.encoding, reason="api")
            if "topLevelComment" in part(item, "snippet") or _is_comment(item):
                return Sniff(NAME, 0.9, encoding=head.encoding, reason="list")
    return None


def _items(value: Json) -> list[Json]:
    return objects(value.get("items"))


def _is_thread(item: Json) -> bool:
    return "topLevelComment" in part(item, "snippet") or "comments" in part(item, "replies")


def _is_comment(item: Json) -> bool:
    snippet = part(item, "snippet")
    return "publishedAt" in snippet and bool({"textDisplay", "textOriginal"} & set(snippet))


@dataclass(frozen=True, slots=True)
class _Comment:
    """Hold one comment with what its thread says about it."""

    data: Json
    place: str
    replies: int | None = None
    video: str = ""

    @property
    def own(self) -> str:
        return text_of(self.data.get("id"))

    @property
    def snippet(self) -> Json:
        return part(self.data, "snippet")

    @property
    def above(self) -> str:
        return text_of(self.snippet.get("parentId")) or parent_of(self.own)


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the comments in file order, each thread's opening before its answers."""
    export = _Export()
    for value in read_values(path, recipe.encoding or detect_encoding(path)):
        if isinstance(value, Problem):
            yield value
        elif isinstance(value.data, dict):
            yield from export.read(value.line, value.data)
        else:
            yield Problem(value.line, "", "json_not_object")
    if missing := export.missing():
        yield warning("youtube_replies_missing", count=str(missing))


class _Export:
    """Follow the pages of one file."""

    def __init__(self) -> None:
        self._clock = Clock(Recipe(timezone="UTC"))
        self._people = Participants()
        self._titles: dict[str, str] = {}
        # For each thread that comes with only some of its answers: how many there are, and those seen.
        self._counted: dict[str, int] = {}
        self._seen: dict[str, set[str]] = {}

    def read(self, line: int, value: Json) -> Reading:
        """Yield the comments of one page, or of one thread or comment that stands alone."""
        if "error" in value:
            reason = text_of(part(value, "error").get("message") or part(value, "error").get("code")) or "?"
            yield Problem(line, "error", "youtube_error", {"detail": reason[:80]})
            return
        items = value["items"] if isinstance(value.get("items"), list) else [value]
        found = [each for place, item in enumerate(items) for each in self._comments(line, f"items[{place}]", item)]
        for comment in found:
            if isinstance(comment, _Comment):
                self._see(comment)
        for comment in found:
            yield from self._post(line, comment) if isinstance(comment, _Comment) else (comment,)

    def _see(self, comment: _Comment) -> None:
        """Remember who wrote in a thread, and which of its answers came."""
        thread = comment.above or comment.own
        self._people.add(thread, *_author(comment.snippet))
        if thread in self._seen and comment.above:
            self._seen[thread].add(comment.own)

    def _comments(self, line: int, place: str, item: Any) -> Iterator[_Comment | Problem]:
        """Yield the comments an item holds; a video gives its title only."""
        if not isinstance(item, dict):
            yield Problem(line, place, "json_not_object")
        elif item.get("kind") == _KINDS[2]:
            self._titles[text_of(item.get("id"))] = text_of(part(item, "snippet").get("title"))
        elif _is_thread(item):
            yield from self._thread(item, line, place)
        else:
            yield _Comment(item, place)

    def _thread(self, item: Json, line: int, place: str) -> Iterator[_Comment | Problem]:
        snippet = part(item, "snippet")
        opening = part(snippet, "topLevelComment")
        count, video = count_of(snippet.get("totalReplyCount")), text_of(snippet.get("videoId"))
        found = part(item, "replies").get("comments")
        answers = found if isinstance(found, list) else []
        own = text_of(opening.get("id"))
        if count and count > len(answers):
            self._counted[own] = count
            self._seen.setdefault(own, set())
        yield _Comment(opening, place, count, video)
        for answer in answers:
            if isinstance(answer, dict):
                yield _Comment(answer, place, video=video)
            else:
                yield Problem(line, place, "json_not_object")

    def _post(self, line: int, comment: _Comment) -> Reading:
        snippet = comment.snippet
        original = text_of(snippet.get("textOriginal"))
        text, links = (original, ()) if original else words_of(text_of(snippet.get("textDisplay")))
        if not comment.own or not text:
            yield Problem(line, comment.place, "youtube_not_comment")
            return
        when, remark = self._clock.read(snippet.get("publishedAt"), line, "publishedAt")
        record = replace(
            self._record(comment, text, links),
            line=line,
            posted_at=when.at,
            time_status=when.status,
            time_precision=when.precision,
            is_edited=text_of(snippet.get("updatedAt")) not in ("", text_of(snippet.get("publishedAt"))),
        )
        yield from settle(record, remark)

    def _record(self, comment: _Comment, text: str, links: tuple[str, ...]) -> PostRecord:
        """Return a comment as a post, without its time."""
        thread = comment.above or comment.own
        shown, channel = _author(comment.snippet)
        name, handle = split_name(shown)
        video = comment.video or text_of(comment.snippet.get("videoId"))
        return PostRecord(
            text=text,
            line=0,
            external_id=comment.own,
            thread_external_id=thread,
            parent_external_id=comment.above,
            author_external_id=channel,
            author_name=name,
            author_handle=handle,
            kind=PostKind.REPLY if comment.above else PostKind.POST,
            title="" if comment.above else self._titles.get(video, ""),
            likes=count_of(comment.snippet.get("likeCount")),
            replies=comment.replies,
            links=links,
            mentions=self._people.mentioned(thread, text),
        )

    def missing(self) -> int:
        """Return how many answers YouTube counts that the file does not hold."""
        return sum(max(0, count - len(self._seen[thread])) for thread, count in self._counted.items())


def _author(snippet: Json) -> tuple[str, str]:
    """Return the name shown and the id of the channel."""
    channel = snippet.get("authorChannelId")
    own = text_of(channel.get("value")) if isinstance(channel, dict) else text_of(channel)
    return text_of(snippet.get("authorDisplayName")), own
