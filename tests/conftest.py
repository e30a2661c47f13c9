"""Shared fixtures: the test world is the demo, built once through actions; a small project for hand calculations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from coding_app.accounts.actions import create_user
from coding_app.accounts.models import User
from coding_app.core import jobs
from coding_app.demo.build import Demo, build, found
from coding_app.projects.actions import add_member, create_project
from coding_app.projects.models import Project, Role
from corpus import pulse

# The same examples each time: a suite that fails must fail again when it is looked at.
hypothesis.settings.register_profile(
    "entente",
    deadline=None,
    derandomize=True,
    max_examples=25,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("entente")
BACKEND = "django.contrib.auth.backends.ModelBackend"
# The same algorithm with little work: hundreds of people sign in here, and nobody guesses their passwords.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the files that use the world last: its rows stay in the test database, others begin with an empty one."""
    worldly = {item.path for item in items if {"world", "site"} & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path in worldly)


@dataclass
class World:
    """The demo, its people by role, a stranger and a second project whose things are out of reach."""

    demo: Demo
    stranger: User
    foreign: Project

    def __getattr__(self, name: str) -> object:
        people = self.demo.people
        return people[name] if name in people else getattr(self.demo, name)

    def person(self, role: str) -> User:
        """Return the person with a role, or the stranger."""
        return self.stranger if role == "stranger" else self.demo.people[role]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: object,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make the test database, also when only journeys run, which ask Django for none."""
    keeps = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock():
        before = setup_databases(verbosity=0, interactive=False, keepdb=keeps)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(before, verbosity=0)


@pytest.fixture(scope="session")
def world(django_db_setup: None, django_db_blocker: object) -> Iterator[World]:
    """Build the demo once; tests change it inside transactions that are rolled back."""
    with django_db_blocker.unblock():
        if (demo := found()) is None:  # it is there already under --reuse-db
            demo = build()
            create_project(name="Ailleurs", by=create_user(username="sacha", display_name="Sacha Ailleurs"))
        yield World(demo, User.objects.get(username="sacha"), Project.objects.get(slug="ailleurs"))


@pytest.fixture
def client_of(db: None) -> Callable[[User], Client]:
    """Return a function that gives a signed-in client."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return signed_in


@dataclass
class Small:
    """A small project with one person in each role."""

    project: Project
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        return self.people[name]


@pytest.fixture
def small(db: None) -> Small:
    """Make a project with an owner, a manager, an adjudicator, two coders, a reader, and a stranger outside."""
    people = {
        name: create_user(username=f"small-{name}", display_name=f"{name} Petit")
        for name in ("owner", "manager", "adjudicator", "coder", "second_coder", "reader", "stranger")
    }
    project = create_project(name="Petit projet", by=people["owner"])
    for name, role in [
        ("manager", Role.MANAGER),
        ("adjudicator", Role.ADJUDICATOR),
        ("coder", Role.CODER),
        ("second_coder", Role.CODER),
        ("reader", Role.READER),
    ]:
        add_member(project=project, user=people[name], role=role, by=people["owner"])
    return Small(project, people)


class _SameConnection(jobs.own_connection):
    """Report progress inside the test's transaction, which another connection could not see; journeys use the real."""

    def __enter__(self) -> Callable[[str, list[object]], object]:
        self.copy = connection
        return self.execute

    def __exit__(self, *error: object) -> None:
        pass


@pytest.fixture(autouse=True)
def _progress_inside_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "own_connection", _SameConnection)
    # The side thread of an import has a connection of its own, which would not see the job of the test.
    monkeypatch.setattr(pulse, "TOLD_EVERY_SECONDS", 3_600.0)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Speak English where a test calls without a request, whatever the request before it left behind."""
    with translation.override("en"):
        yield
