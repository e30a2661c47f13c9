"""Say where everything of one instance lies, and create its private folders and secrets."""

import fcntl
import hashlib
import os
import pathlib
import secrets
import tempfile
from dataclasses import dataclass
from typing import IO

from coding_app.local.account import Account, can_enter, server_account
from coding_app.local.errors import AlreadyRunning, LocalError

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
LONGEST_SOCKET_PATH = 100  # the system's limit is 107 bytes, 103 on macOS


@dataclass(frozen=True)
class Places:
    """The folders of one instance."""

    var: pathlib.Path
    home: pathlib.Path
    account: Account | None

    @property
    def data(self) -> pathlib.Path:
        """Return the folder of PostgreSQL's files."""
        return self.home / "postgres"

    @property
    def run(self) -> pathlib.Path:
        """Return the folder of the lock and the list of processes."""
        return self.var / "run"

    @property
    def log(self) -> pathlib.Path:
        """Return the folder of the logs."""
        return self.var / "log"

    @property
    def secrets(self) -> pathlib.Path:
        """Return the folder of the secrets, readable by its owner alone."""
        return self.var / "secrets"

    @property
    def socket(self) -> pathlib.Path:
        """Return the short private folder of the unix socket."""
        digest = hashlib.sha256(str(self.data).encode()).hexdigest()[:10]
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        if runtime and self.account is None and os.access(runtime, os.W_OK):
            folder = pathlib.Path(runtime) / f"entente-{digest}"
        else:
            folder = pathlib.Path(tempfile.gettempdir()) / f"entente-{os.getuid()}-{digest}"
        if len(os.fsencode(folder)) + len("/.s.PGSQL.5432") > LONGEST_SOCKET_PATH:
            folder = pathlib.Path("/tmp") / folder.name  # nosec B108  # noqa: S108  (checked)
        return folder


def var_folder() -> pathlib.Path:
    """Return the folder of this instance's own files: ENTENTE_VAR, or var/ in the repository."""
    return pathlib.Path(os.environ.get("ENTENTE_VAR") or REPOSITORY / "var").resolve()


def find_places(var: pathlib.Path) -> Places:
    """Choose where the database lies; the rights of existing folders are never changed.

    Root may not run PostgreSQL. Where another account cannot reach `var` (a clone under /root, say), the data live
    in /var/lib/entente-<hash> instead, and `doctor` says so.
    """
    account = server_account()
    if account is None:
        return Places(var, var, None)
    elsewhere = pathlib.Path("/var/lib") / f"entente-{hashlib.sha256(str(var).encode()).hexdigest()[:10]}"
    nearest = next(folder for folder in (var, *var.parents) if folder.is_dir())
    if can_enter(nearest, account) and not elsewhere.exists():
        return Places(var, var, account)
    if (var / "postgres" / "PG_VERSION").exists():
        raise LocalError(
            f"The database lies in {var / 'postgres'}, but the account {account.name} can no longer reach that folder. "
            "The data are untouched. Run ./entente as the user who owns the folder, or move it where others may pass."
        )
    return Places(var, elsewhere, account)


def create_folders(places: Places) -> None:
    """Create what is missing; secrets and data belong to one account alone."""
    for folder in (places.var, places.home, places.run, places.log):
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
    create_private_files(places.var)
    create_private(places.data, places.account)
    create_private(places.socket, places.account)


def create_private_files(var: pathlib.Path) -> None:
    """Create the secrets and the folders of files that the application needs with any database."""
    var.mkdir(parents=True, exist_ok=True)
    for name in ("secrets", "uploads", "exports"):
        (var / name).mkdir(mode=0o700, exist_ok=True)
    for name in ("secret_key", "database_password"):
        create_secret(var / "secrets" / name)


def create_secret(path: pathlib.Path) -> str:
    """Return the secret at `path`, made up when the file is missing (mode 0600)."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    value = secrets.token_hex(32)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(value + "\n")
    return value


def create_private(folder: pathlib.Path, account: Account | None) -> None:
    """Create `folder` with mode 0700 for `account`; refuse one that somebody else put there."""
    owner = account.uid if account else os.getuid()
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or not folder.is_dir() or found.st_uid not in {owner, os.getuid()}:
            raise LocalError(
                f"The folder {folder} belongs to somebody else, so the database cannot use it. "
                "Nothing was changed. Remove that folder, or set TMPDIR to a folder of your own."
            ) from None
    if account:
        os.chown(folder, account.uid, account.gid)


def lock(places: Places) -> IO[str]:
    """Take this instance for this process; the lock goes away with the process, however it ends."""
    file = (places.run / "lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise AlreadyRunning(
            f"Entente already runs in {places.var} (process {holder}). "
            "Nothing was started twice. Use that one, or stop it with Ctrl-C first."
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
