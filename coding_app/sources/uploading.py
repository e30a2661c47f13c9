"""Writes about uploads: a file waits between the steps of the wizard, is imported by a job, and goes."""

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.core import jobs
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.core.jobs import Cancelled
from coding_app.core.models import Job
from coding_app.projects.models import Project
from coding_app.sources import files
from coding_app.sources.actions import FileRefused, Progress, close_lost_batches, import_file, index_batch
from coding_app.sources.models import Upload
from coding_app.sources.recording import require_record
from coding_app.sources.sentences import unreadable_sentence
from corpus.importers import registry
from corpus.importers.base import Recipe, UnreadableFile
from corpus.models import ImportBatch, ImportRecipe, Source

KIND = "import"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STALE_AFTER = timedelta(hours=24)
UNFINISHED = (Job.State.QUEUED, Job.State.RUNNING)


class UploadTooLarge(Invalid):
    """Refuse a file over the limit."""


class UploadIsGone(Conflict):
    """Refuse to go on with an upload whose file was deleted."""


def keep_upload(*, project: Project, source: Source, file_name: str, chunks: Iterable[bytes], by: User) -> Upload:
    """Store a file for the next steps and guess how it is to be read. Raises UploadTooLarge, FileRefused."""
    discard_stale()
    uuid = uuid4()
    try:
        stored = files.store(uuid, chunks)
        recipe = registry.guess_recipe(files.path_of(uuid))
    except files.FileTooLarge as error:
        limit = number_format(settings.MAX_IMPORT_BYTES // (1 << 20))
        raise UploadTooLarge(
            _(
                "The file is larger than %(limit)s MB. Nothing was kept. Cut it into several files: posts that are in "
                "two of them are imported once."
            )
            % {"limit": limit}
        ) from error
    except UnreadableFile as error:
        files.remove(uuid)
        raise FileRefused(unreadable_sentence(error)) from error
    return Upload.objects.create(
        uuid=uuid,
        project=project,
        source=source,
        file_name=plain_name(file_name),
        size=stored.size,
        sha256=stored.sha256,
        format=recipe.format,
        options=recipe.to_dict(),
        created_by=by,
    )


def plain_name(name: str) -> str:
    """Return the last part of a file name without control characters, at most 255 long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if unicodedata.category(c)[0] != "C")[-255:] or "file"


def choose_source(*, upload: Upload, source: Source) -> Upload:
    """Send a waiting file to another source."""
    upload.source = source
    upload.save(update_fields=["source"])
    return upload


def choose_mapping(*, upload: Upload, recipe: Recipe) -> Upload:
    """Keep how a waiting file is to be read."""
    upload.format, upload.options = recipe.format, recipe.to_dict()
    upload.save(update_fields=["format", "options"])
    return upload


@transaction.atomic
def save_recipe(*, project: Project, name: str, recipe: Recipe, by: User) -> ImportRecipe:
    """Keep the choices for a file under a name, for the next file of its kind; the same name is written over."""
    mapping = registry.for_next_file(recipe).to_dict()
    saved, _made = ImportRecipe.objects.update_or_create(
        corpus=project.corpus, name=name, defaults={"format": recipe.format, "mapping": mapping}
    )
    record("recipe_saved", by=by, project=project, about=saved)
    return saved


@transaction.atomic
def start_import(*, upload: Upload, by: User) -> Job:
    """Start the import of a waiting file in the background; a second click gives the job of the first."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.job and upload.job.state in UNFINISHED:
        return upload.job
    require_file(upload)
    if upload.source:
        require_record(upload.source)
    upload.job = jobs.start(project=upload.project, kind=KIND, by=by, parameters={"upload": str(upload.uuid)})
    upload.save(update_fields=["job"])
    record("import_started", by=by, project=upload.project, about=upload.job)
    return upload.job


def import_now(*, upload: Upload, by: User) -> Job:
    """Import a waiting file in this process, as a job like any other; return the ended job."""
    with transaction.atomic():
        job = Job.objects.create(
            project=upload.project, kind=KIND, created_by=by, parameters={"upload": str(upload.uuid)}
        )
        Upload.objects.filter(pk=upload.pk).update(job=job)
        record("import_started", by=by, project=upload.project, about=job)
    jobs.run(job.uuid)
    job.refresh_from_db()
    return job


def import_upload(*, upload: Upload, progress: Progress | None = None) -> ImportBatch:
    """Import a waiting file, delete it, index its words; a second run after a crash goes on where the first ended."""
    if upload.batch:
        files.remove(upload.uuid)
        return _indexed(upload.batch, progress)
    require_file(upload)
    if upload.source is None or upload.job is None:
        raise UploadIsGone(_("This file has no source to go to. Nothing was imported. Choose the source again."))
    close_lost_batches(source=upload.source, sha256=upload.sha256)
    report = import_file(
        source=upload.source,
        path=files.path_of(upload.uuid),
        file_name=upload.file_name,
        by=upload.job.created_by,
        recipe=Recipe.from_dict(upload.options),
        progress=progress,
    )
    batch = report.batch
    if batch is None:
        raise AssertionError("an import has a batch")
    # A batch belongs to the upload that made it; the same file brought again only points to it.
    if not Upload.objects.filter(batch=batch).exists():
        Upload.objects.filter(pk=upload.pk).update(batch=batch)
    discard(upload=upload)
    return _indexed(batch, progress)


def _indexed(batch: ImportBatch, progress: Progress | None) -> ImportBatch:
    """Make the words of a batch searchable where they are not yet; it is too late to cancel, the posts are in."""

    def tell(done: int, total: int | None) -> None:
        if progress:
            with suppress(Cancelled):
                progress(done, total)

    if batch.indexed_at is None and batch.state == ImportBatch.State.DONE:
        index_batch(batch=batch, progress=tell)
    return batch


def require_file(upload: Upload) -> Path:
    """Return where the file of an upload lies; raise UploadIsGone when it was deleted."""
    path = files.path_of(upload.uuid)
    if upload.discarded_at or not path.is_file():
        raise UploadIsGone(
            _(
                "This file is no longer on the server: files are deleted after the import, and after a day. "
                "Nothing else was changed. Choose the file again."
            )
        )
    return path


def discard(*, upload: Upload) -> None:
    """Delete the file of an upload and the names told with it; the row stays."""
    files.remove(upload.uuid)
    options = registry.without_names(Recipe.from_dict(upload.options)).to_dict()
    waiting = Upload.objects.filter(pk=upload.pk, discarded_at__isnull=True)
    waiting.update(discarded_at=timezone.now(), options=options)


def discard_stale() -> int:
    """Delete files that nobody imported within a day, and files that no upload knows; return how many uploads."""
    old = timezone.now() - STALE_AFTER
    stale = Upload.objects.filter(discarded_at__isnull=True, created_at__lt=old).exclude(job__state__in=UNFINISHED)
    forgotten = list(stale)
    for upload in forgotten:
        discard(upload=upload)
    left = {p.name: p for p in Path(settings.UPLOADS_DIR).glob("*") if _is_old_file(p, old)}
    known = Upload.objects.filter(uuid__in=left).values_list("uuid", flat=True)
    for name in set(left) - {str(uuid) for uuid in known}:
        left[name].unlink(missing_ok=True)
    return len(forgotten)


def _is_old_file(path: Path, moment: datetime) -> bool:
    """Tell whether a file bears the name of an upload and is older than a moment."""
    return bool(_UUID.fullmatch(path.name)) and path.stat().st_mtime < moment.timestamp()
