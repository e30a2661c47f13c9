"""Writes about sources and imports."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.core.jobs import Cancelled
from coding_app.projects.models import Project
from coding_app.sources.files import sha256_of
from coding_app.sources.recording import require_record
from coding_app.sources.sentences import key_sentence, unreadable_sentence
from corpus import indexing, ingest, media, undoing
from corpus.importers import aside, registry
from corpus.importers.base import Recipe, UnreadableFile
from corpus.keys import KeyUnavailable
from corpus.models import ImportBatch, Source

Progress = Callable[[int, int | None], None]


class SourceExists(Conflict):
    """Refuse a second source of one name on one platform."""


class FileRefused(Invalid):
    """Refuse a file that cannot be read as posts."""


class KeyMissing(Conflict):
    """Refuse an import while the pseudonym key cannot be used."""


class ImportStopped(Conflict):
    """Say that somebody stopped the import."""


class ImportedMeanwhile(Conflict):
    """Refuse a file that somebody else imported into the source while it was being read."""


class BatchIsCoded(Conflict):
    """Refuse to undo an import on which people have worked."""


class BatchCannotBeUndone(Conflict):
    """Refuse to undo an import that is not a finished one."""


@transaction.atomic
def create_source(
    *, project: Project, platform: str, name: str, profession: str, access: str, by: User, **lines: Any
) -> Source:
    """Make a source in the corpus of the project; `lines` are those of its record, which an import waits for."""
    try:
        with transaction.atomic():
            source = Source.objects.create(
                corpus=project.corpus,
                platform=platform,
                name=name,
                profession=profession,
                access=access,
                **lines,
            )
    except IntegrityError as error:
        raise SourceExists(
            _(
                "This project already has a source with this name on this platform. Nothing was made. "
                "Choose it in the list, or give another name."
            )
        ) from error
    record("source_created", by=by, project=project, about=source)
    return source


def import_file(
    *,
    source: Source,
    path: Path,
    file_name: str,
    by: User,
    recipe: Recipe | None = None,
    format: str = "auto",
    progress: Progress | None = None,
    should_cancel: Callable[[], bool] | None = None,
) -> ingest.Report:
    """Import a file into a source, all of it or nothing; a file imported before adds nothing.

    Without a recipe the format and the columns are guessed. Raises SourceRecordIncomplete, SourceIsOver, FileRefused,
    KeyMissing and ImportStopped.
    """
    require_record(source)
    try:
        recipe = recipe or registry.guess_recipe(path, format)
        origin = ingest.Origin(
            sha256=sha256_of(path),
            importer=recipe.format,
            importer_version=registry.entry(recipe.format).version,
            mapping=registry.without_names(recipe).to_dict(),
            file_name=file_name[-255:],
            made_by=by.display_name,
            captured_on=_day(recipe.options.get("captured_on", "")),
            capture_note=recipe.options.get("capture_note", ""),
            path=path,
        )
        report = ingest.ingest(
            source, aside.read(path, recipe), origin, progress=_told(progress), should_cancel=should_cancel
        )
    except IntegrityError as error:
        raise ImportedMeanwhile(
            _(
                "The same file was imported into this source at the same moment. Nothing was added twice. "
                "Look at the list of imports."
            )
        ) from error
    except UnreadableFile as error:
        raise FileRefused(unreadable_sentence(error)) from error
    except KeyUnavailable as error:
        raise KeyMissing(key_sentence(error)) from error
    except ingest.ImportCancelled as error:
        raise ImportStopped(
            _("The import was stopped. Nothing of it was kept. Start it again when you like.")
        ) from error
    if not report.is_repeat:
        record(
            "file_imported", by=by, project=source.corpus.project, about=report.batch, posts=report.posts,
            threads=report.threads, rejected=report.rejected, changed=report.changed, vanished=report.vanished,
            refused=report.refused,
        )  # fmt: skip
    return report


def undo_batch(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Take the posts of an import out again; its report stays. Raises BatchIsCoded, BatchCannotBeUndone."""
    try:
        with transaction.atomic():
            undone = undoing.undo(batch, by=by.display_name)
            record("import_undone", by=by, project=batch.source.corpus.project, about=batch, posts=batch.posts_added)
    except undoing.BatchIsUsed as error:
        raise BatchIsCoded(
            _(
                "Posts of this import are in a round or were worked on. Nothing was removed. "
                "An import can be undone only while nobody has worked on it."
            )
        ) from error
    except undoing.BatchIsNotDone as error:
        raise BatchCannotBeUndone(
            _("This import is not in the corpus: it was undone already or never finished. Nothing was removed.")
        ) from error
    media.sweep(batch.source.corpus)
    return undone


def close_lost_batches(*, source: Source, sha256: str) -> int:
    """Close batches that a dead worker left open; their posts were never kept. Return how many."""
    lost = ImportBatch.objects.filter(source=source, sha256=sha256, state=ImportBatch.State.RUNNING)
    return lost.update(state=ImportBatch.State.FAILED, finished_at=timezone.now())


def index_batch(
    *, batch: ImportBatch, progress: Progress | None = None, should_cancel: Callable[[], bool] | None = None
) -> int:
    """Make the words of an import searchable, as far as they are not; return how many posts. Raises ImportStopped.

    The posts can be read and coded before. What was done stays when it is stopped; the next call goes on from there.
    """
    try:
        return indexing.index(batch, progress=progress, should_cancel=should_cancel)
    except ingest.ImportCancelled as error:
        raise ImportStopped(
            _("The posts are in, but not all of their words can be searched yet. Import the same file again to go on.")
        ) from error


def _day(written: str) -> date | None:
    """Return a day from its ISO form; None when it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _told(progress: Progress | None) -> ingest.Progress | None:
    """Pass the stages of the import on as plain figures; a cancel heard there stops it the import's own way."""
    if progress is None:
        return None

    def tell(_stage: str, done: int, total: int) -> None:
        try:
            progress(done, total or None)
        except Cancelled as stop:
            raise ingest.ImportCancelled from stop

    return tell
