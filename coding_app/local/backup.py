"""Write everything of an instance into one file, and bring it back into an empty instance."""

import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from coding_app.local.binaries import Binaries, find_binaries
from coding_app.local.errors import LocalError
from coding_app.local.places import REPOSITORY, var_folder
from coding_app.local.postgres import clean_environment
from coding_app.local.session import database_for_command, say

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
FOLDERS = ("uploads", "exports", "media", "secrets")
ERASURES = "erasures.jsonl"  # who asked to be left out, as keyed digests: done again after each restore
OF_THIS_INSTANCE = "secrets/database_password"  # the new instance has its own
BLOCK = 1 << 20
SEAL_LENGTH = 64


def backup(arguments: list[str]) -> int:
    """Write the database, the uploads, the exports, the pictures and the keys into one new file (mode 0600)."""
    target = one_file(arguments, "backup")
    if target.exists():
        raise LocalError(f"{target} exists already. Nothing was written. Choose another name.")
    if not target.parent.is_dir():
        raise LocalError(f"The folder {target.parent} does not exist. Nothing was written.")
    var = var_folder()
    with database_for_command() as address, tempfile.TemporaryDirectory(prefix="entente-", dir=target.parent) as folder:
        dump = pathlib.Path(folder) / DUMP
        run_tool("pg_dump", ["--format=custom", "--no-owner", "--no-acl", f"--file={dump}"], address)
        fresh = pathlib.Path(folder) / "backup.zip"
        write_archive(fresh, {DUMP: dump} | instance_files(var), applied_migrations(address))
        fresh.replace(target)
    say(f"Everything is in {target}: database, uploads, exports, pictures and the keys that link people to aliases.")
    say("Whoever holds this file holds the data and the keys. Keep it where the data may lie.")
    return 0


def restore(arguments: list[str]) -> int:
    """Bring a backup back into an empty instance; check every byte before anything is touched."""
    source = one_file(arguments, "restore")
    var = var_folder()
    var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restore-", dir=var) as folder:
        staged = pathlib.Path(folder)
        manifest = unpack(source, staged)
        with database_for_command(alone=True) as address:
            refuse_unless_empty(address)
            with files_in_place(staged, var):
                clear_schemas(address)
                options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-acl"]
                database = conninfo_to_dict(address)["dbname"]
                run_tool("pg_restore", [*options, f"--dbname={database}", str(staged / DUMP)], address)
            if join_erasures(staged / ERASURES, var / ERASURES):
                erase_again(address)
    say(f"Restored the backup of {manifest['created_at']}. Start with: ./entente up")
    return 0


def one_file(arguments: list[str], command: str) -> pathlib.Path:
    """Return the one file named on the command line."""
    if len(arguments) != 1:
        raise LocalError(f"Name one file: ./entente {command} FILE")
    return pathlib.Path(arguments[0]).expanduser().resolve()


def instance_files(var: pathlib.Path) -> dict[str, pathlib.Path]:
    """Return every file that belongs to the instance and is not in the database, by its name in the archive."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((var / folder).rglob("*")):
            name = path.relative_to(var).as_posix()
            if path.is_file() and not path.is_symlink() and name != OF_THIS_INSTANCE:
                found[name] = path
    if (var / ERASURES).is_file():
        found[ERASURES] = var / ERASURES
    return found


def write_archive(target: pathlib.Path, files: dict[str, pathlib.Path], migrations: list[str]) -> None:
    """Write the files and a manifest of their sizes and sha256; on disk before the name appears."""
    number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    listed: dict[str, dict[str, object]] = {}
    with os.fdopen(number, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in files.items():
            with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as sink:
                listed[name] = copy_and_digest(source, sink)
        manifest = {
            "format": FORMAT,
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "migrations": migrations,
            "files": listed,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        archive.comment = b"0" * SEAL_LENGTH
    seal(target)


def seal(path: pathlib.Path) -> None:
    """Write the sha256 of everything before it at the very end, as the archive's comment; then make it durable."""
    wanted = expected_seal(path)
    with path.open("r+b") as file:
        file.seek(-SEAL_LENGTH, os.SEEK_END)
        file.write(wanted)
        file.flush()
        os.fsync(file.fileno())


def expected_seal(path: pathlib.Path) -> bytes:
    """Return the sha256, as text, of a file without its last 64 bytes."""
    left = path.stat().st_size - SEAL_LENGTH
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(BLOCK, left))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest().encode()


