"""The caller's own queue: what they have to code, and where each unit stands."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from coding_app.api.filters import PageFilters
from coding_app.api.pages import page, paged
from coding_app.api.resources import ProjectApiRequest, project_resource
from coding_app.coding import queries, standing
from coding_app.coding.answers import as_json
from coding_app.projects.permissions import Permission
from coding_app.sampling.models import Assignment, Unit


class UnitSerializer(serializers.ModelSerializer[Unit]):
    """What is coded; offsets are Unicode code points, the end is not included."""

    thread = serializers.UUIDField(source="thread.uuid")
    post = serializers.UUIDField(source="post.uuid", allow_null=True, default=None)

    class Meta:
        model = Unit
        fields = ["uuid", "kind", "thread", "post", "start", "end"]


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    """One unit in the caller's queue."""

    round = serializers.IntegerField(source="round.number")
    unit = UnitSerializer()

    class Meta:
        model = Assignment
        fields = ["uuid", "round", "position", "unit", "submitted_at", "skipped_at", "doubted_at", "released_at"]


class ProgressSerializer(serializers.Serializer[dict[str, int]]):
    """How many of their units of the round the caller has submitted, or skipped as not codable."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()


class MarkSerializer(serializers.Serializer[dict[str, Any]]):
    """A code on the whole unit, or on a passage of its post (code points, the end is not included)."""

    code = serializers.UUIDField()
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)


class StateSerializer(serializers.Serializer[dict[str, Any]]):
    """Where a unit stands: send `sequence` as `after` with the next operation."""

    sequence = serializers.IntegerField()
    submitted = serializers.BooleanField()
    skipped = serializers.BooleanField()
    doubted = serializers.BooleanField()
    marks = MarkSerializer(many=True)
    closed = serializers.ListField(child=serializers.UUIDField(), help_text="Dimensions with an answer.")
    open = serializers.ListField(child=serializers.UUIDField(), help_text="Dimensions still to answer.")
    progress = ProgressSerializer()


class AssignmentWithStateSerializer(AssignmentSerializer):
    """One unit in the caller's queue, and where it stands."""

    state = serializers.SerializerMethodField()

    class Meta(AssignmentSerializer.Meta):
        fields = [*AssignmentSerializer.Meta.fields, "state"]

    @extend_schema_field(StateSerializer)
    def get_state(self, assignment: Assignment) -> dict[str, Any]:
        """Return where the unit stands."""
        return as_json(standing.current(assignment.uuid, coder=assignment.coder_id))


class QueueFilters(PageFilters):
    """Understand which units are wanted."""

    round = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000, help_text="Number of a round.")
    submitted = serializers.BooleanField(required=False)


@extend_schema(operation_id="queue", responses=paged(AssignmentSerializer))
@project_resource(filters=QueueFilters, GET=Permission.CODE)
def queue(request: ProjectApiRequest) -> Response:
    """List the caller's units in the rounds that were opened."""
    rows = queries.assignments_of(request.project, request.user).filter(released_at__isnull=True)
    if number := request.wanted.get("round"):
        rows = rows.filter(round__number=number)
    if (submitted := request.wanted.get("submitted")) is not None:
        rows = rows.filter(submitted_at__isnull=not submitted)
    return page(request, rows, AssignmentSerializer)


@extend_schema(operation_id="assignment", responses=AssignmentWithStateSerializer)
@project_resource(GET=Permission.CODE)
def assignment(request: ProjectApiRequest, uuid: UUID) -> Response:
    """Return one of the caller's units and where it stands."""
    row = get_object_or_404(queries.assignments_of(request.project, request.user), uuid=uuid)
    return Response(AssignmentWithStateSerializer(row).data)
