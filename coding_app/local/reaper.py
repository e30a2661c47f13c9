"""Send jobs again whose worker died, from inside every worker."""

import threading

from celery import bootsteps
from celery.worker import WorkController
from django.db import DatabaseError, close_old_connections

from coding_app.core.jobs import requeue_stale
from coding_app.local.processes import end_with_parent
from coding_app.local.session import say

INTERVAL_SECONDS = 15


class Reaper(bootsteps.StartStopStep):  # type: ignore[misc]  # celery has no types
    """Look for stale jobs when the worker starts, and again and again."""

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
        while not self.is_over.is_set():
            close_old_connections()
            try:
                requeue_stale()
            except DatabaseError as problem:  # the database restarts: the next look finds the same jobs
                say(f"Stale jobs could not be looked for: {str(problem).strip()}")
            finally:
                close_old_connections()
            self.is_over.wait(INTERVAL_SECONDS)
