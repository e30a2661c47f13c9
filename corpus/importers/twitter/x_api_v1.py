"""Read X statuses of API v1.1: lines, arrays, search answers, streams."""

from collections import Counter
from pathlib import Path

from corpus.importers.base import Problem, Reading, Recipe, Sniff
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.json_stream import read_values
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Json, not_objects, objects, part, text_of
from corpus.importers.twitter.x_remarks import CONTEXT, with_remarks
from corpus.importers.twitter.x_status import context_of, id_of, is_status, read_status
from corpus.importers.twitter.x_values import Recent, takes_context
from corpus.importers.twitter.x_versions import Versions

NAME = "x_api_v1"
LABEL = gettext_noop("X API v1.1 (JSON)")
VERSION = "1"
OPTIONS = (CONTEXT,)
# What a stream says between its posts.
_MESSAGES = {"delete", "limit", "scrub_geo", "warning", "disconnect", "friends", "status_withheld", "user_withheld"}
_NO_VERSIONS = Versions()


def sniff(head: Head) -> Sniff | None:
    """Recognize a status by its id, its text and a user with a screen name."""
    for value in head.values:
        statuses = _statuses(value) if isinstance(value, dict) else []
        if statuses and _is_sure(statuses[0]):
            reason = "search" if "statuses" in value else "status"
            return Sniff(NAME, 0.95, encoding=head.encoding, reason=reason)
    return None


def _is_sure(status: Json) -> bool:
    named = isinstance(part(status, "user").get("screen_name"), str)
    return is_status(status) and (named or "in_reply_to_status_id_str" in status) and "created_at" in status


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the statuses of the file, with the posts they quote."""
    left_out: Counter[str] = Counter()
    context = Recent() if takes_context(recipe) else None
    encoding = recipe.encoding or detect_encoding(path)
    yield from with_remarks(_read_values(path, encoding, context, left_out), left_out)


def _read_values(path: Path, encoding: str, context: Recent | None, left_out: Counter[str]) -> Reading:
    for value in read_values(path, encoding):
        if isinstance(value, Problem):
            yield value
        elif not isinstance(value.data, dict):
            yield Problem(value.line, "", "json_not_object")
        elif _MESSAGES & set(value.data) and not is_status(value.data):
            left_out["x_messages"] += 1
        elif "statuses" in value.data and not (value.data["statuses"] and isinstance(value.data["statuses"], list)):
            left_out["x_no_posts"] += 1
        elif "errors" in value.data and not is_status(value.data):
            yield from _errors(value.line, value.data)
        else:
            yield from not_objects(value.data.get("statuses"), value.line)
            for status in _statuses(value.data):
                yield from _read_status(status, value.line, context)


def _read_status(status: Json, line: int, context: Recent | None) -> Reading:
    yield from read_status(status, line, _NO_VERSIONS)
    for quoted in context_of(status) if context is not None else ():
        if context is not None and id_of(quoted) not in context:
            context.add(id_of(quoted))
            yield from read_status(quoted, line, _NO_VERSIONS)


def _statuses(value: Json) -> list[Json]:
    return objects(value["statuses"]) if "statuses" in value else [value]


def _errors(line: int, value: Json) -> Reading:
    for error in objects(value["errors"]) or [{}]:
        yield Problem(line, "errors", "x_error", {"detail": text_of(error.get("code")) or "?"})
