"""Find the posts in what the website of X receives and give them the form of API v1.1."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.importers.base import Availability, PostRecord
from corpus.importers.records import Json, objects, part, text_of
from corpus.importers.twitter.x_missing import place_of_lost
from corpus.importers.twitter.x_status import history, id_of
from corpus.importers.twitter.x_values import first_of

_ENTRY = re.compile(r"(?:^|-)(?:tweet|tombstone)-(\d{1,25})$")
_DELETED = re.compile(r"\bdeleted\b|supprimé", re.I)
_RESULTS = ("tweetResult", "tweet_result", "tweetResults", "tweet_results")


@dataclass(frozen=True, slots=True)
class Found:
    """Hold one place of a timeline: a post, what stands where a post can no longer be read, or an advertisement."""

    status: Json
    external_id: str = ""
    tombstone: str = ""
    is_promoted: bool = False


def is_result(value: Json) -> bool:
    """Tell whether an object is a post as the website receives it, not only something that holds one."""
    inner = _unwrapped(value)
    legacy = part(inner, "legacy")
    return isinstance(legacy.get("full_text", legacy.get("text")), str)


def found_in(response: Json) -> list[Found]:
    """Return the places of all timelines of one answer of the website, in their order."""
    if is_result(response):
        return [found_of(response)]
    found: list[Found] = []
    waiting: list[object] = [response]
    while waiting:  # a loop: answers may be nested deeper than calls may be
        value = waiting.pop()
        if isinstance(value, dict):
            found.extend(_found_at(value))
            waiting += [v for k, v in reversed(value.items()) if k not in ("instructions", *_RESULTS)]
        elif isinstance(value, list):
            waiting += reversed(value)
    return found


def _found_at(value: Json) -> Iterator[Found]:
    for instruction in objects(value.get("instructions")):
        yield from _entries([*objects(instruction.get("entries")), part(instruction, "entry")])
        yield from _items(objects(instruction.get("moduleItems")))
    for name in _RESULTS:
        for holder in objects(value.get(name)) or [part(value, name)]:
            if holder:
                yield found_of(part(holder, "result") or holder)
    users = part(part(value, "globalObjects"), "users")
    for status in part(part(value, "globalObjects"), "tweets").values():
        if isinstance(status, dict):
            yield found_of({"legacy": status, "user": users.get(text_of(status.get("user_id_str")))})


def _entries(entries: Iterable[Json]) -> Iterator[Found]:
    for entry in entries:
        content = part(entry, "content")
        yield from _found_in_content(text_of(entry.get("entryId")), part(content, "itemContent"))
        yield from _items(objects(content.get("items")))


def _items(items: Iterable[Json]) -> Iterator[Found]:
    for item in items:
        yield from _found_in_content(text_of(item.get("entryId")), part(part(item, "item"), "itemContent"))


def _found_in_content(entry_id: str, content: Json) -> Iterator[Found]:
    named = _ENTRY.search(entry_id)
    external_id = named[1] if named else ""
    result = part(part(content, "tweet_results"), "result")
    if result:
        yield found_of(result, external_id, is_promoted="promotedMetadata" in content)
    elif "tombstoneInfo" in content:
        yield Found({}, external_id, _said(part(content, "tombstoneInfo")))
    elif "tweet_results" in content:
        yield Found({}, external_id, "?")


def found_of(result: Json, external_id: str = "", *, is_promoted: bool = False) -> Found:
    """Return what one result holds; the place where it stands may name its id."""
    inner = _unwrapped(result)
    promoted = is_promoted or result.get("promoted") is True or inner.get("promoted") is True
    if "tombstone" in inner or not is_result(inner):
        said = _said(part(inner, "tombstone")) or "?"
        return Found({}, external_id or text_of(inner.get("rest_id")), said, promoted)
    return Found(status_of(inner), is_promoted=promoted)


def _said(tombstone: Json) -> str:
    return text_of(part(tombstone, "text").get("text") or tombstone.get("text")) or "?"


def _unwrapped(result: Json) -> Json:
    """Return the post inside what limits who may answer or see it."""
    while "legacy" not in result and isinstance(result.get("tweet"), dict):
        result = result["tweet"]
    return result


def status_of(result: Json) -> Json:
    """Return a result of the website as a status of API v1.1, with what it repeats and quotes inside."""
    inner = _unwrapped(result)
    legacy = part(inner, "legacy")
    status = {
        **legacy,
        "id_str": first_of(inner, "rest_id") or text_of(legacy.get("id_str")),
        "user": _user_of(inner),
        "edit_control": part(inner, "edit_control"),
        "card": _card_of(inner),
        "retweeted_status": _nested(inner, "retweeted_status_result"),
        "quoted_status": _nested(inner, "quoted_status_result"),
    }
    long_text = part(part(part(inner, "note_tweet"), "note_tweet_results"), "result")
    if isinstance(long_text.get("text"), str):
        status["extended_tweet"] = {"full_text": long_text["text"], "entities": part(long_text, "entity_set")}
    return status


def _nested(inner: Json, name: str) -> Json:
    result = part(part(inner, "legacy"), name) or part(inner, name)
    found = part(result, "result")
    return status_of(found) if is_result(found) else {}


def _user_of(inner: Json) -> Json:
    """Return the author; his names moved from `legacy` to `core` in 2025, and old answers hold him apart."""
    user = part(part(part(inner, "core"), "user_results"), "result")
    names = {**part(user, "legacy"), **part(user, "core")}
    if not names:
        return part(inner, "user")
    return {"id_str": text_of(user.get("rest_id")), "name": names.get("name"), "screen_name": names.get("screen_name")}


def _card_of(inner: Json) -> Json:
    card = part(inner, "card") or part(part(inner, "legacy"), "card")
    return part(card, "legacy") or card


def histories(found: Iterable[Found]) -> Iterator[tuple[str, list[str]]]:
    """Yield id and versions of each post found."""
    for each in found:
        if each.status:
            yield id_of(each.status), history(each.status)


def threads_of(found: Iterable[Found]) -> dict[str, str]:
    """Return the thread of each post that is answered, as its answers tell it."""
    answers = [f.status for f in found if f.status]
    return {text_of(a.get("in_reply_to_status_id_str")): text_of(a.get("conversation_id_str")) for a in answers}


def place_of(found: Found, line: int, threads: dict[str, str]) -> PostRecord | None:
    """Return an empty post for one that can no longer be read, so that its answers keep their place; None without id.

    What the website says in its place tells a post deleted by its author from one that is withheld.
    """
    if not found.external_id:
        return None
    availability = Availability.DELETED if _DELETED.search(found.tombstone) else Availability.WITHHELD
    return place_of_lost(found.external_id, line, threads.get(found.external_id, ""), availability)
