"""Read XLSX rows one by one, after refusing workbooks made to exhaust a machine."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from corpus.importers.base import MAX_CELL_CHARACTERS, Problem, UnreadableFile
from corpus.importers.delimited import Row

MAX_ENTRIES = 2_000
MAX_UNPACKED_MB = 300
MAX_SHARED_STRINGS_MB = 80
# Spreadsheets compress 5 to 20 times; only a bomb reaches 100, and only a large one matters.
MAX_RATIO = 100
RATIO_FROM_BYTES = 10 << 20
_BLOCK = 1 << 18
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0(D\0O\0C\0T|E\0N\0T\0I)|\0<\0!\0(D\0O\0C\0T|E\0N\0T\0I)", re.I)
_ENCRYPTED = b"\xd0\xcf\x11\xe0"
# Numbers of more digits are rounded by the spreadsheet that wrote them.
EXACT_DIGITS = 15


def check_workbook(path: Path) -> None:
    """Raise UnreadableFile when the parts of the zip are too many, too large, unsafe or declare a document type."""
    with path.open("rb") as stream:
        if stream.read(4) == _ENCRYPTED:
            raise UnreadableFile("xlsx_encrypted")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_directory(parts)
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise UnreadableFile("xlsx_damaged") from error


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_ENTRIES:
        raise UnreadableFile("xlsx_too_many_entries", limit=str(MAX_ENTRIES))
    if sum(p.file_size for p in parts) > MAX_UNPACKED_MB << 20:
        raise UnreadableFile("xlsx_too_large", limit=str(MAX_UNPACKED_MB))
    for part in parts:
        if part.orig_filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", part.orig_filename):
            raise UnreadableFile("xlsx_unsafe_name")
        if "\0" in part.orig_filename or (part.external_attr >> 16) & 0o170000 == 0o120000:
            raise UnreadableFile("xlsx_unsafe_name")
        if part.file_size > RATIO_FROM_BYTES and part.file_size > MAX_RATIO * max(1, part.compress_size):
            raise UnreadableFile("xlsx_compressed_too_much")
        if part.filename.endswith("sharedStrings.xml") and part.file_size > MAX_SHARED_STRINGS_MB << 20:
            raise UnreadableFile("xlsx_too_large", limit=str(MAX_SHARED_STRINGS_MB))


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack one part in blocks: its declared size may lie, and a DOCTYPE may stand anywhere before the root."""
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return
    seen, tail = 0, b""
    with archive.open(part) as stream:
        for block in iter(lambda: stream.read(_BLOCK), b""):
            seen += len(block)
            if seen > part.file_size:
                raise UnreadableFile("xlsx_damaged")
            if _DOCTYPE.search(tail + block):
                raise UnreadableFile("xlsx_doctype")
            tail = block[-16:]


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets of a checked workbook."""
    book = _open(path)
    try:
        return list(book.sheetnames)
    finally:
        book.close()


def read_sheet(path: Path, sheet: str) -> Iterator[Row | Problem]:
    """Yield the rows of a sheet that hold anything, as text; empty rows up to a stray last cell cost nothing."""
    book = _open(path)
    try:
        if sheet not in book.sheetnames:
            raise UnreadableFile("sheet_missing", value=sheet)
        page = book[sheet]
        page.reset_dimensions()  # the declared size may claim a million columns
        for line, values in enumerate(page.iter_rows(values_only=True), start=1):
            if not any(v is not None and v != "" for v in values):
                continue
            cells = [cell_text(v) for v in values]
            while cells and not cells[-1]:
                cells.pop()
            if any(len(c) > MAX_CELL_CHARACTERS for c in cells):
                yield Problem(line, "", "cell_too_long")
            else:
                yield Row(line, cells)
    except (KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableFile("xlsx_damaged") from error
    finally:
        book.close()


def best_sheet(path: Path) -> str:
    """Return the first sheet with at least two columns and two rows among its first ten, else the first sheet."""
    names = sheet_names(path)
    for name in names:
        rows = [r for r in islice(read_sheet(path, name), 10) if isinstance(r, Row)]
        if sum(len(r.cells) >= 2 for r in rows) >= 2:
            return name
    if not names:
        raise UnreadableFile("file_empty")
    return names[0]


def _open(path: Path) -> Any:
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, OSError, SyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableFile("xlsx_damaged") from error


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
