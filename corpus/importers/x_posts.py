"""Turn one X post (API v2, all that it refers to inside it) into a canonical post."""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from corpus.importers.base import Medium, Mention, PollOption, PostKind, PostRecord, Problem, TimePrecision, TimeStatus
from corpus.importers.dates import DateRefused, read_moment
from corpus.importers.text_stream import character_problem

Json = dict[str, Any]
_MEDIA_KINDS = {"photo": "image", "video": "video", "animated_gif": "video"}
_MEDIA_LINK = re.compile(r"/(?:photo|video)/\d+$")
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Includes:
    """Index what a response page carries beside its posts."""

    users: dict[str, Json]
    posts: dict[str, Json]
    media: dict[str, Json]
    polls: dict[str, Json]

    @classmethod
    def of(cls, page: Json) -> "Includes":
        """Index the `includes` of a page; what is missing or malformed counts as absent."""
        parts = page.get("includes")
        parts = parts if isinstance(parts, dict) else {}
        return cls(
            _by(parts.get("users"), "id"),
            _by(parts.get("tweets"), "id"),
            _by(parts.get("media"), "media_key"),
            _by(parts.get("polls"), "id"),
        )


def _by(items: object, key: str) -> dict[str, Json]:
    return {str(i[key]): i for i in items if isinstance(i, dict) and key in i} if isinstance(items, list) else {}


def objects(value: object) -> list[Json]:
    """Return the objects of a list, or an empty list when it is none."""
    return [i for i in value if isinstance(i, dict)] if isinstance(value, list) else []


