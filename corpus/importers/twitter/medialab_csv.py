"""Read the tables of posts that gazouilloire, minet and twitwi write."""

from functools import partial
from pathlib import Path

from corpus.importers.base import Medium, PostRecord, Problem, Reading, Recipe, Sniff
from corpus.importers.dates import zone_named
from corpus.importers.head import Head
from corpus.importers.problems import gettext_noop
from corpus.importers.records import When, settle
from corpus.importers.twitter.x_rows import Cells, kind_of, pieces, read_posts, refused, sniff_header, whole
from corpus.importers.twitter.x_values import MEDIA_KINDS, count_of, mentions_of, read_time, written_as

NAME = "medialab_csv"
LABEL = gettext_noop("gazouilloire, minet or twitwi (CSV)")
VERSION = "1"
_NEEDED = ("id", "timestamp_utc", "user_screen_name", "text", "user_id")
_TYPICAL = ("to_tweetid", "retweeted_id", "quoted_id", "mentioned_names", "collected_via")
_IDS = ("id", "to_tweetid", "user_id", "retweeted_id", "quoted_id")
_JOINED = "|"


def sniff(head: Head) -> Sniff | None:
    """Recognize the columns these tools share."""
    return sniff_header(head, NAME, _NEEDED, _TYPICAL)


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the table."""
    yield from read_posts(path, recipe, _NEEDED, _IDS, partial(_read_post, recipe))


def _read_post(recipe: Recipe, cells: Cells, line: int) -> Reading:
    own, parent = whole(cells, "id"), whole(cells, "to_tweetid")
    text = cells["text"].strip()
    when, refusal = _time(cells, line, recipe)
    names = pieces(cells, "mentioned_names", _JOINED)
    ids = pieces(cells, "mentioned_ids", _JOINED)
    record = PostRecord(
        text=text,
        line=line,
        external_id=own,
        thread_external_id="" if parent else own,
        parent_external_id=parent,
        author_external_id=whole(cells, "user_id"),
        author_name=cells.get("user_name", "").strip(),
        author_handle=cells["user_screen_name"].strip(),
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=kind_of(repost=whole(cells, "retweeted_id"), reply=parent, quote=whole(cells, "quoted_id")),
        language=cells.get("lang", "").strip()[:10],
        likes=count_of(cells.get("like_count")),
        reposts=count_of(cells.get("retweet_count")),
        replies=count_of(cells.get("reply_count")),
        media=_media(cells),
        links=tuple(pieces(cells, "links", _JOINED)),
        hashtags=written_as(text, pieces(cells, "hashtags", _JOINED)),
        mentions=mentions_of(zip(names, ids if len(ids) == len(names) else [""] * len(names), strict=True)),
    )
    yield from settle(record, refused(line, own), refusal)


def _time(cells: Cells, line: int, recipe: Recipe) -> tuple[When, Problem | None]:
    """Return the time in UTC; a table without it has the time of the clock of whoever collected."""
    written = cells["timestamp_utc"].strip()
    if written:
        return read_time(written, line, "timestamp_utc")
    zone = zone_named(recipe.timezone)
    local = cells.get("local_time", "").strip()
    return read_time(local, line, "local_time", zone) if zone else read_time(local, line, "local_time")


def _media(cells: Cells) -> tuple[Medium, ...]:
    kinds = pieces(cells, "media_types", _JOINED) or ["photo"] * len(pieces(cells, "media_urls", _JOINED))
    described = pieces(cells, "media_alt_texts", _JOINED)
    if len(described) != len(kinds):  # a description may hold the sign that joins them
        described = [" | ".join(described), *[""] * len(kinds)]
    return tuple(Medium(MEDIA_KINDS.get(k, "image"), d) for k, d in zip(kinds, described, strict=False))
