"""Treat workbooks of both kinds alike: names of sheets, the sheet that holds posts, its rows."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from corpus.importers import ods, workbook
from corpus.importers.base import Problem, UnreadableFile
from corpus.importers.delimited import Row

KINDS = ("xlsx", "ods")
_LOOKED_AT = 20


def names(path: Path, kind: str) -> tuple[str, ...]:
    """Return the names of the sheets; empty for a file that is no workbook; raise UnreadableFile."""
    if kind not in KINDS:
        return ()
    _check(path, kind)
    return tuple(workbook.sheet_names(path) if kind == "xlsx" else ods.sheet_names(path))


def rows(path: Path, kind: str, sheet: str) -> Iterator[Row | Problem]:
    """Yield the rows of one sheet that hold anything; raise UnreadableFile."""
    _check(path, kind)
    return workbook.read_sheet(path, sheet) if kind == "xlsx" else ods.read_sheet(path, sheet)


def best(path: Path, kind: str) -> str:
    """Return the first sheet with at least two columns and two rows among its first ten, else the first sheet."""
    found = names(path, kind)
    for name in found[:_LOOKED_AT]:
        head = [r for r in islice(rows(path, kind, name), 10) if isinstance(r, Row)]
        if sum(len(r.cells) >= 2 for r in head) >= 2:
            return name
    if not found:
        raise UnreadableFile("file_empty")
    return found[0]


def _check(path: Path, kind: str) -> None:
    status = path.stat()
    _checked(path, kind, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=16)
def _checked(path: Path, kind: str, _size: int, _changed: int) -> None:
    """Check a file once for all who open it, as long as it does not change."""
    (workbook.check_workbook if kind == "xlsx" else ods.check_ods)(path)
