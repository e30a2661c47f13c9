"""Read the tables twarc-csv writes from X API v2 answers."""

from pathlib import Path
from typing import Any

from corpus.importers.base import Problem, Reading, Recipe, Sniff
from corpus.importers.head import Head
from corpus.importers.json_stream import Value, decode
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Json, warning
from corpus.importers.twitter.x_posts import NO_INCLUDES, history, read_post
from corpus.importers.twitter.x_remarks import with_remarks
from corpus.importers.twitter.x_rows import Cells, read_cells, short_links, sniff_header, whole
from corpus.importers.twitter.x_versions import Versions, find_versions

NAME = "twarc_csv"
LABEL = gettext_noop("twarc-csv (CSV)")
VERSION = "2"
_NEEDED = ("id", "conversation_id", "text", "author_id", "created_at")
_TYPICAL = ("referenced_tweets.replied_to.id", "author.username", "public_metrics.like_count", "__twarc.version")
_REFERENCES = ("replied_to", "retweeted", "quoted")
_SHARED = "retweet_count"
_METRICS = ("like_count", _SHARED, "reply_count")
_IDS = ("id", "conversation_id", "author_id", *(f"referenced_tweets.{kind}.id" for kind in _REFERENCES))


def sniff(head: Head) -> Sniff | None:
    """Recognize the header of twarc-csv under any delimiter a spreadsheet may have put."""
    return sniff_header(head, NAME, _NEEDED, _TYPICAL)


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the table, each edited post once, in its last wording."""
    yield from with_remarks(_read_rows(path, recipe, _versions(path, recipe)))


def _versions(path: Path, recipe: Recipe) -> Versions:
    rows = (r for r in read_cells(path, recipe, _NEEDED, _IDS) if not isinstance(r, Problem))
    edited = (cells for _, cells in rows if "," in cells.get("edit_history_tweet_ids", ""))
    return find_versions((whole(c, "id"), history({"edit_history_tweet_ids": _history(c)})) for c in edited)


def _read_rows(path: Path, recipe: Recipe, versions: Versions) -> Reading:
    for row in read_cells(path, recipe, _NEEDED, _IDS):
        if isinstance(row, Problem):
            yield row
        elif whole(row[1], "id") in versions.older:
            yield warning("x_older_version", row[0])
        else:
            yield from read_post(_post(row[1]), row[0], NO_INCLUDES, versions)


def _post(cells: Cells) -> Json:
    """Rebuild the flattened post from its columns; twarc-csv writes line ends as a backslash and an n."""
    text = cells["text"].replace("\\n", "\n")
    entities = _entities(cells, text)
    repeats = _repeats(cells)
    return {
        "id": whole(cells, "id"),
        "text": text,
        "conversation_id": whole(cells, "conversation_id"),
        "created_at": cells["created_at"].strip(),
        "lang": cells.get("lang", ""),
        "author_id": whole(cells, "author_id"),
        "author": {"username": cells.get("author.username", ""), "name": cells.get("author.name", "")},
        "referenced_tweets": _references(cells, text, entities),
        # Beside a text taken from the original stand the likes and answers of the original.
        "public_metrics": {m: cells.get(f"public_metrics.{m}") for m in _METRICS if m == _SHARED or not repeats},
        "entities": entities,
        "attachments": {
            "media": _nested(cells, "attachments.media"),
            "poll": {"options": _nested(cells, "attachments.poll.options")},
        },
        "edit_history_tweet_ids": _history(cells),
    }


def _history(cells: Cells) -> Any:
    return _nested(cells, "edit_history_tweet_ids")


def _entities(cells: Cells, text: str) -> Json:
    """Return mentions, hashtags and links as the API gives them; older twarc-csv wrote plain words instead."""
    found = {name: _nested(cells, f"entities.{name}") or [] for name in ("mentions", "hashtags", "urls")}
    plain = [u for u in found["urls"] if isinstance(u, str)]
    pairs = [{"url": s.short, "expanded_url": s.full} for s in short_links(text, plain)]
    return {
        "mentions": [{"username": m.removeprefix("@")} if isinstance(m, str) else m for m in found["mentions"]],
        "hashtags": [{"tag": h.removeprefix("#")} if isinstance(h, str) else h for h in found["hashtags"]],
        "urls": pairs if plain else found["urls"],
    }


def _references(cells: Cells, text: str, entities: Json) -> list[Json]:
    found: list[Json] = []
    for kind in _REFERENCES:
        target = whole(cells, f"referenced_tweets.{kind}.id")
        if target:
            found.append({"type": kind, "id": target})
    if _repeats(cells):
        author = {"username": cells.get("retweeted_username", ""), "id": whole(cells, "retweeted_user_id")}
        named = {**entities, "mentions": [author, *entities["mentions"]]}
        retweeted = next(r for r in found if r["type"] == "retweeted")
        retweeted |= {"text": text, "author": author, "entities": named}
    return found


def _repeats(cells: Cells) -> bool:
    """Tell whether the table holds the whole text of what a repost repeats in the place of its own."""
    return bool(whole(cells, "referenced_tweets.retweeted.id")) and not cells["text"].startswith("RT @")


def _nested(cells: Cells, name: str) -> Any:
    """Decode a cell that holds a list as JSON; anything else counts as absent."""
    value = cells.get(name, "")
    if not value.startswith("["):
        return None
    found = decode(value, 0)
    return found.data if isinstance(found, Value) and isinstance(found.data, list) else None
