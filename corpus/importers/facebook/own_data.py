"""Read what one member wrote in groups from Facebook's "download your information", old and new form.

The export holds the member's own words and nothing of the threads around them. Only files of the folder `groups` that
hold posts or comments are opened; messages, friends and all other parts of the export stay closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from corpus.importers.archive import check_archive
from corpus.importers.base import Medium, Option, PollOption, PostKind, PostRecord, Problem, Reading, Recipe, Sniff
from corpus.importers.facebook.labelled import Labelled, choose_text, read_labelled
from corpus.importers.head import Head
from corpus.importers.json_stream import Value
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

NAME = "facebook_own_data"
VERSION = "1"
LABEL = gettext_noop("Facebook “download your information” (JSON): one member's posts and comments in groups")
GROUP = Option(
    "group",
    gettext_noop("Name of the group"),
    gettext_noop("The export holds several groups. Only what was written in this one is read."),
    is_once=True,
)
OWNER = Option(
    "owner",
    gettext_noop("Name of the member"),
    gettext_noop("The person whose export this is. The name becomes an alias, like all names."),
    is_once=True,
    names_people=True,
)
OPTIONS = (GROUP, OWNER)
_MEMBER = re.compile(r"(?:^|/)groups/(?!.*(?:pending|anonymous|membership))[^/]*(?:posts|comments)[^/]*\.json$")
_KEYS = re.compile(r"(?:group_posts|group_comments)(?:_v\d+)?$")
_VIDEO = re.compile(r"\.(?:mp4|mov|avi|webm|m4v)$", re.I)
_SAMPLE = 500


def sniff(head: Head) -> Sniff | None:
    """Recognize the folder of groups of the zip, or one of its files."""
    if head.container == "zip":
        found = any(_MEMBER.search(name) for name in head.members)
        return Sniff(NAME, 0.95, reason="groups") if found else None
    if any(_KEYS.match(key) for key in head.keys):
        return Sniff(NAME, 0.95, encoding=head.encoding, reason="keys")
    first = next((v for v in head.values if isinstance(v, dict)), {})
    # Instagram writes the same form; its addresses tell it.
    if objects(first.get("label_values")) and "facebook.com" in head.text.replace("\\/", "/"):
        return Sniff(NAME, 0.9, encoding=head.encoding, reason="label_values")
    return None


@dataclass(frozen=True, slots=True)
class _Entry:
    """Hold one thing the member wrote, as the export tells it."""

    text: str
    written: str
    is_comment: bool
    author: str
    told: str
    group: str = ""
    own: str = ""
    parent: str = ""
    thread: str = ""
    media: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    poll: tuple[PollOption, ...] = ()


def questions(path: Path, recipe: Recipe) -> tuple[str, ...]:
    """Ask for the group when there are several, and for the name of the member when no comment says it."""
    found = [e for _, e in islice(_entries(path), _SAMPLE) if isinstance(e, _Entry)]
    groups = {e.group for e in found if e.group} or {e.told for e in found}
    asked = [GROUP.name] if len(groups) > 1 else []
    asked += [OWNER.name] if found and not any(e.author for e in found) else []
    return tuple(n for n in asked if not recipe.options.get(n))


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream posts and comments of the group; what has no words and no picture is counted, not refused."""
    clock, marks = Clock(recipe), Marks()
    members = frozenset(_members(path))
    group = recipe.options.get(GROUP.name, "").strip().casefold()
    owner = recipe.options.get(OWNER.name, "").strip() or _owner(path)
    elsewhere = wordless = threadless = 0
    for line, entry in _entries(path):
        if isinstance(entry, Problem):
            yield entry
        elif group and group not in f"{entry.group} {entry.told}".casefold():
            elsewhere += 1
        elif not entry.text and not entry.media and not entry.poll:
            wordless += 1
        else:
            threadless += entry.is_comment and not entry.thread
            yield from _post(entry, line, owner, members, clock, marks)
    for code, count in (("facebook_other_groups", elsewhere), ("facebook_without_text", wordless)):
        if count:
            yield warning(code, count=str(count))
    if threadless:
        yield warning("facebook_no_threads")


