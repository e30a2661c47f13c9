"""Give a command a database: the one in DATABASE_URL, the one that runs here already, or one started for it."""

import contextlib
import fcntl
import os
import pathlib
import sys
import tempfile
from collections.abc import Iterator

import psycopg

from coding_app.local.binaries import OLDEST
from coding_app.local.errors import AlreadyRunning, LocalError
from coding_app.local.places import Places, create_folders, create_private_files, find_places, lock, var_folder
from coding_app.local.postgres import Cluster, open_cluster
from coding_app.local.processes import Ledger, wait_until


@contextlib.contextmanager
def database_for_command(*, alone: bool = False) -> Iterator[str]:
    """Yield the address of a running database; what was started here is stopped at the end.

    With `alone`, refuse a database that somebody else runs here.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        create_private_files(var_folder())
        check_server(given)
        yield given
        return
    places = find_places(var_folder())
    create_folders(places)
    with (places.run / "users").open("a", encoding="ascii") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        yield from _own_or_shared(places, users.fileno(), alone=alone)


def _own_or_shared(places: Places, users: int, *, alone: bool) -> Iterator[str]:
    """Start the database, or join the one of another command; its owner waits for those who joined."""
    try:
        held = lock(places)
    except AlreadyRunning:
        cluster = open_cluster(places)
        if alone or not wait_until(cluster.is_reachable, seconds=60, pause=0.2):
            raise
        yield cluster.url
        return
    ledger = Ledger(places.run / "processes.json")
    ledger.end_leftovers()
    cluster = open_cluster(places)
    try:
        cluster.start(ledger)
        yield cluster.url
    finally:
        fcntl.flock(users, fcntl.LOCK_EX)
        cluster.stop(ledger)
        held.close()


@contextlib.contextmanager
def throw_away_database(*, is_durable: bool = False) -> Iterator[str]:
    """Yield the address of an empty database for tests, gone at the end; fast and not durable unless asked.

    ENTENTE_VAR points to its folder meanwhile, so that no test touches an instance of yours.
    """
    with tempfile.TemporaryDirectory(prefix="entente-test-", ignore_cleanup_errors=True) as folder:
        var = pathlib.Path(folder).resolve()
        var.chmod(0o711)  # our own new folder: the server's account must pass through it
        os.environ["ENTENTE_VAR"] = str(var)
        given = os.environ.get("DATABASE_URL")
        if given:
            create_private_files(var)
            check_server(given)
            yield given
            return
        places = find_places(var)
        cluster = open_cluster(places, is_durable=is_durable, may_create_databases=True)
        ledger = Ledger(places.run / "processes.json")
        try:
            cluster.start(ledger)
            yield cluster.url
        finally:
            cluster.stop(ledger)


def check_server(address: str) -> int:
    """Return the major version of the server at `address`; refuse one that is out of reach or too old."""
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as problem:
        raise LocalError(
            f"The database in DATABASE_URL does not answer: {str(problem).strip()}. Nothing was changed. "
            "Check the address, or unset DATABASE_URL to use the PostgreSQL that Entente brings."
        ) from None
    if version // 10000 < OLDEST:
        raise LocalError(
            f"The database in DATABASE_URL is PostgreSQL {version // 10000}; Entente needs {OLDEST} or newer. "
            "Nothing was changed. Upgrade it, or unset DATABASE_URL to use the PostgreSQL that Entente brings."
        )
    return version // 10000


def say(sentence: str) -> None:
    """Tell the person at the terminal, at once."""
    print(sentence, file=sys.stderr, flush=True)


def own_cluster() -> Cluster | None:
    """Return this folder's own server, or None when DATABASE_URL names another."""
    return None if os.environ.get("DATABASE_URL") else open_cluster(find_places(var_folder()))
