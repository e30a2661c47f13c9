"""Read the .js files of an X account archive: a JSON list behind the name of a variable."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import IO, Any

from corpus.importers.base import Problem
from corpus.importers.json_stream import read_values

_BLOCK = 1 << 16
_END = re.compile(r"[\s;]+$")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


class Assigned:
    """Pass on what is assigned, as UTF-8, without the variable before it and the semicolon behind it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._first = stream.read(_BLOCK)
        self._decoder = codecs.getincrementaldecoder(_encoding_of(self._first))("replace")
        self._held = ""
        self._begun = False

    def read(self, size: int = -1) -> bytes:
        """Read like a file; blocks may be larger or smaller than asked for."""
        while size != 0:
            text = self._text()
            if text is None:
                return b""
            if text:
                return text.encode("utf-8", "replace")
        return b""

    def _text(self) -> str | None:
        block, self._first = self._first or self._stream.read(_BLOCK), b""
        text = self._held + self._decoder.decode(block, final=not block)
        if not self._begun:
            _, sign, text = text.partition("=")
            self._begun = bool(sign)
        if not block:
            self._held, text = "", _END.sub("", text)
            return text or None
        end = _END.search(text)
        self._held = end[0] if end else ""  # is it the end of the file? the next block tells
        return text[: end.start()] if end else text


def _encoding_of(head: bytes) -> str:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if head[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if head[:1] == b"\0" else "utf-8"


def read_assigned(stream: IO[bytes], first_number: int = 1) -> Iterator[tuple[int, Any] | Problem]:
    """Yield number and value of each element of the list, or its problem; a syntax error ends the list.

    The list is copied to a temporary file, so that it is read as strictly as every other JSON file.
    """
    with NamedTemporaryFile(suffix=".json") as spool:
        copyfileobj(Assigned(stream), spool)
        spool.flush()
        for number, value in enumerate(read_values(Path(spool.name), "utf-8"), start=first_number):
            yield replace(value, line=number) if isinstance(value, Problem) else (number, value.data)
