"""Create, start and stop this instance's own PostgreSQL."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from coding_app.local.binaries import Binaries, find_binaries
from coding_app.local.errors import LocalError
from coding_app.local.places import Places, create_folders, create_secret
from coding_app.local.processes import Child, Ledger, end, start_time, tied_to, wait_until

ROLE = "entente"
ADMIN = "entente_admin"
DATABASE = "entente"
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    # Compiling a statement takes longer than nearly every statement of ours runs.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
}


@dataclass
class Cluster:
    """One PostgreSQL server of ours and the folders it lives in."""

    places: Places
    binaries: Binaries
    is_durable: bool = True
    may_create_databases: bool = False
    server: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the address of the application's database, as DATABASE_URL takes it."""
        return self.address(ROLE, DATABASE)

    def address(self, role: str, database: str) -> str:
        """Return the address of `database` for `role`; the host is the folder of the unix socket."""
        password = create_secret(self.places.secrets / "database_password")
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.places.socket), safe='')}"

    def start(self, ledger: Ledger) -> None:
        """Start the server, made first when it does not exist yet, and wait until it answers."""
        create_folders(self.places)
        self.clear_up()
        if not (self.places.data / "PG_VERSION").exists():
            self._create()
        self._check_version()
        log_path = self.places.log / "postgres.log"
        trim(log_path)
        with log_path.open("ab") as log:
            self.server = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._as_server(signal.SIGINT)
            )
        ledger.add("database", self.server.pid, signal.SIGINT)
        if not wait_until(self._answers, seconds=120, pause=0.03):
            raise LocalError(
                f"PostgreSQL did not start. Your data are untouched. The last lines of {log_path}:\n{tail(log_path)}"
            )
        self._create_database()

    def stop(self, ledger: Ledger) -> None:
        """Stop the server at once but cleanly: open transactions are rolled back, committed ones are kept."""
        if self.server is None:
            return
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            try:
                self.server.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        self.server = None
        ledger.remove("database")
        with suppress(OSError):  # another command may have started a server there
            self.places.socket.rmdir()

    def has_ended(self) -> bool:
        """Tell whether the server is gone though nobody asked it to stop."""
        return self.server is not None and self.server.poll() is not None

    def count_death(self) -> None:
        """Remember that the server ended; give up when it does so again and again."""
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < 120] + [now]
        if len(self.deaths) > 5:
            raise LocalError(
                "PostgreSQL ended six times in two minutes, so everything was stopped. The data are untouched.\n"
                + tail(self.places.log / "postgres.log")
            )

    def clear_up(self) -> None:
        """End a server that a killed run left on our data folder, and wait for its last processes.

        PostgreSQL removes stale lock files itself, except when their number still belongs to somebody: a stranger, or
        a dead process nobody has collected yet. Then they go here, because no process has our data folder open.
        """
        pid_file = self.places.data / "postmaster.pid"
        pid = first_number(pid_file)
        started = start_time(pid) if pid else None
        if pid and started and is_server_on(pid, self.places.data):
            end(Child("database", pid, started, signal.SIGINT), patience=60)
        if not wait_until(lambda: not users_of(self.places.data), seconds=30):
            raise LocalError(
                f"Processes {users_of(self.places.data)} still use {self.places.data}. The data are untouched. "
                "Stop them, then start again."
            )
        for stale in (pid_file, self.places.socket / ".s.PGSQL.5432.lock", self.places.socket / ".s.PGSQL.5432"):
            stale.unlink(missing_ok=True)

    def _command(self) -> list[str]:
        settings = SETTINGS | (DURABLE if self.is_durable else THROW_AWAY)
        settings |= {"unix_socket_directories": str(self.places.socket), "shared_buffers": f"{_buffers()}MB"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self.binaries.program("postgres"), "-D", str(self.places.data), *options]

    def _as_server(self, stop_signal: int | None = None) -> dict[str, Any]:
        """Return the Popen arguments that make a child the server's account, in its own group, tied to us."""
        account = self.places.account
        chosen: dict[str, Any] = {
            "cwd": str(self.places.data),
            "env": clean_environment(),
            "start_new_session": True,
        }
        if account is not None:
            chosen |= {"user": account.uid, "group": account.gid, "extra_groups": []}
        if stop_signal is not None:
            chosen["preexec_fn"] = tied_to(os.getpid(), stop_signal)
        return chosen

    def _create(self) -> None:
        """Run initdb beside the final folder, then move it in place: a killed initdb leaves nothing half made."""
        for leftover in self.places.data.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        account = self.places.account
        secret = self.places.data / "initial-password"
        fresh = self.places.data / "fresh"
        secret.write_text(create_secret(self.places.secrets / "database_password"), encoding="ascii")
        secret.chmod(0o600)
        if account is not None:
            os.chown(secret, account.uid, account.gid)
        command = [self.binaries.program("initdb"), "-D", str(fresh), "-U", ADMIN, "--pwfile", str(secret)]
        command += ["--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8", "--data-checksums"]
        command += locale_options(self.binaries.major)
        command += [] if self.is_durable else ["--no-sync"]
        made = subprocess.run(command, capture_output=True, text=True, check=False, **self._as_server())
        secret.unlink()
        if made.returncode:
            raise LocalError(f"PostgreSQL could not create its files in {self.places.data}:\n{made.stderr.strip()}")
        for part in sorted(fresh.iterdir(), key=lambda path: path.name == "PG_VERSION"):
            part.rename(self.places.data / part.name)
        fresh.rmdir()

    def _check_version(self) -> None:
        major = int((self.places.data / "PG_VERSION").read_text(encoding="ascii"))
        if major != self.binaries.major:
            raise LocalError(
                f"The database in {self.places.data} was made by PostgreSQL {major}, and this is PostgreSQL "
                f"{self.binaries.version}. The data are untouched. Write a backup with the version that made them "
                "(./entente backup FILE), move the folder away, and restore the backup here."
            )

    def _answers(self) -> bool:
        if self.server is None or self.server.poll() is not None:
            raise LocalError(
                "PostgreSQL stopped while starting. Your data are untouched. The last lines of its log:\n"
                + tail(self.places.log / "postgres.log")
            )
        return self.is_reachable()

    def is_reachable(self) -> bool:
        """Tell whether the server answers, whoever started it."""
        try:
            with psycopg.connect(self.address(ADMIN, "postgres"), connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    def _create_database(self) -> None:
        """Create the application's role and database; the role is no superuser, so no trigger can be switched off."""
        password = create_secret(self.places.secrets / "database_password")
        with psycopg.connect(self.address(ADMIN, "postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                may_create = sql.SQL("CREATEDB" if self.may_create_databases else "NOCREATEDB")
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(sql.Identifier(ROLE), may_create, password)
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE))
                )


