"""Read LinkedIn tables: comments and posts of an account's own export, and what browser scrapers save of a post."""

import re
from pathlib import Path
from urllib.parse import unquote

from corpus.importers.base import PostKind, PostRecord, Problem, Reading, Recipe, Sniff
from corpus.importers.head import Head
from corpus.importers.mapping import fold
from corpus.importers.named_cells import Cells, read_cells
from corpus.importers.problems import gettext_noop
from corpus.importers.records import CAPTURED_ON, Clock, Marks, count_of, is_relative, settle, warning

NAME = "linkedin"
VERSION = "1"
LABEL = gettext_noop("LinkedIn (comments and shares of an account, scraped comments; CSV)")
OPTIONS = (CAPTURED_ON,)
_COMMENTS = {"date", "link", "message"}
_SHARES = {"date", "sharelink", "sharecommentary"}
_TEXT = ("message", "sharecommentary", "commenttext", "comment", "commentary", "text", "content", "commentaire")
_TIME = ("date", "timestamp", "time", "commenttime", "createdat", "publishedat", "postedat", "timesincescraped")
_NAME = ("authorname", "profilename", "fullname", "name", "author", "commentername", "actorname")
_LINK = ("commenturl", "commentlink", "link", "sharelink", "posturl", "postlink", "url")
_POST = ("posturl", "postlink", "link", "url", "sharelink", "commenturl")
_PERSON = ("profileurl", "profilelink", "authorurl", "commenterurl", "authorprofileurl")
_COMMENT_ID = re.compile(r"comment:\((?:urn:li:)?[a-zA-Z]+:(\d+),(\d+)\)")
_POST_ID = re.compile(r"(?:activity|share|ugcPost)[:-](\d{15,20})")
_HANDLE = re.compile(r"linkedin\.com/in/([^/?#]+)")


def sniff(head: Head) -> Sniff | None:
    """Recognize the columns of LinkedIn's own tables, or addresses of LinkedIn beside a text."""
    delimiter, columns = head.columns
    names = {fold(c) for c in columns}
    if names >= _SHARES:
        return Sniff(NAME, 0.95, encoding=head.encoding, delimiter=delimiter, reason="shares")
    if not names & set(_TEXT) or not names & {*_LINK, *_PERSON} or "linkedin.com" not in head.text:
        return None
    confidence = 0.95 if names == _COMMENTS else 0.75
    return Sniff(NAME, confidence, encoding=head.encoding, delimiter=delimiter, reason="addresses")


def questions(path: Path, recipe: Recipe) -> tuple[str, ...]:
    """Ask for the day of capture when a time is relative."""
    if recipe.options.get(CAPTURED_ON.name):
        return ()
    rows = (_folded(row) for row in read_cells(path, recipe) if isinstance(row, Cells))
    return (CAPTURED_ON.name,) if any(is_relative(row.first(*_TIME)) for row in rows) else ()


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts and comments; the post under which a comment stands is known by its address only."""
    clock, marks = Clock(recipe), Marks()
    last: dict[str, str] = {}
    threadless = 0
    for row in read_cells(path, recipe):
        if isinstance(row, Problem):
            yield row
            continue
        cells = _folded(row)
        threadless += not _post_id(cells)
        yield from _read_row(cells, clock, marks, last)
    if threadless:
        yield warning("linkedin_thread_unknown", count=str(threadless))


def _folded(row: Cells) -> Cells:
    return Cells(row.line, {fold(name): cell for name, cell in row.of.items()})


def _post_id(row: Cells) -> str:
    for address in (row.of.get(name, "") for name in _POST):
        found = _POST_ID.search(unquote(address))
        if found:
            return found[1]
    return ""


def _read_row(row: Cells, clock: Clock, marks: Marks, last: dict[str, str]) -> Reading:
    """Yield the post of a row; `last` holds the last comment of each post that is no answer."""
    thread, author, text = _post_id(row), row.first(*_NAME), row.first(*_TEXT)
    is_share = "sharelink" in row.of
    when, remark = clock.read(row.first(*_TIME), row.line, "date")
    native = next((m[2] for n in _LINK if (m := _COMMENT_ID.search(unquote(row.of.get(n, ""))))), "")
    handle = _HANDLE.search(row.first(*_PERSON))
    is_answer = (
        row.first("isreply", "reply").lower() in ("true", "1", "yes", "oui") or row.first("depth", "level") == "1"
    )
    parent = "" if is_share else (last.get(thread, thread) if is_answer else thread)
    own = thread if is_share and thread else native or marks.mark(thread, parent, author, text + _exact(row))
    if not is_share and not is_answer:
        last[thread] = own
    record = PostRecord(
        text=text,
        line=row.line,
        external_id=own,
        thread_external_id=thread,
        parent_external_id=parent,
        author_name=author,
        author_handle=unquote(handle[1]) if handle else "",
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=PostKind.POST if is_share else PostKind.REPLY,
        likes=count_of(row.first("likes", "likescount", "reactions", "numlikes", "reactionscount")),
        links=tuple(a for a in (row.first("sharedurl"),) if a),
    )
    yield from settle(record, remark)


def _exact(row: Cells) -> str:
    """Return the time of a row where it says more than how long ago it was: it tells equal words apart."""
    written = row.first(*_TIME)
    return "" if is_relative(written) else written
