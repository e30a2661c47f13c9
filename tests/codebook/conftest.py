"""A small project with a codebook, made through actions."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from coding_app.accounts.actions import create_user
from coding_app.accounts.models import User
from coding_app.codebook import actions, queries
from coding_app.codebook.models import Code, Codebook, CodebookVersion, CodeDefinition
from coding_app.projects.actions import add_member, create_project
from coding_app.projects.models import Project, Role
from corpus import facts
from corpus.models import Post
from tests.coding.conftest import add_thread


@dataclass
class Study:
    """A project with the debate starter as its draft, and people around it."""

    project: Project
    codebook: Codebook
    draft: CodebookVersion
    manager: User
    reader: User
    stranger: User
    coder: User | None = None

    def entry(self, slug: str, version: CodebookVersion | None = None) -> CodeDefinition:
        """Return the definition of a code in the draft or another version."""
        return CodeDefinition.objects.select_related("code").get(version=version or self.draft, code__slug=slug)

    def code(self, slug: str) -> Code:
        """Return a code."""
        return Code.objects.get(codebook=self.codebook, slug=slug)

    def slugs(self, version: CodebookVersion | None = None) -> list[str]:
        """Return the slugs of a version by position."""
        return [row.code.slug for row in queries.definitions(version or self.draft)]

    def next_draft(self) -> CodebookVersion:
        """Begin the next draft and make it the one that is worked on."""
        self.draft = actions.create_draft(codebook=self.codebook, by=self.manager)
        return self.draft

    def url(self, name: str, *args: object) -> str:
        """Return an address of the codebook pages."""
        return reverse(f"codebook:{name}", args=[self.project.slug, *args])

    def publish(self) -> CodebookVersion:
        """Publish the draft."""
        return actions.publish_version(version=self.draft, note="premier essai", by=self.manager)

    def client(self, user: User) -> Client:
        """Return a browser signed in as the user, reading English."""
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture
def study(db: None) -> Study:
    """Make the study."""
    manager, reader, stranger = (
        create_user(username=name, display_name=name.title()) for name in ("maud", "rene", "sacha")
    )
    project = create_project(name="Trottinettes", by=manager)
    add_member(project=project, user=reader, role=Role.READER, by=manager)
    create_project(name="Ailleurs", by=stranger)
    codebook = actions.create_codebook(project=project, starter="debate", by=manager)
    draft = codebook.versions.get()
    return Study(project, codebook, draft, manager, reader, stranger)


TEXTS = [
    "Bonsoir, faut-il interdire les trottinettes ?",
    "Non 🛴 pas payée la nuit, pas payée le jour.",
    "<b>Oui</b> mille fois oui",
]


@pytest.fixture
def talk(study: Study) -> list[Post]:
    """Give the study a coder, and a thread of three posts of which the last looks like markup."""
    study.coder = create_user(username="coline", display_name="Coline")
    add_member(project=study.project, user=study.coder, role=Role.CODER, by=study.manager)
    thread = add_thread(study.project, TEXTS, [None, 0, 0], name="trottinettes")
    facts.refresh([thread.pk])
    return list(thread.posts.order_by("position"))


@pytest.fixture(autouse=True)
def read_english() -> Iterator[None]:
    """Say refusals in English, whatever the language of the installation."""
    with translation.override("en"):
        yield
