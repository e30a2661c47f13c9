"""A codebook file between its reading and its acceptance: what was read of it waits, one a person and project."""

import hashlib
import json
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import uuid4

from django.conf import settings

from coding_app.accounts.models import User
from coding_app.codebook.exchange.formats import read_file
from coding_app.codebook.exchange.neutral import Codebook
from coding_app.codebook.exchange.own_json import read_json, write_json
from coding_app.codebook.exchange.refusals import UnusableCodebook
from coding_app.projects.models import Project

STALE_AFTER_SECONDS = 24 * 3600
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Waiting:
    """What was read of a file, the name its owner gave it, and a digest by which a page knows what it showed."""

    file_name: str
    form: Codebook
    digest: str


def keep(*, project: Project, by: User, file_name: str, chunks: Iterable[bytes], language: str) -> None:
    """Read an uploaded file and keep what it holds, in the place of what waited; raises UnusableCodebook.

    The file itself is not kept, whatever it holds besides a codebook.
    """
    _sweep()
    form = _read(file_name, chunks, language)
    body = write_json(form)
    read_json(body)  # what is kept must be readable again, also when both languages together are large
    header = json.dumps({"file_name": Path(file_name).name[-200:]}, ensure_ascii=False).encode()
    path = _path(project, by)
    partial = path.with_name(f"{path.name}.{uuid4().hex}.partial")
    partial.write_bytes(header + b"\n" + body)
    partial.chmod(0o600)
    partial.replace(path)


def waiting(project: Project, by: User) -> Waiting | None:
    """Return what waits for a person in a project, or None."""
    try:
        content = _path(project, by).read_bytes()
    except FileNotFoundError:
        return None
    header, _newline, body = content.partition(b"\n")
    return Waiting(json.loads(header)["file_name"], read_json(body), hashlib.sha256(content).hexdigest()[:32])


def discard(project: Project, by: User) -> None:
    """Forget what waits."""
    _path(project, by).unlink(missing_ok=True)


def _read(file_name: str, chunks: Iterable[bytes], language: str) -> Codebook:
    """Read a file from a temporary copy, which goes in any case."""
    limit = int(settings.MAX_IMPORT_BYTES)
    with NamedTemporaryFile(dir=_folder()) as copy:
        for chunk in chunks:
            copy.write(chunk)
            if copy.tell() > limit:
                raise UnusableCodebook("too_large", limit=str(limit // MEGABYTE))
        copy.flush()
        return read_file(Path(copy.name), file_name, language)


def _folder() -> Path:
    folder = Path(settings.VAR) / "codebooks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _path(project: Project, by: User) -> Path:
    return _folder() / f"{project.uuid}-{by.uuid}.json"


def _sweep() -> None:
    """Remove what has waited for a day, and copies a killed process left."""
    until = time.time() - STALE_AFTER_SECONDS
    with os.scandir(_folder()) as found:
        old = [entry.path for entry in found if entry.is_file() and entry.stat().st_mtime < until]
    for path in old:
        with suppress(FileNotFoundError):
            Path(path).unlink()
