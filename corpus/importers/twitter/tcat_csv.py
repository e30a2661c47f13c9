"""Read the tables DMI-TCAT exports, with commas or tabs."""

from dataclasses import replace
from pathlib import Path

from corpus.importers.base import Medium, PostRecord, Problem, Reading, Recipe, Sniff, TimeStatus
from corpus.importers.head import Head
from corpus.importers.problems import gettext_noop
from corpus.importers.records import When, settle
from corpus.importers.twitter.x_rows import Cells, kind_of, pieces, read_posts, refused, sniff_header, whole
from corpus.importers.twitter.x_values import (
    MEDIA_KINDS,
    ShortLink,
    count_of,
    expanded,
    hashtags_of,
    is_repost,
    mentions_of,
    read_time,
)

NAME = "tcat_csv"
LABEL = gettext_noop("DMI-TCAT table (CSV or TSV)")
VERSION = "1"
_NEEDED = ("id", "created_at", "from_user_name", "text")
_TYPICAL = ("in_reply_to_status_id", "from_user_realname", "from_user_tweetcount", "to_user_name")
_IDS = ("id", "in_reply_to_status_id", "from_user_id", "quoted_status_id", "retweet_id")
_JOINED = ";"


def sniff(head: Head) -> Sniff | None:
    """Recognize the columns of a full export."""
    return sniff_header(head, NAME, _NEEDED, _TYPICAL)


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the table."""
    yield from read_posts(path, recipe, _NEEDED, _IDS, _read_post)


def _read_post(cells: Cells, line: int) -> Reading:
    own, parent = whole(cells, "id"), whole(cells, "in_reply_to_status_id")
    text, links = expanded(cells["text"], _short_links(cells))
    when, refusal = _time(cells, line)
    record = PostRecord(
        text=text,
        line=line,
        external_id=own,
        thread_external_id="" if parent else own,
        parent_external_id=parent,
        author_external_id=whole(cells, "from_user_id"),
        author_name=cells.get("from_user_realname", "").strip(),
        author_handle=cells["from_user_name"].strip(),
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=kind_of(
            repost=whole(cells, "retweet_id") or is_repost(text), reply=parent, quote=whole(cells, "quoted_status_id")
        ),
        language=cells.get("lang", "").strip()[:10],
        likes=count_of(cells.get("favorite_count")),
        reposts=count_of(cells.get("retweet_count")),
        media=tuple(Medium(MEDIA_KINDS.get(k, "image")) for k in pieces(cells, "media_type", _JOINED) if k),
        links=links,
        hashtags=hashtags_of(pieces(cells, "hashtags", _JOINED)),
        mentions=mentions_of((handle, "") for handle in pieces(cells, "mentions", _JOINED)),
    )
    yield from settle(record, refused(line, own), refusal)


def _time(cells: Cells, line: int) -> tuple[When, Problem | None]:
    """Return the time; the column in words has no zone, because TCAT writes UTC only."""
    if cells.get("time", "").strip():
        return read_time(cells["time"].strip(), line, "time")
    when, refusal = read_time(cells["created_at"].strip(), line)
    return (replace(when, status=TimeStatus.UTC) if when.at else when), refusal


def _short_links(cells: Cells) -> list[ShortLink]:
    """Pair the columns of addresses, which a full export has."""
    short, full = pieces(cells, "urls", _JOINED), pieces(cells, "urls_expanded", _JOINED)
    if len(short) != len(full):
        return []
    return [ShortLink(s, f or s) for s, f in zip(short, full, strict=True)]
