"""Read what the website of X receives: GraphQL answers, alone, in an array or one a line, or the posts in them."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.importers.base import Problem, Reading, Recipe, Sniff
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.json_stream import Value, read_values
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Json, warning
from corpus.importers.twitter.x_remarks import CONTEXT, with_remarks
from corpus.importers.twitter.x_results import Found, found_in, histories, place_of, threads_of
from corpus.importers.twitter.x_status import context_of, id_of, read_status
from corpus.importers.twitter.x_values import Recent, takes_context
from corpus.importers.twitter.x_versions import Versions, versions_of_text

NAME = "x_web"
LABEL = gettext_noop("X website answers (JSON)")
VERSION = "1"
OPTIONS = (CONTEXT,)
_ENVELOPES = {"data", "globalObjects", "legacy", "tweet"}


@dataclass(slots=True)
class Reader:
    """Keep what reading one place after the other needs."""

    versions: Versions
    context: Recent | None
    left_out: Counter[str] = field(default_factory=Counter)

    def read(self, found: list[Found], line: int) -> Reading:
        """Yield the posts of one answer, with the posts they quote; count what is left out."""
        threads = threads_of(found)
        self.left_out["x_no_posts"] += not found
        for each in found:
            if each.is_promoted:
                self.left_out["x_advertisements"] += 1
            elif each.status:
                yield from self._read_status(each.status, line)
            else:
                place = place_of(each, line, threads)
                if place:
                    yield place
                else:
                    self.left_out["x_unavailable"] += 1

    def _read_status(self, status: Json, line: int) -> Reading:
        if id_of(status) in self.versions.older:
            yield warning("x_older_version", line)
            return
        yield from read_status(status, line, self.versions)
        for quoted in context_of(status) if self.context is not None else ():
            external_id = id_of(quoted)
            if self.context is not None and external_id not in self.context and external_id not in self.versions.older:
                self.context.add(external_id)
                yield from read_status(quoted, line, self.versions)


def sniff(head: Head) -> Sniff | None:
    """Recognize an answer by the posts that its timelines hold."""
    for value in head.values:
        fits = isinstance(value, dict) and _ENVELOPES & set(value) and "source_platform" not in value
        if fits and any(f.status for f in found_in(value)):
            return Sniff(NAME, 0.95, encoding=head.encoding, reason="timeline")
    return None


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of all answers of the file."""
    yield from read_with(path, recipe, found_in)


def read_with(path: Path, recipe: Recipe, find: Callable[[Json], list[Found]]) -> Reading:
    """Stream the posts that `find` sees in each value of the file."""
    encoding = recipe.encoding or detect_encoding(path)
    versions = versions_of_text(path, encoding, lambda: _histories(path, encoding, find))
    reader = Reader(versions, Recent() if takes_context(recipe) else None)
    yield from with_remarks(_read_values(path, encoding, reader, find), reader.left_out)


def _read_values(path: Path, encoding: str, reader: Reader, find: Callable[[Json], list[Found]]) -> Reading:
    for value in read_values(path, encoding):
        if isinstance(value, Problem):
            yield value
        elif not isinstance(value.data, dict):
            yield Problem(value.line, "", "json_not_object")
        else:
            yield from reader.read(find(value.data), value.line)


def _histories(path: Path, encoding: str, find: Callable[[Json], list[Found]]) -> Iterator[tuple[str, list[str]]]:
    for value in read_values(path, encoding):
        if isinstance(value, Value) and isinstance(value.data, dict):
            yield from histories(find(value.data))
