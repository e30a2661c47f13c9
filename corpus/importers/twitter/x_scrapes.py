"""Read the JSON lines of snscrape and twscrape, which share one form of post."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.importers.base import Medium, PollOption, PostKind, PostRecord, Problem, Reading, Recipe, Sniff
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.json_stream import Value, read_values
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Json, objects, part, settle, text_of, warning
from corpus.importers.twitter.x_remarks import CONTEXT, with_remarks
from corpus.importers.twitter.x_values import (
    Recent,
    ShortLink,
    Words,
    count_of,
    expanded,
    first_of,
    hashtags_of,
    mentions_of,
    read_time,
    rounded_id,
    takes_context,
    unescaped,
)
from corpus.importers.twitter.x_versions import Versions, versions_of_text

NAME = "x_scrape"
LABEL = gettext_noop("snscrape or twscrape (JSON lines)")
VERSION = "1"
OPTIONS = (CONTEXT,)
_TYPE = "snscrape.modules.twitter.Tweet"
_KINDS = {"Photo": "image", "Video": "video", "Gif": "video"}
_LISTS = {"photos": "image", "videos": "video", "animated": "video"}


def sniff(head: Head) -> Sniff | None:
    """Recognize a post by its type, or by the names only these two programs give."""
    for value in head.values:
        if isinstance(value, dict) and _is_post(value):
            return Sniff(NAME, 0.97, encoding=head.encoding, reason="type")
    return None


def _is_post(value: Json) -> bool:
    if not isinstance(value.get("rawContent", value.get("content")), str):
        return False
    return value.get("_type") == _TYPE or (
        "conversationId" in value and {"rawContent", "inReplyToTweetId"} <= set(value)
    )


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the file, with the posts they quote; ids stay exact whatever their size."""
    encoding = recipe.encoding or detect_encoding(path)
    versions = versions_of_text(path, encoding, lambda: _histories(path, encoding))
    context = Recent() if takes_context(recipe) else None
    yield from with_remarks(_read_values(path, encoding, versions, context))


def _read_values(path: Path, encoding: str, versions: Versions, context: Recent | None) -> Reading:
    for value in read_values(path, encoding):
        if isinstance(value, Problem):
            yield value
        elif not isinstance(value.data, dict):
            yield Problem(value.line, "", "json_not_object")
        elif not _id(value.data) or not isinstance(_raw(value.data), str):
            yield Problem(value.line, "", "x_no_id")
        elif _id(value.data) in versions.older:
            yield warning("x_older_version", value.line)
        else:
            yield from _read_post(value.data, value.line, versions)
            for quoted in _quoted(value.data) if context is not None else ():
                if context is not None and _id(quoted) not in context:
                    context.add(_id(quoted))
                    yield from _read_post(quoted, value.line, versions)


def _quoted(post: Json) -> Iterator[Json]:
    quoted = part(post, "quotedTweet")
    if isinstance(_raw(quoted), str) and quoted.get("date") and not part(post, "retweetedTweet"):
        yield quoted


def _raw(post: Json) -> object:
    return post.get("rawContent", post.get("content"))


def _id(post: Json) -> str:
    return first_of(post, "id_str", "id")


def _histories(path: Path, encoding: str) -> Iterator[tuple[str, Sequence[str]]]:
    for value in read_values(path, encoding):
        if isinstance(value, Value) and isinstance(value.data, dict):
            yield _id(value.data), _history(value.data)


def _history(post: Json) -> list[str]:
    ids = part(post, "editControl").get("edit_tweet_ids")
    return [text_of(i) for i in ids] if isinstance(ids, list) and ids else [_id(post)]


