"""A project in which every table has a row, so that every promise can be broken once."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

from coding_app.accounts.actions import create_login_link, create_token, create_user
from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.codebook.actions import create_draft, publish_version
from coding_app.codebook.models import Code, CodeExample, CodeLineage, CodeQuestion, VersionReading
from coding_app.coding.actions import write_memo
from coding_app.coding.models import Coding, ContentWarning, Note, NoteMention, Operation
from coding_app.core import jobs
from coding_app.core.models import Job
from coding_app.exports.models import Export
from coding_app.projects.actions import add_member, create_project, invite
from coding_app.quotes.models import PinnedQuote
from coding_app.review.models import Adjudication, ConsensusCoding
from coding_app.sampling.actions import SampleRecipe, create_round
from coding_app.sampling.models import Assignment, Round, RoundMove, Sample
from coding_app.sampling.steps import close_round, open_round, reveal_round
from coding_app.sources.models import SavedSearch, Upload
from coding_app.surgery.models import SplitAnswer, SplitChoice
from corpus import facts
from corpus.models import (
    Attachment,
    AuthorDigest,
    ErasedDigest,
    Erasure,
    Hashtag,
    ImportBatch,
    ImportProblem,
    ImportRecipe,
    Mention,
    PollOption,
    Post,
    Redaction,
    RedactionHit,
    Source,
    TextChange,
    Vanishing,
)
from tests.coding import conftest

# Rows that nothing stands on yet, as SQL; the scene makes them.
FREE_CODE = "(SELECT id FROM coding_app_code WHERE slug = 'free.one')"
OTHER_FREE_CODE = "(SELECT id FROM coding_app_code WHERE slug = 'free.two')"
FREE_SAMPLE = "(SELECT max(id) FROM coding_app_sample)"
FREE_OPERATION = "(SELECT max(id) FROM coding_app_operation)"
# What a post may hold to attack its readers; every post of the scene begins with it.
HOSTILE = "<img src=x onerror=alert(1)><a href='javascript:1' hx-get='/hostile/' hx-trigger=load>{{ 7|add:1 }}</a> "
NAMES = ("owner", "manager", "adjudicator", "coder", "second_coder", "reader")


def build(name="scene"):
    """Build the scene: one revealed round with figures and a decision, one open round, a draft of the codebook."""
    people = {
        role: create_user(username=f"{name}-{role}", display_name=role, email=f"{role}@{name}.example")
        for role in NAMES
    }
    owner = people["owner"]
    project = create_project(name=name, by=owner)
    for role in NAMES[1:]:
        add_member(project=project, user=people[role], role=role.removeprefix("second_"), by=owner)
    with patch.object(conftest, "TEXTS", [HOSTILE + text for text in conftest.TEXTS]):
        closed = conftest.make_coded(SimpleNamespace(project=project, people=people))
    for person in ("coder", "second_coder"):
        closed.fill(closed.assignment(person, 1), "law.tasks")
    _decide(closed)
    closed.round = reveal_round(round=close_round(round=closed.round, by=owner), by=owner)
    compute_agreement(round=closed.round, by=owner, resampling=Resampling(resamples=10))
    version = closed.round.codebook_version
    drawn = create_round(
        project=project, name="Suite", kind="main", unit_kind="post", recipe=SampleRecipe(), size=4, seed=1,
        coders=[people["coder"], people["second_coder"]], double_share=100, triple_share=0, is_blind=True,
        codebook_version=version, by=owner,
    )  # fmt: skip
    current = type(closed)(project, open_round(round=drawn, by=owner), people)
    work = (
        current.round.assignments.select_related("round", "unit__post", "coder").filter(coder=people["coder"]).first()
    )
    current.act(work, "apply", "law.tasks")
    current.act(work, "apply", "work.pay", start=0, end=2)
    current.act(work, "retract", "law.tasks")
    write_memo(assignment=work, text="À relire", by=people["coder"], previous=None)
    work.refresh_from_db()
    draft = _talked_about(project, people, version, work)
    invitation_token = _accounts(project, people)
    _material(project)
    _living(project, owner)
    _leaving(project, owner)
    for slug in ("free.one", "free.two"):
        Code.objects.create(codebook=version.codebook, slug=slug)
    _explored(project, people["coder"], version)
    Sample.objects.create(project=project, seed=2, population=0, created_by=owner)
    with connection.cursor() as cursor:
        # What waits for COMMIT would be checked again at the end of each test, and stand in the way of TRUNCATE.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return SimpleNamespace(
        project=project, people=people, closed=closed, work=work, draft=draft, invitation_token=invitation_token
    )


def _talked_about(project, people, version, work):
    """Publish a second version with what is said about its codes, and go on with a third; return that draft."""
    owner, coder = people["owner"], people["coder"]
    post = Post.objects.filter(source__corpus=project.corpus, position=1).get()
    second = create_draft(codebook=version.codebook, by=owner)
    old, new = Code.objects.filter(definitions__version=version, definitions__kind="code").order_by("pk")[:2]
    for draft in (second, None):
        draft = draft or create_draft(codebook=version.codebook, by=owner)
        CodeLineage.objects.create(version=draft, kind="merged", from_code=old, to_code=new, made_by=owner)
        if not draft.examples.exists():
            CodeExample.objects.create(version=draft, code=new, post=post, start=0, end=2, picked_by=owner)
        if draft == second:
            publish_version(version=second, note="Deux codes se rejoignent.", by=owner)
    VersionReading.objects.create(version=second, reader=coder)
    CodeQuestion.objects.create(code=new, text="Et les trajets ?", asked_by=coder)
    CodeQuestion.objects.create(
        code=new, text="Et la nuit ?", asked_by=coder, answer="Oui.", outcome="answered", answered_by=owner,
        answered_at=timezone.now(),
    )  # fmt: skip
    RoundMove.objects.create(
        round=work.round, from_version=version, to_version=second, reason="La nuit compte.", moved_by=owner
    )
    coding = Coding.objects.filter(assignment=work, retracted_at=None).first()
    answer = SplitAnswer.objects.create(coding=coding, version=second, answered_by=coder)
    SplitChoice.objects.create(answer=answer, code=new)
    PinnedQuote.objects.create(code=new, profession="hh", place=1, post=post, start=0, end=2, pinned_by=owner)
    ContentWarning.objects.create(project=project, post=post, text="violence", made_by=coder)
    note = Note.objects.create(project=project, author=owner, post=post, start=0, end=2, text="À revoir")
    NoteMention.objects.create(note=note, person=coder)
    Note.objects.create(project=project, author=owner, code=new, text="À préciser")
    Operation.objects.create(operation_id=uuid.uuid4(), assignment=work, sequence=4, kind="skip", reason="Illisible")
    return draft


def _explored(project, coder, version):
    """Begin an exploration of one unit by one coder."""
    sample = Sample.objects.create(project=project, seed=3, population=1, created_by=coder)
    unit = project.units.filter(kind="post").first()
    found = Round.objects.create(
        project=project, number=9, name="Seul", kind="exploration", unit_kind="post", sample=sample, is_blind=False,
        codebook_version=version, created_by=coder, state="open", opened_at=timezone.now(), opened_by=coder,
    )  # fmt: skip
    Assignment.objects.create(round=found, unit=unit, coder=coder, position=1)


def _decide(closed):
    decision = Adjudication.objects.create(
        round=closed.round, unit=closed.assignment("coder", 1).unit, dimension=closed.code("topic"),
        decision="keep_coder", kept_coder=closed.people["coder"], reason="Le fil tranche.",
        made_by=closed.people["adjudicator"],
    )  # fmt: skip
    version = closed.round.codebook_version
    ConsensusCoding.objects.create(adjudication=decision, code=closed.code("law.tasks"), version=version)


def _accounts(project, people):
    create_login_link(user=people["coder"], by=people["owner"])
    create_token(name="R", by=people["owner"])
    _invitation, token = invite(project=project, email="nouvelle@example.org", role="coder", by=people["owner"])
    return token


def _material(project):
    post = Post.objects.filter(source__corpus=project.corpus, position=1).get()
    PollOption.objects.create(post=post, position=0, text="Oui")
    Attachment.objects.create(post=post, position=0, kind="image")
    Hashtag.objects.create(post=post, name="chat", written="Chat")
    Mention.objects.create(post=post, author=post.author)
    Redaction.objects.create(post=post, start=0, end=2, reason="nom", made_by="owner")
    AuthorDigest.objects.create(corpus=project.corpus, author=post.author, kind="id", digest=b"1" * 32)
    ImportRecipe.objects.create(corpus=project.corpus, name="Groupe", format="table")
    ImportProblem.objects.create(batch=_batch(project), severity="warning", reason="empty_text")
    Source.objects.create(corpus=project.corpus, platform="x", name="#Autre", profession="gp")


def _living(project, owner):
    """Add what happens to the material after it was read."""
    batch = _batch(project)
    post = Post.objects.filter(batch=batch, position=1).get()
    TextChange.objects.create(post=post, batch=batch, text="Autrement dit", words_digest=b"2" * 32)
    Vanishing.objects.create(post=post, batch=batch)
    RedactionHit.objects.create(
        batch=batch, post=post, kind="first_name", start=3, end=11, same=b"3" * 32,
        decision="accepted", decided_by="owner", decided_at=timezone.now(),
    )  # fmt: skip
    erasure = Erasure.objects.create(corpus=project.corpus, alias="AD-099", reason="demande", made_by="owner")
    ErasedDigest.objects.create(corpus=project.corpus, erasure=erasure, digest=b"4" * 32)
    facts.refresh([post.thread_id])
    SavedSearch.objects.create(project=project, name="Chats", query="q=chat", created_by=owner)


def _leaving(project, owner):
    made = jobs.start(project=project, kind="export", by=owner, parameters={})
    Export.objects.create(
        uuid=made.uuid, project=project, job=made, format="long_csv", profile="rfc4180", file_name="x.csv",
        sha256="0" * 64, size=1, rows=1, made_by=owner,
    )  # fmt: skip
    Upload.objects.create(
        project=project, file_name="x.csv", size=1, sha256="1" * 64, created_by=owner, batch=_batch(project),
        job=jobs.start(project=project, kind="import", by=owner, parameters={}),
    )  # fmt: skip
    Job.objects.filter(pk=made.pk).update(
        state="running", lease_until=timezone.now() + timedelta(minutes=1), done=1, total=2
    )


def _batch(project):
    return ImportBatch.objects.get(source__corpus=project.corpus)


def copy(model, where="true", **changes):
    """Insert a copy of one row by SQL, with some columns changed (SQL expressions); return nothing, or be refused."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and (not field.primary_key or field.column in changes)
    ]
    columns = [field.column for field in fields]
    fresh = {field.column: "gen_random_uuid()" for field in fields if field.name in {"uuid", "operation_id"}}
    values = [(fresh | changes).get(column, f'"{column}"') for column in columns]
    table = model._meta.db_table
    names = ", ".join(f'"{column}"' for column in columns)
    execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} WHERE {where}"
        f' ORDER BY {table}."{model._meta.pk.column}" DESC LIMIT 1'
    )


def execute(sql, parameters=None):
    """Run SQL and have deferred constraints checked at once."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        count = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert count != 0, f"the statement touched nothing: {sql}"


def count(model, **which):
    """Count rows."""
    return model.objects.filter(**which).count()


def new_uuid():
    """Return a uuid as an SQL literal."""
    return f"'{uuid.uuid4()}'"
