"""Open one file inside a .tar.gz without unpacking the others, and stop where an archive grows beyond any export."""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from corpus.importers.archive import MAX_ENTRIES, MAX_UNPACKED_MB
from corpus.importers.base import UnreadableFile

_DAMAGE = (tarfile.TarError, OSError, EOFError, zlib.error, ValueError)
_MARK, _MARK_AT, _BLOCK = b"ustar", 257, 512


class Capped:
    """Stop a gzipped file that unpacks to more than any export."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self._left = MAX_UNPACKED_MB << 20

    def read(self, size: int = -1) -> bytes:
        """Read like a file; raise UnreadableFile behind the limit or where the file is damaged."""
        try:
            block = self._stream.read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile("archive_damaged") from error
        self._left -= len(block)
        if self._left < 0:
            raise UnreadableFile("archive_too_large", limit=str(MAX_UNPACKED_MB))
        return block


def is_tarball(path: Path) -> bool:
    """Tell whether a gzipped file holds an archive of files rather than one file."""
    try:
        with gzip.open(path) as stream:
            head = stream.read(_BLOCK)
    except (OSError, EOFError, zlib.error):
        return False
    return head[_MARK_AT : _MARK_AT + len(_MARK)] == _MARK


def find_part(path: Path, name: str) -> str:
    """Return the path of the first file of that name inside of a .tar.gz, or nothing; raise UnreadableFile."""
    with _opened(path) as archive:
        return next((part.name for part in _parts(archive) if part.name.rpartition("/")[2] == name), "")


@contextmanager
def open_part_of_tar(path: Path, name: str) -> Iterator[IO[bytes]]:
    """Open one file of a .tar.gz for reading once, from its beginning; raise UnreadableFile when it is not there."""
    with _opened(path) as archive:
        part = next((one for one in _parts(archive) if one.name == name), None)
        stream = archive.extractfile(part) if part else None
        if stream is None:
            raise UnreadableFile("archive_damaged")
        try:
            yield stream
        except _DAMAGE as error:
            raise UnreadableFile("archive_damaged") from error


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    with ExitStack() as opened:
        try:
            inside = Capped(opened.enter_context(gzip.open(path)))
            yield opened.enter_context(tarfile.open(fileobj=cast(IO[bytes], inside), mode="r|"))
        except tarfile.TarError as error:
            raise UnreadableFile("archive_damaged") from error


def _parts(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Yield the plain files of an archive, in its order; links and devices are none."""
    for number, part in enumerate(archive):
        if number >= MAX_ENTRIES:
            raise UnreadableFile("archive_too_many_entries", limit=str(MAX_ENTRIES))
        if part.isreg():
            yield part
