"""Turn one X status of API v1.1 into a canonical post; the website and the account archive use the same form."""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.importers.base import Medium, PollOption, PostKind, PostRecord, Problem, Reading
from corpus.importers.records import Json, objects, part, settle, text_of
from corpus.importers.twitter.x_values import (
    MEDIA_KINDS,
    ShortLink,
    Words,
    count_of,
    expanded,
    first_of,
    hashtags_of,
    mentions_of,
    read_time,
    rounded_id,
    unescaped,
)
from corpus.importers.twitter.x_versions import Versions

_POLL = re.compile(r"(?:\d+:)?poll\d+choice")
_MOST_CHOICES = 10


def id_of(status: Json) -> str:
    """Return the id of a status: the text form, for the number may have lost its last digits on the way."""
    return first_of(status, "id_str", "id")


def history(status: Json) -> list[str]:
    """Return the ids of the versions of a status, the first one first, as the website and the archive tell them."""
    told = [part(status, "edit_control"), part(status, "edit_info")]
    told += [part(t, "edit_control_initial") for t in told[:1]]
    told += [part(t, "initial") for t in told[1:2]] + [part(part(t, "edit"), "editControlInitial") for t in told[1:2]]
    for found in told:
        ids = found.get("edit_tweet_ids", found.get("editTweetIds"))
        if isinstance(ids, list) and ids:
            return [text_of(i) for i in ids]
    return [id_of(status)]


def is_status(value: Json) -> bool:
    """Tell whether an object is a status: an id and a text of its own."""
    return bool(id_of(value)) and isinstance(_long(value).get("full_text", value.get("text")), str)


def read_status(status: Json, line: int, versions: Versions) -> Reading:
    """Yield the canonical post, or the problem that refuses it."""
    own = id_of(status)
    if not is_status(status):
        yield Problem(line, "", "x_no_id")
        return
    told = history(status)
    parent = first_of(status, "in_reply_to_status_id_str", "in_reply_to_status_id")
    # Version 1.1 names no thread: an answer is placed by climbing from parent to parent when the file is whole.
    thread = text_of(status.get("conversation_id_str")) or ("" if parent else own)
    words = _words(status)
    when, refusal = read_time(text_of(status.get("created_at")), line)
    user = part(status, "user")
    record = PostRecord(
        text=words.text,
        line=line,
        external_id=versions.canonical(own, told),
        thread_external_id=versions.canonical(thread, told),
        parent_external_id=versions.canonical(parent),
        author_external_id=first_of(user, "id_str", "id") or text_of(status.get("user_id_str")),
        author_name=text_of(user.get("name")),
        author_handle=text_of(user.get("screen_name")),
        posted_at=when.at, time_status=when.status, time_precision=when.precision,
        kind=_kind(status, parent),
        language=text_of(status.get("lang"))[:10],
        likes=count_of(status.get("favorite_count")),
        reposts=count_of(status.get("retweet_count")),
        replies=count_of(status.get("reply_count")),
        media=_media(status) or _media(part(status, "retweeted_status")),
        links=words.links, hashtags=words.hashtags, mentions=words.mentions,
        poll=_poll(status) or _poll(part(status, "retweeted_status")),
        is_edited=len(told) > 1,
    )  # fmt: skip
    yield from settle(record, refusal, rounded_id(line, id=own, in_reply_to_status_id=parent))


def context_of(status: Json) -> Iterator[Json]:
    """Yield the post that a status quotes, where the file holds it whole; a repost repeats its own."""
    quoted = part(status, "quoted_status")
    if quoted.get("created_at") and is_status(quoted) and not part(status, "retweeted_status"):
        yield quoted


def _kind(status: Json, parent: str) -> PostKind:
    if part(status, "retweeted_status") or status.get("is_repost") is True:
        return PostKind.REPOST
    if parent:
        return PostKind.REPLY
    quotes = first_of(status, "quoted_status_id_str", "quoted_status_id") or status.get("is_quote_status") is True
    return PostKind.QUOTE if quotes else PostKind.POST


def _long(status: Json) -> Json:
    """Return where the whole text and its entities stand: beside a cut text in streams, else in the status itself."""
    inner = part(status, "extended_tweet")
    return inner if isinstance(inner.get("full_text"), str) else status


def _words(status: Json) -> Words:
    """Return the words of a status; a repost gets the whole text of what it repeats."""
    repeated = part(status, "retweeted_status")
    if not is_status(repeated):
        return _own_words(status)
    found = _own_words(repeated)
    handle = text_of(part(repeated, "user").get("screen_name"))
    named = [*_named(_long(status)), *_named(status)]
    mentions = mentions_of([*named, *((m.handle, m.external_id) for m in found.mentions)])
    return replace(found, text=f"RT @{handle}: {found.text}" if handle else f"RT {found.text}", mentions=mentions)


def _own_words(status: Json) -> Words:
    source = _long(status)
    raw = text_of(source.get("full_text", source.get("text")))
    entities = part(source, "entities")
    short = [*_short_links(source), *(_short_links(status) if source is not status else ())]
    text, links = expanded(raw, short)
    hashtags = hashtags_of(text_of(h.get("text")) for h in objects(entities.get("hashtags")))
    return Words(text, links, mentions_of(_named(source)), hashtags)


def _short_links(source: Json) -> Iterator[ShortLink]:
    """Yield the shortened addresses of a text; those of the pictures of the status stand among its media."""
    entities = part(source, "entities")
    for medium in (*objects(entities.get("media")), *objects(part(source, "extended_entities").get("media"))):
        short = text_of(medium.get("url"))
        yield ShortLink(short, short, is_media=True)
    for url in objects(entities.get("urls")):
        yield ShortLink(text_of(url.get("url")), first_of(url, "expanded_url", "expanded"))
    quoted = part(source, "quoted_status_permalink")
    yield ShortLink(text_of(quoted.get("url")), text_of(quoted.get("expanded")))


def _named(source: Json) -> list[tuple[str, str]]:
    people = objects(part(source, "entities").get("user_mentions"))
    return [(text_of(p.get("screen_name")), first_of(p, "id_str", "id")) for p in people]


def _media(status: Json) -> tuple[Medium, ...]:
    places = [_long(status), status]
    found = [objects(part(s, name).get("media")) for s in places for name in ("extended_entities", "entities")]
    return tuple(
        Medium(
            MEDIA_KINDS.get(text_of(m.get("type")), "image"),
            unescaped(text_of(m.get("ext_alt_text"))),
            text_of(m.get("member")),
        )
        for m in next((f for f in found if f), [])
    )


def _poll(status: Json) -> tuple[PollOption, ...]:
    """Return the poll of a card, whose values are a list of keys and values or, in older files, an object."""
    card = part(status, "card")
    if not _POLL.match(text_of(card.get("name"))):
        return ()
    values = card.get("binding_values")
    bound = values if isinstance(values, dict) else {text_of(v.get("key")): v.get("value") for v in objects(values)}
    options = []
    for number in range(1, _MOST_CHOICES + 1):
        label = text_of(part(bound, f"choice{number}_label").get("string_value"))
        if label:
            votes = text_of(part(bound, f"choice{number}_count").get("string_value"))
            options.append(PollOption(unescaped(label), count_of(votes)))
    return tuple(options)
