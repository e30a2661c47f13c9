"""Sources and threads of a project."""

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from coding_app.api.filters import PageFilters
from coding_app.api.pages import page, paged
from coding_app.api.resources import ProjectApiRequest, project_resource
from coding_app.projects.models import Project
from coding_app.projects.permissions import Permission
from corpus.models import Profession, Source, Thread, ThreadFacts

MOST = 2_147_483_647
"""The largest number the database compares."""


class SourceSerializer(serializers.ModelSerializer[Source]):
    """A place where posts were collected."""

    thread_count = serializers.IntegerField()
    post_count = serializers.IntegerField()

    class Meta:
        model = Source
        fields = [
            "uuid", "platform", "name", "profession", "access", "legal_basis", "retain_until", "created_at",
            "thread_count", "post_count",
        ]  # fmt: skip


class ThreadFactsSerializer(serializers.ModelSerializer[ThreadFacts]):
    """What a thread looks like as a whole, its opening counted among its posts."""

    first_answer_after = serializers.SerializerMethodField(
        help_text="Seconds from the opening to the first answer; null: no answer, or times too rough to tell."
    )
    share_of_questions = serializers.SerializerMethodField(help_text="Posts with a question mark among all, 0 to 1.")
    is_unanswered = serializers.SerializerMethodField(help_text="Nobody answered, not even who opened it.")

    class Meta:
        model = ThreadFacts
        fields = [
            "opened_at", "answers", "participants", "depth", "first_answer_after", "is_answered_by_other", "questions",
            "share_of_questions", "is_unanswered",
        ]  # fmt: skip

    def get_first_answer_after(self, row: ThreadFacts) -> float | None:
        """Return the delay in seconds."""
        return None if row.first_answer_after is None else row.first_answer_after.total_seconds()

    def get_share_of_questions(self, row: ThreadFacts) -> float:
        """Return the share with four decimals."""
        return round(row.questions / (row.answers + 1), 4)

    def get_is_unanswered(self, row: ThreadFacts) -> bool:
        """Tell whether the thread is its opening."""
        return row.answers == 0


class ThreadSerializer(serializers.ModelSerializer[Thread]):
    """An opening post with its replies; the posts themselves are read from /posts/?thread=."""

    source = serializers.UUIDField(source="source.uuid")  # type: ignore[assignment]
    profession = serializers.CharField(source="source.profession")
    post_count = serializers.IntegerField()
    facts = ThreadFactsSerializer(allow_null=True, default=None)

    class Meta:
        model = Thread
        fields = ["uuid", "source", "profession", "title", "post_count", "facts"]


class ThreadFilters(PageFilters):
    """Understand which threads are wanted."""

    source = serializers.UUIDField(required=False)  # type: ignore[assignment]
    profession = serializers.ChoiceField(choices=Profession.choices, required=False)
    answers_min = serializers.IntegerField(required=False, min_value=0, max_value=MOST)
    answers_max = serializers.IntegerField(required=False, min_value=0, max_value=MOST)
    answered_by_other = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Somebody else than who opened it answered."
    )


FILTERED = {
    "source": "source__uuid",
    "profession": "source__profession",
    "answers_min": "facts__answers__gte",
    "answers_max": "facts__answers__lte",
    "answered_by_other": "facts__is_answered_by_other",
}
"""Parameter of the list of threads -> what it compares."""


@extend_schema(operation_id="source_list", responses=SourceSerializer(many=True))
@project_resource(GET=Permission.VIEW_CORPUS)
def source_list(request: ProjectApiRequest) -> Response:
    """List the sources of a project with what they hold, by name."""
    return Response(SourceSerializer(_sources(request.project), many=True).data)


@extend_schema(operation_id="source", responses=SourceSerializer)
@project_resource(GET=Permission.VIEW_CORPUS)
def source(request: ProjectApiRequest, uuid: UUID) -> Response:
    """Return one source."""
    return Response(SourceSerializer(get_object_or_404(_sources(request.project), uuid=uuid)).data)


@extend_schema(operation_id="thread_list", responses=paged(ThreadSerializer))
@project_resource(filters=ThreadFilters, GET=Permission.VIEW_CORPUS)
def thread_list(request: ProjectApiRequest) -> Response:
    """List threads in the order of import."""
    asked = {FILTERED[name]: value for name, value in request.wanted.items() if name in FILTERED and value is not None}
    return page(request, _threads(request.project).filter(**asked), ThreadSerializer)


@extend_schema(operation_id="thread", responses=ThreadSerializer)
@project_resource(GET=Permission.VIEW_CORPUS)
def thread(request: ProjectApiRequest, uuid: UUID) -> Response:
    """Return one thread."""
    return Response(ThreadSerializer(get_object_or_404(_threads(request.project), uuid=uuid)).data)


def _sources(project: Project) -> QuerySet[Any]:
    counts = {"thread_count": Count("threads", distinct=True), "post_count": Count("posts", distinct=True)}
    return Source.objects.filter(corpus=project.corpus_id).annotate(**counts).order_by("name", "id")


def _threads(project: Project) -> QuerySet[Any]:
    rows = Thread.objects.filter(source__corpus=project.corpus_id).select_related("source", "facts")
    return rows.annotate(post_count=Count("posts"))
