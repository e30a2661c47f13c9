"""Reads about exports: what was made, what is being made, which rounds may leave."""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, FilteredRelation, IntegerField, Min, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import JSONObject

from coding_app.accounts.models import User
from coding_app.agreement.queries import computable_rounds
from coding_app.codebook.models import CodeDefinition
from coding_app.coding.models import Operation
from coding_app.coding.queries import visible_codings
from coding_app.core.models import Job
from coding_app.exports.models import Export
from coding_app.projects.models import Project
from coding_app.review.models import Adjudication
from coding_app.sampling.models import Assignment, Round, Unit
from coding_app.sampling.queries import study_rounds
from corpus.models import Source

KIND = "export"
ASSIGNMENTS_AT_A_TIME = 500

# What is told of each unit, in the order of `rows.Place`; the post is that of the unit, or the opening of a thread.
UNIT_FIELDS = [
    "unit__thread__source__name", "unit__thread__source__platform", "unit__thread__source__profession",
    "unit__thread__uuid", "unit__post__uuid", "unit__uuid", "unit__start", "unit__end",
    "drawn__stratum", "drawn__weight", "drawn__is_calibration",
]  # fmt: skip
POST_FIELDS = ["author__alias", "posted_at", "time_precision", "time_status", "text"]
THREAD_FIELDS = [
    f"unit__thread__facts__{name}"
    for name in ("answers", "participants", "depth", "first_answer_after", "is_answered_by_other", "questions")
]


def exports(project: Project) -> QuerySet[Export]:
    """Return the exports of a project, newest first."""
    return Export.objects.filter(project=project).select_related("made_by", "job").order_by("-id")


def unfinished(project: Project) -> QuerySet[Job]:
    """Return the export jobs that wait, run, or ended without a file, newest first."""
    return (
        Job.objects.filter(project=project, kind=KIND, export__isnull=True)
        .exclude(state=Job.State.DONE)
        .select_related("created_by")
        .order_by("-id")
    )


def under_way(project: Project, by: User) -> Job | None:
    """Return an export that a person has asked for and that is not ready, or None."""
    return unfinished(project).filter(created_by=by, state__in=[Job.State.QUEUED, Job.State.RUNNING]).first()


def open_to_all(project: Project) -> QuerySet[Round]:
    """Return the rounds whose codings may leave: closed ones, and opened ones that are not blind; by number.

    Who may export may review, and so sees all of them.
    """
    return computable_rounds(project).order_by("number")


def kept_until(project: Project) -> date | None:
    """Return the first day on which the record of a source says that its posts may be kept no longer, if any does."""
    sources = Source.objects.filter(corpus=project.corpus_id, purged_at__isnull=True)
    return cast("date | None", sources.aggregate(first=Min("retain_until"))["first"])


def held_back(project: Project) -> QuerySet[Round]:
    """Return the open blind rounds: nothing of them leaves, not even one's own codings."""
    return study_rounds(project).filter(state=Round.State.OPEN, is_blind=True).order_by("number")


def coded_units(round: Round, by: User) -> Iterator[tuple[Any, ...]]:
    """Return the submitted assignments of a round with what stands on each, as one statement: one moment.

    Each row: the unit, the post, the coder's name, uuid and seconds (None where the project keeps none), when it was
    submitted, then [{code, start, end}, ...].
    """
    found = visible_codings(round, by).filter(assignment=OuterRef("pk")).order_by("code", "start", "pk")
    codings = found.values_list(JSONObject(code="code_id", start="start", end="end"))
    rows = Assignment.objects.filter(round=round, submitted_at__isnull=False).annotate(marks=ArraySubquery(codings))
    rows = rows.annotate(seconds=_seconds() if round.project.records_time else Value(None, IntegerField()))
    return _units(
        rows, round, ["coder__display_name", "coder__uuid", "seconds", "submitted_at", "marks"], ["unit", "coder"]
    )


def _seconds() -> Subquery:
    """Return the time of an assignment as a subquery: what its operations say, added up."""
    operations = Operation.objects.filter(assignment=OuterRef("pk")).order_by().values("assignment")
    return Subquery(operations.annotate(spent=Sum("seconds")).values("spent"))


def decided_units(round: Round) -> Iterator[tuple[Any, ...]]:
    """Return the decisions that stand: the unit, the post, the id of the dimension, then the ids of the codes."""
    rows = Adjudication.objects.filter(round=round, superseded_at__isnull=True).annotate(
        codes=ArrayAgg("consensus_codings__code", filter=Q(consensus_codings__isnull=False), default=[])
    )
    return _units(rows, round, ["dimension", "codes"], ["unit", "dimension"])


def definitions(project: Project) -> QuerySet[CodeDefinition]:
    """Return every entry of every version of the project's codebook, by version and position."""
    return (
        CodeDefinition.objects.filter(version__codebook__project=project)
        .select_related("version", "code", "parent")
        .order_by("version__number", "position")
    )


def export_of(job_uuid: UUID) -> Export | None:
    """Return the export that a job has made, or None."""
    return Export.objects.filter(job__uuid=job_uuid).first()


def _units(rows: QuerySet[Model], round: Round, fields: list[str], order: list[str]) -> Iterator[tuple[Any, ...]]:
    """Add what is told of a unit and its post, in reading order, through a cursor on the server."""
    post = "unit__post"
    is_of_round = Q(unit__sample_units__sample=round.sample_id)
    rows = rows.annotate(drawn=FilteredRelation("unit__sample_units", condition=is_of_round))
    if round.unit_kind == Unit.Kind.THREAD:
        post = "opening"
        is_opening = Q(unit__thread__posts__position=0)
        rows = rows.annotate(opening=FilteredRelation("unit__thread__posts", condition=is_opening))
    told = [*UNIT_FIELDS, *(f"{post}__{name}" for name in POST_FIELDS), *THREAD_FIELDS, *fields]
    place: list[str | OrderBy] = [
        "unit__thread__source__name",
        "unit__thread",
        F("unit__post__position").asc(nulls_first=True),
    ]
    return rows.order_by(*place, *order).values_list(*told).iterator(chunk_size=ASSIGNMENTS_AT_A_TIME)
