"""The databases of a run: everybody's, without rows, and the demo's, built by one worker and copied by the others."""

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

EMPTY = "entente_empty_"
RUN, WORKER = (os.environ.get(f"PYTEST_XDIST_{word}", "") for word in ("TESTRUNUID", "WORKER"))


def address_of(name: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}"))


def execute_outside(statement: str, *names: str, parameters: tuple[str, ...] = ()) -> list[tuple]:
    """Run one statement beside all transactions, with the names of databases in its braces; return its rows."""
    with psycopg.connect(address_of("postgres"), autocommit=True) as direct:
        done = direct.execute(sql.SQL(statement).format(*map(sql.Identifier, names)), parameters or None)
        return done.fetchall() if done.description else []


def is_there(name: str) -> bool:
    return execute_outside("SELECT 1 FROM pg_database WHERE datname = %s", parameters=(name,)) != []


def drop(name: str) -> None:
    execute_outside("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def drop_all(beginning: str) -> None:
    """Drop the databases that earlier runs left under names with this beginning."""
    names = execute_outside("SELECT datname FROM pg_database WHERE datname ^@ %s", parameters=(beginning,))
    for (name,) in names:
        drop(name)


def copy(original: str, name: str) -> None:
    """Make a database that holds what another holds; sessions that a test left open would forbid it, and are ended."""
    hang_up()
    drop(name)
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user"
    execute_outside(ended, parameters=(original,))
    execute_outside("CREATE DATABASE {} TEMPLATE {}", name, original)


def hang_up() -> None:
    """Close what this process has open."""
    for alias in connections:
        connections[alias].close()
        connections[alias].close_pool()


def work_in(name: str) -> None:
    """Send everything that Django asks to another database of the server."""
    if connection.settings_dict["NAME"] != name:
        hang_up()
        connection.settings_dict["NAME"] = name


@contextlib.contextmanager
def one_at_a_time(about: str) -> Iterator[None]:
    """Keep others waiting, in this run and beside it; the server lets go of the lock when a worker dies."""
    with psycopg.connect(address_of("postgres"), autocommit=True) as direct:
        direct.execute("SELECT pg_advisory_lock(hashtext(%s))", [about])
        yield


def make_empty(own: str, make: Callable[[bool], object], *, keeps: bool) -> object:
    """Make a database without rows by `make`, which hears whether its tables are there; return what it returns.

    The migrations run once on a server: the tables they leave stay there, to be copied, until a migration changes.
    """
    if keeps:
        return make(True)
    empty = EMPTY + digest_of_the_migrations()
    with one_at_a_time(EMPTY):
        if is_there(empty):
            copy(empty, own)
            return make(True)
        before = make(False)
        drop_all(EMPTY)
        copy(own, empty)
        return before


def digest_of_the_migrations() -> str:
    """Return what the tables depend on: the migrations, our modules that they import, the versions of the libraries."""
    found = hashlib.sha256((settings.BASE_DIR / "requirements-dev.lock").read_bytes())
    migrations = sorted(settings.BASE_DIR.glob("*/migrations/*.py"))
    imported = re.compile(r"^from (corpus|coding_app)(\S*) import (\w+)", re.MULTILINE)
    for path in migrations:
        text = path.read_text(encoding="utf-8")
        found.update(f"{path.relative_to(settings.BASE_DIR)}\0{text}".encode())
        for package, below, name in imported.findall(text):
            module = settings.BASE_DIR / (package + below).replace(".", "/")
            for place in (module.with_suffix(".py"), module / f"{name}.py"):
                found.update(place.read_bytes() if place.exists() else b"")
    return found.hexdigest()[:12]


def world_of(empty: str) -> str:
    """Return the name of the world that belongs to a database: another one, once the tables are others."""
    return f"{empty}_world_{digest_of_the_migrations()}"


def make_world(own: str, build: Callable[[], object]) -> None:
    """Make the database `own`: a copy of this one, and what `build` writes into it.

    One worker of a run builds, the others copy. What bears its name is whole: it was built under another one.
    """
    here = connection.settings_dict["NAME"]
    family = own.replace(f"_{WORKER}", "", 1) if WORKER else own
    shared = f"{family}_{RUN[:8]}" if WORKER else own
    with one_at_a_time(family):
        if not is_there(shared):
            drop_all(family.rsplit("_", 1)[0])
            draft = f"{family}_draft"
            copy(here, draft)
            work_in(draft)
            build()
            work_in(here)
            copy(draft, shared)
            drop(draft)
        if WORKER:
            copy(shared, own)
