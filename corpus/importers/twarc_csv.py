"""Read the tables twarc-csv writes from X API v2 answers."""

import re
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.importers.base import PostRecord, Problem, Reading, Recipe, Sniff, UnreadableFile
from corpus.importers.delimited import Row, read_rows
from corpus.importers.encoding import detect_encoding
from corpus.importers.ids import rounding_code
from corpus.importers.json_stream import Value, decode
from corpus.importers.text_stream import character_problem
from corpus.importers.x_posts import Includes, Json, read_post

NAME = "twarc_csv"
VERSION = "1"
_NEEDED = {"id", "conversation_id", "text", "author_id", "created_at"}
_TYPICAL = {"referenced_tweets.replied_to.id", "author.username", "public_metrics.like_count", "__twarc.version"}
_REFERENCES = ("replied_to", "retweeted", "quoted")
_METRICS = ("like_count", "retweet_count", "reply_count")
_IDS = ("id", "conversation_id", "author_id", "referenced_tweets.replied_to.id", "referenced_tweets.retweeted.id")
_SHORT_LINK = re.compile(r"https://t\.co/\w+")
_NOTHING = Includes({}, {}, {}, {})


def sniff(path: Path) -> Sniff | None:
    """Recognize the header of twarc-csv under any delimiter a spreadsheet may have put."""
    encoding = detect_encoding(path)
    for delimiter in (",", ";", "\t"):
        first = next((r for r in islice(read_rows(path, encoding, delimiter), 1) if isinstance(r, Row)), None)
        names = set(first.cells) if first else set()
        if names >= _NEEDED and names & _TYPICAL:
            return Sniff(NAME, 0.95, encoding=encoding, delimiter=delimiter, reason="header")
    return None


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the table."""
    rows = read_rows(path, recipe.encoding or detect_encoding(path), recipe.delimiter or ",")
    header = next(rows, None)
    if not isinstance(header, Row) or not set(header.cells) >= _NEEDED:
        raise UnreadableFile("header_missing", value=", ".join(sorted(_NEEDED)))
    names = header.cells
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif len(row.cells) != len(names):
            params = {"found": str(len(row.cells)), "expected": str(len(names))}
            yield Problem(row.line, "", "too_many_cells", params)
        else:
            yield _read_row(row.line, dict(zip(names, row.cells, strict=True)))


def _read_row(line: int, cells: dict[str, str]) -> PostRecord | Problem:
    for name in _IDS:
        code = rounding_code(cells.get(name, ""))
        if code:
            return Problem(line, name, code, {"value": cells[name][:40]})
    for name, value in cells.items():
        bad = character_problem(value, line, name)
        if bad:
            return bad
    return read_post(_post(cells), line, _NOTHING, {})


def _post(cells: dict[str, str]) -> Json:
    """Rebuild the flattened post from its columns; twarc-csv writes line ends as a backslash and an n."""
    text = cells["text"].replace("\\n", "\n")
    entities = _entities(cells, text)
    return {
        "id": _whole(cells["id"]),
        "text": text,
        "conversation_id": _whole(cells["conversation_id"]),
        "created_at": cells["created_at"],
        "lang": cells.get("lang", ""),
        "author_id": _whole(cells["author_id"]),
        "author": {"username": cells.get("author.username", ""), "name": cells.get("author.name", "")},
        "referenced_tweets": _references(cells, text, entities),
        "public_metrics": {m: cells.get(f"public_metrics.{m}") for m in _METRICS},
        "entities": entities,
        "attachments": {
            "media": _nested(cells, "attachments.media"),
            "poll": {"options": _nested(cells, "attachments.poll.options")},
        },
        "edit_history_tweet_ids": _nested(cells, "edit_history_tweet_ids"),
    }


def _entities(cells: dict[str, str], text: str) -> Json:
    """Return mentions, hashtags and links as the API gives them; older twarc-csv wrote plain words instead."""
    found = {name: _nested(cells, f"entities.{name}") or [] for name in ("mentions", "hashtags", "urls")}
    short = _SHORT_LINK.findall(text)
    links = found["urls"] if len(found["urls"]) == len(short) else []
    if any(isinstance(u, dict) for u in found["urls"]):
        links = []
    return {
        "mentions": [{"username": m.removeprefix("@")} if isinstance(m, str) else m for m in found["mentions"]],
        "hashtags": [{"tag": h.removeprefix("#")} if isinstance(h, str) else h for h in found["hashtags"]],
        "urls": [{"url": s, "expanded_url": u} for s, u in zip(short, links, strict=True)] if links else found["urls"],
    }


def _references(cells: dict[str, str], text: str, entities: Json) -> list[Json]:
    found: list[Json] = []
    for kind in _REFERENCES:
        target = _whole(cells.get(f"referenced_tweets.{kind}.id", ""))
        if target:
            found.append({"type": kind, "id": target})
    for reference in found:
        # The table already holds the whole text of what a repost repeats.
        if reference["type"] == "retweeted" and not text.startswith("RT @"):
            author = {"username": cells.get("retweeted_username", "")}
            reference |= {"text": text, "author": author, "entities": entities}
    return found


def _whole(value: str) -> str:
    return value.strip().removesuffix(".0")


def _nested(cells: dict[str, str], name: str) -> Any:
    """Decode a cell that holds JSON; anything else counts as absent."""
    value = cells.get(name, "")
    if not value.startswith(("[", "{")):
        return None
    found = decode(value, 0)
    return found.data if isinstance(found, Value) and isinstance(found.data, list) else None
