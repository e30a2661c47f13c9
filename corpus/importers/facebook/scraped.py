"""Read what browser scrapers save of Facebook threads: JSON with nested answers, or one row a comment."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from corpus.importers.base import (
    Medium,
    Mention,
    Option,
    PostKind,
    PostRecord,
    Problem,
    Reading,
    Recipe,
    Sniff,
)
from corpus.importers.dates import OrderVotes
from corpus.importers.encoding import detect_encoding
from corpus.importers.facebook import scraped_fields as fields
from corpus.importers.facebook.scraped_fields import Item, read_item
from corpus.importers.head import Head
from corpus.importers.json_stream import read_values
from corpus.importers.mapping import fold
from corpus.importers.named_cells import read_cells
from corpus.importers.problems import gettext_noop
from corpus.importers.records import (
    CAPTURED_ON,
    Clock,
    Json,
    Marks,
    is_relative,
    not_objects,
    objects,
    part,
    settle,
    warning,
)

NAME = "facebook_scraped"
VERSION = "1"
LABEL = gettext_noop("Facebook thread saved by a browser scraper (JSON or CSV)")
THREAD = Option(
    "thread",
    gettext_noop("Name of the thread"),
    gettext_noop("The file does not say under which post it was saved. Give all pieces of one thread the same name."),
    is_once=True,
)
OPTIONS = (CAPTURED_ON, THREAD)
_LISTS = ("comments", "data", "posts", "items", "results")
_SAMPLE = 200


def sniff(head: Head) -> Sniff | None:
    """Recognize the names scrapers give to comments, their authors and their places in a thread."""
    delimiter = ""
    if head.container == "json":
        found = [*head.values, *(i for name in _LISTS for i in head.items(f"{name}.item", 1))]
        names = {fold(k) for value in found if isinstance(value, dict) for k in _names(value)}
    else:
        delimiter, columns = head.columns
        names = {fold(c) for c in columns}
    if not names & set(fields.TEXT) or not names & {*fields.NAME, *fields.AUTHOR_LINK}:
        return None
    is_seen = "facebook.com/" in head.text and names & {*fields.AUTHOR_LINK, *fields.DEPTH, "replies"}
    if names & fields.TYPICAL or is_seen:
        return Sniff(NAME, 0.8, encoding=head.encoding, delimiter=delimiter, reason="names")
    return None


def _names(value: Json) -> Iterator[str]:
    yield from value
    for name, inner in value.items():
        if fold(name) in fields.CHILDREN:
            yield from (k for each in objects(inner)[:1] for k in each)


def questions(path: Path, recipe: Recipe) -> tuple[str, ...]:
    """Ask for the day of capture when times are relative, for the thread when nothing names it, for the date order."""
    asked: dict[str, None] = {}
    votes = OrderVotes()
    for top in islice(_tops(path, recipe), _SAMPLE):
        if isinstance(top, Problem):
            continue
        item = read_item(top.raw)
        times = [item.written, *(read_item(child).written for child in item.children)]
        for written in times:
            votes.see(written)
        if any(map(is_relative, times)) and not recipe.options.get(CAPTURED_ON.name):
            asked[CAPTURED_ON.name] = None
        if not (top.thread or item.thread or top.has_post or item.is_post or recipe.options.get(THREAD.name)):
            asked[THREAD.name] = None
    if votes.remark() and not recipe.date_order:
        asked["date_order"] = None
    return tuple(asked)


@dataclass(frozen=True, slots=True)
class _Top:
    """Hold one item of the outermost list: its line (0: count), the post the whole file is about when it is known."""

    line: int
    raw: Json
    thread: str = ""
    has_post: bool = False
    is_post: bool = False


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the file, each behind the one it answers."""
    yield from _Threads(recipe).read(_tops(path, recipe))


def _tops(path: Path, recipe: Recipe) -> Iterator[_Top | Problem]:
    encoding = recipe.encoding or detect_encoding(path)
    if Head(path).container == "json":
        for value in read_values(path, encoding):
            if isinstance(value, Problem):
                yield value
            elif isinstance(value.data, dict):
                yield from _unwrapped(value.data, value.line)
            else:
                yield Problem(value.line, "", "json_not_object")
    else:
        for row in read_cells(path, recipe):
            yield row if isinstance(row, Problem) else _Top(row.line, row.of)


