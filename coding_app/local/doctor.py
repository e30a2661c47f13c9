"""Say what lies where, and whether it works."""

import pathlib
import platform
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from coding_app.local.errors import LocalError
from coding_app.local.places import find_places
from coding_app.local.prepare import pending_migrations
from coding_app.local.testing import installed_browser
from corpus import facts

DURABLE = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
LEAST_FREE_BYTES = 1_000_000_000
LONGEST_WAIT_SECONDS = 300


@dataclass(frozen=True)
class Finding:
    """One line of the report; `is_well` is None for a plain fact."""

    subject: str
    text: str
    is_well: bool | None = None


def examine() -> list[Finding]:
    """Return everything worth knowing about this instance."""
    return [*of_the_machine(), *of_the_database(), *of_the_queue(), *of_the_corpus()]


def of_the_machine() -> Iterator[Finding]:
    """Look at Python, folders, secrets, disk and browser."""
    yield Finding("Entente", f"{settings.VERSION}, Python {platform.python_version()}, {platform.platform()}")
    var = pathlib.Path(settings.VAR)
    yield Finding("files", str(var))
    if connection.settings_dict["HOST"].startswith("/") and (var / "run").is_dir():
        places = find_places(var)
        who = places.account.name if places.account else "your own account"
        yield Finding("database files", f"{places.data} (server runs as {who}, socket in {places.socket})")
    for path in sorted(pathlib.Path(settings.SECRETS_DIR).glob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield Finding("secret", f"{path} can be read by others (mode {mode:o}): chmod go= {path}", is_well=False)
    free = shutil.disk_usage(var).free
    yield Finding("disk", f"{free / 1e9:.1f} GB free", free > LEAST_FREE_BYTES)
    try:
        yield Finding("browser for tests", installed_browser() or "none (only ./entente test needs one)")
    except LocalError as problem:
        yield Finding("browser for tests", str(problem), is_well=False)


def of_the_database() -> Iterator[Finding]:
    """Look at version, durability, rights, migrations and the clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_version_num')::int")
        version, number = cursor.fetchone()
        yield Finding("PostgreSQL", version, number >= 150000)
        for name in DURABLE:
            cursor.execute("SELECT current_setting(%s)", [name])
            value = cursor.fetchone()[0]
            yield Finding(name, value, value == "on")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_super = cursor.fetchone()[0]
        told = "is a superuser: its mistakes can switch triggers off" if is_super else "is an ordinary owner"
        yield Finding("role", f"{connection.settings_dict['USER']} {told}", not is_super)
        cursor.execute("SELECT abs(extract(epoch FROM clock_timestamp()) - %s)", [time.time()])
        drift = float(cursor.fetchone()[0])
        yield Finding("clock", f"{drift:.1f} s apart from the database", drift < 5)
    pending = pending_migrations()
    told = f"{len(pending)} to run: ./entente up runs them" if pending else "all there"
    if is_new():
        yield Finding("migrations", "not run yet: ./entente up makes the tables; the demo has its own in var/demo")
    else:
        yield Finding("migrations", told, not pending)


def is_new() -> bool:
    """Tell whether this instance never ran: nothing is wrong with it, it only has no tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NULL")
        return bool(cursor.fetchone()[0])


def of_the_queue() -> Iterator[Finding]:
    """Look at the broker and the jobs that wait."""
    if settings.CELERY_BROKER_URL:
        yield Finding("queue", "CELERY_BROKER_URL names it")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pgmq.meta') IS NOT NULL, to_regclass('coding_app_job') IS NOT NULL")
        has_queue, has_jobs = cursor.fetchone()
        if not settings.CELERY_BROKER_URL:
            told = "in the database" if has_queue else "not installed: ./entente up does it"
            yield Finding("queue", told, has_queue if has_queue or has_jobs else None)
        if has_jobs:
            cursor.execute(
                "SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)"
                " FROM coding_app_job WHERE state = 'queued'"
            )
            waiting, longest = cursor.fetchone()
            yield Finding("jobs", f"{waiting} waiting, the first for {longest:.0f} s", longest < LONGEST_WAIT_SECONDS)


def of_the_corpus() -> Iterator[Finding]:
    """Compute the facts of all threads again and compare them with what is stored; goes through every post."""
    if pending_migrations():
        return
    found = facts.check()
    told = (
        f"{found.missing} missing, {found.different} different, {found.left_over} of threads without posts: "
        "./entente manage refresh_facts computes them again"
    )
    yield Finding("facts of threads", "as their posts give them" if found.is_right else told, found.is_right)
