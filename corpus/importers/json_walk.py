"""Walk through large JSON values, one or one a line, and hand out the parts that are wanted, holding one at a time."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import IO, Any, Protocol

import ijson
from ijson.common import ObjectBuilder

from corpus.importers.base import Problem

Path = tuple[str, ...]
_MARK = b"\xef\xbb\xbf"
_DEEPEST = 100
_OPENING = frozenset({"start_map", "start_array"})
_CLOSING = frozenset({"end_map", "end_array"})


class Readable(Protocol):
    """Describe what is read: bytes by bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, nothing at the end."""


class _TooDeep(Exception):
    """Say that the values are nested more deeply than any export."""


def walk(stream: IO[bytes], wanted: AbstractSet[Path]) -> Iterator[tuple[Path, Any] | Problem]:
    """Yield (path, value) for each wanted path, arrays element by element; numbers of any size keep their digits.

    Names of objects make up a path, places in arrays do not: `chats.list[3].id` is ("chats", "list", "id"). What
    follows a syntax error cannot be read: it ends the walk as one problem, whose line is 0.
    """
    if stream.read(len(_MARK)) != _MARK:
        stream.seek(0)
    yield from follow(stream, wanted)


def follow(stream: Readable, wanted: AbstractSet[Path]) -> Iterator[tuple[Path, Any] | Problem]:
    """Walk through a stream of UTF-8 without a byte order mark, as `walk` does."""
    try:
        yield from _Walk(wanted).over(ijson.basic_parse(stream, multiple_values=True))
    except _TooDeep:
        yield Problem(0, "", "json_too_deep")
    # A number of more than 4,300 digits comes as a ValueError inside a SystemError.
    except (ijson.JSONError, ValueError, SystemError) as error:
        detail = (str(error).strip().splitlines() or ["JSON"])[0][:80]
        yield Problem(0, "", "json_invalid", {"detail": re.sub(r"[^\x20-\x7e]", "?", detail)})


def first_list(stream: Readable) -> Path | None:
    """Return the names that lead to the first list of a JSON value, as far as it can be read; None without a list."""
    names: list[str] = []
    with suppress(ijson.JSONError, ValueError, SystemError):
        for event, value in ijson.basic_parse(stream):
            if event == "start_array":
                return tuple(names)
            if event == "start_map":
                names.append("")
            elif event == "end_map":
                names.pop()
            elif event == "map_key":
                names[-1] = value
            if len(names) > _DEEPEST:
                return None
    return None


class _Walk:
    """Follow the events of a parser: where it is, and the value it is building."""

    def __init__(self, wanted: AbstractSet[Path]) -> None:
        self._wanted = wanted
        # One entry for each open object (its current name) and array (None).
        self._open: list[str | None] = []
        self._here: Path = ()
        self._builder: ObjectBuilder | None = None
        self._depth = 0

    def over(self, events: Iterator[tuple[str, Any]]) -> Iterator[tuple[Path, Any]]:
        """Yield the wanted values."""
        for event, value in events:
            if self._builder is not None:
                if self._build(event, value):
                    yield self._here, self._builder.value
                    self._builder = None
            elif event == "map_key":
                self._open[-1] = value
                self._here = tuple(name for name in self._open if name is not None)
            elif event in _OPENING:
                self._enter(event, value)
            elif event in _CLOSING:
                self._open.pop()
                self._here = tuple(name for name in self._open if name is not None)
            elif self._here in self._wanted:
                yield self._here, value

    def _enter(self, event: str, value: object) -> None:
        if event == "start_map" and self._here in self._wanted:
            self._builder, self._depth = ObjectBuilder(), 0
            self._build(event, value)
            return
        if len(self._open) >= _DEEPEST:
            raise _TooDeep
        self._open.append(None if event == "start_array" else "")

    def _build(self, event: str, value: object) -> bool:
        """Pass an event to the value being built; tell whether it is whole."""
        assert self._builder is not None
        self._builder.event(event, value)
        self._depth += (event in _OPENING) - (event in _CLOSING)
        if self._depth >= _DEEPEST:
            raise _TooDeep
        return self._depth == 0