def _post(entry: _Entry, line: int, owner: str, members: frozenset[str], clock: Clock, marks: Marks) -> Reading:
    when, remark = clock.read(entry.written, line, "timestamp")
    author = entry.author or owner
    own = entry.own or marks.mark("", "", author, f"{entry.written} {entry.text}")
    record = PostRecord(
        text=entry.text,
        line=line,
        external_id=own,
        thread_external_id=entry.thread if entry.is_comment else own,
        parent_external_id=entry.parent,
        author_name=author,
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=PostKind.REPLY if entry.is_comment else PostKind.POST,
        media=tuple(_medium(uri, described, members) for uri, described in entry.media),
        links=entry.links,
        poll=entry.poll,
    )
    yield from settle(record, remark)


def _medium(uri: str, described: str, members: frozenset[str]) -> Medium:
    return Medium("video" if _VIDEO.search(uri) else "image", described, uri if uri in members else "")


def _members(path: Path) -> tuple[str, ...]:
    return check_archive(path) if Head(path).container == "zip" else ()


def _entries(path: Path) -> Iterator[tuple[int, _Entry | Problem]]:
    """Yield what the member wrote, numbered over all files of the export that are opened."""
    number = 0
    for member in sorted(n for n in _members(path) if _MEMBER.search(n)) or [""]:
        prefix = list_prefix(path, member)
        if not prefix:
            yield number + 1, Problem(number + 1, "", "json_invalid", {"detail": "no list"})
            continue
        label = choose_text(read_items(path, prefix, member=member))
        for value in read_items(path, prefix, member=member):
            number += 1
            if isinstance(value, Value) and isinstance(value.data, dict):
                yield number, _entry(value.data, label)
            elif isinstance(value, Problem):
                yield number, Problem(number, value.column, value.code, value.params)
            else:
                yield number, Problem(number, "", "json_not_object")


def _owner(path: Path) -> str:
    return next((e.author for _, e in _entries(path) if isinstance(e, _Entry) and e.author), "")


def _entry(data: Json, label: str) -> _Entry:
    return _of_labels(read_labelled(data, label)) if "label_values" in data else _classic(data)


def _of_labels(found: Labelled) -> _Entry:
    return _Entry(
        text=found.text,
        written=found.written,
        is_comment=bool(found.parent),
        author="",
        told=found.told,
        own=found.own,
        parent=found.parent,
        thread=found.thread,
        media=found.media,
    )


def _classic(data: Json) -> _Entry:
    inside = objects(data.get("data"))
    comment = next((part(d, "comment") for d in inside if part(d, "comment")), {})
    post = next((text_of(d.get("post")) for d in inside if d.get("post")), "")
    attached = [d for each in objects(data.get("attachments")) for d in objects(each.get("data"))]
    media = [part(d, "media") for d in attached if part(d, "media")]
    poll = next((part(d, "poll") for d in attached if part(d, "poll")), {})
    links = [text_of(part(d, "external_context").get("url")) for d in attached]
    return _Entry(
        text=repaired(text_of(comment.get("comment")) or post or text_of(poll.get("question"))).strip(),
        written=text_of(comment.get("timestamp") or data.get("timestamp")),
        is_comment=bool(comment),
        author=repaired(text_of(comment.get("author"))),
        told=repaired(text_of(data.get("title"))),
        group=repaired(text_of(comment.get("group"))),
        media=tuple((text_of(m.get("uri")), repaired(text_of(m.get("description")))) for m in media),
        links=tuple(a for a in links if a),
        poll=tuple(PollOption(repaired(text_of(o.get("option")))) for o in objects(poll.get("options"))),
    )
