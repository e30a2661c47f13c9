"""Write the posts of a file into a source, all in one transaction or none; the only writer of imported rows."""

import json
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from corpus import staging
from corpus.importers.base import PostRecord, Problem
from corpus.intake import CHUNK, Intake, Masked, Tally
from corpus.keys import key_for, key_path, read_key
from corpus.matching import Matching
from corpus.models import Author, ImportBatch, Source

Progress = Callable[[str, int, int], None]
_PROGRESS_SECONDS = 0.5
_SLICE = 2_000
FIRST_PROBLEMS = 50
_LETTER = re.compile(r"[^\W\d_]")
# These sentences quote a cell; under a wrong mapping the cell may hold a name.
_QUOTING = frozenset({"date_unknown", "date_impossible", "date_relative", "date_out_of_range", "number_unknown"})


class ImportCancelled(Exception):
    """Say that somebody stopped the import; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Say where the posts of a batch come from and who brings them."""

    sha256: str
    importer: str
    importer_version: str
    mapping: dict[str, Any] = field(default_factory=dict)
    file_name: str = ""
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Hold what an import did, or what a dry run says it would do."""

    rows: int
    posts: int
    threads: int
    authors: int
    orphans: int
    duplicates: int
    rejected: int
    warnings: int
    first_problems: tuple[Problem, ...] = ()
    batch: ImportBatch | None = None
    is_repeat: bool = False


class _Pulse:
    """Report progress and hear about a cancel, at most twice a second."""

    def __init__(self, progress: Progress | None, should_cancel: Callable[[], bool] | None) -> None:
        self._progress = progress
        self._should_cancel = should_cancel
        self._last = 0.0

    def beat(self, stage: str, done: int, total: int, *, now: bool = False) -> None:
        """Pass on where the work stands; raise ImportCancelled when it should stop."""
        if not now and time.monotonic() - self._last < _PROGRESS_SECONDS:
            return
        if self._should_cancel and self._should_cancel():
            raise ImportCancelled
        if self._progress:
            self._progress(stage, done, total)
        self._last = time.monotonic()


def ingest(
    source: Source,
    items: Iterable[PostRecord | Problem],
    origin: Origin,
    *,
    progress: Progress | None = None,
    should_cancel: Callable[[], bool] | None = None,
) -> Report:
    """Import the posts into the source as one batch and return the report.

    A file already imported into the source (same sha256) adds nothing: the report points to its batch. `progress` gets
    stage (reading, writing, finishing), done and total (0: unknown); it must write through its own connection to be
    seen before the end. Raises ImportCancelled, KeyUnavailable, UnreadableFile; the batch then stays as failed or
    cancelled, without posts.
    """
    earlier = ImportBatch.objects.filter(source=source, sha256=origin.sha256, state=ImportBatch.State.DONE).first()
    if earlier:
        return _repeat(earlier)
    authors_exist = Author.objects.filter(corpus_id=source.corpus_id).exists()
    key = key_for(source.corpus.uuid, has_authors=authors_exist)
    batch = _open_batch(source, origin)
    pulse = _Pulse(progress, should_cancel)
    try:
        with transaction.atomic():
            return _write(batch, items, key, pulse)
    except ImportCancelled:
        _close_batch(batch, ImportBatch.State.CANCELLED)
        raise
    except BaseException:
        # The connection itself may be gone; whoever finds the batch still running then closes it.
        with suppress(DatabaseError, InterfaceError):
            _close_batch(batch, ImportBatch.State.FAILED)
        raise


def dry_run(
    source: Source,
    items: Iterable[PostRecord | Problem],
    *,
    progress: Progress | None = None,
    should_cancel: Callable[[], bool] | None = None,
) -> Report:
    """Read the whole file and say what an import would do; write nothing, keep nothing, make no key."""
    exists = key_path(source.corpus.uuid).exists()
    key = read_key(source.corpus.uuid) if exists else secrets.token_bytes(32)
    pulse = _Pulse(progress, should_cancel)
    first: list[Problem] = []
    with Intake(key, source.platform) as intake:
        for item in items:
            problem = intake.take(item)
            if problem and len(first) < FIRST_PROBLEMS:
                first.append(problem)
            pulse.beat("reading", intake.tally.rows, 0)
        first += intake.settle()
        known = _known_digests(source, intake) if exists else set()
        missing = sum(p not in known for p in intake.parents_outside())
        return Report(
            intake.tally.rows, intake.count - len(known & set(intake.post_digests())), len(intake.groups),
            len(intake.people.writers()), missing, intake.tally.repeated + len(known & set(intake.post_digests())),
            intake.tally.rejected, intake.tally.warnings, tuple(first[:FIRST_PROBLEMS]),
        )  # fmt: skip


def _known_digests(source: Source, intake: Intake) -> set[bytes]:
    """Return which of the posts of a file, and of the parents outside it, the source already holds."""
    asked = [*intake.post_digests(), *intake.parents_outside()]
    rows = staging.rows_of(
        "SELECT digest FROM corpus_post WHERE source_id = %(source)s AND digest = ANY(%(asked)s::bytea[])",
        {"source": source.pk, "asked": asked},
    )
    return {bytes(mark) for (mark,) in rows}


def _repeat(batch: ImportBatch) -> Report:
    known = batch.posts_added + batch.duplicates
    return Report(batch.rows_read, 0, 0, 0, 0, known, batch.rejected, batch.warnings, batch=batch, is_repeat=True)


def _open_batch(source: Source, origin: Origin) -> ImportBatch:
    return ImportBatch.objects.create(
        source=source,
        sha256=origin.sha256,
        importer=origin.importer,
        importer_version=origin.importer_version,
        mapping=origin.mapping,
        file_name=origin.file_name,
        made_by=origin.made_by,
    )


def _close_batch(batch: ImportBatch, state: ImportBatch.State) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, finished_at=timezone.now())
    batch.state = state


def _write(batch: ImportBatch, items: Iterable[PostRecord | Problem], key: bytes, pulse: _Pulse) -> Report:
    source = batch.source
    scope = {"source": source.pk, "batch": batch.pk, "corpus": source.corpus_id}
    # One import at a time in a corpus: aliases are numbered across its sources.
    staging.execute("SELECT pg_advisory_xact_lock(hashtext('entente.ingest'), %(corpus)s::int)", scope)
    with Intake(key, source.platform) as intake:
        log = _ProblemLog(batch.pk)
        for item in items:
            problem = intake.take(item)
            if problem:
                log.add(problem)
            pulse.beat("reading", intake.tally.rows, 0)
        for problem in intake.settle():
            log.add(problem)
        pulse.beat("writing", 0, intake.count, now=True)
        staging.open_stage()
        people = Matching(source, intake.people, key, seed=bytes.fromhex(batch.sha256))
        for problem in people.problems:
            log.add(problem)
        counts = _place(scope, intake, people)
        _copy_words(scope, intake, people, pulse)
        pulse.beat("finishing", intake.count, intake.count, now=True)
        people.stage()
        counts["authors"] += staging.insert_mentioned(scope)
        people.write_digests()
        pulse.beat("finishing", intake.count, intake.count)
        staging.finish(scope)
        pulse.beat("finishing", intake.count, intake.count, now=True)
        log.close()
        return _finish_report(batch, intake.tally, counts | _counted(scope), log.first)


def _place(scope: dict[str, Any], intake: Intake, people: Matching) -> dict[str, int]:
    """Find the threads of the posts, drop those already there, and insert the threads and writers that are new."""
    mask = people.masker.mask
    staging.copy(
        "stage_thread",
        "g, digest, is_named, external_id, top_digest, top_parent_digest, title",
        (
            (g.number, g.digest, g.is_named, g.external_id, g.top_digest, g.top_parent_digest,
             mask(intake.title_of(g.number))[0])
            for g in intake.groups
        ),
        ("int4", "bytea", "bool", "text", "bytea", "bytea", "text"),
    )  # fmt: skip
    staging.stage_posts(intake.places())
    people.stage()
    dropped = staging.settle_threads(scope)
    threads, authors = staging.insert_threads(scope), staging.insert_writers(scope)
    return {"threads": threads, "authors": authors, "duplicates": dropped + intake.tally.repeated}


def _copy_words(scope: dict[str, Any], intake: Intake, people: Matching, pulse: _Pulse) -> None:
    """Copy the posts and what hangs on them, a slice at a time; the database works while people are masked here."""
    keys = staging.resolved(scope)
    staging.check_keys_at_once()
    masked = intake.masked(people.masker)
    while batch := list(islice(masked, 1)):
        hung = _Hung()
        staging.copy_posts(_post_rows(chain(batch, islice(masked, _SLICE - 1)), keys, scope, hung, pulse, intake.count))
        hung.copy()


def _post_rows(
    posts: Iterable[Masked],
    keys: dict[int, tuple[Any, ...]],
    scope: dict[str, Any],
    hung: "_Hung",
    pulse: _Pulse,
    total: int,
) -> Iterator[tuple[Any, ...]]:
    source, batch = scope["source"], scope["batch"]
    for post in posts:
        pulse.beat("writing", post.number, total)
        if post.number not in keys:
            continue  # it was there before
        key, thread, author, parent, is_new = keys[post.number]
        w = post.words
        missing = post.parent_digest if parent is None else None
        first = post.is_opening or (post.position == 0 and is_new and missing is None)
        kind = "reply" if w.kind == "post" and not first else w.kind
        hung.add(key, post)
        yield (
            key, uuid4(), source, thread, batch, author, parent, w.external_id, missing, post.digest, post.position,
            kind, w.text, w.language, w.posted_at, w.time_status, w.time_precision, w.is_edited, w.likes, w.reposts,
            w.replies,
        )  # fmt: skip


class _Hung:
    """Gather what hangs on the posts of one slice."""

    def __init__(self) -> None:
        self._hashtags: list[tuple[Any, ...]] = []
        self._media: list[tuple[Any, ...]] = []
        self._polls: list[tuple[Any, ...]] = []
        self._mentions: list[tuple[Any, ...]] = []

    def add(self, key: int, post: Masked) -> None:
        """Take what hangs on one post."""
        self._hashtags += [(key, name, written) for name, written in post.hashtags]
        self._media += [(key, i, kind, d) for i, (kind, d) in enumerate(post.words.media)]
        self._polls += [(key, i, text, votes) for i, (text, votes) in enumerate(post.words.poll)]
        self._mentions += [(key, person) for person in post.mentioned]

    def copy(self) -> None:
        """Write it, the posts being there."""
        for table, columns, rows in (
            ("corpus_hashtag", "post_id, name, written", self._hashtags),
            ("corpus_attachment", "post_id, position, kind, description", self._media),
            ("corpus_polloption", "post_id, position, text, votes", self._polls),
            ("stage_mention", "post_id, person", self._mentions),
        ):
            if rows:
                staging.copy(table, columns, rows)


def _counted(scope: dict[str, Any]) -> dict[str, int]:
    found = staging.rows_of(
        "SELECT count(*), count(missing_parent_digest) FROM corpus_post WHERE batch_id = %(batch)s", scope
    )
    return {"posts": found[0][0], "orphans": found[0][1]}


def _finish_report(batch: ImportBatch, tally: Tally, counts: dict[str, int], first: tuple[Problem, ...]) -> Report:
    batch.rows_read, batch.rejected, batch.warnings = tally.rows, tally.rejected, tally.warnings
    batch.posts_added, batch.threads_added = counts["posts"], counts["threads"]
    batch.authors_added, batch.orphans, batch.duplicates = counts["authors"], counts["orphans"], counts["duplicates"]
    batch.state, batch.finished_at = ImportBatch.State.DONE, timezone.now()
    batch.save()
    return Report(
        tally.rows, counts["posts"], counts["threads"], counts["authors"], counts["orphans"],
        counts["duplicates"], tally.rejected, tally.warnings, first, batch,
    )  # fmt: skip


class _ProblemLog:
    """Store the problems of a batch as they come."""

    def __init__(self, batch: int) -> None:
        self.first: tuple[Problem, ...] = ()
        self._batch = batch
        self._rows: list[tuple[Any, ...]] = []

    def add(self, problem: Problem) -> None:
        """Keep a problem; a quoted cell keeps its shape and loses its letters."""
        if problem.code in _QUOTING:
            params = {name: _LETTER.sub("x", value) for name, value in problem.params.items()}
            problem = replace(problem, params=params)
        if len(self.first) < FIRST_PROBLEMS:
            self.first += (problem,)
        where = (problem.line or None, problem.column[:100])
        self._rows.append((self._batch, problem.severity.value, *where, problem.code, json.dumps(problem.params)))
        if len(self._rows) >= CHUNK:
            self.close()

    def close(self) -> None:
        """Write what is left."""
        if self._rows:
            columns = 'batch_id, severity, line, "column", reason, params'
            staging.copy("corpus_importproblem", columns, self._rows)
            self._rows = []
