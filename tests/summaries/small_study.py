"""A study small enough to be counted by hand: ten posts in four threads, three coders, one decision.

topic.pay, as coded by A (coder), B (second_coder), C (adjudicator); · = not asked of that coder:

    general practitioners, X             home helpers, Facebook
    G1.0  1 · ·   -> 1                   H1.0  1 1 ·   -> 1
    G1.1  0 · ·   -> 0                   H1.1  1 1 0   -> 1  (two of three)
    G1.2  0 · ·   -> 0                   H1.2  0 0 ·   -> 0
    G2.0  1 0 ·   -> 0  (a tie)          H2.0  1 0 ·   -> 1  (decided in review)
    G2.1  0 · ·   -> 0                   H2.1  1 · ·   -> 1
    1 of 5                               4 of 5

answer.advice is asked of the six replies only: G1.1 and H1.1 carry it, so 1 of 3 and 1 of 3.
"""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from coding_app.accounts.models import User
from coding_app.codebook.models import Code, Codebook, CodebookVersion, CodeDefinition
from coding_app.coding.actions import perform
from coding_app.coding.models import Coding, Operation
from coding_app.coding.queries import structure
from coding_app.projects.models import Project
from coding_app.review.models import Adjudication, ConsensusCoding
from coding_app.sampling.models import Assignment, Round, Sample, SampleUnit, Unit
from coding_app.sampling.steps import close_round, open_round, reveal_round
from corpus.models import Author, ImportBatch, Post, Source, Thread
from tests.factories import REVIEWED

BEGIN = datetime(2020, 2, 3, 10, 0, tzinfo=UTC)  # 11:00 in Paris
TEXTS = {
    "G1.0": "👩‍⚕️ payée en retard, que faire ?",
    "G1.1": "=1+1",
    "G2.0": "ligne une\rligne deux",
    "H1.0": "Bonjour ; on me doit 3 heures, j'attends",
    "H1.1": "+1 pareil",
}
THREADS = {"G1": 3, "G2": 2, "H1": 3, "H2": 2}
# The codes each coder leaves on each post; what is not named is "none applies".
CODED: dict[str, list[tuple[str, set[str]]]] = {
    "G1.0": [("coder", {"topic.pay"})],
    "G1.1": [("coder", {"answer.advice"})],
    "G1.2": [("coder", set())],
    "G2.0": [("coder", {"topic.pay"}), ("second_coder", set())],
    "G2.1": [("coder", set())],
    "H1.0": [("coder", {"topic.pay"}), ("second_coder", {"topic.pay"})],
    "H1.1": [
        ("coder", {"topic.pay", "answer.advice"}),
        ("second_coder", {"topic.pay", "answer.advice"}),
        ("adjudicator", {"answer.advice"}),
    ],
    "H1.2": [("coder", set()), ("second_coder", set())],
    "H2.0": [("coder", {"topic.pay"}), ("second_coder", set())],
    "H2.1": [("coder", {"topic.pay"})],
}
PASSAGE = (5, 10)  # "payée" in G1.0: the sign before it is four code points, then a space


@dataclass
class Study:
    """What was built."""

    project: Project
    people: dict[str, User]
    version: CodebookVersion
    codes: dict[str, Code]
    posts: dict[str, Post]
    main: Round

    def __getattr__(self, name: str) -> User:
        return self.people[name]


def build(small) -> Study:
    """Build the study in a small project; its main round is closed."""
    version, codes = _codebook(small.project, small.owner)
    posts = _corpus(small.project)
    main = draw(small.project, version, [(posts[name], coders_of(small, coded)) for name, coded in CODED.items()])
    study = Study(small.project, small.people, version, codes, posts, main)
    _write(study, main)
    finish(main, small.owner)
    main.refresh_from_db()
    decide(study, main, "H2.0", "topic", {"topic.pay"})
    return study


def finish(row, by):
    """Close a round and show it to everybody."""
    reveal_round(round=close_round(round=row, by=by), by=by)