def part(value: Json, name: str) -> Json:
    """Return a nested object, or an empty one when it is missing or malformed."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def text_of(value: object) -> str:
    """Return an id or a text as text."""
    return "" if value is None or isinstance(value, dict | list) else str(value)


def history(post: Json) -> list[str]:
    """Return the ids of the versions of a post, the first one first; its own id when it was never edited."""
    ids = post.get("edit_history_tweet_ids")
    found = [text_of(i) for i in ids] if isinstance(ids, list) else []
    return [i for i in found if i] or [text_of(post.get("id"))]


def read_post(post: Json, line: int, includes: Includes, first_ids: dict[str, str]) -> PostRecord | Problem:
    """Return the canonical post; `first_ids` leads from the id of a version to the id of the first version."""
    own = text_of(post.get("id"))
    if not own or not isinstance(post.get("text"), str):
        return Problem(line, "", "x_no_id")
    versions = history(post)
    canonical = {**first_ids, **dict.fromkeys(versions, versions[0])}
    references = {text_of(r.get("type")): r for r in objects(post.get("referenced_tweets"))}
    parent = text_of(references.get("replied_to", {}).get("id"))
    thread = text_of(post.get("conversation_id"))
    text, mentions, hashtags, links = _words(post, references, includes)
    bad = character_problem(f"{text}{own}{parent}{thread}", line, "text")
    if bad:
        return bad
    moment = _moment(post, line)
    if isinstance(moment, Problem):
        return moment
    author = _author(post, includes)
    numbers = part(post, "public_metrics")
    return PostRecord(
        text=text,
        line=line,
        external_id=canonical.get(own, own),
        thread_external_id=canonical.get(thread, thread),
        parent_external_id=canonical.get(parent, parent),
        author_external_id=text_of(post.get("author_id") or author.get("id")),
        author_name=text_of(author.get("name")),
        author_handle=text_of(author.get("username")),
        posted_at=moment[0],
        time_status=moment[1],
        time_precision=moment[2],
        kind=_kind(references),
        language=text_of(post.get("lang"))[:10],
        likes=_count(numbers.get("like_count")),
        reposts=_count(numbers.get("retweet_count")),
        replies=_count(numbers.get("reply_count")),
        media=_media(post, includes),
        links=links,
        hashtags=hashtags,
        mentions=mentions,
        poll=_poll(post, includes),
        is_edited=len(versions) > 1,
    )


def _kind(references: dict[str, Json]) -> PostKind:
    if "retweeted" in references:
        return PostKind.REPOST
    if "replied_to" in references:
        return PostKind.REPLY
    return PostKind.QUOTE if "quoted" in references else PostKind.POST


def _author(post: Json, includes: Includes) -> Json:
    return part(post, "author") or includes.users.get(text_of(post.get("author_id")), {})


def _words(
    post: Json, references: dict[str, Json], includes: Includes
) -> tuple[str, tuple[Mention, ...], tuple[str, ...], tuple[str, ...]]:
    """Return text, mentions, hashtags and links; a repost gets the whole text of what it repeats."""
    source, prefix = post, ""
    repeated = references.get("retweeted")
    if repeated is not None:
        original = repeated if "text" in repeated else includes.posts.get(text_of(repeated.get("id")), {})
        if isinstance(original.get("text"), str):
            handle = text_of(_author(original, includes).get("username"))
            source, prefix = original, f"RT @{handle}: " if handle else "RT "
    long_text = part(source, "note_tweet")
    entities = part(long_text, "entities") or part(source, "entities")
    raw = long_text["text"] if isinstance(long_text.get("text"), str) else source["text"]
    text, links = _expanded(raw, objects(entities.get("urls")))
    named = [*objects(entities.get("mentions")), *objects(part(post, "entities").get("mentions"))]
    mentions = {text_of(m.get("username")): text_of(m.get("id")) for m in reversed(named)}
    hashtags = dict.fromkeys(text_of(h.get("tag")) for h in objects(entities.get("hashtags")))
    return (
        prefix + text,
        tuple(Mention(h, i) for h, i in mentions.items() if h),
        tuple(h for h in hashtags if h),
        links,
    )


def _expanded(raw: str, urls: list[Json]) -> tuple[str, tuple[str, ...]]:
    """Put the real addresses in place of the short ones, drop those of the post's own pictures, unescape entities."""
    text, links = raw, []
    for url in urls:
        short = text_of(url.get("url"))
        full = text_of(url.get("unwound_url") or url.get("expanded_url"))
        if not short or not full:
            continue
        if url.get("media_key") or _MEDIA_LINK.search(full):
            text = text.replace(short, "")
        else:
            text = text.replace(short, full)
            links.append(full)
    return html.unescape(text).strip(), tuple(links)


def _moment(post: Json, line: int) -> tuple[datetime | None, TimeStatus, TimePrecision | None] | Problem:
    written = text_of(post.get("created_at"))
    if not written:
        return None, TimeStatus.UNKNOWN, None
    try:
        found = read_moment(written, order="dmy", zone=_UTC)
    except DateRefused as refused:
        return Problem(line, "created_at", refused.code, {"value": written[:60]})
    return found.at, found.status, found.precision


def _count(value: object) -> int | None:
    digits = text_of(value).removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def _media(post: Json, includes: Includes) -> tuple[Medium, ...]:
    attached = part(post, "attachments")
    inline = objects(attached.get("media"))
    keys = attached.get("media_keys")
    found = inline or [includes.media.get(text_of(k), {}) for k in (keys if isinstance(keys, list) else [])]
    return tuple(Medium(_MEDIA_KINDS.get(text_of(m.get("type")), "image"), text_of(m.get("alt_text"))) for m in found)


def _poll(post: Json, includes: Includes) -> tuple[PollOption, ...]:
    attached = part(post, "attachments")
    ids = attached.get("poll_ids")
    first = text_of(ids[0]) if isinstance(ids, list) and ids else ""
    poll = part(attached, "poll") or includes.polls.get(first, {})
    options = sorted(objects(poll.get("options")), key=lambda o: _count(o.get("position")) or 0)
    return tuple(PollOption(html.unescape(text_of(o.get("label"))), _count(o.get("votes"))) for o in options)
