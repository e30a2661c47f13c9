"""Say about a whole file of X posts what no single post can say, and ask what no file can say."""

from collections import Counter
from collections.abc import Iterator

from corpus.importers.base import Option, PostKind, PostRecord, Problem, Reading
from corpus.importers.problems import gettext_noop
from corpus.importers.records import warning

CONTEXT = Option(
    "context",
    gettext_noop("Posts the file adds for context"),
    gettext_noop(
        "Beside the posts that were searched for, the file holds the posts they answer or quote. "
        "Taken in, they complete the threads."
    ),
    kind="choice",
    choices=(("take", gettext_noop("Import them too")), ("leave", gettext_noop("Leave them out"))),
    default="take",
)
_CUT = "…"


def with_remarks(reading: Reading, left_out: Counter[str] | None = None) -> Iterator[PostRecord | Problem]:
    """Pass a reading on; at its end, count the reposts cut short and what was left out on purpose, by code."""
    cut = 0
    for item in reading:
        if isinstance(item, PostRecord) and item.kind is PostKind.REPOST and item.text.endswith(_CUT):
            cut += 1
        yield item
    if cut:
        yield warning("x_reposts_cut", count=str(cut))
    for code, count in (left_out or {}).items():
        if count:
            yield warning(code, count=str(count))
