"""A real site for the journeys: a copy of the test database, granian, a Celery worker, Chromium."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from psycopg import sql

from coding_app.accounts.actions import create_login_link
from coding_app.accounts.models import User
from coding_app.local.supervisor import WEB, WORKER
from tests import databases
from tests.factories import complete_record

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("ENTENTE_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LINKS = 12  # as many as one person needs in a file


@dataclass
class Site:
    """A running site and the way to sign people in without typing."""

    url: str
    database_url: str
    var: pathlib.Path
    environment: dict[str, str]
    tokens: dict[str, list[str]]
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
        """Return a one-time login link, one of those that wait in the database."""
        return f"{self.url}/login/link/{self.tokens[user.username].pop()}/"

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
        """Start the web server."""
        self.start(*WEB, "--port", self.url.rsplit(":", 1)[1], "coding_app.local.web:application")

    def wait(self) -> None:
        """Wait until the web server answers."""
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


@dataclass
class Ready:
    """What every site begins with: the world with its queue and login links, the static files."""

    database: str
    var: pathlib.Path
    tokens: dict[str, list[str]]

    def environment(self, database: str, var: pathlib.Path) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": databases.address_of(database),
            "ENTENTE_VAR": str(var),
            "ENTENTE_SECRETS_DIR": str(settings.SECRETS_DIR),
            "ENTENTE_SECRET_KEY": settings.SECRET_KEY,
            "ENTENTE_JOB_LEASE_SECONDS": "3",
        }


@pytest.fixture(scope="session")
def ready(world, django_db_setup: str, django_db_blocker, tmp_path_factory) -> Iterator[Ready]:
    """Prepare a site once, as `up` does; each file of journeys gets a copy."""
    name, var = f"{django_db_setup}_ready", tmp_path_factory.mktemp("ready")
    with django_db_blocker.unblock():
        here = connection.settings_dict["NAME"]
        databases.copy(django_db_setup, name)
        databases.work_in(name)
        users = User.objects.filter(is_active=True)
        tokens = {user.username: [create_login_link(user=user, by=None) for _ in range(LINKS)] for user in users}
        databases.work_in(here)
    made = Ready(name, var, tokens)
    subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=made.environment(name, var), check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    yield made
    databases.drop(name)


@pytest.fixture(scope="module")
def site(ready: Ready, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    """Run a site on a copy of the test world."""
    name, var = f"{ready.database}_site", tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock():
        databases.copy(ready.database, name)
    shutil.copytree(ready.var, var, dirs_exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tokens = {username: list(links) for username, links in ready.tokens.items()}
    running = Site(
        f"http://127.0.0.1:{port}", databases.address_of(name), var, ready.environment(name, var), tokens, []
    )
    try:
        running.start_web()
        running.start(*WORKER)
        running.wait()
        yield running
    finally:
        running.stop()
        databases.drop(name)


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


def complete_record_of(site: Site, name: str) -> None:
    """Fill in the record of a source, for journeys that are about something else."""
    record = complete_record()
    assignments = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in record)
    with psycopg.connect(site.database_url) as direct:
        query = sql.SQL("UPDATE corpus_source SET {} WHERE name = %s").format(assignments)
        assert direct.execute(query, [*record.values(), name]).rowcount == 1
