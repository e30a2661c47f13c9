"""Open a text file so that a broken byte costs one row and never the file."""

import codecs
import re
from pathlib import Path
from typing import TextIO

from corpus.importers.base import Problem

# A lone surrogate that no decoder produces by itself for a byte it could not read.
_BROKEN = "\udcff"
_ILLEGIBLE = re.compile("[\0\ud800-\udfff]")


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _BROKEN, error.end


codecs.register_error("mark_broken", _mark_broken)


def open_text(path: Path, encoding: str, *, newline: str | None) -> TextIO:
    """Open for reading; bytes that do not decode become a lone surrogate, which `character_problem` finds."""
    if encoding in ("utf-16", "utf-32") and not _has_mark(path):
        encoding += "-le"  # without its mark the decoder gives up; a person may have chosen the encoding
    return path.open("r", encoding=encoding, errors="mark_broken", newline=newline)


def _has_mark(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))


def legible(value: str) -> str:
    """Return a cell, a header or what a problem quotes with a sign in the place of what no page or table can hold."""
    return _ILLEGIBLE.sub("\N{REPLACEMENT CHARACTER}", value)


def character_problem(value: str, line: int, column: str, encoding: str = "utf-8") -> Problem | None:
    """Return the problem of a cell that PostgreSQL could not hold, or None."""
    if "\0" in value:
        return Problem(line, column, "nul_character")
    if value.isascii():
        return None
    try:
        value.encode("utf-8")  # the fastest way to find a lone surrogate
    except UnicodeEncodeError as error:
        if value[error.start] == _BROKEN:
            return Problem(line, column, "broken_bytes", {"encoding": encoding.upper()})
        return Problem(line, column, "broken_character")
    return None