def coders_of(small, coded):
    """Return the users behind the names of coders."""
    return [small.people[name] for name, _chosen in coded]


def draw(project, version, share, *, kind="main", unit_kind="post", is_blind=True):
    """Make a round whose assignments are given, and open it."""
    owner = project.created_by
    sample = Sample.objects.create(project=project, seed=1, population=len(share), created_by=owner)
    number = (Round.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0) + 1
    row = Round.objects.create(
        project=project, number=number, name=f"Round {number}", kind=kind, unit_kind=unit_kind, sample=sample,
        codebook_version=version, is_blind=is_blind, created_by=owner,
    )  # fmt: skip
    is_whole = unit_kind == "thread"
    wanted = [(post.thread_id, None if is_whole else post.pk) for post, _coders in share]
    Unit.objects.bulk_create(
        (Unit(project=project, kind=unit_kind, thread_id=thread, post_id=post) for thread, post in wanted),
        ignore_conflicts=True,  # units of an earlier round
    )
    units = {(each.thread_id, each.post_id): each for each in Unit.objects.filter(project=project, kind=unit_kind)}
    places: Counter[int] = Counter()
    assignments = []
    for key, (_post, coders) in zip(wanted, share, strict=True):
        for coder in coders:
            places[coder.pk] += 1
            assignments.append(Assignment(round=row, unit=units[key], coder=coder, position=places[coder.pk]))
    SampleUnit.objects.bulk_create(
        SampleUnit(sample=sample, unit=units[key], position=position) for position, key in enumerate(wanted, start=1)
    )
    Assignment.objects.bulk_create(assignments)
    return open_round(round=row, by=owner)


def code_unit(study, round, name, coder, chosen, *, submit=True, passage=None):
    """Code one unit as one coder does: the codes, "none applies" elsewhere, done."""
    post, user = study.posts[name], study.people[coder]
    unit = {"unit__post": post} if round.unit_kind == "post" else {"unit__thread": post.thread}
    assignment = Assignment.objects.select_related("round__codebook_version", "unit__post").get(
        round=round, coder=user, **unit
    )
    after = 0
    for slug in _slugs(chosen, is_reply=round.unit_kind == "post" and post.position > 0):
        start, end = passage if passage and slug in chosen else (None, None)
        after = perform(
            assignment=assignment, operation_id=uuid.uuid4(), kind="apply", code=study.codes[slug], after=after,
            by=user, start=start, end=end,
        ).sequence  # fmt: skip
    if submit:
        perform(assignment=assignment, operation_id=uuid.uuid4(), kind="submit", code=None, after=after, by=user)
    return assignment


def _slugs(chosen, *, is_reply):
    """Return the codes of a unit, "none applies" in each dimension that has no other."""
    return [
        slug
        for dimension in (["topic", "answer"] if is_reply else ["topic"])
        for slug in sorted(s for s in chosen if s.startswith(dimension)) or [f"{dimension}.none"]
    ]


def _write(study, round):
    """Write what `code_unit` leaves of every unit, in few statements: a hundred and fifty tests begin here."""
    assigned = {(each.unit.post_id, each.coder_id): each for each in round.assignments.select_related("unit")}
    operations = []
    for name, coded in CODED.items():
        post = study.posts[name]
        for coder, chosen in coded:
            assignment = assigned[post.pk, study.people[coder].pk]
            slugs = _slugs(chosen, is_reply=post.position > 0)
            for sequence, slug in enumerate(slugs, start=1):
                start, end = PASSAGE if name == "G1.0" and slug in chosen else (None, None)
                operations.append(
                    Operation(
                        operation_id=uuid.uuid4(), assignment=assignment, sequence=sequence, kind="apply",
                        code=study.codes[slug], start=start, end=end,
                    )
                )  # fmt: skip
            operations.append(
                Operation(operation_id=uuid.uuid4(), assignment=assignment, sequence=len(slugs) + 1, kind="submit")
            )
    with transaction.atomic():
        Coding.objects.bulk_create(
            Coding(
                assignment=each.assignment, code=each.code, version=study.version, start=each.start, end=each.end,
                made_by_operation=each,
            )
            for each in Operation.objects.bulk_create(operations)
            if each.code
        )  # fmt: skip
        round.assignments.update(submitted_at=timezone.now())
    structure(study.version)  # remembered since the first coding, as in life


