"""Background jobs: the row is the truth, the message in the queue only wakes a worker.

A job is started in the transaction of the request, carries its lease while it runs, and is sent again when the lease
runs out. Handlers are named in ``settings.JOBS``; each takes a `Running` and does its work idempotently.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from coding_app.core.errors import Refusal
from coding_app.core.models import Job
from coding_app.core.queue import send

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
REPORT_EVERY_SECONDS = 0.5


class Cancelled(Exception):
    """Stop: somebody asked for it."""


class Interrupted(Exception):
    """Stop: the lease went to another worker."""


class Running:
    """What a handler knows of its job: how to report progress and where to put the result."""

    def __init__(self, job: Job, attempt: int) -> None:
        self.job = job
        self.attempt = attempt
        self.reported_at = 0.0

    def progress(self, done: int, total: int | None = None, *, force: bool = False) -> None:
        """Report progress and renew the lease, at most twice a second; raise Cancelled when asked to stop.

        The report goes through its own connection: the handler's transaction may stay open for minutes.
        """
        now = time.monotonic()
        if not force and now - self.reported_at < REPORT_EVERY_SECONDS:
            return
        self.reported_at = now
        if total is not None:
            done = min(done, total)
        lease = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        with own_connection() as execute:
            row = execute(
                "UPDATE coding_app_job SET done = %s, total = COALESCE(%s, total), lease_until = %s"
                " WHERE id = %s AND state = 'running' AND attempts = %s RETURNING cancel_requested_at",
                [done, total, lease, self.job.pk, self.attempt],
            )
        if row is None:
            raise Interrupted
        if row[0] is not None:
            raise Cancelled


class own_connection:  # noqa: N801  (used as a context manager, reads like one)
    """A second database connection that commits at once, outside the transaction of the handler."""

    def __enter__(self) -> Callable[[str, list[Any]], Any]:
        self.copy = connection.copy()
        return self.execute

    def execute(self, sql: str, parameters: list[Any]) -> Any:
        """Run one statement and return its first row, or None."""
        with self.copy.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchone()

    def __exit__(self, *error: object) -> None:
        self.copy.close()


def start(*, project: models.Model, kind: str, by: AbstractBaseUser, parameters: dict[str, Any]) -> Job:
    """Write a job and wake a worker once the transaction is committed."""
    job = Job.objects.create(
        project=project,  # type: ignore[misc]  # core stands below projects and accounts
        kind=kind,
        created_by=by,  # type: ignore[misc]
        parameters=parameters,
    )
    transaction.on_commit(lambda: send(job.uuid))
    return job


def request_cancel(*, job: Job) -> None:
    """Ask a job to stop: at once when it waits, at its next report when it runs."""
    now = timezone.now()
    Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, cancel_requested_at=now, finished_at=now
    )
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_requested_at=now)


def run(job_uuid: uuid.UUID) -> None:
    """Run a job if it waits or its lease ran out; a second message for the same job does nothing."""
    job = _take(job_uuid)
    if job is None:
        return
    running = Running(job, job.attempts)
    try:
        result = import_string(settings.JOBS[job.kind])(running)
    except Interrupted:
        return
    except Cancelled:
        _finish(running, Job.State.CANCELLED, message=_("Cancelled; nothing of it was kept."))
    except Refusal as refusal:
        _finish(running, Job.State.FAILED, message=str(refusal.sentence))
    except Exception:
        _finish(running, Job.State.FAILED, message=_("Stopped by an error of the program; nothing of it was kept."))
        raise
    else:
        _finish(running, Job.State.DONE, result=result or {})


def requeue_stale() -> int:
    """Send waiting and abandoned jobs again; return how many. Jobs that failed to end too often are given up."""
    now = timezone.now()
    lost = Q(state=Job.State.RUNNING, lease_until__lt=now)
    forgotten = Q(state=Job.State.QUEUED, created_at__lt=now - timedelta(seconds=settings.JOB_LEASE_SECONDS))
    Job.objects.filter(lost, attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED, finished_at=now, message=_("Given up after several interruptions.")
    )
    stale = list(Job.objects.filter(lost | forgotten).values_list("uuid", flat=True))
    for job_uuid in stale:
        send(job_uuid)
    return len(stale)


def _take(job_uuid: uuid.UUID) -> Job | None:
    now = timezone.now()
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now), uuid=job_uuid)
            .first()
        )
        if job is None:
            return None
        job.state = Job.State.RUNNING
        job.attempts += 1
        job.started_at = job.started_at or now
        job.lease_until = now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        job.save(update_fields=["state", "attempts", "started_at", "lease_until"])
    logger.info("job %s (%s) attempt %s", job.uuid, job.kind, job.attempts)
    return job


def _finish(running: Running, state: str, *, message: str = "", result: dict[str, Any] | None = None) -> None:
    Job.objects.filter(pk=running.job.pk, state=Job.State.RUNNING, attempts=running.attempt).update(
        state=state, message=message, result=result or {}, finished_at=timezone.now()
    )
