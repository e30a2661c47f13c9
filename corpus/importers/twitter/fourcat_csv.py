"""Read the tables 4CAT makes from captures of X: they keep the thread of an answer and lose what it answers."""

from pathlib import Path

from corpus.importers.base import Medium, PostKind, PostRecord, Problem, Reading, Recipe, Sniff
from corpus.importers.head import Head
from corpus.importers.problems import gettext_noop
from corpus.importers.records import settle, warning
from corpus.importers.twitter.x_remarks import with_remarks
from corpus.importers.twitter.x_rows import (
    Cells,
    kind_of,
    pieces,
    read_cells,
    refused,
    short_links,
    sniff_header,
    whole,
)
from corpus.importers.twitter.x_values import count_of, expanded, hashtags_of, mentions_of, read_time

NAME = "x_4cat_csv"
LABEL = gettext_noop("4CAT table of X posts (CSV)")
VERSION = "1"
_NEEDED = ("id", "thread_id", "body", "author", "is_reply", "is_retweet")
_TYPICAL = ("unix_timestamp", "timestamp")
_IDS = ("id", "thread_id", "author_id")


def sniff(head: Head) -> Sniff | None:
    """Recognize the columns 4CAT gives posts of X; its tables of other platforms have no reposts and answers."""
    return sniff_header(head, NAME, _NEEDED, _TYPICAL)


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the table; say once that the posts answered are not named."""
    yield warning("x_parent_not_exported", column="thread_id")
    yield from with_remarks(_read_rows(path, recipe))


def _read_rows(path: Path, recipe: Recipe) -> Reading:
    for row in read_cells(path, recipe, _NEEDED, _IDS):
        if isinstance(row, Problem):
            yield row
        else:
            yield from _read_post(row[1], row[0])


def _read_post(cells: Cells, line: int) -> Reading:
    own = whole(cells, "id")
    media = _media(cells)
    kind = kind_of(repost=_yes(cells, "is_retweet"), reply=_yes(cells, "is_reply"), quote=_yes(cells, "is_quote_tweet"))
    short = short_links(cells["body"], pieces(cells, "urls", ","), pictures=len(media))
    text, links = expanded(cells["body"], short)
    # The column in words has no zone; the number counts seconds of UTC.
    name = "unix_timestamp" if cells.get("unix_timestamp", "").strip() else "timestamp"
    when, refusal = read_time(cells.get(name, "").strip(), line, name)
    record = PostRecord(
        text=text,
        line=line,
        external_id=own,
        thread_external_id=whole(cells, "thread_id"),
        author_external_id=whole(cells, "author_id"),
        author_name=cells.get("author_fullname", "").strip(),
        author_handle=cells["author"].strip(),
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=kind if own != whole(cells, "thread_id") or kind is not PostKind.REPLY else PostKind.POST,
        language=cells.get("language_guess", "").strip()[:10],
        likes=count_of(cells.get("like_count")),
        reposts=count_of(cells.get("retweet_count")),
        replies=count_of(cells.get("reply_count")),
        media=media,
        links=links,
        hashtags=hashtags_of(pieces(cells, "hashtags", ",")),
        mentions=mentions_of((handle, "") for handle in pieces(cells, "mentions", ",")),
    )
    yield from settle(record, refused(line, own), refusal)


def _yes(cells: Cells, name: str) -> bool:
    return cells.get(name, "").strip().lower() in ("yes", "true", "1")


def _media(cells: Cells) -> tuple[Medium, ...]:
    pictures = [Medium("image") for _ in pieces(cells, "images", ",")]
    return tuple(pictures + [Medium("video") for _ in pieces(cells, "videos", ",")])
