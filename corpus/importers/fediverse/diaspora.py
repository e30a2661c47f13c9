"""Read diaspora*: the archive of an account (version 2, and the one before 0.7) and single federation messages.

The archive of one who posts holds the answers of others; the archive of one who only answers does not. Keys, addresses,
contacts and messages of the archive are never read.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.importers.base import (
    Medium,
    Mention,
    PollOption,
    PostKind,
    PostRecord,
    Problem,
    Reading,
    Recipe,
    Sniff,
)
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.json_stream import Value, read_values
from corpus.importers.markup import read_markdown
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, Json, objects, open_part, part, read_items, settle, text_of, warning

NAME = "diaspora"
VERSION = "1"
LABEL = gettext_noop("diaspora* (account archive or federation JSON)")
_COMMENTS_V1 = "user.comments.item"
_LISTS = ("user.posts.item", "others_data.posts.item", "user.relayables.item", "others_data.relayables.item",
          _COMMENTS_V1)  # fmt: skip
_TELLING = re.compile(rb'"(?:entity_type|entity_data|subscribed_pods_uris|serialized_private_key|private_key)"')
_WRITTEN = frozenset({"status_message", "comment"})
_MENTION = re.compile(r"@\{\s*(?:[^;{}]*;\s*)?([^;{}\s]+)\s*\}")
_HEAD_BYTES = 1 << 16


def sniff(head: Head) -> Sniff | None:
    """Recognize the archive, plain, gzipped or in a zip, by its entities; the person's name says nothing."""
    if head.bytes.startswith(b"\x1f\x8b") or head.container == "zip":
        member = _only_json(head.members)
        if head.container == "zip" and not member:
            return None
        with open_part(head.path, member) as stream:
            found = stream.read(_HEAD_BYTES)
        fits = b'"user"' in found[:4096] and _TELLING.search(found)
        return Sniff(NAME, 0.9, reason="archive") if fits else None
    if head.container != "json":
        return None
    if "user" in head.keys and _TELLING.search(head.text.encode("utf-8", "replace")):
        return Sniff(NAME, 0.95, encoding=head.encoding, reason="archive")
    if any(isinstance(v, dict) and set(v) >= {"entity_type", "entity_data"} for v in head.values):
        return Sniff(NAME, 0.95, encoding=head.encoding, reason="federation")
    return None


def _only_json(members: tuple[str, ...]) -> str:
    found = [name for name in members if name.endswith(".json")]
    return found[0] if len(found) == 1 else ""


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream posts and comments; likes, votes and reshares are counted, not refused."""
    clock, votes = Clock(recipe), _votes(path, recipe)
    left_out = number = 0
    for value in _entities(path, recipe):
        number += 1
        if isinstance(value, Problem):
            yield Problem(number, value.column, value.code, value.params)
            continue
        kind, data = value
        if kind in _WRITTEN:
            yield from _post(kind, data, number, clock, votes)
        elif kind:
            left_out += 1
        else:
            yield Problem(number, "entity_type", "diaspora_not_entity")
    if left_out:
        yield warning("diaspora_left_out", count=str(left_out))


def _votes(path: Path, recipe: Recipe) -> Counter[str]:
    """Count the votes of each answer of a poll."""
    found = (v for v in _entities(path, recipe) if not isinstance(v, Problem) and v[0] == "poll_participation")
    return Counter(text_of(data.get("poll_answer_guid")) for _, data in found)


def _entities(path: Path, recipe: Recipe) -> Iterator[tuple[str, Json] | Problem]:
    """Yield kind and content of each entity: posts first, so that answers follow what they answer."""
    head = Head(path)
    if head.container == "json" and "user" not in head.keys:
        for value in read_values(path, recipe.encoding or detect_encoding(path)):
            yield _entity(value)
        return
    member = _only_json(head.members)
    owner, broken = _owner(path, member), False
    for prefix in _LISTS:
        for value in read_items(path, prefix, member=member):
            if not isinstance(value, Problem):
                found = _entity(value) if prefix != _COMMENTS_V1 else _comment_v1(value, owner)
                yield found
                owner = _owner_told(found, prefix) or owner
            elif not broken:  # each list is looked for from the beginning: one error would be told four times
                broken = True
                yield value


def _entity(value: Value | Problem) -> tuple[str, Json] | Problem:
    if isinstance(value, Problem):
        return value
    data = value.data if isinstance(value.data, dict) else {}
    if "entity_type" not in data and "diaspora_handle" in data:
        return _post_v1(data)
    return text_of(data.get("entity_type")), part(data, "entity_data")


def _post_v1(data: Json) -> tuple[str, Json]:
    """Return a post of the archive before 0.7, which may lack id and time, as the entity of today."""
    kind = "status_message" if text_of(data.get("type")) in ("", "StatusMessage") else "reshare"
    photos = [{"text": ""}] if text_of(data.get("image_url")) else []
    return kind, {**data, "author": data["diaspora_handle"], "photos": photos}


def _comment_v1(value: Value | Problem, owner: str) -> tuple[str, Json] | Problem:
    """Return an answer of that archive: its words and the post it answers; whose account it is wrote it."""
    if isinstance(value, Problem):
        return value
    data = value.data if isinstance(value.data, dict) else {}
    kind = "comment" if "post_guid" in data else ""
    return kind, {**data, "parent_guid": data.get("post_guid"), "author": data.get("diaspora_handle") or owner}


def _owner(path: Path, member: str) -> str:
    """Return the name of whose account it is; the archives of today say it beside each post, and better."""
    found = next(read_items(path, "user.username", member=member), None)
    return text_of(found.data) if isinstance(found, Value) else ""


def _owner_told(found: tuple[str, Json] | Problem, prefix: str) -> str:
    own = prefix == _LISTS[0] and not isinstance(found, Problem)
    return text_of(found[1].get("author")) if own and not isinstance(found, Problem) else ""


def _post(kind: str, data: Json, line: int, clock: Clock, votes: Counter[str]) -> Reading:
    own, opening = text_of(data.get("guid")), text_of(data.get("parent_guid"))
    raw, mentioned = _with_mentions(text_of(data.get("text")))
    body = read_markdown(raw)
    poll = part(part(data, "poll"), "entity_data") or part(data, "poll")
    when, remark = clock.read(data.get("created_at"), line, "created_at")
    photos = [part(p, "entity_data") or p for p in objects(data.get("photos"))]
    answers = [part(a, "entity_data") or a for a in objects(poll.get("poll_answers"))]
    record = PostRecord(
        text="\n\n".join(t for t in (body.text, text_of(poll.get("question"))) if t),
        line=line,
        external_id=own,
        thread_external_id=opening or own,
        parent_external_id=text_of(data.get("thread_parent_guid")) or opening,
        author_handle=text_of(data.get("author") or data.get("diaspora_id")),
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=PostKind.REPLY if kind == "comment" else PostKind.POST,
        media=tuple(Medium("image", d) for d in (*body.images, *(text_of(p.get("text")) for p in photos))),
        links=body.links,
        mentions=tuple(Mention(m) for m in mentioned),
        poll=tuple(PollOption(text_of(a.get("answer")), votes[text_of(a.get("guid"))]) for a in answers),
        is_edited=bool(data.get("edited_at")),
    )
    yield from settle(record, remark)


def _with_mentions(text: str) -> tuple[str, tuple[str, ...]]:
    """Write @{Name ; person@pod} as @person@pod, and return who is named."""
    found = dict.fromkeys(_MENTION.findall(text))
    return _MENTION.sub(lambda m: f"@{m[1]}", text), tuple(found)
