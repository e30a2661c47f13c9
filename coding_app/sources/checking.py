"""Try an import without writing: what it would add, and the first problems in sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coding_app.sources import queries
from coding_app.sources.models import Upload
from coding_app.sources.sentences import problem_sentence, unreadable_sentence
from corpus import ingest
from corpus.importers import registry
from corpus.importers.base import PostRecord, Problem, Recipe, Severity, UnreadableFile
from corpus.importers.text_stream import legible
from corpus.models import ImportBatch, ImportProblem, Source

ROWS_CHECKED = 20_000
"""Rows looked at while a person waits; the import itself reads all of them."""
PROBLEMS_SHOWN = 10


@dataclass(frozen=True)
class ProblemLine:
    """One problem as a reader sees it; no line when it concerns the whole file."""

    line: int | None
    column: str
    sentence: str
    is_rejected: bool


@dataclass(frozen=True)
class Check:
    """What a try said; `is_partial` when the file is longer than what was looked at."""

    report: ingest.Report
    problems: tuple[ProblemLine, ...]
    is_partial: bool

    @property
    def has_news(self) -> bool:
        """Tell whether the import would write anything, or may, as far as was looked."""
        return bool(self.report.posts or self.report.changed or self.report.vanished or self.is_partial)


class _Head(Iterator[PostRecord | Problem]):
    """Hand out the first items and remember whether there were more."""

    def __init__(self, items: Iterable[PostRecord | Problem], rows: int | None) -> None:
        self._items = iter(items)
        self._left = rows
        self.is_cut = False

    def __next__(self) -> PostRecord | Problem:
        item = next(self._items)
        if self._left == 0:
            self.is_cut = True
            raise StopIteration
        if self._left is not None:
            self._left -= 1
        return item


def check(upload: Upload, path: Path) -> Check:
    """Try the import of an upload on the first ROWS_CHECKED rows; raise UnreadableFile."""
    if upload.source is None:
        raise UnreadableFile("file_unknown")
    return check_file(upload.source, path, Recipe.from_dict(upload.options))


def check_file(source: Source, path: Path, recipe: Recipe, *, rows: int | None = ROWS_CHECKED) -> Check:
    """Try the import of a file into a source, which need not be saved; all rows when None; raise UnreadableFile."""
    items = _Head(registry.read(path, recipe), rows)
    report = ingest.dry_run(source, items)
    first = tuple(problem_line(p) for p in report.first_problems[:PROBLEMS_SHOWN])
    return Check(report, first, items.is_cut)


def stored_problems(batch: ImportBatch) -> list[ProblemLine]:
    """Return the first problems of an import that was done."""
    return [
        ProblemLine(
            p.line, p.column, problem_sentence(p.reason, p.params), p.severity == ImportProblem.Severity.REJECTED
        )
        for p in queries.problems(batch)[:PROBLEMS_SHOWN]
    ]


def problem_line(problem: Problem) -> ProblemLine:
    """Put a problem into the language of the reader."""
    sentence = problem_sentence(problem.code, problem.params)
    return ProblemLine(problem.line or None, legible(problem.column), sentence, problem.severity == Severity.REJECTED)


def refused(error: UnreadableFile) -> str:
    """Say why a whole file was refused."""
    return unreadable_sentence(error)
