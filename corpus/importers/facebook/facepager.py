"""Read the tables Facepager writes of Facebook pages: a tree of starting points, posts, comments and answers."""

from pathlib import Path

from corpus.importers.base import Medium, PostKind, PostRecord, Problem, Reading, Recipe, Sniff
from corpus.importers.head import Head
from corpus.importers.named_cells import Cells, read_cells
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, count_of, settle, warning

NAME = "facepager"
VERSION = "1"
LABEL = gettext_noop("Facepager (CSV)")
_NEEDED = {"id", "parent_id", "level", "object_id", "object_type", "message"}
# Starting points, pages cut by a limit, answers without posts.
_NO_POST = frozenset({"seed", "offcut", "empty", "headers", "unpacked"})


def sniff(head: Head) -> Sniff | None:
    """Recognize the columns of the tree."""
    delimiter, columns = head.columns
    if set(columns) >= _NEEDED:
        return Sniff(NAME, 0.95, encoding=head.encoding, delimiter=delimiter, reason="header")
    return None


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts, each with the id of the row it hangs under; rows that are no posts are counted."""
    clock = Clock(recipe)
    above: dict[str, tuple[str, str]] = {}
    left_out = 0
    for row in read_cells(path, recipe):
        if isinstance(row, Problem):
            yield row
        elif row.first("level") == "0" or row.first("object_type") in _NO_POST:
            left_out += 1
        else:
            yield from _read_row(row, clock, above)
    if left_out:
        yield warning("facebook_not_posts", count=str(left_out))


def _read_row(row: Cells, clock: Clock, above: dict[str, tuple[str, str]]) -> Reading:
    """Yield the post of a row; `above` leads from the number of a row to the ids of its post and of its thread."""
    own = row.first("object_id")
    is_opening = row.first("level") in ("", "1")
    post = "" if is_opening else own.rpartition("_")[0]  # a comment is named by its post and itself
    parent, thread = ("", own) if is_opening else above.get(row.first("parent_id"), (post, post))
    above[row.first("id")] = own, thread
    when, remark = clock.read(row.first("created_time"), row.line, "created_time")
    picture = row.first("full_picture", "picture", "attachment.media.image.src")
    record = PostRecord(
        text=row.first("message", "story"),
        line=row.line,
        external_id=own,
        thread_external_id=thread,
        parent_external_id=parent,
        author_external_id=row.first("from.id", "from/id"),
        author_name=row.first("from.name", "from/name"),
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=PostKind.POST if is_opening else PostKind.REPLY,
        likes=count_of(row.first("likes.summary.total_count", "reactions.summary.total_count", "like_count")),
        reposts=count_of(row.first("shares.count")),
        replies=count_of(row.first("comments.summary.total_count", "comment_count")),
        media=(Medium("image", row.first("attachment.description")),) if picture else (),
    )
    yield from settle(record, remark)
