"""A small round to code: one thread of six posts, two coders who meet all of them, the starter codebook."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from coding_app.accounts.models import User
from coding_app.codebook.actions import create_codebook, publish_version
from coding_app.codebook.models import Code
from coding_app.coding import actions
from coding_app.coding.queries import structure
from coding_app.coding.standing import State
from coding_app.projects.models import Project
from coding_app.sampling.actions import SampleRecipe, create_round
from coding_app.sampling.models import Assignment, Round
from coding_app.sampling.steps import open_round
from corpus.indexing import index
from corpus.models import Author, ImportBatch, Post, Source, Thread
from tests.factories import REVIEWED

TEXTS = [
    "Bonsoir, est-ce que je dois nettoyer la litière du chat ?",
    "Non, ce n’est pas dans le contrat 🐈",
    "Si ça lui fait plaisir, pourquoi pas…",
    "Regarde la convention collective, page 12.",
    "Courage, ne te laisse pas faire !",
    "Merci les filles",
]
PARENTS = [None, 0, 0, 1, 0, 4]


def add_thread(project: Project, texts: list[str], parents: list[int | None], name: str = "litière") -> Thread:
    """Put a thread into the corpus of a project, row by row."""
    source, _made = Source.objects.get_or_create(
        corpus=project.corpus, platform="facebook", name="Groupe", defaults={"profession": "home_help"}
    )
    batch, _made = ImportBatch.objects.get_or_create(
        source=source, sha256="0" * 64, defaults={"state": "done", "file_name": "groupe.csv", **REVIEWED}
    )
    thread = Thread.objects.create(source=source, batch=batch, digest=hashlib.sha256(name.encode()).digest())
    posts: list[Post] = []
    for position, (text, parent) in enumerate(zip(texts, parents, strict=True)):
        alias = f"AD-{position + 1:03}"
        author, _made = Author.objects.get_or_create(
            corpus=project.corpus, alias=alias, defaults={"profession": "home_help"}
        )
        posts.append(
            Post.objects.create(
                source=source,
                thread=thread,
                batch=batch,
                author=author,
                parent=None if parent is None else posts[parent],
                position=position,
                text=text,
                digest=hashlib.sha256(f"{name}/{position}".encode()).digest(),
                posted_at=datetime(2019, 3, 12, 18, 42, tzinfo=UTC) + timedelta(minutes=position),
                time_status="utc",
            )
        )
    index(batch)
    return thread


@dataclass
class Coded:
    """A round of post units, and shortcuts to act on it."""

    project: Project
    round: Round
    people: dict[str, User]

    def assignment(self, person: str, position: int = 0) -> Assignment:
        """Return a person's assignment on the post at a position of the thread."""
        return Assignment.objects.select_related("round__codebook_version", "round__project", "unit__post").get(
            round=self.round, coder=self.people[person], unit__post__position=position
        )

    def code(self, slug: str) -> Code:
        """Return a code by its slug."""
        return Code.objects.get(slug=slug, codebook__project=self.project)

    def act(self, assignment: Assignment, kind: str, slug: str = "", **more: Any) -> State:
        """Carry out one operation after whatever came before."""
        last = assignment.operations.order_by("-sequence").values_list("sequence", flat=True).first() or 0
        wanted = {"operation_id": uuid.uuid4(), "after": last, "by": assignment.coder} | more
        return actions.perform(assignment=assignment, kind=kind, code=self.code(slug) if slug else None, **wanted)

    def fill(self, assignment: Assignment, *slugs: str) -> State:
        """Apply the codes, "none applies" in the other dimensions, and submit."""
        for slug in slugs:
            self.act(assignment, "apply", slug)
        topics = {"work", "care", "law", "help", "group"}
        answered = {"topic" if (first := slug.split(".")[0]) in topics else first for slug in slugs}
        is_reply = assignment.unit.post.position > 0
        for dimension in ("topic", "act", "answer", "stance", "tone", "register"):
            if dimension not in answered and (dimension != "answer" or is_reply):
                self.act(assignment, "apply", f"{dimension}.none")
        return self.act(assignment, "submit")

    def slugs(self, assignment: Assignment) -> list[str]:
        """Return the slugs of the live codings."""
        return sorted(assignment.codings.filter(retracted_at__isnull=True).values_list("code__slug", flat=True))

    def url(self, name: str, assignment: Assignment | None = None) -> str:
        """Return an address of the feature."""
        return reverse(f"coding:{name}", args=[self.project.slug, *([assignment.uuid] if assignment else [])])

    def post(self, client: Client, assignment: Assignment, **fields: Any) -> HttpResponse:
        """Send one operation as the queue of the browser does."""
        if slug := fields.pop("slug", None):
            fields["code"] = str(self.code(slug).uuid)
        body = {"operation_id": str(uuid.uuid4()), "kind": "apply", "after": 0} | fields
        return client.post(self.url("operation_create", assignment), json.dumps(body), content_type="application/json")


def make_coded(small: Any, *, is_blind: bool = True, unit_kind: str = "post", kind: str = "main") -> Coded:
    """Build codebook, thread and an open round in which both coders meet everything."""
    project, people = small.project, small.people
    book = create_codebook(project=project, starter="care_and_work", by=people["owner"])
    version = publish_version(version=book.versions.get(), note="", by=people["owner"])
    add_thread(project, TEXTS, PARENTS)
    drawn = create_round(
        project=project,
        name="Essai",
        kind=kind,
        unit_kind=unit_kind,
        recipe=SampleRecipe(),
        size=6,
        seed=7,
        coders=[people["coder"], people["second_coder"]],
        double_share=100,
        triple_share=0,
        is_blind=is_blind,
        codebook_version=version,
        by=people["manager"],
        instructions="Lire tout le fil avant de coder.",
    )
    opened = open_round(round=drawn, by=people["manager"])
    structure(opened.codebook_version)
    return Coded(project, opened, people)


@pytest.fixture
def coded(small: Any) -> Coded:
    """Make a blind open round of six posts for two coders."""
    return make_coded(small)


@pytest.fixture
def coder(coded: Coded, client_of: Callable[[User], Client]) -> Client:
    """Sign the first coder in."""
    return client_of(coded.people["coder"])


@pytest.fixture
def rules_of(coded: Coded) -> Iterator[Any]:
    """Give the questions of the round."""
    return structure(coded.round.codebook_version).questions
