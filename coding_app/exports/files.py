"""Write an export to its place: under another name until it is complete."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coding_app.accounts.models import User
from coding_app.exports.formats import Format
from coding_app.exports.sharing import shared
from coding_app.exports.writers.delimited import Profile
from coding_app.projects.models import Project

PARTIAL = "partial"


@dataclass(frozen=True)
class Written:
    """What was written: the digest and size of the file, and its rows without the header."""

    sha256: str
    size: int
    rows: int


@dataclass
class _Count:
    rows: int = 0


def write(
    *, project: Project, format: Format, profile: Profile, by: User, path: Path, report: Callable[[int], None]
) -> Written:
    """Write an export; the file bears its name only when all of it is on the disk.

    `report` is told the rows written so far after each piece, and may raise to stop: nothing is left then.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}.{PARTIAL}")
    count, digest, size = _Count(), hashlib.sha256(), 0
    try:
        with partial.open("wb") as file:
            for piece in profile.pieces(
                format.columns, _counted(shared(project, profile.name, format.rows(project, by)), count)
            ):
                size += file.write(piece)
                digest.update(piece)
                report(count.rows)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return Written(digest.hexdigest(), size, count.rows)


def remove_partials(path: Path) -> None:
    """Remove what a killed attempt left of this file."""
    for left in path.parent.glob(f"{path.name}.*.{PARTIAL}"):
        left.unlink(missing_ok=True)


def _counted(rows: Iterable[Sequence[object]], count: _Count) -> Iterator[Sequence[object]]:
    for row in rows:
        count.rows += 1
        yield row
