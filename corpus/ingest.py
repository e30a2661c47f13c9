"""Write the posts of a file into a source, all in one transaction or none; the only writer of imported rows."""

import json
import re
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from corpus import changes, erasing, facts, linking, media, placing, staging, vault, writing
from corpus.garbage import uncollected
from corpus.importers.base import PostRecord, Problem
from corpus.importers.text_stream import legible
from corpus.intake import CHUNK, Intake, Tally
from corpus.keys import key_for, key_path, read_key
from corpus.matching import Matching
from corpus.models import Attachment, Author, ImportBatch, Source
from corpus.placing import Settled
from corpus.pulse import ImportCancelled, Progress, Pulse

__all__ = ["ImportCancelled", "Origin", "Progress", "Report", "dry_run", "ingest"]
FIRST_PROBLEMS = 50
_ASK_AGAIN_SECONDS = 0.2
_LETTER = re.compile(r"[^\W\d_]")
# These sentences quote a cell; under a wrong mapping the cell may hold a name.
_QUOTING = frozenset({"date_unknown", "date_impossible", "date_relative", "date_out_of_range", "number_unknown"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Say where the posts of a batch come from and who brings them; `path` is where the file lies, for its pictures."""

    sha256: str
    importer: str
    importer_version: str
    mapping: dict[str, Any] = field(default_factory=dict)
    file_name: str = ""
    made_by: str = ""
    captured_on: date | None = None
    capture_note: str = ""
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Hold what an import did, or what a dry run says it would do.

    Of posts already there (`duplicates`), `changed` have another wording; `vanished` posts are missing from the file;
    `refused` ones are of people who asked to be left out.
    """

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
    changed: int = 0
    vanished: int = 0
    refused: int = 0


def ingest(
    source: Source,
    items: Iterable[PostRecord | Problem],
    origin: Origin,
    *,
    progress: Progress | None = None,
    should_cancel: Callable[[], bool] | None = None,
    is_worked_on: linking.IsWorkedOn = changes.worked_on,
) -> Report:
    """Import the posts into the source as one batch and return the report.

    A file already imported into the source (same sha256) adds nothing: the report points to its batch. `progress` gets
    stage (reading, waiting, placing, writing, finishing), done and total (0: unknown), from a thread of its own, every
    half second; `is_worked_on` says which posts carry work, so that another wording of them waits for a person. Raises
    ImportCancelled, KeyUnavailable, UnreadableFile; the batch then stays as failed or cancelled, without posts.
    """
    earlier = ImportBatch.objects.filter(source=source, sha256=origin.sha256, state=ImportBatch.State.DONE).first()
    if earlier:
        return _repeat(earlier)
    authors_exist = Author.objects.filter(corpus_id=source.corpus_id).exists()
    key = key_for(source.corpus.uuid, has_authors=authors_exist)
    batch = _open_batch(source, origin)
    pulse = Pulse(progress, should_cancel)
    try:
        with pulse, uncollected(), transaction.atomic():
            return _Import(batch, origin, key, pulse, is_worked_on).run(items)
    except ImportCancelled:
        _close_batch(batch, ImportBatch.State.CANCELLED)
        raise
    except BaseException as error:
        cancelled = isinstance(error, DatabaseError) and isinstance(pulse.stopped, ImportCancelled)
        # The connection itself may be gone; whoever finds the batch still running then closes it.
        with suppress(DatabaseError, InterfaceError):
            _close_batch(batch, ImportBatch.State.CANCELLED if cancelled else ImportBatch.State.FAILED)
        if isinstance(error, DatabaseError) and pulse.stopped:
            raise pulse.stopped from error  # the statement was broken off because of it
        raise


def dry_run(
    source: Source,
    items: Iterable[PostRecord | Problem],
    *,
    progress: Progress | None = None,
    should_cancel: Callable[[], bool] | None = None,
) -> Report:
    """Read the whole file and say what an import would do; write nothing, keep nothing, make no key."""
    exists = source.pk is not None and key_path(source.corpus.uuid).exists()
    key = read_key(source.corpus.uuid) if exists else secrets.token_bytes(32)
    first: list[Problem] = []
    with Pulse(progress, should_cancel) as pulse, uncollected(), transaction.atomic():
        placing.open_stage()
        with Intake(key, source.platform, placing.stage) as intake:
            for item in items:
                problem = intake.take(item)
                if problem and len(first) < FIRST_PROBLEMS:
                    first.append(problem)
                pulse.beat("reading", intake.tally.rows)
            intake.settle()
            people = _matched(source, intake, key, seed=b"")
            found, problems = _placed(source, intake, people)
            first += problems
            changed, gone = _count_changed(intake) if found.known else (0, 0)
            transaction.set_rollback(True)
            report = _report(intake.tally, found, found.writers, changed, tuple(first[:FIRST_PROBLEMS]))
            return replace(report, vanished=found.vanished + gone)


def _matched(source: Source, intake: Intake, key: bytes, *, seed: bytes) -> Matching:
    """Find who wrote."""
    people = Matching(source, intake.people, key, seed=seed, erased=erasing.erased_digests(source.corpus_id))
    people.stage()
    return people


def _placed(source: Source, intake: Intake, people: Matching) -> tuple[Settled, list[Problem]]:
    """Find where the posts go; return also what the report must say about it."""
    placing.sort_out(intake, people.erased)
    problems = [*placing.tie(intake), *people.problems]
    for problem in problems:
        intake.note(problem)
    return placing.meet({"source": source.pk}), problems


def _count_changed(intake: Intake) -> tuple[int, int]:
    """Return how many posts of the file are there in another wording, and how many lost their words since."""
    said = """
        SELECT k.n, k.words_digest, p.availability = 'present' FROM stage_known k JOIN corpus_post p ON p.id = k.post_id
        WHERE k.n >= %(first)s AND k.n < %(end)s AND k.words_digest IS NOT NULL
    """
    changed = gone = 0
    for first, words in intake.words():
        for n, mark, is_there in staging.rows_of(said, {"first": first, "end": first + len(words)}):
            w = words[n - first]
            changed += w.words_digest != mark and not w.is_gone
            gone += w.is_gone and is_there
    return changed, gone


def _report(tally: Tally, found: Settled, authors: int, changed: int, first: tuple[Problem, ...]) -> Report:
    return Report(
        rows=tally.rows, posts=found.posts, threads=found.threads, authors=authors, orphans=found.orphans,
        duplicates=found.known + tally.repeated, rejected=tally.rejected, warnings=tally.warnings,
        first_problems=first, changed=changed, vanished=found.vanished, refused=tally.refused,
    )  # fmt: skip


def _repeat(batch: ImportBatch) -> Report:
    known = batch.posts_added + batch.duplicates
    return Report(
        batch.rows_read, 0, 0, 0, 0, known, batch.rejected, batch.warnings, batch=batch, is_repeat=True,
        refused=batch.refused,
    )  # fmt: skip


def _open_batch(source: Source, origin: Origin) -> ImportBatch:
    return ImportBatch.objects.create(
        source=source,
        sha256=origin.sha256,
        importer=origin.importer,
        importer_version=origin.importer_version,
        mapping=origin.mapping,
        file_name=origin.file_name,
        made_by=origin.made_by,
        captured_on=origin.captured_on,
        capture_note=origin.capture_note,
    )


def _close_batch(batch: ImportBatch, state: ImportBatch.State) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, finished_at=timezone.now())
    batch.state = state


class _Import:
    """One import on its way, inside its transaction."""

    def __init__(
        self, batch: ImportBatch, origin: Origin, key: bytes, pulse: Pulse, is_worked_on: linking.IsWorkedOn
    ) -> None:
        self._batch = batch
        self._origin = origin
        self._key = key
        self._pulse = pulse
        self._is_worked_on = is_worked_on
        self._log = _ProblemLog(batch.pk)
        self._scope = {"source": batch.source_id, "batch": batch.pk, "corpus": batch.source.corpus_id}

    def run(self, items: Iterable[PostRecord | Problem]) -> Report:
        """Do all of it and return the report."""
        source, pulse, log = self._batch.source, self._pulse, self._log
        placing.open_stage()
        with Intake(self._key, source.platform, placing.stage, keeps_names=source.keeps_identities) as intake:
            for item in items:
                problem = intake.take(item)
                if problem:
                    log.add(problem)
                pulse.beat("reading", intake.tally.rows)
            intake.settle()
            self._wait_for_turn(intake.count)
            pulse.turn("placing", 0, intake.count)
            people = _matched(source, intake, self._key, seed=bytes.fromhex(self._batch.sha256))
            found, problems = _placed(source, intake, people)
            for problem in problems:
                log.add(problem)
            log.close()
            with writing.aside(intake, people.masker) as aside:
                authors = self._write(intake, people, aside, is_first=found.is_first)
            pulse.turn("finishing", intake.count, intake.count)
            authors += writing.insert_mentioned(self._scope)
            self._keep_names(people)
            changed, vanished = self._finish(intake)
            report = _report(intake.tally, found, authors, changed, log.first)
            return self._close(replace(report, vanished=vanished))

    def _wait_for_turn(self, count: int) -> None:
        """Let one import after the other into a corpus: aliases are numbered across its sources."""
        ask = "SELECT pg_try_advisory_xact_lock(hashtext('entente.ingest'), %(corpus)s::int)"
        while not staging.rows_of(ask, self._scope)[0][0]:
            self._pulse.beat("waiting", 0, count)
            time.sleep(_ASK_AGAIN_SECONDS)

    def _write(self, intake: Intake, people: Matching, aside: writing.Aside, *, is_first: bool) -> int:
        """Insert threads, people and posts; return how many people."""
        placing.number()
        writing.insert_threads(self._scope)
        authors = writing.insert_writers(self._scope)
        copying = writing.Writing(self._scope, intake, people, self._key, is_first=is_first)
        copying.write(aside, self._pulse)
        people.stage()
        writing.give_titles()
        self._keep_pictures(copying.pictures)
        return authors

    def _keep_pictures(self, pictures: list[tuple[int, int, str]]) -> None:
        """Keep the pictures that lie in the imported zip."""
        if not pictures or self._origin.path is None:
            return
        members = {(post, position): member for post, position, member in pictures}
        rows = Attachment.objects.filter(post__batch=self._batch).values_list("pk", "post_id", "position")
        pairs = [(pk, members[post, at]) for pk, post, at in rows if (post, at) in members]
        media.keep_pictures(self._batch, self._origin.path, pairs)

    def _keep_names(self, people: Matching) -> None:
        authors = people.write_digests()
        if self._batch.source.keeps_identities:
            vault.store(self._batch.source, people.new_names(authors), self._key)

    def _finish(self, intake: Intake) -> tuple[int, int]:
        """Bring threads, wordings and facts up to date; return how many wordings changed and how many posts went."""
        staging.execute("SET CONSTRAINTS ALL DEFERRED")
        changes.complete()
        grown = linking.link(self._scope, intake.thread_digest, self._is_worked_on)
        changed, rewritten = changes.settle(self._batch.pk, self._is_worked_on)
        vanished = changes.note_vanished(self._batch.pk)
        facts.refresh(sorted({*grown, *rewritten}), found_by=placing.THREADS_OF_NEW_POSTS)
        return changed, vanished

    def _close(self, report: Report) -> Report:
        """Write the figures of the report on the batch."""
        batch = self._batch
        orphans = "SELECT count(missing_parent_digest) FROM corpus_post WHERE batch_id = %(batch)s"
        report = replace(report, batch=batch, orphans=staging.rows_of(orphans, self._scope)[0][0])
        batch.rows_read, batch.rejected, batch.warnings = report.rows, report.rejected, report.warnings
        batch.posts_added, batch.threads_added, batch.authors_added = report.posts, report.threads, report.authors
        batch.orphans, batch.duplicates = report.orphans, report.duplicates
        batch.changed, batch.vanished, batch.refused = report.changed, report.vanished, report.refused
        batch.state, batch.finished_at = ImportBatch.State.DONE, timezone.now()
        batch.save()
        return report


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
        where = (problem.line or None, legible(problem.column[:100]))
        told = json.dumps({name: legible(value) for name, value in problem.params.items()})
        self._rows.append((self._batch, problem.severity.value, *where, problem.code, told))
        if len(self._rows) >= CHUNK:
            self.close()

    def close(self) -> None:
        """Write what is left."""
        if self._rows:
            columns = 'batch_id, severity, line, "column", reason, params'
            staging.copy("corpus_importproblem", columns, self._rows)
            self._rows = []
