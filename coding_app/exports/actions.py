"""Writes about exports: ask for one, make it."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core import jobs
from coding_app.core.errors import Conflict, Invalid, Refusal
from coding_app.core.events import record
from coding_app.core.models import Job
from coding_app.exports import files, queries
from coding_app.exports.formats import FORMATS
from coding_app.exports.models import Export
from coding_app.exports.writers.profiles import PROFILES
from coding_app.projects.models import Project


class UnknownFormat(Invalid):
    """Refuse a format or profile that does not exist."""


class ExportIsUnderWay(Conflict):
    """Refuse a second export while one of the same person is not ready."""


class FileIsGone(Refusal):
    """Refuse a download whose file was removed from the disk."""

    status = 410


@transaction.atomic
def start_export(*, project: Project, format: str, profile: str, by: User) -> Job:
    """Ask for an export; a worker makes it."""
    _require_known(format, profile)
    # Two clicks at the same moment come one after the other.
    Project.objects.select_for_update().get(pk=project.pk)
    if queries.under_way(project, by):
        raise ExportIsUnderWay(
            _("Your last export is not ready yet; it goes on. Nothing else was started. Wait for it, or cancel it.")
        )
    job = jobs.start(project=project, kind=queries.KIND, by=by, parameters={"format": format, "profile": profile})
    record("export_asked", by=by, project=project, about=job, format=format, profile=profile)
    return job


def make_export(*, running: jobs.Running) -> Export:
    """Make the export of a job and keep its digest. A second run of the same job gives the export of the first."""
    job = running.job
    if made := queries.export_of(job.uuid):
        return made
    project, by = job.project, job.created_by
    path = file_path(job.uuid)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.remove_partials(path)
    chosen, profile = FORMATS[job.parameters["format"]], PROFILES[job.parameters["profile"]]
    written = files.write(
        project=project, format=chosen, profile=profile, by=by, path=path, report=lambda done: running.progress(done)
    )
    # The last report: a worker whose lease went to another stops here, before it names the export.
    running.progress(written.rows, force=True)
    with transaction.atomic():
        export = Export.objects.create(
            uuid=job.uuid,
            project=project,
            job=job,
            format=chosen.name,
            profile=profile.name,
            file_name=file_name(project, chosen.name, profile.name),
            sha256=written.sha256,
            size=written.size,
            rows=written.rows,
            made_by=by,
        )
        record("export_made", by=by, project=project, about=export, sha256=written.sha256, rows=written.rows)
    return export


def write_to(*, project: Project, format: str, profile: str, path: Path, by: User | None = None) -> files.Written:
    """Write an export to a place of one's own choice, as the command does; the journal keeps its digest."""
    _require_known(format, profile)
    written = files.write(
        project=project,
        format=FORMATS[format],
        profile=PROFILES[profile],
        # Only what everybody may see leaves, so whose eyes are borrowed makes no difference.
        by=by or project.created_by,
        path=path,
        report=lambda _rows: None,
    )
    with transaction.atomic():
        # So that an erasure names this file too; where it went nobody but the writer knows.
        made = Export.objects.create(
            project=project, format=format, profile=profile, file_name=path.name[-255:], sha256=written.sha256,
            size=written.size, rows=written.rows, made_by=by or project.created_by,
        )  # fmt: skip
        record(
            "export_made", by=by, project=project, about=made, format=format, profile=profile, sha256=written.sha256,
            rows=written.rows,
        )  # fmt: skip
    return written


def open_file(*, export: Export) -> Path:
    """Return where the file of an export lies; raise FileIsGone when it does not."""
    path = file_path(export.uuid)
    if not path.is_file():
        raise FileIsGone(
            _("The file of this export is no longer on the server; its digest is kept. Make the export again.")
        )
    return path


def remove_file(*, export: Export) -> None:
    """Delete the file of an export; its row and digest stay."""
    file_path(export.uuid).unlink(missing_ok=True)


def file_path(uuid: object) -> Path:
    """Return where an export lies: a name nobody chose, in a folder the web server does not serve."""
    return Path(settings.EXPORTS_DIR) / str(uuid)


def file_name(project: Project, format: str, profile: str) -> str:
    """Name the file for the person who downloads it."""
    return f"{project.slug}-{format.removesuffix('_csv')}-{profile}-{timezone.localdate():%Y-%m-%d}.csv"


def _require_known(format: str, profile: str) -> None:
    if format not in FORMATS or profile not in PROFILES:
        raise UnknownFormat(_("There is no such export. Nothing was started. Choose one of the list."))
