"""Tell how far a long work is, and hear that it should stop, also while the database works on one statement."""

import threading
from collections.abc import Callable
from typing import Self

from django.db import connection, connections

Progress = Callable[[str, int, int], None]
TOLD_EVERY_SECONDS = 0.5


class ImportCancelled(Exception):
    """Say that somebody stopped the import; nothing of it was kept."""


class Pulse:
    """Report from a side thread every half second; what the report raises there is raised here at the next beat.

    `progress` gets stage, done and total (0: unknown) and must not use this thread's database connection, whose
    transaction is open; a statement under way is broken off when the work is to stop.
    """

    def __init__(self, progress: Progress | None = None, should_cancel: Callable[[], bool] | None = None) -> None:
        self.stopped: Exception | None = None
        self._progress = progress
        self._should_cancel = should_cancel
        self._at: tuple[str, int, int] = ("reading", 0, 0)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self._tell()
        if self._progress or self._should_cancel:
            connection.ensure_connection()
            self._statement = connection.connection
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def beat(self, stage: str, done: int, total: int = 0) -> None:
        """Say where the work stands; raise what asked it to stop."""
        self._at = (stage, done, total)
        if self.stopped:
            raise self.stopped

    def turn(self, stage: str, done: int, total: int = 0) -> None:
        """Say at once that another stage begins."""
        self.beat(stage, done, total)
        self._tell()

    def _tell(self) -> None:
        if self._should_cancel and self._should_cancel():
            raise ImportCancelled
        if self._progress:
            self._progress(*self._at)

    def _run(self) -> None:
        try:
            while not self._ended.wait(TOLD_EVERY_SECONDS):
                self._tell()
        except Exception as error:  # raised again by the next beat, in the thread of the work
            self.stopped = error
            self._statement.cancel_safe()
        finally:
            connections.close_all()  # those of this thread