def _buffers() -> int:
    """Return how many MiB the server may keep of the data: an eighth of the memory, from 128 to 512.

    A search of a million posts reads some hundred MiB; what the server does not keep is copied anew each time.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return min(max(memory // 8, 128), 512)


def open_cluster(places: Places, *, is_durable: bool = True, may_create_databases: bool = False) -> Cluster:
    """Return the server of an instance, its folders made and its programs found; nothing is started."""
    create_folders(places)
    return Cluster(places, find_binaries(places.account, places.home), is_durable, may_create_databases)


def first_number(path: pathlib.Path) -> int | None:
    """Return the number in the first line of a lock file, or None."""
    try:
        return int(path.read_text(encoding="ascii").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def locale_options(major: int) -> list[str]:
    """Return initdb's options for a UTF-8 database whose order does not depend on the machine."""
    if major >= 17:
        return ["--locale-provider=builtin", "--locale=C.UTF-8"]
    return ["--locale=en_US.UTF-8" if sys.platform == "darwin" else "--locale=C.UTF-8"]


def users_of(data: pathlib.Path) -> list[int]:
    """Return the processes that work in `data`: every process of PostgreSQL does so (known on Linux only)."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*/cwd"):
        try:
            if entry.readlink() == data:
                found.append(int(entry.parent.name))
        except OSError:
            continue  # ended meanwhile, or another user's: then not ours either
    return found


def is_server_on(pid: int, data: pathlib.Path) -> bool:
    """Tell whether process `pid` is a PostgreSQL server on `data`."""
    if sys.platform == "linux":
        return pid in users_of(data)
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "postgres" in shown.stdout and str(data) in shown.stdout


def clean_environment() -> dict[str, str]:
    """Return the environment without PG* variables, which would point the server somewhere else."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def tail(path: pathlib.Path, lines: int = 12) -> str:
    """Return the last lines of a log."""
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"


def trim(path: pathlib.Path, limit: int = 5_000_000) -> None:
    """Put a log aside once it has grown past `limit` bytes."""
    if path.exists() and path.stat().st_size > limit:
        path.replace(path.with_suffix(".old.log"))
