"""Send jobs again whose worker died, and delete files that wait too long, from inside every worker."""

import threading
import time

from celery import bootsteps
from celery.worker import WorkController
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from coding_app.core.jobs import requeue_stale
from coding_app.local.processes import end_with_parent
from coding_app.local.session import say
from coding_app.sources.uploading import discard_stale

INTERVAL_SECONDS = min(15, settings.JOB_LEASE_SECONDS)
CLEANING_SECONDS = 3600


class Reaper(bootsteps.StartStopStep):  # type: ignore[misc]  # celery has no types
    """Look for stale jobs and files when the worker starts, and again and again."""

    def __init__(self, parent: WorkController, **options: object) -> None:
        """Prepare the thread; it starts with the worker."""
        super().__init__(parent, **options)
        self.is_over = threading.Event()

    def start(self, parent: WorkController) -> None:
        """Start looking."""
        end_with_parent()
        threading.Thread(target=self._look_again_and_again, name="reaper", daemon=True).start()

    def stop(self, parent: WorkController) -> None:
        """Stop looking."""
        self.is_over.set()

    def _look_again_and_again(self) -> None:
        cleans_at = time.monotonic()
        while not self.is_over.is_set():
            is_time = time.monotonic() >= cleans_at
            look(cleans=is_time)
            if is_time:
                cleans_at = time.monotonic() + CLEANING_SECONDS
            self.is_over.wait(INTERVAL_SECONDS)


def look(*, cleans: bool) -> None:
    """Send stale jobs again; with `cleans` also delete files that nobody imported within a day."""
    close_old_connections()
    try:
        requeue_stale()
        if cleans:
            discard_stale()
    except (DatabaseError, OSError) as problem:  # the database restarts, a file goes meanwhile: the next look does it
        say(f"Stale jobs and files could not be looked for: {str(problem).strip()}")
    finally:
        close_old_connections()
