"""Run SQL and COPY for the import; all of it inside the transaction of its caller."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from psycopg import Copy, Cursor
from psycopg.abc import Buffer
from psycopg.copy import LibpqWriter, Writer
from psycopg.types.string import BytesBinaryDumper

_FETCHED = 10_000
_BLOCK = 50_000
_HELD_BYTES = 4_000_000


def execute(sql: str, params: dict[str, Any] | None = None) -> int:
    """Run one or several statements; return the number of rows the last one touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def rows_of(sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def asked(sql: str, params: dict[str, Any] | None = None) -> Callable[[], list[tuple[Any, ...]]]:
    """Run a query and return what makes its rows, which any thread may do while the connection is at other work."""
    cursor = connection.cursor()
    cursor.execute(sql, params)
    rows: Callable[[], list[tuple[Any, ...]]] = cursor.fetchall
    return rows


def chunks_of(sql: str, params: dict[str, Any] | None = None) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a long query in chunks; other statements may run in between."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(_FETCHED):
            yield chunk


class _Whole(LibpqWriter):
    """Hold what is written and send it together: another thread at work would delay each piece by some milliseconds."""

    def __init__(self, cursor: Cursor[Any]) -> None:
        super().__init__(cursor)
        self._held: list[Buffer] = []
        self._size = 0

    def write(self, data: Buffer) -> None:
        """Keep the piece; send all when it is much."""
        self._held.append(data)
        self._size += len(data)
        if self._size >= _HELD_BYTES:
            self._send()

    def finish(self, exc: BaseException | None = None) -> None:
        """Send what is left, unless the writing failed, and end the COPY."""
        if exc is None:
            self._send()
        super().finish(exc)

    def _send(self) -> None:
        super().write(b"".join(self._held))
        self._held, self._size = [], 0


class _Kept(Writer):
    """Keep what is written."""

    def __init__(self) -> None:
        self.pieces: list[Buffer] = []

    def write(self, data: Buffer) -> None:
        """Keep the piece."""
        self.pieces.append(data)


def _quick_with_bytes(cursor: Cursor[Any]) -> Cursor[Any]:
    """Have bytes packed in C; by default psycopg looks in Python whether they are in the wrapper of the DB-API."""
    cursor.adapters.register_dumper(None, BytesBinaryDumper)
    return cursor


class Packing:
    """Turn rows into the bytes of a binary COPY: in any thread, for only its making asks for the connection."""

    def __init__(self, types: Sequence[str]) -> None:
        """Take the types of the columns, as for `copy`."""
        self._types = types
        connection.ensure_connection()
        self._cursor = _quick_with_bytes(connection.connection.cursor())

    def pack(self, rows: Iterable[Sequence[Any]]) -> bytes:
        """Return what `copy_packed` sends."""
        kept = _Kept()
        with Copy(self._cursor, binary=True, writer=kept) as stream:
            stream.set_types(self._types)
            for row in rows:
                stream.write_row(row)
        return b"".join(kept.pieces)


def copy_packed(table: str, columns: str, packed: bytes) -> None:
    """Append packed rows to a table by COPY."""
    statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as stream:
        stream.write(packed)


def copy(table: str, columns: str, rows: Iterable[Sequence[Any]], types: Sequence[str] = ()) -> None:
    """Append rows to a table by COPY; with types, as they travel in binary (int8 does for times, bytea for uuids)."""
    statement = f"COPY {table} ({columns}) FROM STDIN" + (" (FORMAT BINARY)" if types else "")
    # psycopg's own COPY does not go through Django, which would translate its errors.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        _quick_with_bytes(cursor.cursor).copy(statement, writer=_Whole(cursor.cursor)) as stream,
    ):
        if types:
            stream.set_types(types)
        for row in rows:
            stream.write_row(row)


def copy_numbers(table: str, columns: str, numbers: Sequence[npt.NDArray[np.int32]]) -> None:
    """Append whole columns of numbers to a table of int columns by COPY, as the bytes of its binary format."""
    fields = [("width", ">i2")]
    for i in range(len(numbers)):
        fields += [(f"size{i}", ">i4"), (f"value{i}", ">i4")]
    statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as stream:
        stream.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for start in range(0, len(numbers[0]), _BLOCK):
            parts = [n[start : start + _BLOCK] for n in numbers]
            block = np.empty(len(parts[0]), dtype=fields)
            block["width"] = len(parts)
            for i, part in enumerate(parts):
                block[f"size{i}"], block[f"value{i}"] = 4, part
            stream.write(block.tobytes())
        stream.write(b"\xff\xff")
