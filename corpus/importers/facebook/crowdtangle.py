"""Read the tables CrowdTangle gave out of public pages and groups: posts only, without their comments."""

from pathlib import Path

from corpus.importers.base import Medium, PostRecord, Problem, Reading, Recipe, Sniff
from corpus.importers.facebook.scraped_fields import post_of
from corpus.importers.head import Head
from corpus.importers.named_cells import Cells, read_cells
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, Marks, count_of, settle

NAME = "crowdtangle"
VERSION = "1"
LABEL = gettext_noop("CrowdTangle (CSV)")
_NEEDED = {"Post Created", "Message", "Total Interactions"}
_PICTURES = frozenset({"Photo", "Album"})


def sniff(head: Head) -> Sniff | None:
    """Recognize the header by its page or group and its interactions."""
    delimiter, columns = head.columns
    names = {" ".join(c.split()) for c in columns}
    if names >= _NEEDED and names & {"Page Name", "Group Name"}:
        return Sniff(NAME, 0.95, encoding=head.encoding, delimiter=delimiter, reason="header")
    return None


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts; their time carries the zone of the one who exported."""
    clock, marks = Clock(recipe), Marks()
    for row in read_cells(path, recipe):
        if isinstance(row, Problem):
            yield row
        else:
            yield from _read_row(row, clock, marks)


def _read_row(row: Cells, clock: Clock, marks: Marks) -> Reading:
    when, remark = clock.read(row.first("Post Created"), row.line, "Post Created")
    text = row.first("Message", "Description", "Link Text")
    page, kind = row.first("Page Name"), row.first("Type")
    # A group is no author, and the export names no member.
    own = post_of(row.first("URL")) or marks.mark(
        "", "", page + row.first("Group Name"), text + row.first("Post Created")
    )
    media = (Medium("image", row.first("Image Text")),) if kind in _PICTURES else ()
    record = PostRecord(
        text=text,
        line=row.line,
        external_id=own,
        thread_external_id=own,
        author_external_id=row.first("Facebook Id") if page else "",
        author_name=page,
        author_handle=row.first("User Name") if page else "",
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        likes=count_of(row.first("Likes")),
        reposts=count_of(row.first("Shares")),
        replies=count_of(row.first("Comments")),
        media=media or ((Medium("video"),) if "Video" in kind else ()),
        links=tuple(a for a in (row.first("Final Link", "Link"),) if a and "facebook.com" not in a),
    )
    yield from settle(record, remark)
