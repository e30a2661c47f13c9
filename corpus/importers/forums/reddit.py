"""Read Reddit: lines of Pushshift, what rexport saves of an account, listings of the API with their nested answers."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.importers.base import (
    Availability,
    Medium,
    PollOption,
    PostKind,
    PostRecord,
    Problem,
    Reading,
    Recipe,
    Sniff,
)
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.json_stream import Value, read_values
from corpus.importers.markup import read_markdown
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, Json, count_of, objects, part, read_items, settle, text_of, warning

NAME = "reddit"
VERSION = "1"
LABEL = gettext_noop("Reddit (Pushshift, rexport, API listing)")
_COMMENT = {"body", "link_id", "parent_id"}
_SUBMISSION = {"title", "selftext", "subreddit"}
_ACCOUNT = {"submissions", "comments"}
_GONE = {"[deleted]": Availability.DELETED, "[removed]": Availability.WITHHELD}
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def sniff(head: Head) -> Sniff | None:
    """Recognize submissions and comments by their names, listings by their kind."""
    if head.container != "json":
        return None
    if head.keys >= _ACCOUNT and (
        {"upvoted", "saved"} & head.keys or _is_post(next(iter(head.items("comments.item", 1)), {}))
    ):
        return Sniff(NAME, 0.9, encoding=head.encoding, reason="account")
    if {"kind", "data"} <= head.keys and '"Listing"' in head.text[:400]:
        return Sniff(NAME, 0.95, encoding=head.encoding, reason="listing")
    for value in head.values:
        if isinstance(value, dict) and value.get("kind") == "Listing":
            return Sniff(NAME, 0.95, encoding=head.encoding, reason="listing")
        if _is_post(value):
            return Sniff(NAME, 0.95, encoding=head.encoding, reason="posts")
    return None


def _is_post(value: object) -> bool:
    return isinstance(value, dict) and (set(value) >= _COMMENT or set(value) >= _SUBMISSION)


@dataclass(slots=True)
class _Stubs:
    """Count answers that the platform names without giving them."""

    more: int = 0


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream submissions and comments; messages, votes and saved posts of an account are never read."""
    clock, stubs = Clock(recipe), _Stubs()
    number = 0
    for value in _values(path, recipe.encoding or detect_encoding(path)):
        if isinstance(value, Problem):
            yield value
            continue
        for data in _unfolded(value.data, stubs):
            number += 1
            yield from _post(data, max(value.line, number), clock)
    if stubs.more:
        yield warning("reddit_more", count=str(stubs.more))


def _values(path: Path, encoding: str) -> Iterator[Value | Problem]:
    if Head(path).keys >= _ACCOUNT:
        yield from read_items(path, "submissions.item")
        yield from read_items(path, "comments.item")
    else:
        yield from read_values(path, encoding)


def _unfolded(value: object, stubs: _Stubs) -> Iterator[Json]:
    """Yield the posts of a value in reading order; a list and not the stack of calls holds the way back."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        data = part(each, "data") if isinstance(each, dict) else {}
        kind = each.get("kind") if isinstance(each, dict) else None
        if isinstance(each, list) and each:
            waiting += reversed(each)
        elif kind == "Listing":
            listed = data.get("children")
            waiting += reversed(listed) if isinstance(listed, list) else []
        elif kind == "more":
            stubs.more += count_of(data.get("count")) or len(data.get("children") or [])
        elif isinstance(each, dict):
            inside = data if kind in ("t1", "t3") else each
            yield inside
            waiting += [inside["replies"]] if isinstance(inside.get("replies"), dict) else []
        else:
            yield {}  # to be named as no post


def _post(data: Json, line: int, clock: Clock) -> Reading:
    if not _is_post(data):
        yield Problem(line, "", "reddit_not_post")
        return
    is_comment = "body" in data
    own = _full_name(text_of(data.get("name") or data.get("id")), "t1" if is_comment else "t3")
    body = text_of(data.get("body") if is_comment else data.get("selftext"))
    title = html.unescape(text_of(data.get("title"))) if not is_comment else ""
    words = read_markdown(html.unescape(body))
    author = text_of(data.get("author"))
    when, remark = clock.read(data.get("created_utc"), line, "created_utc")
    record = PostRecord(
        # On Reddit the question often stands in the title alone.
        text=f"{title}\n\n{words.text}".strip(),
        line=line,
        external_id=own,
        thread_external_id=_full_name(text_of(data.get("link_id")), "t3") if is_comment else own,
        parent_external_id=_parent(data) if is_comment else "",
        author_external_id=text_of(data.get("author_fullname")),
        author_handle="" if author in _GONE else author,
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=PostKind.REPLY if is_comment else PostKind.POST,
        title=title,
        likes=count_of(data.get("score")),
        replies=None if is_comment else count_of(data.get("num_comments")),
        media=_media(data),
        links=_links(data, words.links),
        poll=tuple(
            PollOption(text_of(o.get("text")), count_of(o.get("vote_count")))
            for o in objects(part(data, "poll_data").get("options"))
        ),
        is_edited=bool(data.get("edited")),
        availability=_GONE.get(body.strip(), Availability.PRESENT),
    )
    yield from settle(record, remark)


def _full_name(identity: str, kind: str) -> str:
    """Return an id with the kind of thing in front, as parents are named."""
    return identity if not identity or (identity[:1] == "t" and identity[2:3] == "_") else f"{kind}_{identity}"


def _parent(data: Json) -> str:
    parent = data.get("parent_id")
    # Older lines write the parent of an answer as a number in base ten.
    if isinstance(parent, int) and not isinstance(parent, bool) and parent > 0:
        return f"t1_{_base36(parent)}"
    return _full_name(text_of(parent), "t1")


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


def _media(data: Json) -> tuple[Medium, ...]:
    address = text_of(data.get("url")).partition("?")[0].lower()
    if data.get("is_video"):
        return (Medium("video"),)
    if data.get("is_gallery"):
        return (Medium("image"),) * max(1, min(20, len(objects(part(data, "gallery_data").get("items")))))
    return (Medium("image"),) if address.endswith(_PICTURES) else ()


def _links(data: Json, found: tuple[str, ...]) -> tuple[str, ...]:
    address = text_of(data.get("url"))
    is_link = address.startswith("http") and not data.get("is_self") and not _media(data)
    return (*((address,) if is_link and "reddit.com/r/" not in address else ()), *found)
