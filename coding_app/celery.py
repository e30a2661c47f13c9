"""Celery: jobs wait in the same PostgreSQL (pgmq) unless CELERY_BROKER_URL names another broker.

The message carries the id of a Job row and nothing else: the row is the truth, the broker is only the bell.
"""

import os

from celery import Celery
from django.conf import settings
from psycopg.conninfo import make_conninfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coding_app.settings")

LONGEST_JOB_SECONDS = 1800  # a message unanswered so long is delivered again; stale jobs are re-sent much earlier


def connection_text() -> str:
    """Return the database's address as libpq writes it, the only form in which pgmq accepts a socket's folder."""
    database = settings.DATABASES["default"]
    parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return make_conninfo("", **{name: str(database[key]) for name, key in parts.items() if database[key]})


def broker_options(url: str) -> dict[str, object]:
    """Return the transport options of the broker at `url`; an empty `url` means our own database."""
    if url:
        # Redis and Valkey: look for unanswered messages every few seconds instead of every hundred.
        return {"visibility_timeout": LONGEST_JOB_SECONDS, "unacked_restore_throttle": 1, "unacked_restore_interval": 5}
    return {
        "conn_string": connection_text(),
        "init_extension": False,  # `prepare` installs the SQL once; the extension is not needed
        "visibility_timeout": LONGEST_JOB_SECONDS,
        "use_notify": True,  # the database rings, so that a job starts at once ...
        "wait_time_seconds": 0,  # ... without a query that waits inside the server
        "polling_interval": 0.5,
        "pool_size": 4,
        "pool_timeout": 5,
    }


app = Celery("entente")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL or "pgmq://localhost",
    broker_transport_options=broker_options(settings.CELERY_BROKER_URL),
    broker_connection_retry_on_startup=True,
    task_default_queue="entente",
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    accept_content=["json"],
    task_serializer="json",
)
app.autodiscover_tasks(["coding_app.core"])
app.steps["worker"].add("coding_app.local.reaper:Reaper")
