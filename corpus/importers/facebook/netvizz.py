"""Read the tab files of Netvizz: posts of a page or group, and comments with the post they stand under."""

from pathlib import Path

from corpus.importers.base import Medium, PostKind, PostRecord, Problem, Reading, Recipe, Sniff
from corpus.importers.head import Head
from corpus.importers.named_cells import Cells, read_unquoted
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, count_of, settle

NAME = "netvizz"
VERSION = "1"
LABEL = gettext_noop("Netvizz (posts or comments, tab)")
_COMMENTS = {"post_id", "comment_id", "comment_message", "is_reply"}
_POSTS = {"type", "by", "post_message", "post_published"}


def sniff(head: Head) -> Sniff | None:
    """Recognize the columns of either file."""
    delimiter, columns = head.columns
    names = set(columns)
    if delimiter == "\t" and (names >= _COMMENTS or names >= _POSTS):
        return Sniff(NAME, 0.95, encoding=head.encoding, delimiter=delimiter, reason="header")
    return None


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream posts or comments; no comment names the comment it answers: it is the last one above that is no answer."""
    threads = _Threads(Clock(recipe))
    for row in read_unquoted(path, recipe):
        if isinstance(row, Problem):
            yield row
        elif "comment_id" in row.of:
            yield from threads.comment(row)
        else:
            yield from threads.post(row)


class _Threads:
    """Remember which posts were met, and the last comment on the present one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._met: set[str] = set()
        self._post = self._comment = ""

    def post(self, row: Cells) -> Reading:
        """Yield a post of the posts file."""
        when, remark = self._clock.read(_unix(row) or row.first("post_published"), row.line, "post_published")
        own = row.first("post_id", "id")
        record = PostRecord(
            text=row.first("post_message"),
            line=row.line,
            external_id=own,
            thread_external_id=own,
            author_name=_person(row.first("by")),
            posted_at=when.at,
            time_status=when.status,
            time_precision=when.precision,
            likes=count_of(row.first("reactions_count_fb", "likes_count_fb", "likes")),
            reposts=count_of(row.first("shares_count_fb", "shares")),
            replies=count_of(row.first("comments_count_fb", "comments")),
            media=(Medium("image"),) if row.first("full_picture", "picture") else (),
            links=tuple(a for a in (row.first("link"),) if a and row.first("type") == "link"),
        )
        yield from settle(record, remark)

    def comment(self, row: Cells) -> Reading:
        """Yield a comment, and before the first one of a post the post itself, as far as the file tells it."""
        post, own = row.first("post_id"), row.first("comment_id")
        if post not in self._met and row.first("post_text"):
            yield from self._opening(row, post)
        if post != self._post:
            self._post, self._comment = post, ""
        is_reply = row.first("is_reply").lower() in ("1", "true")
        when, remark = self._clock.read(row.first("comment_published"), row.line, "comment_published")
        parent = self._comment or post if is_reply else post
        if not is_reply:
            self._comment = own
        record = PostRecord(
            text=row.first("comment_message"),
            line=row.line,
            external_id=own,
            thread_external_id=post,
            parent_external_id=parent,
            author_name=_person(row.first("comment_by")),
            posted_at=when.at,
            time_status=when.status,
            time_precision=when.precision,
            kind=PostKind.REPLY,
            likes=count_of(row.first("comment_like_count")),
        )
        yield from settle(record, remark)

    def _opening(self, row: Cells, post: str) -> Reading:
        self._met.add(post)
        when, remark = self._clock.read(row.first("post_published"), row.line, "post_published")
        record = PostRecord(
            text=row.first("post_text"),
            line=row.line,
            external_id=post,
            thread_external_id=post,
            author_name=_person(row.first("post_by")),
            posted_at=when.at,
            time_status=when.status,
            time_precision=when.precision,
        )
        yield from settle(record, remark)


def _unix(row: Cells) -> str:
    return row.first("post_published_unix")


def _person(written: str) -> str:
    """Return who wrote, but not the kind of account that stands there when Netvizz hid the person."""
    return "" if written.lower() in ("post_user", "post_page", "user", "page", "0") else written
