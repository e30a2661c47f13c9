"""Statements that PostgreSQL plans once and runs many times: for the few that everybody waits for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor


class _Prepared(Cursor[Any]):
    # pghistory puts who acts before each statement that writes, but for cursors with a name; two statements cannot be
    # prepared as one. The first of a transaction says it itself: core.history.TOLD.
    name = "prepared"

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Run one statement, prepared on this connection when it was not yet."""
        return super().execute(query, params, prepare=True, **options)


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """Give a cursor whose statements are prepared, one at a time, their parameters sent beside them.

    A join of six tables takes PostgreSQL longer to plan than to run.
    """
    connection.ensure_connection()
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrapped(_Prepared(connection.connection)) as cursor:  # type: ignore[arg-type]
        yield cursor
