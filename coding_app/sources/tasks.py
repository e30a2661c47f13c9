"""The job that imports a file."""

from typing import Any

from django.conf import settings
from django.utils import translation

from coding_app.core.jobs import Cancelled, Running
from coding_app.sources import queries, uploading
from coding_app.sources.actions import ImportStopped


def run_import(running: Running) -> dict[str, Any]:
    """Import the file of a job; sentences are in the language of the person who asked."""
    with translation.override(running.job.created_by.language or settings.LANGUAGE_CODE):
        upload = queries.upload_of_job(running.job)
        try:
            batch = uploading.import_upload(upload=upload, progress=running.progress)
        except ImportStopped as stopped:
            raise Cancelled from stopped
    # A batch older than the job is the one of an earlier import of the same file: nothing was added.
    return {"batch": str(batch.uuid), "is_repeat": batch.started_at < running.job.created_at}