def _read_post(post: Json, line: int, versions: Versions) -> Reading:
    own, told = _id(post), _history(post)
    parent = first_of(post, "inReplyToTweetIdStr", "inReplyToTweetId")
    thread = first_of(post, "conversationIdStr", "conversationId") or ("" if parent else own)
    words = _words(post)
    when, refusal = read_time(text_of(post.get("date")), line, "date")
    user = part(post, "user")
    repeated = part(post, "retweetedTweet")
    record = PostRecord(
        text=words.text,
        line=line,
        external_id=versions.canonical(own, told),
        thread_external_id=versions.canonical(thread, told),
        parent_external_id=versions.canonical(parent),
        author_external_id=first_of(user, "id_str", "id"),
        author_name=text_of(user.get("displayname")),
        author_handle=text_of(user.get("username")),
        posted_at=when.at, time_status=when.status, time_precision=when.precision,
        kind=_kind(post, parent),
        language=text_of(post.get("lang"))[:10],
        likes=count_of(post.get("likeCount")),
        reposts=count_of(post.get("retweetCount")),
        replies=count_of(post.get("replyCount")),
        media=_media(post) or _media(repeated),
        links=words.links, hashtags=words.hashtags, mentions=words.mentions,
        poll=_poll(post) or _poll(repeated),
        is_edited=len(told) > 1,
    )  # fmt: skip
    yield from settle(record, refusal, rounded_id(line, id=own, conversationId=thread, inReplyToTweetId=parent))


def _kind(post: Json, parent: str) -> PostKind:
    if part(post, "retweetedTweet"):
        return PostKind.REPOST
    if parent:
        return PostKind.REPLY
    return PostKind.QUOTE if part(post, "quotedTweet") else PostKind.POST


def _words(post: Json) -> Words:
    """Return the words of a post; a repost gets the whole text of what it repeats."""
    repeated = part(post, "retweetedTweet")
    source = repeated if isinstance(_raw(repeated), str) else post
    short = [ShortLink(text_of(u.get("tcourl")), text_of(u.get("url"))) for u in objects(source.get("links"))]
    if not short:
        short = _older_links(source)
    text, links = expanded(text_of(_raw(source)), [*short, *_picture_links(source, short)])
    people = [*objects(post.get("mentionedUsers")), *objects(source.get("mentionedUsers"))]
    handle = text_of(part(repeated, "user").get("username")) if source is repeated else ""
    return Words(
        f"RT @{handle}: {text}" if handle else text,
        links,
        mentions_of((text_of(p.get("username")), first_of(p, "id_str", "id")) for p in people),
        hashtags_of(text_of(h) for h in _list(source.get("hashtags"))),
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _older_links(post: Json) -> list[ShortLink]:
    """Return the links of versions of snscrape that kept short and real addresses in two lists."""
    short, full = _list(post.get("tcooutlinks")), _list(post.get("outlinks"))
    return [ShortLink(text_of(s), text_of(f)) for s, f in zip(short, full, strict=False)]


def _picture_links(post: Json, known: list[ShortLink]) -> list[ShortLink]:
    """Return the short address of the pictures, which neither program lists: the last word, when no link has it."""
    last = text_of(_raw(post)).split()[-1:]
    if not last or not _media(post) or not last[0].startswith("https://t.co/"):
        return []
    return [] if last[0] in {k.short for k in known} else [ShortLink(last[0], last[0], is_media=True)]


def _media(post: Json) -> tuple[Medium, ...]:
    """Return pictures and videos: a list of typed objects in snscrape, three lists in twscrape."""
    media = post.get("media")
    if isinstance(media, dict):
        return tuple(Medium(kind) for name, kind in _LISTS.items() for _ in objects(media.get(name)))
    return tuple(
        Medium(_KINDS.get(text_of(m.get("_type")).rpartition(".")[2], "image"), text_of(m.get("altText")))
        for m in objects(media)
    )


def _poll(post: Json) -> tuple[PollOption, ...]:
    options = objects(part(post, "card").get("options"))
    return tuple(
        PollOption(unescaped(text_of(o.get("label"))), count_of(o.get("votesCount", o.get("count")))) for o in options
    )
