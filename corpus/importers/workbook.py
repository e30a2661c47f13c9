"""Read XLSX rows one by one, after refusing workbooks made to exhaust a machine."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from corpus.importers.archive import UNREADABLE, check_archive
from corpus.importers.base import MAX_CELL_CHARACTERS, Problem, UnreadableFile
from corpus.importers.delimited import MAX_COLUMNS, Row

MAX_ENTRIES = 2_000
MAX_UNPACKED_MB = 300
MAX_SHARED_STRINGS_MB = 80
_BLOCK = 1 << 18
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0(D\0O\0C\0T|E\0N\0T\0I)|\0<\0!\0(D\0O\0C\0T|E\0N\0T\0I)", re.I)
# What openpyxl lets through when the parts of a workbook make no sense.
_DAMAGE = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, OSError, EOFError,
    OverflowError, RuntimeError, AssertionError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)")
_ENCODINGS = (b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")
_ENCRYPTED = b"\xd0\xcf\x11\xe0"
# Numbers of more digits are rounded by the spreadsheet that wrote them.
EXACT_DIGITS = 15


def check_workbook(path: Path) -> None:
    """Raise UnreadableFile when the parts of the zip are too many, too large, unsafe or declare a document type."""
    with path.open("rb") as stream:
        if stream.read(4) == _ENCRYPTED:
            raise UnreadableFile("archive_encrypted")
    check_archive(path, entries=MAX_ENTRIES, unpacked_mb=MAX_UNPACKED_MB)
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                _check_part(archive, part)
    except UNREADABLE as error:
        raise UnreadableFile("archive_damaged") from error


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack one part in blocks: its declared size may lie, and a DOCTYPE may stand anywhere before the root."""
    if part.filename.endswith("sharedStrings.xml") and part.file_size > MAX_SHARED_STRINGS_MB << 20:
        raise UnreadableFile("archive_too_large", limit=str(MAX_SHARED_STRINGS_MB))
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return
    seen, tail = 0, b""
    with archive.open(part) as stream:
        for block in iter(lambda: stream.read(_BLOCK), b""):
            if not seen:
                _check_start(block)
            seen += len(block)
            if seen > part.file_size:
                raise UnreadableFile("archive_damaged")
            if _DOCTYPE.search(tail + block):
                raise UnreadableFile("archive_doctype")
            tail = block[-16:]


def _check_start(block: bytes) -> None:
    """Refuse an encoding in which a DOCTYPE could hide from the search."""
    start = block.lstrip(b" \t\r\n")
    declared = _DECLARED.match(start.removeprefix(b"\xef\xbb\xbf"))
    if not start.startswith(_XML_STARTS) or (declared and declared[1].lower() not in _ENCODINGS):
        raise UnreadableFile("archive_damaged")


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets of a checked workbook."""
    with path.open("rb") as stream:
        book = _open(stream)
        try:
            return list(book.sheetnames)
        finally:
            book.close()


def read_sheet(path: Path, sheet: str) -> Iterator[Row | Problem]:
    """Yield the rows of a sheet that hold anything, as text; empty rows up to a stray last cell cost nothing."""
    with path.open("rb") as stream:
        book = _open(stream)
        try:
            if sheet not in book.sheetnames:
                raise UnreadableFile("sheet_missing", value=sheet)
            page = book[sheet]
            page.reset_dimensions()  # the declared size may claim a million columns
            for line, values in enumerate(page.iter_rows(values_only=True), start=1):
                if any(v is not None and v != "" for v in values):
                    yield _row(line, values)
        except _DAMAGE as error:
            raise UnreadableFile("archive_damaged") from error
        finally:
            book.close()


def _row(line: int, values: tuple[object, ...]) -> Row | Problem:
    cells = [cell_text(v) for v in values]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        return Problem(line, "", "too_many_columns", {"limit": str(MAX_COLUMNS)})
    if any(len(c) > MAX_CELL_CHARACTERS for c in cells):
        return Problem(line, "", "cell_too_long")
    return Row(line, cells)


def _open(stream: IO[bytes]) -> Any:
    """Open a workbook from a stream: by a path, openpyxl would ask for an ending of the name."""
    try:
        # Imported when it is needed: with NumPy and Pillow, which it brings, it takes half of the start of any reader.
        return import_module("openpyxl").load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except _DAMAGE as error:
        raise UnreadableFile("archive_damaged") from error


def cell_text(value: object) -> str:
    """Return the text of a cell: dates as ISO, whole numbers without a point, formulas as they were typed.

    A whole number of more than 15 digits is marked as scientific notation, because the file no longer holds it exactly.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        whole_day = value.time() == time(0)
        return value.date().isoformat() if whole_day else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        value = int(value) if value.is_integer() and abs(value) < 10**EXACT_DIGITS else value
        return repr(value) if isinstance(value, float) else str(value)
    if isinstance(value, int) and abs(value) >= 10**EXACT_DIGITS:
        return f"{value:.10E}"
    return str(value)