def decide(study, round, name, dimension, slugs):
    """Settle one dimension of one unit."""
    unit = Unit.objects.get(project=study.project, kind=round.unit_kind, post=study.posts[name])
    adjudication = Adjudication.objects.create(
        round=round, unit=unit, dimension=study.codes[dimension], decision="other", reason="read together",
        made_by=study.people["adjudicator"],
    )  # fmt: skip
    for slug in slugs:
        ConsensusCoding.objects.create(adjudication=adjudication, code=study.codes[slug], version=study.version)
    return adjudication


def _codebook(project, owner):
    codebook = Codebook.objects.create(project=project, name_fr="Petit", name_en="Small")
    version = CodebookVersion.objects.create(codebook=codebook, number=1)
    rows = [
        ("topic", "", "dimension", "Sujet", "Topic"),
        ("topic.work", "topic", "group", "Travail", "Work"),
        ("topic.pay", "topic.work", "code", "=Paie", "Pay"),
        ("topic.care", "topic", "code", "Soin", "Care"),
        ("topic.none", "topic", "none", "Aucun", "None"),
        ("answer", "", "dimension", "Réponse", "Answer"),
        ("answer.advice", "answer", "code", "Conseil", "Advice"),
        ("answer.none", "answer", "none", "Aucune", "None"),
    ]
    codes = {row[0]: Code(codebook=codebook, slug=row[0]) for row in rows}
    Code.objects.bulk_create(codes.values())
    definitions = []
    for position, (slug, parent, kind, name_fr, name_en) in enumerate(rows, start=1):
        told = {"selection": "any", "level": "nominal", "applies_to": "reply" if slug == "answer" else "any"}
        definitions.append(
            CodeDefinition(
                version=version, code=codes[slug], parent=codes.get(parent), position=position, kind=kind,
                name_fr=name_fr, name_en=name_en, **(told if kind == "dimension" else {}),
            )
        )  # fmt: skip
    CodeDefinition.objects.bulk_create(definitions)
    version.state, version.published_at, version.published_by = "published", timezone.now(), owner
    version.save()
    return version, codes


def _corpus(project):
    posts: dict[str, Post] = {}
    for letter, platform, name, profession, alias in [
        ("G", "x", "#DocTocToc", "gp", "MG-001"),
        ("H", "facebook", "Aides à domicile", "home_help", "AD-001"),
    ]:
        source = Source.objects.create(corpus=project.corpus, platform=platform, name=name, profession=profession)
        batch = ImportBatch.objects.create(
            source=source,
            state="done",
            file_name="f.csv",
            sha256=letter * 64,
            importer="csv",
            importer_version="1",
            **REVIEWED,
        )
        author = Author.objects.create(corpus=project.corpus, alias=alias, profession=profession)
        for key, size in THREADS.items():
            if key.startswith(letter):
                _thread(source, batch, author, key, size, posts)
    return posts


def _thread(source, batch, author, key, size, posts):
    thread = Thread.objects.create(source=source, batch=batch, digest=key.encode())
    names = [f"{key}.{position}" for position in range(size)]
    made = Post.objects.bulk_create(
        Post(
            source=source, thread=thread, batch=batch, author=author, digest=name.encode(), position=position,
            text=TEXTS.get(name, f"message {name}"), posted_at=BEGIN + timedelta(hours=position), time_status="utc",
        )
        for position, name in enumerate(names)
    )  # fmt: skip
    posts.update(zip(names, made, strict=True))
