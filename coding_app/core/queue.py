"""Waking a worker by the queue; the queue may lose a message, the job row is found again by the reaper."""

import logging
import uuid

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
RUN_JOB = "coding_app.core.tasks.run_job"


def send(job_uuid: uuid.UUID) -> None:
    """Send the id of a job; when the broker does not answer, leave the job to the reaper."""
    try:
        current_app.send_task(RUN_JOB, args=[str(job_uuid)])
    except OperationalError:
        logger.warning("the queue does not answer; job %s waits for the reaper", job_uuid)