def copy_and_digest(source: IO[bytes], sink: IO[bytes]) -> dict[str, object]:
    """Copy a stream in blocks; return its size in bytes and its sha256."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(BLOCK):
        digest.update(block)
        size += len(block)
        sink.write(block)
    return {"size": size, "sha256": digest.hexdigest()}


def unpack(source: pathlib.Path, folder: pathlib.Path) -> dict[str, Any]:
    """Unpack a backup into `folder` and return its manifest; refuse one that is damaged or from a newer Entente."""
    try:
        with zipfile.ZipFile(source) as archive:
            if archive.comment != expected_seal(source):
                raise ValueError("its checksum is wrong")
            manifest = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise LocalError(f"{source} was written by a newer Entente. Nothing was changed. Update, then restore.")
            if sorted(archive.namelist()) != sorted([MANIFEST, *manifest["files"]]):
                raise LocalError(f"{source} does not hold what its manifest lists. Nothing was changed.")
            refuse_unknown(manifest["migrations"], source)
            for name, listed in manifest["files"].items():
                unpack_one(archive, name, listed, folder)
    except FileNotFoundError:
        raise LocalError(f"There is no file {source}. Nothing was changed.") from None
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error) as problem:
        raise LocalError(
            f"{source} is damaged or no backup of Entente ({problem}). Nothing was changed. Try an earlier backup."
        ) from None
    return dict(manifest)


def refuse_unknown(migrations: list[str], source: pathlib.Path) -> None:
    """Stop when the backup's database knows a migration that this Entente does not have."""
    for migration in migrations:
        app, _, name = migration.partition(".")
        folder = REPOSITORY / app / "migrations"
        if folder.is_dir() and not (folder / f"{name}.py").exists():
            raise LocalError(
                f"{source} was written by a newer Entente (it has {migration}). Nothing was changed. "
                "Update Entente, then restore."
            )


def unpack_one(archive: zipfile.ZipFile, name: str, listed: dict[str, object], folder: pathlib.Path) -> None:
    """Unpack one file and compare it with the manifest."""
    target = (folder / name).resolve()
    is_known = name in (DUMP, ERASURES) or name.split("/", 1)[0] in FOLDERS
    if not is_known or not target.is_relative_to(folder.resolve()) or name == OF_THIS_INSTANCE:
        raise LocalError(f"The backup holds a file that does not belong there ({name}). Nothing was changed.")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as sink, archive.open(name) as source:
        if copy_and_digest(source, sink) != listed:
            raise LocalError(f"The file {name} in the backup is damaged. Nothing was changed. Try an earlier backup.")


def refuse_unless_empty(address: str) -> None:
    """Stop when somebody has signed in or made a project: a restore never overwrites work."""
    with psycopg.connect(address) as connection:
        has_table = connection.execute("SELECT to_regclass('public.coding_app_project') IS NOT NULL").fetchone()
        if not has_table or not has_table[0]:
            return
        is_used = connection.execute(
            "SELECT EXISTS (SELECT FROM public.coding_app_project)"
            " OR EXISTS (SELECT FROM public.coding_app_user WHERE last_login IS NOT NULL)"
        ).fetchone()
    if is_used and is_used[0]:
        raise LocalError(
            "This instance is in use already, so nothing was restored or changed. "
            "Restore into an empty one: ENTENTE_VAR=/another/folder ./entente restore FILE"
        )


def clear_schemas(address: str) -> None:
    """Remove the empty tables that a first start made."""
    with psycopg.connect(address) as connection:
        connection.execute("DROP SCHEMA IF EXISTS pgmq CASCADE")
        connection.execute("DROP SCHEMA IF EXISTS vault CASCADE")
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


@contextlib.contextmanager
def files_in_place(staged: pathlib.Path, var: pathlib.Path) -> Iterator[None]:
    """Put the unpacked files where they belong; take them away again when the database cannot be restored."""
    placed = []
    try:
        for path in sorted(path for folder in FOLDERS for path in (staged / folder).rglob("*") if path.is_file()):
            target = var / path.relative_to(staged)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not target.exists():
                placed.append(target)
            shutil.move(path, target)
        yield
    except BaseException:
        for target in placed:
            target.unlink(missing_ok=True)
        raise


def join_erasures(kept: pathlib.Path, here: pathlib.Path) -> int:
    """Add the erasures a backup knows to those of this instance; none is taken off the list. Return how many it has."""
    lines = [path.read_text(encoding="utf-8").splitlines() for path in (here, kept) if path.is_file()]
    known = dict.fromkeys(line for group in lines for line in group if line.strip())
    if known:
        fresh = here.with_name(f"{here.name}.new")
        number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(number, "w", encoding="utf-8") as stream:
            stream.write("".join(f"{line}\n" for line in known))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(here)
    return len(known)


def erase_again(address: str) -> None:
    """Bring the restored database up to date and do the erasures again that were asked for since the backup."""
    for command in (["migrate", "--no-input", "--verbosity=0"], ["replay_erasures"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=REPOSITORY, env=os.environ | {"DATABASE_URL": address}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise LocalError(
                "The backup is restored, but erasures asked for since then could not be done again. Do not use this "
                f"instance before ./entente manage replay_erasures has worked:\n{done.stderr.strip()[-1500:]}"
            )
        if done.stdout.strip():
            say(done.stdout.strip())


def applied_migrations(address: str) -> list[str]:
    """Return the names of the migrations in the database."""
    with psycopg.connect(address) as connection:
        known = connection.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL").fetchone()
        if not known or not known[0]:
            return []
        rows = connection.execute("SELECT app || '.' || name FROM public.django_migrations ORDER BY id").fetchall()
    return [name for (name,) in rows]


def run_tool(name: str, options: list[str], address: str) -> None:
    """Run one of PostgreSQL's programs on the database at `address`; the password never stands on a command line."""
    binaries: Binaries = find_binaries(None, var_folder())
    known = {"host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD"}
    known |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    parts = conninfo_to_dict(address)
    environment = clean_environment() | {known[key]: str(value) for key, value in parts.items() if key in known}
    command = [binaries.program(name), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LocalError(f"{name} did not work, and nothing was kept of it:\n{done.stderr.strip()[-1500:]}")
