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
from corpus.models import Profession, Source, Thread


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


class ThreadSerializer(serializers.ModelSerializer[Thread]):
    """An opening post with its replies; the posts themselves are read from /posts/?thread=."""

    source = serializers.UUIDField(source="source.uuid")  # type: ignore[assignment]
    profession = serializers.CharField(source="source.profession")
    post_count = serializers.IntegerField()

    class Meta:
        model = Thread
        fields = ["uuid", "source", "profession", "title", "post_count"]


class ThreadFilters(PageFilters):
    """Understand which threads are wanted."""

    source = serializers.UUIDField(required=False)  # type: ignore[assignment]
    profession = serializers.ChoiceField(choices=Profession.choices, required=False)


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
    rows = _threads(request.project)
    if source := request.wanted.get("source"):
        rows = rows.filter(source__uuid=source)
    if profession := request.wanted.get("profession"):
        rows = rows.filter(source__profession=profession)
    return page(request, rows, ThreadSerializer)


@extend_schema(operation_id="thread", responses=ThreadSerializer)
@project_resource(GET=Permission.VIEW_CORPUS)
def thread(request: ProjectApiRequest, uuid: UUID) -> Response:
    """Return one thread."""
    return Response(ThreadSerializer(get_object_or_404(_threads(request.project), uuid=uuid)).data)


def _sources(project: Project) -> QuerySet[Any]:
    counts = {"thread_count": Count("threads", distinct=True), "post_count": Count("posts", distinct=True)}
    return Source.objects.filter(corpus=project.corpus_id).annotate(**counts).order_by("name", "id")


def _threads(project: Project) -> QuerySet[Any]:
    rows = Thread.objects.filter(source__corpus=project.corpus_id).select_related("source")
    return rows.annotate(post_count=Count("posts"))
