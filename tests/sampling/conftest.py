"""A small project with posts of two professions and a published codebook."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import translation

from coding_app.accounts.actions import create_user
from coding_app.accounts.models import User
from coding_app.codebook import actions as codebook_actions
from coding_app.codebook.models import CodebookVersion
from coding_app.projects.actions import add_member, create_project
from coding_app.projects.models import Project, Role
from coding_app.sampling import actions
from coding_app.sampling.models import Round
from corpus.models import ImportBatch, Post, Source, Thread
from tests.factories import REVIEWED


@dataclass
class Field:
    """The project, its people, and rows: ten threads of three posts for each profession."""

    project: Project
    version: CodebookVersion
    manager: User
    coders: list[User]
    reader: User
    stranger: User
    doctors: Source
    helpers: Source

    def client(self, user: User) -> Client:
        """Return a browser signed in as the user, reading English."""
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def draw(self, **terms: object) -> Round:
        """Draw a round; terms replace the usual ones."""
        usual = {
            "name": "Essai",
            "kind": "pilot",
            "unit_kind": "post",
            "recipe": actions.SampleRecipe(),
            "size": 20,
            "seed": 7,
            "coders": self.coders,
            "double_share": 20,
            "triple_share": 10,
            "is_blind": True,
            "codebook_version": self.version,
            "instructions": "Lire deux fois.",
            "by": self.manager,
        }
        return actions.create_round(project=self.project, **usual | terms)


def fill(source: Source, number: int) -> None:
    """Put ten threads of three posts into a source: January to October 2020, the last thread without dates."""
    batch = ImportBatch.objects.create(
        source=source, state="done", file_name="", sha256=str(number), importer="x", **REVIEWED
    )
    for month in range(1, 11):
        digest = bytes([number, month])
        thread = Thread.objects.create(source=source, batch=batch, digest=digest)
        at = dt.datetime(2020, month, 1, 12, tzinfo=dt.UTC) if month < 10 else None
        Post.objects.bulk_create(
            Post(
                source=source,
                thread=thread,
                batch=batch,
                digest=digest + bytes([place]),
                position=place,
                text=f"message {month}/{place}",
                posted_at=at,
                time_status="utc" if at else "unknown",
            )
            for place in range(3)
        )


@pytest.fixture
def field(db: None) -> Field:
    """Make the project."""
    people = {
        name: create_user(username=name, display_name=name.title())
        for name in ("maud", "ana", "bob", "chloe", "rene", "sacha")
    }
    manager = people["maud"]
    project = create_project(name="Terrain", by=manager)
    coders = [people[name] for name in ("ana", "bob", "chloe")]
    for user in coders:
        add_member(project=project, user=user, role=Role.CODER, by=manager)
    add_member(project=project, user=people["rene"], role=Role.READER, by=manager)
    create_project(name="Ailleurs", by=people["sacha"])
    doctors, helpers = (
        Source.objects.create(corpus=project.corpus, platform="x", name=name, profession=profession)
        for name, profession in (("#DocTocToc", "gp"), ("Aides à domicile", "home_help"))
    )
    fill(doctors, 1)
    fill(helpers, 2)
    codebook = codebook_actions.create_codebook(project=project, starter="debate", by=manager)
    version = codebook_actions.publish_version(version=codebook.versions.get(), note="Première", by=manager)
    return Field(project, version, manager, coders, people["rene"], people["sacha"], doctors, helpers)


@pytest.fixture(autouse=True)
def read_english() -> Iterator[None]:
    """Say refusals in English, whatever the language of the installation."""
    with translation.override("en"):
        yield
