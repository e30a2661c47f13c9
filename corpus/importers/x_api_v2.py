"""Read X API v2 answers as twarc writes them: response pages, streamed posts, flattened posts."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.importers.base import Problem, Reading, Recipe, Severity, Sniff
from corpus.importers.encoding import detect_encoding
from corpus.importers.json_stream import Value, read_values
from corpus.importers.x_posts import Includes, Json, history, objects, part, read_post, text_of

NAME = "x_api_v2"
VERSION = "1"
_EDITED = re.compile(r'"edit_history_tweet_ids"\s*:\s*\[\s*"\d+"\s*,')
_POST_KEYS = {"author_id", "conversation_id", "created_at", "edit_history_tweet_ids", "public_metrics"}


def sniff(path: Path) -> Sniff | None:
    """Recognize pages by data with includes or meta, and flattened posts by their keys."""
    with path.open("rb") as stream:
        if stream.read(2048).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] not in (b"{", b"["):
            return None
    encoding = detect_encoding(path)
    for value in islice(read_values(path, encoding), 5):
        if not isinstance(value, Value) or not isinstance(value.data, dict):
            continue
        if _is_page(value.data):
            return Sniff(NAME, 0.95, encoding=encoding, reason="page")
        if _is_flat(value.data):
            return Sniff(NAME, 0.9, encoding=encoding, reason="flattened")
    return None


def _is_page(value: Json) -> bool:
    posts = value.get("data")
    first = posts[0] if isinstance(posts, list) and posts else posts
    beside = {"includes", "meta", "__twarc", "matching_rules"} & set(value)
    if isinstance(first, dict):
        return "text" in first and "id" in first and (bool(beside) or bool(_POST_KEYS & set(first)))
    return bool(beside) and ("errors" in value or "meta" in value)


def _is_flat(value: Json) -> bool:
    return isinstance(value.get("text"), str) and isinstance(value.get("id"), str) and len(_POST_KEYS & set(value)) >= 2


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the file, each version of an edited post once, in its last wording."""
    encoding = recipe.encoding or detect_encoding(path)
    first_ids, older = _edits(path, encoding)
    for value in read_values(path, encoding):
        if isinstance(value, Problem):
            yield value
        elif not isinstance(value.data, dict):
            yield Problem(value.line, "", "json_not_object")
        else:
            yield from _read_value(value.line, value.data, first_ids, older)


def _read_value(line: int, data: Json, first_ids: dict[str, str], older: frozenset[str]) -> Reading:
    posts = _posts(data)
    includes = Includes.of(data)
    for post in posts:
        if text_of(post.get("id")) not in older:
            yield read_post(post, line, includes, first_ids)
    for error in objects(data.get("errors")):
        yield _error(line, error, lost=not posts)
    if not posts and not data.get("errors") and not _is_empty_page(data):
        yield Problem(line, "", "x_error", {"detail": text_of(data.get("title") or data.get("detail"))[:80] or "?"})


def _posts(data: Json) -> list[Json]:
    found: Any = data.get("data", data if "text" in data or "id" in data else None)
    return [found] if isinstance(found, dict) else objects(found)


def _is_empty_page(data: Json) -> bool:
    return part(data, "meta").get("result_count") == 0


def _error(line: int, error: Json, *, lost: bool) -> Problem:
    """Report an error without its details, which name people."""
    words = (text_of(error.get("title")) or "error", text_of(error.get("resource_type")))
    detail = ", ".join(w for w in words if w)[:80]
    return Problem(line, "errors", "x_error", {"detail": detail}, Severity.REJECTED if lost else Severity.WARNING)


def _edits(path: Path, encoding: str) -> tuple[dict[str, str], frozenset[str]]:
    """Return the first version of each edited post of the file, and the versions a later one of the file replaces."""
    first_ids: dict[str, str] = {}
    older: set[str] = set()
    if not _mentions_edits(path, encoding):
        return {}, frozenset()
    for post in _all_posts(path, encoding):
        versions = history(post)
        if len(versions) > 1:
            first_ids |= dict.fromkeys(versions, versions[0])
            own = text_of(post.get("id"))
            older |= set(versions[: versions.index(own)] if own in versions else versions[:-1])
    return first_ids, frozenset(older)


def _mentions_edits(path: Path, encoding: str) -> bool:
    """Search the raw text first: most files hold no edited post and are then decoded once only."""
    with path.open("r", encoding=encoding, errors="replace", newline="\n") as stream:
        tail = ""
        for block in iter(lambda: stream.read(1 << 20), ""):
            if _EDITED.search(tail + block):
                return True
            tail = block[-200:]
    return False


def _all_posts(path: Path, encoding: str) -> Iterator[Json]:
    for value in read_values(path, encoding):
        if isinstance(value, Value) and isinstance(value.data, dict):
            yield from _posts(value.data)
