"""Read Mastodon: the outbox of an account archive, statuses of the API, the context of a status."""

from collections.abc import Iterator
from pathlib import Path

from corpus.importers.archive import check_archive
from corpus.importers.base import Problem, Reading, Recipe, Sniff, UnreadableFile
from corpus.importers.encoding import detect_encoding
from corpus.importers.fediverse.statuses import is_message, number_of, read_note, read_status
from corpus.importers.head import Head
from corpus.importers.json_stream import Value, read_values
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, Json, part, read_items, text_of, warning
from corpus.importers.tarball import find_part, is_tarball

NAME = "mastodon"
VERSION = "1"
LABEL = gettext_noop("Mastodon (account archive, statuses or context of the API)")
_STATUS = {"id", "content", "account", "in_reply_to_id"}
_OUTBOX = "outbox.json"


def sniff(head: Head) -> Sniff | None:
    """Recognize the outbox, alone or in its archive, and the statuses of the API."""
    if head.container in ("zip", "gzip"):
        return Sniff(NAME, 0.95, reason="archive") if _outbox(head) else None
    if head.container != "json":
        return None
    if "orderedItems" in head.keys:
        return Sniff(NAME, 0.95, encoding=head.encoding, reason="outbox")
    if {"ancestors", "descendants"} <= head.keys:
        return Sniff(NAME, 0.95, encoding=head.encoding, reason="context")
    if any(isinstance(v, dict) and set(v) >= _STATUS for v in head.values):
        return Sniff(NAME, 0.95, encoding=head.encoding, reason="statuses")
    return None


def _outbox(head: Head) -> str:
    """Return where the outbox lies inside an archive; no other part of it is ever opened."""
    if head.container == "gzip":
        return find_part(head.path, _OUTBOX) if is_tarball(head.path) else ""
    return next((name for name in head.members if name.rpartition("/")[2] == _OUTBOX), "")


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts; messages to single people and boosts without words are counted and left out."""
    head = Head(path)
    if head.container in ("zip", "gzip") or "orderedItems" in head.keys:
        yield from _read_outbox(path, Clock(recipe), head)
    else:
        yield from _read_statuses(path, Clock(recipe), head, recipe)


def _read_statuses(path: Path, clock: Clock, head: Head, recipe: Recipe) -> Reading:
    messages = 0
    for value in _statuses(path, head, recipe.encoding or detect_encoding(path)):
        if isinstance(value, Problem):
            yield value
        elif not isinstance(value.data, dict):
            yield Problem(value.line, "", "json_not_object")
        elif "content" not in value.data:
            yield Problem(value.line, "content", "mastodon_not_status")
        elif is_message(text_of(value.data.get("visibility")) or "public", []):
            messages += 1
        else:
            yield from read_status(value.data, value.line, clock)
    if messages:
        yield warning("mastodon_messages", count=str(messages))


def _statuses(path: Path, head: Head, encoding: str) -> Iterator[Value | Problem]:
    """Yield statuses from lines, from a list, or from the two lists around a status, numbered through."""
    if not {"ancestors", "descendants"} <= head.keys:
        yield from read_values(path, encoding)
        return
    number = 0
    for name in ("ancestors", "descendants"):
        for found in read_items(path, f"{name}.item"):
            number += 1
            if isinstance(found, Problem):
                if name == "descendants" or found.code != "json_invalid":
                    yield Problem(number, "", found.code, found.params)
            else:
                yield Value(number, found.data)


def _read_outbox(path: Path, clock: Clock, head: Head) -> Reading:
    member = _outbox(head)
    if head.container in ("zip", "gzip") and not member:
        raise UnreadableFile("archive_unknown")
    # Pictures are taken from a zip only: in a .tar.gz each would be looked for from the beginning.
    members = frozenset(check_archive(path)) if head.container == "zip" else frozenset[str]()
    roots = _roots(path, member)
    messages = boosts = 0
    for value in read_items(path, "orderedItems.item", member=member):
        activity = value.data if isinstance(value, Value) and isinstance(value.data, dict) else None
        if isinstance(value, Problem):
            yield value
        elif activity is None:
            yield Problem(value.line, "", "json_not_object")
        elif activity.get("type") == "Announce":
            boosts += 1
        elif not part(activity, "object"):
            yield Problem(value.line, "object", "mastodon_not_status")
        elif is_message("", _addressed(activity)):
            messages += 1
        else:
            note = part(activity, "object")
            thread = text_of(note.get("conversation"))
            note = note if note.get("attributedTo") else {**note, "attributedTo": activity.get("actor")}
            yield from read_note(note, value.line, clock, roots.get(thread, thread), members)
    for code, count in (("mastodon_messages", messages), ("mastodon_boosts", boosts)):
        if count:
            yield warning(code, count=str(count))


def _roots(path: Path, member: str) -> dict[str, str]:
    """Return which post of the file opens which conversation, so that the thread bears the id of its opening."""
    found: dict[str, str] = {}
    for value in read_items(path, "orderedItems.item", member=member):
        note = part(value.data, "object") if isinstance(value, Value) and isinstance(value.data, dict) else {}
        if note.get("conversation") and not note.get("inReplyTo"):
            found.setdefault(text_of(note["conversation"]), number_of(text_of(note.get("id"))))
    return found


def _addressed(activity: Json) -> list[str]:
    lists = [activity.get("to"), activity.get("cc"), part(activity, "object").get("to")]
    return [text_of(a) for each in lists for a in (each if isinstance(each, list) else [each])]
