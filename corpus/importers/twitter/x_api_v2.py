"""Read X API v2 answers as twarc writes them: response pages, streamed posts, flattened posts."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.importers.base import Problem, Reading, Recipe, Severity, Sniff
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.json_stream import Value, read_values
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Json, not_objects, objects, part, text_of, warning
from corpus.importers.twitter.x_missing import Missing
from corpus.importers.twitter.x_posts import Includes, context_of, history, read_post
from corpus.importers.twitter.x_remarks import CONTEXT, with_remarks
from corpus.importers.twitter.x_values import Recent, takes_context
from corpus.importers.twitter.x_versions import Versions, versions_of_text

NAME = "x_api_v2"
LABEL = gettext_noop("X API v2 or twarc (JSON)")
VERSION = "3"
OPTIONS = (CONTEXT,)
_POST_KEYS = {"author_id", "conversation_id", "created_at", "edit_history_tweet_ids", "public_metrics"}
_PAGE_KEYS = {"result_count", "newest_id", "oldest_id", "next_token"}


def sniff(head: Head) -> Sniff | None:
    """Recognize pages by data with includes or meta, and flattened posts by their keys."""
    for value in head.values:
        if not isinstance(value, dict):
            continue
        if _is_page(value):
            return Sniff(NAME, 0.95, encoding=head.encoding, reason="page")
        if _is_flat(value):
            return Sniff(NAME, 0.9, encoding=head.encoding, reason="flattened")
    return None


def _is_page(value: Json) -> bool:
    posts = value.get("data")
    first = posts[0] if isinstance(posts, list) and posts else posts
    told = {"__twarc", "matching_rules"} & set(value) or _PAGE_KEYS & set(part(value, "meta"))
    beside = bool(told) or isinstance(value.get("includes"), dict)
    if isinstance(first, dict):
        return "text" in first and "id" in first and (beside or bool(_POST_KEYS & set(first)))
    return beside and ("errors" in value or "meta" in value)


def _is_flat(value: Json) -> bool:
    return isinstance(value.get("text"), str) and isinstance(value.get("id"), str) and len(_POST_KEYS & set(value)) >= 2


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the file, each edited post once, in its last wording, with what they answer and quote."""
    encoding = recipe.encoding or detect_encoding(path)
    versions = versions_of_text(path, encoding, lambda: _histories(path, encoding))
    context = Recent() if takes_context(recipe) else None
    missing = Missing(versions)
    yield from with_remarks(missing.with_places(_read_values(path, encoding, missing, context)))


def _read_values(path: Path, encoding: str, missing: Missing, context: Recent | None) -> Reading:
    for value in read_values(path, encoding):
        if isinstance(value, Problem):
            yield value
        elif not isinstance(value.data, dict):
            yield Problem(value.line, "", "json_not_object")
        else:
            yield from _read_value(value.line, value.data, missing.versions, context)
            missing.hear(value.data, value.line)


def _read_value(line: int, data: Json, versions: Versions, context: Recent | None) -> Reading:
    posts, strangers = _posts(data), list(not_objects(data.get("data"), line))
    yield from strangers
    includes = Includes.of(data)
    for post in posts:
        if text_of(post.get("id")) in versions.older:
            yield warning("x_older_version", line)
        else:
            yield from read_post(post, line, includes, versions)
    if context is not None:
        yield from _read_context(posts, line, includes, versions, context)
    for error in objects(data.get("errors")):
        yield _error(line, error, lost=not posts)
    if not posts and not strangers and not data.get("errors") and not _is_empty_page(data):
        yield Problem(line, "", "x_error", {"detail": text_of(data.get("title") or data.get("detail"))[:80] or "?"})


def _read_context(posts: list[Json], line: int, includes: Includes, versions: Versions, context: Recent) -> Reading:
    """Read the posts that those of a value answer or quote, each once."""
    own = {text_of(p.get("id")) for p in posts}
    for post in posts:
        for found in context_of(post, includes):
            external_id = text_of(found.get("id"))
            if external_id not in own and external_id not in context and external_id not in versions.older:
                context.add(external_id)
                yield from read_post(found, line, includes, versions)


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


def _histories(path: Path, encoding: str) -> Iterator[tuple[str, Sequence[str]]]:
    for value in read_values(path, encoding):
        if isinstance(value, Value) and isinstance(value.data, dict):
            for post in _posts(value.data):
                yield text_of(post.get("id")), history(post)
