"""Read the posts of an X account archive: tweets.js in the zip or alone, note-tweet.js and account.js beside it.

Nothing else is opened: direct messages, contacts, places and what the platform guesses about a person stay unread.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.importers.archive import check_archive, open_member
from corpus.importers.base import Problem, Reading, Recipe, Sniff, UnreadableFile
from corpus.importers.head import Head
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Json, objects, open_part, part, text_of, warning
from corpus.importers.twitter.x_assigned import Assigned, read_assigned
from corpus.importers.twitter.x_notes import Notes, notes_of, with_note
from corpus.importers.twitter.x_remarks import with_remarks
from corpus.importers.twitter.x_status import history, id_of, read_status
from corpus.importers.twitter.x_values import is_repost
from corpus.importers.twitter.x_versions import Versions, find_versions, mentions_edits

NAME = "x_archive"
LABEL = gettext_noop("X account archive (zip or tweets.js)")
VERSION = "1"
_POSTS = re.compile(r"(?:^|/)(?:tweets?(?:-part(\d+))?\.js|js/tweets/(\d{4}_\d{2})\.js)$")
_NOTES = re.compile(r"(?:^|/)note-tweet(?:-part\d+)?\.js$")
_ACCOUNT = re.compile(r"(?:^|/)account\.js$")
_PICTURES = re.compile(r"(?:^|/)tweets?_media/([^/]+)$")
_HEAD = re.compile(r"\s*(?:window\.YTD\.tweets?\.part\d+|Grailbird\.data\.tweets_\d{4}_\d{2})\s*=\s*\[")
_OTHER_PART = re.compile(r"\s*window\.YTD\.\w+\.part\d+\s*=")


@dataclass(frozen=True, slots=True)
class Archive:
    """Hold what is read of an archive: its files of posts ("" is the file itself), its owner, long texts, pictures."""

    path: Path
    members: tuple[str, ...] = ("",)
    owner: Json = field(default_factory=dict)
    notes: Notes = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)


def sniff(head: Head) -> Sniff | None:
    """Recognize the zip by its tweets.js and the bare file by its variable; refuse the other files of an archive."""
    if head.container == "zip":
        found = any(_POSTS.search(name) for name in head.members)
        return Sniff(NAME, 0.95, reason="tweets.js") if found else None
    if head.container != "text":
        return None
    if _HEAD.match(head.text):
        return Sniff(NAME, 0.98, reason="variable")
    if _OTHER_PART.match(head.text):
        raise UnreadableFile("x_archive_other_part")
    return None


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the owner, each edited post once, in its last wording."""
    archive = _open(path)
    yield warning("x_archive_own_posts")
    if not archive.owner:
        yield warning("x_archive_no_author")
    yield from with_remarks(_read_posts(archive, _versions(archive)))


def _open(path: Path) -> Archive:
    with path.open("rb") as stream:
        if stream.read(2) != b"PK":
            return Archive(path)
    names = check_archive(path)
    members = sorted((n for n in names if _POSTS.search(n)), key=_part_order)
    if not members:
        raise UnreadableFile("archive_unknown")
    account = next((n for n in names if _ACCOUNT.search(n)), "")
    owner = _owner(path, account) if account else {}
    notes = notes_of(_elements(path, tuple(n for n in names if _NOTES.search(n))))
    pictures = {found[1]: n for n in names if (found := _PICTURES.search(n))}
    return Archive(path, tuple(members), owner, notes, pictures)


def _part_order(name: str) -> tuple[int, str]:
    found = _POSTS.search(name)
    return (int(found[1] or 0) if found else 0), name


def _owner(path: Path, member: str) -> Json:
    """Return the owner as the user of a status: id, handle and name, nothing else of the account."""
    with open_member(path, member) as stream:
        first = next(read_assigned(stream), None)
    account = part(first[1], "account") if isinstance(first, tuple) and isinstance(first[1], dict) else {}
    user = {"id_str": "accountId", "screen_name": "username", "name": "accountDisplayName"}
    found = {name: text_of(account.get(key)) for name, key in user.items()}
    return found if found["id_str"] or found["screen_name"] else {}


def _elements(path: Path, members: tuple[str, ...]) -> Iterator[tuple[int, Any] | Problem]:
    """Yield the elements of several parts, numbered through."""
    number = 0
    for member in members:
        with open_part(path, member) as stream:
            for element in read_assigned(stream, number + 1):
                number = element.line if isinstance(element, Problem) else element[0]
                yield element


def _read_posts(archive: Archive, versions: Versions) -> Reading:
    for element in _elements(archive.path, archive.members):
        if isinstance(element, Problem):
            yield element
            continue
        number, value = element
        if not isinstance(value, dict):
            yield Problem(number, "", "json_not_object")
        elif id_of(_inner(value)) in versions.older:
            yield warning("x_older_version", number)
        else:
            yield from read_status(_status(_inner(value), archive), number, versions)


def _inner(value: Json) -> Json:
    return part(value, "tweet") or value


def _status(status: Json, archive: Archive) -> Json:
    """Complete a status by its author, whom only account.js names, its whole text, and its pictures in the zip."""
    told = {
        **with_note(status, archive.notes),
        "is_repost": is_repost(text_of(status.get("full_text", status.get("text")))),
    }
    if not part(status, "user"):
        told["user"] = archive.owner
    for name in ("entities", "extended_entities"):
        media = objects(part(status, name).get("media"))
        if media and archive.pictures:
            placed = [{**m, "member": _member(m, id_of(status), archive)} for m in media]
            told[name] = {**part(status, name), "media": placed}
    return told


def _member(medium: Json, own: str, archive: Archive) -> str:
    if medium.get("type") not in (None, "photo"):
        return ""
    address = text_of(medium.get("media_url_https") or medium.get("media_url"))
    return archive.pictures.get(f"{own}-{PurePosixPath(address).name}", "")


def _versions(archive: Archive) -> Versions:
    """Return the versions of edited posts; an archive that holds none is decoded once only."""
    if not any(_mentions_edits(archive, member) for member in archive.members):
        return Versions()
    elements = _elements(archive.path, archive.members)
    values = (e[1] for e in elements if isinstance(e, tuple) and isinstance(e[1], dict))
    return find_versions((id_of(_inner(v)), history(_inner(v))) for v in values)


def _mentions_edits(archive: Archive, member: str) -> bool:
    with open_part(archive.path, member) as stream:
        body = Assigned(stream)
        return mentions_edits(b.decode("utf-8", "replace") for b in iter(lambda: body.read(), b""))
