"""Turn one X post of API v2, with all that it refers to, into a canonical post."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.importers.base import Medium, PollOption, PostKind, PostRecord, Problem, Reading
from corpus.importers.records import Json, objects, part, settle, text_of
from corpus.importers.twitter.x_values import (
    MEDIA_KINDS,
    ShortLink,
    Words,
    count_of,
    expanded,
    hashtags_of,
    mentions_of,
    read_time,
    rounded_id,
    unescaped,
)
from corpus.importers.twitter.x_versions import Versions


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
        parts = part(page, "includes")
        return cls(
            _by(parts.get("users"), "id"),
            _by(parts.get("tweets"), "id"),
            _by(parts.get("media"), "media_key"),
            _by(parts.get("polls"), "id"),
        )


NO_INCLUDES = Includes({}, {}, {}, {})


def _by(items: object, key: str) -> dict[str, Json]:
    return {text_of(i[key]): i for i in objects(items) if key in i}


def history(post: Json) -> list[str]:
    """Return the ids of the versions of a post, the first one first; its own id when it was never edited."""
    ids = post.get("edit_history_tweet_ids")
    found = [text_of(i) for i in ids] if isinstance(ids, list) else []
    return [i for i in found if i] or [text_of(post.get("id"))]


def read_post(post: Json, line: int, includes: Includes, versions: Versions) -> Reading:
    """Yield the canonical post, or the problem that refuses it."""
    own = text_of(post.get("id"))
    if not own or not isinstance(post.get("text"), str):
        yield Problem(line, "", "x_no_id")
        return
    told = history(post)
    references = references_of(post)
    parent = text_of(references.get("replied_to", {}).get("id"))
    thread = text_of(post.get("conversation_id"))
    repeated = _referred(references.get("retweeted", {}), includes)
    words = _words(post, repeated, includes)
    when, refusal = read_time(text_of(post.get("created_at")), line)
    author = _author(post, includes)
    numbers = part(post, "public_metrics")
    record = PostRecord(
        text=words.text,
        line=line,
        external_id=versions.canonical(own, told),
        thread_external_id=versions.canonical(thread, told),
        parent_external_id=versions.canonical(parent),
        author_external_id=text_of(post.get("author_id") or author.get("id")),
        author_name=text_of(author.get("name")),
        author_handle=text_of(author.get("username")),
        posted_at=when.at, time_status=when.status, time_precision=when.precision,
        kind=_kind(references),
        language=text_of(post.get("lang"))[:10],
        likes=count_of(numbers.get("like_count")), reposts=count_of(numbers.get("retweet_count")),
        replies=count_of(numbers.get("reply_count")),
        media=_media(post, includes) or _media(repeated, includes),
        links=words.links, hashtags=words.hashtags, mentions=words.mentions,
        poll=_poll(post, includes) or _poll(repeated, includes),
        is_edited=len(told) > 1,
    )  # fmt: skip
    yield from settle(record, refusal, rounded_id(line, id=own, conversation_id=thread, replied_to=parent))


def references_of(post: Json) -> dict[str, Json]:
    """Return what a post answers, quotes or reposts, by kind of reference."""
    return {text_of(r.get("type")): r for r in objects(post.get("referenced_tweets"))}


def context_of(post: Json, includes: Includes) -> Iterator[Json]:
    """Yield the posts that a post answers or quotes, where the file holds them whole; a repost repeats its own."""
    references = references_of(post)
    if "retweeted" in references:
        return
    for kind in ("replied_to", "quoted"):
        found = _referred(references.get(kind, {}), includes)
        if isinstance(found.get("text"), str) and found.get("created_at"):
            yield found


def _referred(reference: Json, includes: Includes) -> Json:
    """Return a post referred to: flattened files nest it, pages hold it in their includes."""
    return reference if "text" in reference else includes.posts.get(text_of(reference.get("id")), {})


def _kind(references: dict[str, Json]) -> PostKind:
    if "retweeted" in references:
        return PostKind.REPOST
    if "replied_to" in references:
        return PostKind.REPLY
    return PostKind.QUOTE if "quoted" in references else PostKind.POST


def _author(post: Json, includes: Includes) -> Json:
    return part(post, "author") or includes.users.get(text_of(post.get("author_id")), {})


def _words(post: Json, repeated: Json, includes: Includes) -> Words:
    """Return the words of a post, long ones whole; a repost gets the whole text of what it repeats."""
    source, prefix = post, ""
    if isinstance(repeated.get("text"), str):
        handle = text_of(_author(repeated, includes).get("username"))
        source, prefix = repeated, f"RT @{handle}: " if handle else "RT "
    long_text = part(source, "note_tweet")
    is_long = isinstance(long_text.get("text"), str)
    entities = part(long_text, "entities") if is_long else part(source, "entities")
    short = [_short_link(u) for e in (entities, part(source, "entities")) for u in objects(e.get("urls"))]
    text, links = expanded(long_text["text"] if is_long else source["text"], short)
    named = [m for e in (entities, part(post, "entities")) for m in objects(e.get("mentions"))]
    return Words(
        prefix + text,
        links,
        mentions_of((text_of(m.get("username")), text_of(m.get("id"))) for m in reversed(named)),
        hashtags_of(text_of(h.get("tag")) for h in objects(entities.get("hashtags"))),
    )


def _short_link(url: Json) -> ShortLink:
    """Return the address as it was posted: where it led in the end (`unwound_url`) only one interface ever told."""
    return ShortLink(text_of(url.get("url")), text_of(url.get("expanded_url")), is_media=bool(url.get("media_key")))


def _media(post: Json, includes: Includes) -> tuple[Medium, ...]:
    attached = part(post, "attachments")
    inline = objects(attached.get("media"))
    keys = attached.get("media_keys")
    found = inline or [includes.media.get(text_of(k), {}) for k in (keys if isinstance(keys, list) else [])]
    return tuple(Medium(MEDIA_KINDS.get(text_of(m.get("type")), "image"), text_of(m.get("alt_text"))) for m in found)


def _poll(post: Json, includes: Includes) -> tuple[PollOption, ...]:
    attached = part(post, "attachments")
    ids = attached.get("poll_ids")
    first = text_of(ids[0]) if isinstance(ids, list) and ids else ""
    poll = part(attached, "poll") or includes.polls.get(first, {})
    options = sorted(objects(poll.get("options")), key=lambda o: count_of(o.get("position")) or 0)
    return tuple(PollOption(unescaped(text_of(o.get("label"))), count_of(o.get("votes"))) for o in options)
