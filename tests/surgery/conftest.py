"""A small open round under version 1 of a small codebook, and shortcuts to do surgery, publish and code."""

import uuid
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import reverse

from coding_app.codebook.actions import create_draft, publish_version
from coding_app.codebook.models import Code, Codebook, CodebookVersion, CodeDefinition
from coding_app.coding import actions as coding
from coding_app.coding.models import Coding
from coding_app.sampling.models import Assignment, Round
from coding_app.surgery import actions, carrying
from tests.summaries import small_study

CODED = {
    "G1.0": ["coder", "second_coder"],
    "G1.1": ["coder"],
    "H1.0": ["coder"],
    "H1.1": ["coder", "second_coder"],
}


@dataclass
class Bench:
    """A project with topic (any: work > pay, care) and answer (one, of replies: advice), nothing coded yet."""

    project: object
    people: dict
    book: Codebook
    posts: dict
    rounds: list[Round] = field(default_factory=list)

    def __getattr__(self, name):
        if name not in self.__dict__.get("people", {}):
            raise AttributeError(name)
        return self.people[name]

    @property
    def round(self):
        """Return the first round as it is now."""
        return Round.objects.select_related("codebook_version", "project").get(pk=self.rounds[0].pk)

    @property
    def draft(self):
        return self.book.versions.get(state="draft")

    @property
    def latest(self):
        return self.book.versions.filter(state="published").latest("number")

    def code(self, slug):
        return Code.objects.get(codebook=self.book, slug=slug)

    def entry(self, slug, version=None):
        return CodeDefinition.objects.select_related("code").get(version=version or self.draft, code__slug=slug)

    def slugs(self, version=None):
        rows = CodeDefinition.objects.filter(version=version or self.draft).order_by("position")
        return list(rows.values_list("code__slug", flat=True))

    def lineage(self, version=None):
        rows = (version or self.draft).lineage.order_by("kind", "pk")
        return list(rows.values_list("kind", "from_code__slug", "to_code__slug"))

    def publish(self):
        draft = self.book.versions.filter(state="draft").first() or create_draft(codebook=self.book, by=self.owner)
        return publish_version(version=draft, note="suite", by=self.owner)

    def merge(self, code, into, **more):
        actions.merge_code(code=self.code(code), into=self.code(into), by=self.manager, **more)

    def split(self, code, *names, existing=()):
        """Split a code into new parts with these names; return their slugs."""
        new = [actions.NewPart(name_fr=name, name_en=name) for name in names]
        known = [self.code(slug) for slug in existing]
        return [
            row.code.slug for row in actions.split_code(code=self.code(code), existing=known, new=new, by=self.manager)
        ]

    def work(self, name, coder="coder", number=0):
        rows = Assignment.objects.select_related("round__codebook_version", "round__project", "unit__post", "coder")
        return rows.get(round=self.rounds[number], coder=self.people[coder], unit__post=self.posts[name])

    def act(self, work, kind, slug="", **more):
        last = work.operations.order_by("-sequence").values_list("sequence", flat=True).first() or 0
        wanted = {"operation_id": uuid.uuid4(), "after": last, "by": work.coder} | more
        if "start" in more:
            wanted["quote"] = work.unit.post.text[more["start"] : more["end"]]
        return coding.perform(assignment=work, kind=kind, code=self.code(slug) if slug else None, **wanted)

    def fill(self, name, coder, *slugs, submit=True):
        """Apply codes; "none applies" where nothing of a dimension was named; submit."""
        work = self.work(name, coder)
        asked = ["topic", "answer"] if self.posts[name].position else ["topic"]
        for slug in [*slugs, *[f"{one}.none" for one in asked if not any(s.startswith(one) for s in slugs)]]:
            self.act(work, "apply", slug)
        if submit:
            self.act(work, "submit")
        return work

    def live(self, name, coder="coder"):
        rows = Coding.objects.filter(assignment=self.work(name, coder), retracted_at__isnull=True)
        return sorted(rows.values_list("code__slug", flat=True))

    def coding(self, name, slug, coder="coder"):
        return Coding.objects.get(assignment=self.work(name, coder), code__slug=slug, retracted_at__isnull=True)

    def move(self, reason="les définitions ont changé"):
        return carrying.move_round(round=self.round, version=self.latest, reason=reason, by=self.manager)

    def url(self, name, *args):
        return reverse(f"surgery:{name}", args=[self.project.slug, *args])


ROWS = [
    ("topic", "", "dimension", "Sujet", "Topic"),
    ("topic.work", "topic", "group", "Travail", "Work"),
    ("topic.pay", "topic.work", "code", "Paie", "Pay"),
    ("topic.care", "topic", "code", "Soin", "Care"),
    ("topic.none", "topic", "none", "Aucun", "None"),
    ("answer", "", "dimension", "Réponse", "Answer"),
    ("answer.advice", "answer", "code", "Conseil", "Advice"),
    ("answer.none", "answer", "none", "Aucune", "None"),
]


def _codebook(project, by):
    book = Codebook.objects.create(project=project, name_fr="Petit", name_en="Small")
    version = CodebookVersion.objects.create(codebook=book, number=1)
    codes = {slug: Code.objects.create(codebook=book, slug=slug) for slug, *_rest in ROWS}
    rules = {"topic": {"selection": "any", "applies_to": "any"}, "answer": {"selection": "one", "applies_to": "reply"}}
    CodeDefinition.objects.bulk_create(
        CodeDefinition(
            version=version, code=codes[slug], parent=codes.get(parent), position=position, kind=kind, name_fr=fr,
            name_en=en, key="0" if kind == "none" else "",
            **(rules[slug] | {"level": "nominal"} if kind == "dimension" else {}),
        )
        for position, (slug, parent, kind, fr, en) in enumerate(ROWS, start=1)
    )  # fmt: skip
    return publish_version(version=version, note="premier essai", by=by)


def make_bench(small, *, is_blind=True):
    """Build it; the first round is open and blind."""
    version = _codebook(small.project, small.owner)
    bench = Bench(small.project, small.people, version.codebook, small_study._corpus(small.project))
    share = [(bench.posts[name], [small.people[one] for one in coders]) for name, coders in CODED.items()]
    bench.rounds.append(small_study.draw(small.project, version, share, is_blind=is_blind))
    return bench


@pytest.fixture
def bench(small):
    return make_bench(small)


@pytest.fixture
def coded(bench):
    """Code all of the round: pay three times, care twice, once on a passage."""
    bench.fill("G1.0", "coder", "topic.pay")
    bench.fill("G1.0", "second_coder", "topic.pay", "topic.care")
    bench.fill("G1.1", "coder", "answer.advice")
    bench.act(work := bench.work("H1.0"), "apply", "topic.care", start=0, end=7)
    bench.act(work, "submit")
    bench.fill("H1.1", "coder", "topic.pay", "answer.advice")
    bench.fill("H1.1", "second_coder")
    return bench


@pytest.fixture
def client_of(db):
    """Return a function that signs somebody in, reading English."""

    def signed_in(user):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
