"""Ten posts in three threads, two coders, every figure by hand; an eleventh post that one coder has not submitted.

stance, as coded by A (coder) and B (second_coder): + for, - against

    T1  p1 ++  p2 ++  p3 --  p4 +-      T2  p5 --  p6 -+  p7 --      T3  p8 ++  p9 --  p10 --  p11 + and a draft -

Code "for":  both 3 | A only 1 | B only 1 | neither 5.  Tone is 2 for everybody.  Arguments: "fact" by both on p1,
by A alone on p2; else "none applies".
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from coding_app.accounts.models import User
from coding_app.codebook.actions import create_codebook, publish_version
from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition
from coding_app.coding.models import Coding, Operation
from coding_app.projects.models import Project
from coding_app.sampling.models import Assignment, Round, Sample, SampleUnit, Unit
from coding_app.sampling.steps import close_round, open_round, reveal_round
from corpus.models import Author, ImportBatch, Post, Source, Thread
from tests.factories import REVIEWED

THREADS = {"T1": ["p1", "p2", "p3", "p4"], "T2": ["p5", "p6", "p7"], "T3": ["p8", "p9", "p10", "p11"]}
STANCES = {
    "p1": "++", "p2": "++", "p3": "--", "p4": "+-", "p5": "--", "p6": "-+",
    "p7": "--", "p8": "++", "p9": "--", "p10": "--", "p11": "+-",
}  # fmt: skip
ARGUMENTS = {"p1": ("fact", "fact"), "p2": ("fact", "none")}
WORDS = {"+": "stance.for", "-": "stance.against"}


@dataclass
class Study:
    """What was built; codes by slug, posts and units by name."""

    project: Project
    people: dict[str, User]
    version: CodebookVersion
    codes: dict[str, Code]
    posts: dict[str, Post]
    units: dict[str, Unit]
    round: Round

    def close(self) -> "Study":
        """Close the round."""
        self.round = close_round(round=self.round, by=self.people["manager"])
        return self

    def reveal(self) -> "Study":
        """Close the round and show it to everybody."""
        self.round = reveal_round(round=self.close().round, by=self.people["manager"])
        return self


def build(small, *, is_blind=True, interpretive=()) -> Study:
    """Build the study; its round is open and coded."""
    project, people = small.project, small.people
    book = create_codebook(project=project, starter="debate", by=people["owner"])
    if interpretive:
        CodeDefinition.objects.filter(version__codebook=book, code__slug__in=interpretive).update(is_interpretive=True)
    version = publish_version(version=book.versions.get(), note="", by=people["owner"])
    codes = {code.slug: code for code in Code.objects.filter(codebook=book)}
    posts = corpus(project, THREADS)
    coders = [people["coder"], people["second_coder"]]
    row, units = draw(project, version, posts, coders, is_blind=is_blind)
    study = Study(project, people, version, codes, posts, units, row)
    assigned = {(found.unit_id, found.coder_id): found for found in Assignment.objects.filter(round=row)}
    decided = []
    for name, signs in STANCES.items():
        for place, (coder, sign) in enumerate(zip(coders, signs, strict=True)):
            argument = ARGUMENTS.get(name, ("none", "none"))[place]
            slugs = [WORDS[sign], f"argument.{argument}", "tone.2"]
            decided.append((assigned[units[name].pk, coder.pk], slugs, (name, place) != ("p11", 1)))
    write(study, decided)
    return study


def corpus(project, threads):
    """Put threads of posts into the corpus."""
    source = Source.objects.create(corpus=project.corpus, platform="facebook", name="Groupe", profession="home_help")
    batch = ImportBatch.objects.create(source=source, state="done", file_name="f.csv", sha256="0" * 64, **REVIEWED)
    author = Author.objects.create(corpus=project.corpus, alias="AD-001", profession="home_help")
    posts = {}
    for key, names in threads.items():
        thread = Thread.objects.create(source=source, batch=batch, digest=key.encode())
        made = [
            Post(
                source=source, thread=thread, batch=batch, author=author, digest=name.encode(), position=position,
                text=f"<b>texte</b> {name} ❤️",
            )
            for position, name in enumerate(names)
        ]  # fmt: skip
        made[0].save()
        for answer in made[1:]:
            answer.parent = made[0]
        Post.objects.bulk_create(made[1:])
        posts |= zip(names, made, strict=True)
    return posts


def draw(project, version, posts, coders, *, is_blind=True, number=1, **more):
    """Make an open round in which every coder meets every post; `more`: other fields of the round."""
    owner = project.created_by
    sample = Sample.objects.create(project=project, seed=1, population=len(posts), created_by=owner)
    row = Round.objects.create(
        project=project, number=number, name="Essai", unit_kind="post", sample=sample,
        codebook_version=version, is_blind=is_blind, created_by=owner, **{"kind": "main", **more},
    )  # fmt: skip
    Unit.objects.bulk_create(
        (Unit(project=project, kind="post", thread=post.thread, post=post) for post in posts.values()),
        ignore_conflicts=True,  # units of an earlier round
    )
    made = {unit.post_id: unit for unit in Unit.objects.filter(project=project, kind="post").select_related("post")}
    units = {name: made[post.pk] for name, post in posts.items()}
    SampleUnit.objects.bulk_create(
        SampleUnit(sample=sample, unit=unit, position=place) for place, unit in enumerate(units.values(), start=1)
    )
    Assignment.objects.bulk_create(
        Assignment(round=row, unit=unit, coder=coder, position=place)
        for coder in coders
        for place, unit in enumerate(units.values(), start=1)
    )
    return open_round(round=row, by=owner), units


def code(study, name, coder, slugs, *, is_submitted=True, row=None):
    """Write what a coder decided on a unit, as rows."""
    assignment = Assignment.objects.get(round=row or study.round, unit=study.units[name], coder=coder)
    write(study, [(assignment, slugs, is_submitted)])
    return assignment


@transaction.atomic
def write(study, decided):
    """Write decisions, an assignment with its slugs and whether it is submitted each, in few statements."""
    operations = Operation.objects.bulk_create(
        Operation(
            operation_id=uuid.uuid4(), assignment=assignment, sequence=sequence, kind="apply", code=study.codes[slug]
        )
        for assignment, slugs, _is_submitted in decided
        for sequence, slug in enumerate(slugs, start=1)
    )
    Coding.objects.bulk_create(
        Coding(assignment=each.assignment, code=each.code, version=study.version, made_by_operation=each)
        for each in operations
    )
    submitted = [assignment.pk for assignment, _slugs, is_submitted in decided if is_submitted]
    Assignment.objects.filter(pk__in=submitted).update(submitted_at=timezone.now())
