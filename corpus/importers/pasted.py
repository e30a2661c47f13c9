"""Read a thread that a person pasted or typed: the normal form the page makes of it, alone or in a zip with pictures.

The thread is JSON: `{"entente": "pasted thread", "version": 1, "captured_on": day, "posts": [{"author", "when", "text",
"answers": place of another post or null, "pictures": [{"file", "description"}]}]}`. No platform gives ids here: a post
is known again by its writer, the beginning of its text and the post that opens its thread, so that a thread pasted
again when it has grown is met, and a "Merci" under another opening is not.
"""

import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from corpus.importers.archive import open_member
from corpus.importers.base import (
    Medium,
    PostKind,
    PostRecord,
    Problem,
    Reading,
    Recipe,
    Severity,
    Sniff,
    TimeStatus,
    UnreadableFile,
)
from corpus.importers.dates import zone_named
from corpus.importers.head import Head
from corpus.importers.pasted_text import PARIS, Pasted, moment_of
from corpus.importers.problems import gettext_noop

NAME = "pasted"
VERSION = "2"
LABEL = gettext_noop("Thread pasted or typed")
THREAD = "thread.json"
MARK = "pasted thread"
_MAX_BYTES = 20 << 20
_KNOWN_BY = 80  # letters and digits of a text by which a post is known again: pages fold long texts
_OLD_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture that belongs to the post at `post` (from 0), with what it shows (empty: not described)."""

    post: int
    content: bytes
    description: str = ""


def write(posts: Sequence[Pasted], captured_on: date, shots: Sequence[Shot] = ()) -> bytes:
    """Return the normal form of a thread: the same thread gives the same bytes on any day and machine."""
    hung: dict[int, list[dict[str, str]]] = {}
    for number, shot in enumerate(shots, start=1):
        hung.setdefault(shot.post, []).append({"file": f"pictures/{number}", "description": shot.description})
    told = [
        {"author": p.author, "when": p.when, "text": p.text, "answers": p.answers, "pictures": hung.get(place, [])}
        for place, p in enumerate(posts)
    ]
    thread = {"entente": MARK, "version": 1, "captured_on": captured_on.isoformat(), "posts": told}
    plain = json.dumps(thread, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return _zipped(plain, shots) if shots else plain


def _zipped(plain: bytes, shots: Sequence[Shot]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo(THREAD, _OLD_DAY), plain)
        for number, shot in enumerate(shots, start=1):
            archive.writestr(zipfile.ZipInfo(f"pictures/{number}", _OLD_DAY), shot.content)
    return target.getvalue()


def sniff(head: Head) -> Sniff | None:
    """Recognize the normal form by its mark."""
    is_ours = (head.container == "zip" and THREAD in head.members) or (
        head.container == "json" and {"entente", "posts", "captured_on"} <= head.keys
    )
    return Sniff(NAME, 0.95, reason="a thread pasted into Entente") if is_ours else None


def read(path: Path, recipe: Recipe) -> Reading:
    """Yield the posts of a pasted thread; a time that is not understood leaves the post without one, with a remark."""
    thread = _thread(path)
    captured_on = _day(recipe.options.get("captured_on") or str(thread.get("captured_on", "")))
    zone = zone_named(recipe.timezone) or PARIS
    posts = [_post(one) for one in thread["posts"]]
    ids = known_by(posts)
    for place, (post, said) in enumerate(zip(posts, thread["posts"], strict=True)):
        media = tuple(Medium("image", str(p.get("description", "")), str(p["file"])) for p in said.get("pictures", []))
        if not post.text.strip() and not media:
            yield Problem(place + 1, "text", "empty_text")
            continue
        moment = moment_of(post.when, captured_on, zone=zone, order="mdy" if recipe.date_order == "mdy" else "dmy")
        if post.when.strip() and moment is None:
            yield Problem(place + 1, "when", "date_unknown", {"value": post.when[:60]}, Severity.WARNING)
        parent = _answered(post, place)
        yield PostRecord(
            text=post.text,
            line=place + 1,
            external_id=ids[place],
            parent_external_id="" if parent is None else ids[parent],
            author_name=post.author,
            posted_at=moment.at if moment else None,
            time_status=moment.status if moment else TimeStatus.UNKNOWN,
            time_precision=moment.precision if moment else None,
            kind=PostKind.POST if parent is None else PostKind.REPLY,
            media=media,
        )


def known_by(posts: Sequence[Pasted]) -> list[str]:
    """Return the id made up for each post: writer, first letters, and those of its opening; equal ones are counted.

    A text without letters or digits (emoji only) counts as it stands.
    """
    seen: Counter[str] = Counter()
    openings: list[str] = []
    ids = []
    for place, post in enumerate(posts):
        letters = "".join(c for c in post.text.casefold() if c.isalnum()) or "".join(post.text.split())
        own = f"{' '.join(post.author.casefold().split())}\n{letters[:_KNOWN_BY]}"
        parent = _answered(post, place)
        openings.append(own if parent is None else openings[parent])
        known = f"~{own}" if parent is None else f"~{own}\n\n{openings[place]}"
        seen[known] += 1
        ids.append(known if seen[known] == 1 else f"{known}\n{seen[known]}")
    return ids


def _answered(post: Pasted, place: int) -> int | None:
    """Return the place of the post that the one at `place` answers; only one before it can be."""
    return post.answers if post.answers is not None and 0 <= post.answers < place else None


def _thread(path: Path) -> dict[str, Any]:
    if zipfile.is_zipfile(path):
        with open_member(path, THREAD) as stream:
            raw = stream.read(_MAX_BYTES + 1)
    else:
        with path.open("rb") as stream:
            raw = stream.read(_MAX_BYTES + 1)
    if len(raw) > _MAX_BYTES:
        raise UnreadableFile("json_too_large")
    try:
        thread = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("archive_damaged") from error
    posts = thread.get("posts") if isinstance(thread, dict) and thread.get("entente") == MARK else None
    if not isinstance(posts, list) or not all(isinstance(one, dict) for one in posts):
        raise UnreadableFile("json_not_posts")
    return dict(thread)


def _post(said: dict[str, Any]) -> Pasted:
    answers = said.get("answers")
    place = answers if isinstance(answers, int) and not isinstance(answers, bool) else None
    return Pasted(str(said.get("author", "")), str(said.get("when", "")), str(said.get("text", "")), place)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
