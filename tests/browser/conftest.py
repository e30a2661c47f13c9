"""A real site for the journeys: a copy of the test database, granian, a Celery worker, Chromium."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from psycopg import sql

from coding_app.accounts.models import User
from coding_app.local.supervisor import WEB, WORKER

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("ENTENTE_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def address_of(name: str) -> str:
    """Return the address of another database on the same server."""
    parts = urlsplit(settings.DATABASE_URL)
    return urlunsplit(parts._replace(path=f"/{name}"))


def execute_outside(statement: sql.Composed) -> None:
    with psycopg.connect(address_of("postgres"), autocommit=True) as direct:
        direct.execute(statement)


@dataclass
class Site:
    """A running site and the way to sign people in without typing."""

    url: str
    database_url: str
    var: pathlib.Path
    environment: dict[str, str]
    processes: list[subprocess.Popen]

    def manage(self, *arguments: str) -> str:
        """Run one of Django's commands on the site's database."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def rows(self, query: str, *parameters: object) -> list[tuple]:
        """Ask the site's database."""
        with psycopg.connect(self.database_url) as direct:
            return direct.execute(query, parameters).fetchall()

    def link(self, user: User) -> str:
        """Return a one-time login link."""
        code = (
            "from coding_app.accounts.actions import create_login_link;"
            "from coding_app.accounts.models import User;"
            f"print(create_login_link(user=User.objects.get(username={user.username!r}), by=None))"
        )
        return f"{self.url}/login/link/{self.manage('shell', '-v', '0', '-c', code).strip().splitlines()[-1]}/"

    def start(self, *command: str) -> subprocess.Popen:
        """Start one process of the site; its words go to a log under var."""
        with (self.var / f"{command[1]}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def start_web(self) -> None:
        """Start the web server and wait until it answers."""
        self.start(*WEB, "--port", self.url.rsplit(":", 1)[1], "coding_app.local.web:application")
        for _attempt in range(300):
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.var / "granian.log").read_text()[-2000:])

    def stop(self) -> None:
        """End every process of the site."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()


@pytest.fixture(scope="module")
def site(world, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    """Run a site on a copy of the test world."""
    original = connection.settings_dict["NAME"]
    name = f"{original}_site"
    with django_db_blocker.unblock():
        connection.close()
        connection.close_pool()
    execute_outside(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    # A session that an earlier test left open would forbid the copy.
    execute_outside(
        sql.SQL(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {} AND usename = current_user"
        ).format(original)
    )
    execute_outside(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(original)))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    var = tmp_path_factory.mktemp("site")
    environment = os.environ | {
        "DATABASE_URL": address_of(name),
        "ENTENTE_VAR": str(var),
        "ENTENTE_SECRETS_DIR": str(settings.SECRETS_DIR),
        "ENTENTE_SECRET_KEY": settings.SECRET_KEY,
        "ENTENTE_JOB_LEASE_SECONDS": "3",
    }
    running = Site(f"http://127.0.0.1:{port}", address_of(name), var, environment, [])
    try:
        running.manage("prepare")
        running.start_web()
        running.start(*WORKER)
        yield running
    finally:
        running.stop()
        execute_outside(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:
    """Start Chromium, after the site: Playwright runs an event loop here, beside which Django is of no use."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a fresh profile, French, at the size of a laptop."""
    profile = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    profile.set_default_timeout(10_000)
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Open a page."""
    return context.new_page()


@pytest.fixture
def sign_in(site: Site):
    """Return a function that signs somebody in on a page by a one-time link."""

    def enter(page: Page, user: User) -> Page:
        page.goto(site.link(user))
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(f"{site.url}/")
        return page

    return enter


RECORD = """
from corpus.models import Source
from tests.factories import complete_record
Source.objects.filter(name={name!r}).update(**complete_record())
"""


def complete_record_of(site: Site, name: str) -> None:
    """Fill in the record of a source, for journeys that are about something else."""
    site.manage("shell", "-v", "0", "-c", RECORD.format(name=name))
