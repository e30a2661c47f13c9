"""Open a text file so that a broken byte costs one row and never the file."""

import codecs
from pathlib import Path
from typing import TextIO

from corpus.importers.base import Problem

# A lone surrogate that no decoder produces by itself for a byte it could not read.
_BROKEN = "\udcff"


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _BROKEN, error.end


codecs.register_error("mark_broken", _mark_broken)


def open_text(path: Path, encoding: str, *, newline: str) -> TextIO:
    """Open for reading; bytes that do not decode become a lone surrogate, which `character_problem` finds."""
    return path.open("r", encoding=encoding, errors="mark_broken", newline=newline)


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
