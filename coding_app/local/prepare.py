"""Bring database and files up to date before the application starts; safe to run twice, and by two at once."""

import hashlib
import pathlib

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pgmq.install import get_embedded_install_sql

from coding_app.local.places import create_private_files

LOCK_NUMBER = 7_201_118  # any number, the same for every process that prepares this database
STAMP = ".entente-static"
NOT_SERVED = ["rest_framework", "django_htmx", "drf_spectacular_sidecar"]  # pages that this project does not show


def prepare() -> None:
    """Make the folders, migrate, install the queue and collect the static files, each only when needed."""
    create_private_files(pathlib.Path(settings.VAR))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        try:
            if pending_migrations():
                call_command("migrate", interactive=False, verbosity=0)
            # The database may be an older copy that somebody brought back.
            call_command("replay_erasures", verbosity=0)
            if not settings.CELERY_BROKER_URL:
                install_queue()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
    collect_static()


def pending_migrations() -> list[str]:
    """Return the names of the migrations that this database still lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def install_queue() -> None:
    """Install the tables and functions of pgmq once, all or nothing; running its SQL twice is not supported."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pgmq.meta') IS NOT NULL")
        if cursor.fetchone()[0]:
            return
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "pool"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters) as direct:
        direct.execute(get_embedded_install_sql())  # type: ignore[call-overload]  # a script, not a literal


def collect_static() -> None:
    """Collect the static files again when one of them has changed since the last time."""
    stamp = pathlib.Path(settings.STATIC_ROOT) / STAMP
    wanted = static_fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=NOT_SERVED)
    stamp.write_text(wanted, encoding="ascii")


def static_fingerprint() -> str:
    """Return a digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(NOT_SERVED):
            found = pathlib.Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
