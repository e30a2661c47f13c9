"""The one task of the worker."""

import uuid

from celery import shared_task

from coding_app.core import jobs


@shared_task(name="coding_app.core.tasks.run_job")
def run_job(job_uuid: str) -> None:
    """Run the job with this id."""
    jobs.run(uuid.UUID(job_uuid))
