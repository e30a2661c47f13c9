"""Shared fixtures: the test world is the demo, built once through actions; a small project for hand calculations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

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
from coding_app.projects.actions import create_project
from coding_app.projects.models import Membership, Project, Role
from corpus import pulse
from tests import databases

# The same examples each time: a suite that fails must fail again when it is looked at.
hypothesis.settings.register_profile(
    "entente",
    deadline=None,
    derandomize=True,
    max_examples=25,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("entente")
ROOT = Path(__file__).parent
BACKEND = "django.contrib.auth.backends.ModelBackend"
# The same algorithm with little work: hundreds of people sign in here, and nobody guesses their passwords.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}


WORLDLY: set[Path] = set()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Remember who needs the world, and let the long files begin and the short ones end, so that no worker waits.

    The first file of the world has it built, while another worker is at what needs no database of ours.
    """
    WORLDLY.update(item.path for item in items if "world" in getattr(item, "fixturenames", ()))
    folders = {item.path: item.path.relative_to(ROOT).parts[0] for item in items}
    first = min(WORLDLY, default=None)
    ranks = {"local": 1, "promises": 2, "browser": 3, "pure": 5}
    items.sort(key=lambda item: 0 if item.path == first else ranks.get(folders[item.path], 4))


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
) -> Iterator[str]:
    """Make the test database, also when only journeys run, which ask Django for none; return the name of its world."""
    keeps = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock():
        before = databases.make_empty(
            connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}",
            lambda is_there: setup_databases(verbosity=0, interactive=False, keepdb=is_there),
            keeps=keeps,
        )
        empty = connection.settings_dict["NAME"]
        if not keeps:
            databases.drop_all(f"{empty}_world")
    yield databases.world_of(empty)
    with django_db_blocker.unblock():
        databases.work_in(empty)
        if not django_db_keepdb:
            databases.drop_all(f"{empty}_world")
            teardown_databases(before, verbosity=0)


@pytest.fixture(scope="session")
def world(django_db_setup: str, django_db_blocker: object) -> World:
    """Build the demo once; tests change it inside transactions that are rolled back."""
    with django_db_blocker.unblock():
        if not databases.is_there(django_db_setup):  # it is there already under --reuse-db
            databases.make_world(django_db_setup, build_world)
        empty = connection.settings_dict["NAME"]
        databases.work_in(django_db_setup)
        built = World(found(), User.objects.get(username="sacha"), Project.objects.get(slug="ailleurs"))
        databases.work_in(empty)
        return built


def build_world() -> None:
    build()
    create_project(name="Ailleurs", by=create_user(username="sacha", display_name="Sacha Ailleurs"))


@pytest.fixture(scope="module", autouse=True)
def _database_of_the_file(request: pytest.FixtureRequest, django_db_blocker: object) -> Iterator[None]:
    """Work where the demo lies in the files that ask for it, among empty tables in all others."""
    if request.path not in WORLDLY:
        yield
        return
    name = request.getfixturevalue("django_db_setup")
    request.getfixturevalue("world")
    empty = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        databases.work_in(name)
    yield
    with django_db_blocker.unblock():
        databases.work_in(empty)


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


ROLES = {
    "owner": Role.OWNER, "manager": Role.MANAGER, "adjudicator": Role.ADJUDICATOR, "coder": Role.CODER,
    "second_coder": Role.CODER, "reader": Role.READER,
}  # fmt: skip


@pytest.fixture
def small(db: None) -> Small:
    """Make a project with an owner, a manager, an adjudicator, two coders, a reader, and a stranger outside.

    Some two thousand tests begin here: the people are written in one statement, their roles in another.
    """
    people = {name: User(username=f"small-{name}", display_name=f"{name} Petit") for name in (*ROLES, "stranger")}
    for user in people.values():
        user.set_unusable_password()
    User.objects.bulk_create(people.values())
    project = create_project(name="Petit projet", by=people["owner"])
    Membership.objects.bulk_create(
        Membership(project=project, user=people[name], role=role) for name, role in ROLES.items() if name != "owner"
    )
    return Small(project, people)


class _SameConnection(jobs.own_connection):
    """Report progress inside the test's transaction, which another connection could not see; journeys use the real."""

    def __enter__(self) -> Callable[[str, list[object]], object]:
        self.copy = connection
        return self.execute

    def __exit__(self, *error: object) -> None:
        pass


@pytest.fixture(scope="session", autouse=True)
def _progress_inside_the_test() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "own_connection", _SameConnection)
        # The side thread of an import has a connection of its own, which would not see the job of the test.
        patch.setattr(pulse, "TOLD_EVERY_SECONDS", 3_600.0)
        yield


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Speak English where a test calls without a request, whatever the request before it left behind."""
    with translation.override("en"):
        yield