def _unwrapped(data: Json, line: int) -> Iterator[_Top | Problem]:
    """Yield the items of an object that only wraps them, or the object itself."""
    if read_item(data).text:
        yield _Top(0, data)
        return
    inside = [i for name in _LISTS for i in objects(data.get(name))]
    post = part(data, "post")
    thread = read_item({**post, **{k: v for k, v in data.items() if k not in _LISTS}}).thread
    thread = thread or fields.post_of(str(data.get("url") or ""))
    if post and read_item(post).text:
        yield _Top(0, post, thread, is_post=True)
    for name in _LISTS if inside else ():
        yield from not_objects(data.get(name), line)
    for item in inside:
        yield _Top(0, item, thread, bool(post))
    if not inside and not post:
        yield _Top(0, data)


@dataclass(slots=True)
class _Branch:
    """Hold the comments above the one being read, from the top level down, and who wrote last in this branch."""

    above: list[tuple[str, str]] = field(default_factory=list)
    last_of: dict[str, str] = field(default_factory=dict)


class _Threads:
    """Place the items of one file in their threads."""

    def __init__(self, recipe: Recipe) -> None:
        name = recipe.options.get(THREAD.name, "").strip()
        self._clock = Clock(recipe)
        self._marks = Marks()
        self._thread = self._named = Marks().mark("thread", "", "", name) if name else ""
        self._branch = _Branch()
        self._ids: dict[str, str] = {}
        self._unplaced = self._number = 0

    def read(self, tops: Iterator[_Top | Problem]) -> Reading:
        """Yield the posts of all items, and one warning when comments name no post."""
        for top in tops:
            if isinstance(top, Problem):
                yield top
                continue
            # A list and not the stack of calls holds the way back: nothing is too deep.
            waiting: list[tuple[Json, int | None]] = [(top.raw, None)]
            while waiting:
                raw, depth = waiting.pop()
                item = read_item(raw)
                opens = depth is None and (item.is_post or top.is_post)
                place = -1 if opens else item.depth or 0 if depth is None else depth
                yield from self._item(item, top, place)
                strange = Problem(top.line or self._number, "", "json_not_object")
                yield from (strange for _ in range(item.not_children))
                waiting += [(child, place + 1) for child in reversed(item.children)]
        if self._unplaced:
            yield warning("facebook_thread_unknown", count=str(self._unplaced))

    def _item(self, item: Item, top: _Top, place: int) -> Reading:
        """Yield one item; place is -1 for a post, 0 for a comment, more for an answer to a comment."""
        self._number += 1
        if place < 0:
            own, parent = self._open(item, top), ""
        else:
            self._thread = item.thread or top.thread or self._thread
            parent = self._parent(item, place)
            own = item.native or self._marks.mark(self._thread, parent, item.name, item.text)
            self._unplaced += not parent and not self._thread
            self._enter(item, own, place)
        if item.own:
            self._ids[item.own] = own
        yield from self._post(item, top.line or self._number, own, parent)

    def _open(self, item: Item, top: _Top) -> str:
        """Begin the thread of a post; without any id it is known by its words."""
        made = self._named or self._marks.mark("", "", item.name, item.text)
        self._thread = item.thread or item.native or top.thread or made
        self._branch = _Branch()
        return self._thread

    def _parent(self, item: Item, place: int) -> str:
        """Return the id of what an item answers: as the file says, else by who is addressed, else by its depth."""
        above = self._branch.above[:place]
        said = self._ids.get(item.parent) or fields.native_id(item.parent)
        if said:
            return said
        if not place and not item.parent:
            return self._thread
        structural, author = above[-1] if above else (self._thread, "")
        addressed = self._branch.last_of.get(item.addressee.casefold(), "") if item.addressee else ""
        return addressed if addressed and item.addressee.casefold() != author.casefold() else structural

    def _enter(self, item: Item, own: str, place: int) -> None:
        """Remember a comment as the one that deeper ones behind it answer."""
        if not place:
            self._branch = _Branch()
        self._branch.above[place:] = [(own, item.name)]
        if item.name:
            self._branch.last_of[item.name.casefold()] = own

    def _post(self, item: Item, line: int, own: str, parent: str) -> Reading:
        when, remark = self._clock.read(item.written, line, "time")
        record = PostRecord(
            text=item.text,
            line=line,
            external_id=own,
            thread_external_id=self._thread,
            parent_external_id=parent if parent != own else "",
            author_external_id=item.author_id,
            author_name=item.name,
            author_handle=item.handle,
            posted_at=when.at,
            time_status=when.status,
            time_precision=when.precision,
            kind=PostKind.POST if own == self._thread else PostKind.REPLY,
            likes=item.likes,
            reposts=item.shares,
            replies=item.answers,
            media=(Medium("image"),) * item.pictures,
            mentions=(Mention(item.addressee),) if item.addressee else (),
        )
        yield from settle(record, remark)
