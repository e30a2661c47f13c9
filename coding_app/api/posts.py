"""Posts: filters, full text, one post with what came along. Ids of the platform stay inside: they lead to people."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from coding_app.api.filters import PageFilters
from coding_app.api.pages import page, paged
from coding_app.api.resources import ProjectApiRequest, project_resource
from coding_app.projects.models import Project
from coding_app.projects.permissions import Permission
from corpus.models import Attachment, PollOption, Post, Profession


class PollOptionSerializer(serializers.ModelSerializer[PollOption]):
    """One answer that a poll offered."""

    class Meta:
        model = PollOption
        fields = ["position", "text", "votes"]


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A picture, video, link or document, by its description."""

    class Meta:
        model = Attachment
        fields = ["position", "kind", "description"]


class PostSerializer(serializers.ModelSerializer[Post]):
    """One message; its author is an alias."""

    source = serializers.UUIDField(source="source.uuid")  # type: ignore[assignment]
    thread = serializers.UUIDField(source="thread.uuid")
    parent = serializers.UUIDField(  # type: ignore[assignment]
        source="parent.uuid", allow_null=True, default=None
    )
    author = serializers.CharField(source="author.alias", allow_null=True, default=None)
    poll = PollOptionSerializer(source="poll_options", many=True)
    attachments = AttachmentSerializer(many=True)
    hashtags: Any = serializers.SlugRelatedField("written", many=True, read_only=True)

    class Meta:
        model = Post
        fields = [
            "uuid", "source", "thread", "parent", "author", "position", "kind", "text", "language", "posted_at",
            "time_status", "time_precision", "is_edited", "likes", "reposts", "replies_count", "poll", "attachments",
            "hashtags",
        ]  # fmt: skip


class PostFilters(PageFilters):
    """Understand which posts are wanted; days are those of the server's time zone, both included."""

    source = serializers.UUIDField(required=False)  # type: ignore[assignment]
    thread = serializers.UUIDField(required=False)
    profession = serializers.ChoiceField(choices=Profession.choices, required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    q = serializers.CharField(
        required=False, max_length=200, help_text='French words, "exact phrases", or, -not; accents do not matter.'
    )


@extend_schema(operation_id="post_list", responses=paged(PostSerializer))
@project_resource(filters=PostFilters, GET=Permission.VIEW_CORPUS)
def post_list(request: ProjectApiRequest) -> Response:
    """List posts in the order of import."""
    return page(request, _chosen(_posts(request.project), request.wanted), PostSerializer)


@extend_schema(operation_id="post", responses=PostSerializer)
@project_resource(GET=Permission.VIEW_CORPUS)
def post(request: ProjectApiRequest, uuid: UUID) -> Response:
    """Return one post."""
    return Response(PostSerializer(get_object_or_404(_posts(request.project), uuid=uuid)).data)


def _posts(project: Project) -> QuerySet[Post]:
    rows = Post.objects.filter(source__corpus=project.corpus_id)
    together = rows.select_related("source", "thread", "author", "parent")
    return together.prefetch_related("poll_options", "attachments", "hashtags")


def _chosen(rows: QuerySet[Post], wanted: dict[str, Any]) -> QuerySet[Post]:
    """Keep the posts that fit every parameter."""
    if source := wanted.get("source"):
        rows = rows.filter(source__uuid=source)
    if thread := wanted.get("thread"):
        rows = rows.filter(thread__uuid=thread)
    if profession := wanted.get("profession"):
        rows = rows.filter(source__profession=profession)
    if since := wanted.get("since"):
        rows = rows.filter(posted_at__gte=_midnight(since))
    if until := wanted.get("until"):
        rows = rows.filter(posted_at__lt=_midnight(until + timedelta(days=1)))
    if words := wanted.get("q"):
        rows = rows.filter(words__vector=SearchQuery(words, config="entente_fr", search_type="websearch"))
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
