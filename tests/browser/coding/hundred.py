"""A hundred invented posts in ten threads, three dimensions of one code each: what a coder meets on a first day."""

import hashlib
import random
from datetime import UTC, datetime, timedelta

from django.db import transaction

from coding_app.accounts.models import User
from coding_app.codebook.actions import create_codebook, publish_version
from coding_app.codebook.drafting import add_entry
from coding_app.codebook.models import CodebookVersion, CodeDefinition
from coding_app.projects.actions import add_member, create_project
from coding_app.projects.models import Project, Role
from coding_app.sampling.actions import SampleRecipe, create_round
from coding_app.sampling.steps import open_round
from corpus.indexing import index
from corpus.models import Author, ImportBatch, Post, Source, Thread
from tests.factories import REVIEWED, complete_record

SLUG = "cent-messages"
DIMENSIONS = {
    "Position": {"1": "Pour", "2": "Contre", "3": "Partagée"},
    "Ton": {"a": "Calme", "b": "Inquiet", "c": "Fâché"},
    "Acte": {"q": "Question", "r": "Réponse", "t": "Récit"},
}
# How often each answer of a dimension is given. With three equally likely answers to each of three questions one post
# in 27 would get the answers of the post before; with these one in eleven (.46 * .46 * .42). A post takes four presses,
# one for each decision and one to go on; a repeated one takes two. So 1.33 presses a decision where nothing ever
# repeats, and 1.3 or less as soon as five posts of a hundred do. REPEATS is the count in these hundred posts.
WEIGHTS = [(6, 3, 1), (6, 3, 1), (5, 4, 1)]
REPEATS = 8
TEXTS = [
    "Est-ce que je dois le faire ? On me l’a demandé hier.",
    "Moi je dis non 👩🏽‍⚕️. Ce n’est pas dans le contrat !",
    "Chez nous c’est oui, et la famille remercie toujours. Courage !",
    "Ça dépend… e\u0301coute, demande d’abord au bureau.",
    "قالت لي: شكرا. Elle est partie contente.",
]


def answers() -> list[tuple[str, str, str]]:
    """Return the three keys that the coder presses on each post."""
    dice = random.Random(20191113)
    keys = [list(codes) for codes in DIMENSIONS.values()]
    return [tuple(dice.choices(one, weight)[0] for one, weight in zip(keys, WEIGHTS, strict=True)) for _ in range(100)]


@transaction.atomic
def build() -> None:
    """Build the project in a database where the demo stands: its owner leads, its first coder codes all of it."""
    owner, coder = User.objects.get(username="claude"), User.objects.get(username="coline")
    project = create_project(name="Cent messages", slug=SLUG, by=owner)
    add_member(project=project, user=coder, role=Role.CODER, by=owner)
    _threads(project)
    drawn = create_round(
        project=project, name="Tout", kind="training", unit_kind="post", recipe=SampleRecipe(), size=100, seed=3,
        coders=[coder], double_share=0, triple_share=0, is_blind=True, codebook_version=_codebook(project, owner),
        by=owner, instructions="",
    )  # fmt: skip
    open_round(round=drawn, by=owner)


def _codebook(project: Project, owner: User) -> CodebookVersion:
    version = create_codebook(project=project, starter="empty", by=owner).versions.get()
    CodeDefinition.objects.filter(version=version).delete()
    for number, (name, codes) in enumerate(DIMENSIONS.items()):
        top = add_entry(
            version=version, kind="dimension", parent=None, by=owner, name_fr=name, name_en=name, selection="one",
            level="nominal", applies_to="any",
        )  # fmt: skip
        for place, (key, label) in enumerate(codes.items()):
            add_entry(
                version=version, kind="code", parent=top.code, by=owner, name_fr=label, name_en=label, key=key,
                colour=number * 3 + place + 1,
            )  # fmt: skip
    return publish_version(version=version, note="", by=owner)


def _threads(project: Project) -> None:
    source = Source.objects.create(
        corpus=project.corpus, platform="facebook", name="Entraide", profession="home_help", **complete_record()
    )
    batch = ImportBatch.objects.create(source=source, sha256="1" * 64, state="done", file_name="cent.csv", **REVIEWED)
    start = datetime(2019, 3, 12, 18, 42, tzinfo=UTC)
    for number in range(10):
        thread = Thread.objects.create(source=source, batch=batch, digest=hashlib.sha256(b"%d" % number).digest())
        posts: list[Post] = []
        for place in range(10):
            alias = f"AD-{(number * 3 + place) % 40:03}"
            author, _made = Author.objects.get_or_create(
                corpus=project.corpus, alias=alias, defaults={"profession": "home_help"}
            )
            posts.append(
                Post.objects.create(
                    source=source,
                    thread=thread,
                    batch=batch,
                    author=author,
                    position=place,
                    language="fr",
                    parent=posts[(place - 1) // 2] if place else None,
                    text=TEXTS[(number + place) % len(TEXTS)],
                    digest=hashlib.sha256(b"%d/%d" % (number, place)).digest(),
                    time_status="utc",
                    posted_at=start + timedelta(days=number, minutes=12 * place),
                )
            )
    index(batch)
