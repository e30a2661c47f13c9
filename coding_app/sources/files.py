"""Files on their way into the corpus: stored under a name nobody chose, readable by this account only."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

_BLOCK = 1 << 20


class FileTooLarge(Exception):
    """Say that a file is larger than MAX_IMPORT_BYTES; nothing of it was kept."""


@dataclass(frozen=True)
class Stored:
    """What is known of a stored file."""

    size: int
    sha256: str


def path_of(uuid: UUID) -> Path:
    """Return where the file of an upload lies."""
    return Path(settings.UPLOADS_DIR) / str(uuid)


def store(uuid: UUID, chunks: Iterable[bytes]) -> Stored:
    """Write a file with rights for its owner only, counting and digesting on the way; raise FileTooLarge."""
    path = path_of(uuid)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    size = 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            for chunk in chunks:
                size += len(chunk)
                if size > settings.MAX_IMPORT_BYTES:
                    raise FileTooLarge
                digest.update(chunk)
                stream.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(size, digest.hexdigest())


def blocks(path: Path) -> Iterable[bytes]:
    """Yield a file in blocks."""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def sha256_of(path: Path) -> str:
    """Return the digest of a file, read in blocks."""
    digest = hashlib.sha256()
    for block in blocks(path):
        digest.update(block)
    return digest.hexdigest()


def remove(uuid: UUID) -> None:
    """Delete the file of an upload; a file that is gone already is no error."""
    path_of(uuid).unlink(missing_ok=True)
