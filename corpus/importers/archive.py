"""Open the parts of a zip that are wanted, after refusing archives made to exhaust a machine."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from corpus.importers.base import UnreadableFile

MAX_ENTRIES = 20_000
MAX_UNPACKED_MB = 2_000
# Text compresses 5 to 20 times; only a bomb reaches 100, and only a large one matters.
MAX_RATIO = 100
RATIO_FROM_BYTES = 10 << 20
# One entry of the directory takes 46 bytes and its name: a directory larger than this holds too many.
_ENTRY_BYTES = 400
_DAMAGE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error)
# What zipfile lets through when the directory itself is garbage.
UNREADABLE = (*_DAMAGE, ValueError, OSError, struct.error, OverflowError, MemoryError)
_END = struct.Struct("<4s4H2LH")


def check_archive(path: Path, *, entries: int = MAX_ENTRIES, unpacked_mb: int = MAX_UNPACKED_MB) -> tuple[str, ...]:
    """Return the names of the files of a zip; raise UnreadableFile when they are too many, too large or unsafe."""
    if _directory_size(path) > entries * _ENTRY_BYTES:
        raise UnreadableFile("archive_too_many_entries", limit=str(entries))
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except UNREADABLE as error:
        raise UnreadableFile("archive_damaged") from error
    if len(parts) > entries:
        raise UnreadableFile("archive_too_many_entries", limit=str(entries))
    if sum(p.file_size for p in parts) > unpacked_mb << 20:
        raise UnreadableFile("archive_too_large", limit=str(unpacked_mb))
    for part in parts:
        _check_part(part)
    return tuple(p.filename for p in parts if not p.is_dir())


def _directory_size(path: Path) -> int:
    """Return how many bytes the list of parts takes, before anybody reads it; 0 when its end is not found."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _END.size - (1 << 16)))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return 0
    return int(_END.unpack_from(tail, at)[5])


def check_not_encrypted(path: Path) -> None:
    """Raise UnreadableFile for a password-protected OpenDocument file, whose parts only look damaged."""
    if "META-INF/manifest.xml" not in check_archive(path):
        return
    with open_member(path, "META-INF/manifest.xml") as stream:
        if b"encryption-data" in stream.read(1 << 20):
            raise UnreadableFile("archive_encrypted")


def _check_part(part: zipfile.ZipInfo) -> None:
    name = part.orig_filename
    is_link = (part.external_attr >> 16) & 0o170000 == 0o120000
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\0" in name or is_link:
        raise UnreadableFile("archive_unsafe_name")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile("archive_damaged")
    if part.flag_bits & 1:
        raise UnreadableFile("archive_encrypted")
    if part.file_size > RATIO_FROM_BYTES and part.file_size > MAX_RATIO * max(1, part.compress_size):
        raise UnreadableFile("archive_compressed_too_much")


@contextmanager
def open_member(path: Path, name: str) -> Iterator[IO[bytes]]:
    """Open one file of a checked zip for reading; raise UnreadableFile when it is damaged or missing."""
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(zipfile.ZipFile(path))
            stream = opened.enter_context(archive.open(name))
        except (*UNREADABLE, KeyError) as error:
            raise UnreadableFile("archive_damaged") from error
        try:
            yield stream
        except _DAMAGE as error:
            raise UnreadableFile("archive_damaged") from error
