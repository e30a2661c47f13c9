"""Say under which names browser scrapers write what they see of a Facebook thread, and read one item by them."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from corpus.importers.mapping import fold
from corpus.importers.records import Json, count_of, not_objects, objects, text_of

# Folded names (no case, space or sign), the surest first.
TEXT = ["commenttext", "fulltext", "posttext", "text", "comment", "message", "body", "content", "commentaire", "texte"]
NAME = ["commentername", "profilename", "authorname", "author", "username", "user", "name", "auteur", "nom"]
AUTHOR_ID = ["commenterid", "profileid", "authorid", "userid"]
AUTHOR_LINK = ["profileurl", "commenterurl", "authorurl", "userurl", "authorprofileurl", "profilelink"]
ITEM_ID = ["commentid", "legacyid", "id"]
ITEM_LINK = ["commenturl", "permalink", "commentlink", "link"]
TIME = ["commenttime", "time", "timestamp", "date", "createdat", "createdtime", "publishedat", "datetime"]
PARENT = ["replytocommentid", "parentcommentid", "parentid", "replytoid", "inreplyto", "parent"]
DEPTH = ["threadingdepth", "depth", "replylevel", "level"]
ADDRESSEE = ["replytoauthor", "replytoname", "replyto", "inreplytoauthor"]
CHILDREN = ["commentsfull", "comments", "replies", "children", "subcomments"]
LIKES = ["likescount", "likes", "commentreactioncount", "reactioncount", "reactionscount", "reactions"]
SHARES = ["sharescount", "shares"]
ANSWERS = ["commentscount", "repliescount", "replycount", "comments"]
POST_LINK = ["facebookurl", "posturl", "posturlscraped", "inputurl"]
POST_ID = ["facebookid", "postid"]
IMAGE = ["images", "attachments", "commentimage", "imageurl", "image"]
# An item that holds comments is a post, unless it has what only a comment has.
_OF_POSTS = frozenset(["commentsfull", "posttext", "comments"])
_OF_COMMENTS = frozenset(
    ["commentid", "commenttext", "commentername", "threadingdepth", "depth", "parentid", "replytocommentid"]
)
# Names no other table of posts has.
TYPICAL = frozenset({
    "facebookurl", "facebookid", "detectionmethod", "replytoauthor", "commentername", "commentersid", "commentsfull",
    "posturlscraped", "commentreactioncount", "feedbackid",
})  # fmt: skip
_NATIVE = re.compile(r"\d{8,}(?:_\d{6,})*$|pfbid\w{20,}$")
_POST_IN_PATH = re.compile(
    r"/(?:posts|permalink|videos|reel|photos)/(?:[^/?#]+/)*?(pfbid\w{20,}|\d{6,})(?=[/?#]|$)", re.I
)
_POST_IN_QUERY = ("story_fbid", "multi_permalinks", "fbid", "v")
_PERSON_IN_PATH = re.compile(r"/(?:user|people/[^/]+)/(\d+)(?:[/?]|$)")
_NO_PERSON = frozenset(["groups", "profile.php", "people", "pages", "permalink.php", "story.php", "watch", "hashtag"])


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one post or comment as a scraper saw it; `own` is any id, `native` only one the platform gave."""

    text: str
    name: str
    author_id: str
    handle: str
    own: str
    native: str
    written: str
    parent: str
    depth: int | None
    addressee: str
    thread: str
    likes: int | None
    shares: int | None
    answers: int | None
    pictures: int
    is_post: bool
    children: tuple[Json, ...]
    not_children: int


def read_item(raw: Json) -> Item:
    """Read one object or row by the names its scraper gave."""
    values = {fold(name): value for name, value in raw.items()}
    link = _first(values, AUTHOR_LINK) or text_of(_inner(values, NAME, "url", "profileUrl"))
    person, handle = person_of(link)
    own = _first(values, ITEM_ID)
    depth = _first(values, DEPTH)
    return Item(
        text=_first(values, TEXT).strip(),
        name=_first(values, NAME) or text_of(_inner(values, NAME, "name")),
        author_id=_first(values, AUTHOR_ID) or text_of(_inner(values, NAME, "id")) or person,
        handle=handle,
        own=own,
        native=comment_of(_first(values, ITEM_LINK)) or native_id(own),
        written=_first(values, TIME),
        parent=_first(values, PARENT),
        depth=int(depth) if depth.isdecimal() and len(depth) < 4 else None,
        addressee=_first(values, ADDRESSEE),
        thread=native_id(_first(values, POST_ID)) or post_of(_first(values, POST_LINK)),
        likes=count_of(_first(values, LIKES)),
        shares=count_of(_first(values, SHARES)),
        answers=count_of(_first(values, ANSWERS)),
        pictures=_pictures(values),
        is_post=not _OF_COMMENTS & set(values) and any(n == "posttext" or _is_list(values.get(n)) for n in _OF_POSTS),
        children=tuple(c for name in CHILDREN for c in objects(values.get(name))),
        not_children=sum(1 for name in CHILDREN for _ in not_objects(values.get(name), 0)),
    )


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _first(values: dict[str, Any], names: list[str]) -> str:
    for name in names:
        found = text_of(values.get(name))
        if found and found.lower() not in ("none", "null", "nan"):
            return found
    return ""


def _inner(values: dict[str, Any], names: list[str], *keys: str) -> object:
    """Return what an author that is an object of its own says under a key."""
    for name in names:
        inner = values.get(name)
        if isinstance(inner, dict):
            return next((inner[k] for k in keys if inner.get(k)), None)
    return None


def _pictures(values: dict[str, Any]) -> int:
    for name in IMAGE:
        found = values.get(name)
        if isinstance(found, list) and found:
            return min(len(found), 50)
        if isinstance(found, dict) or (isinstance(found, str) and found.startswith("http")):
            return 1
    return 0


def native_id(written: str) -> str:
    """Return an id the platform gave (also from inside its base64 form), or nothing for a running number."""
    if written.startswith(("Y29tbWVudD", "ZmVlZGJhY2s6", "UzpfS")):
        try:
            written = base64.b64decode(written + "=" * (-len(written) % 4)).decode("ascii").rpartition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
        written = written.rpartition("_")[2]
    return written if _NATIVE.match(written) else ""


def post_of(address: str) -> str:
    """Return the id of the post an address leads to, or nothing."""
    if "/" not in address:
        return ""
    found = _POST_IN_PATH.search(address)
    if found:
        return found[1]
    query = query_of(address)
    return next((query[name] for name in _POST_IN_QUERY if native_id(query.get(name, ""))), "")


def comment_of(address: str) -> str:
    """Return the id of the comment an address leads to, or nothing."""
    query = query_of(address)
    return native_id(query.get("reply_comment_id", "")) or native_id(query.get("comment_id", ""))


def person_of(address: str) -> tuple[str, str]:
    """Return id and handle of the person an address leads to, as far as it says them."""
    if "facebook.com/" not in address:
        return "", ""
    known = query_of(address).get("id", "")
    found = _PERSON_IN_PATH.search(address)
    if found or known.isdecimal():
        return (found[1] if found else known), ""
    name = _path(address).strip("/").partition("/")[0]
    return "", "" if name in _NO_PERSON else name


def query_of(address: str) -> dict[str, str]:
    """Return the parameters of an address, the first of each name."""
    try:
        return {name: found[0] for name, found in parse_qs(urlsplit(address).query).items()}
    except ValueError:
        return {}


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
