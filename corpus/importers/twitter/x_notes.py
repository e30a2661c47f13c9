"""Give long posts of an account archive their whole text: tweets.js holds their beginning, note-tweet.js the rest."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from corpus.importers.base import Problem
from corpus.importers.records import Json, objects, part, text_of
from corpus.importers.twitter.x_values import read_time, unescaped

# A long text has an id of its own: it is found again by its beginning and its time.
_BEGINNING = 100
_SHORTEST = 200
_NEAR = timedelta(minutes=5)
Notes = dict[str, list[tuple[datetime, Json]]]


def notes_of(elements: Iterable[tuple[int, Any] | Problem]) -> Notes:
    """Return the long texts of an archive by their beginning; what is malformed counts as absent."""
    found: Notes = {}
    for element in elements:
        note = part(element[1], "noteTweet") if isinstance(element, tuple) and isinstance(element[1], dict) else {}
        text = part(note, "core").get("text")
        when = read_time(text_of(note.get("createdAt")), 0)[0].at
        if isinstance(text, str) and when:
            found.setdefault(unescaped(text)[:_BEGINNING], []).append((when, part(note, "core")))
    return found


def with_note(status: Json, notes: Notes) -> Json:
    """Return a status with its whole text beside the cut one, when the archive holds it."""
    text = unescaped(text_of(status.get("full_text")))
    near = notes.get(text[:_BEGINNING], []) if len(text) >= _SHORTEST else []
    when = read_time(text_of(status.get("created_at")), 0)[0].at
    if not near or not when:
        return status
    away, core = min(((abs(at - when), core) for at, core in near), key=lambda pair: pair[0])
    return status | {"extended_tweet": _extended(core)} if away <= _NEAR else status


def _extended(core: Json) -> Json:
    urls = [{"url": u.get("shortUrl"), "expanded_url": u.get("expandedUrl")} for u in objects(core.get("urls"))]
    people = [{"screen_name": m.get("screenName")} for m in objects(core.get("mentions"))]
    entities = {"urls": urls, "user_mentions": people, "hashtags": objects(core.get("hashtags"))}
    return {"full_text": core["text"], "entities": entities}
