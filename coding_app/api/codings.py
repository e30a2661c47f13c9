"""Codings: the ones the caller may see, and the caller's own acts, one operation each."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from coding_app.api.filters import PageFilters
from coding_app.api.pages import page, paged
from coding_app.api.projects import PersonSerializer
from coding_app.api.queue import StateSerializer, UnitSerializer
from coding_app.api.resources import ProjectApiRequest, project_resource
from coding_app.codebook.models import Code
from coding_app.coding import actions, queries
from coding_app.coding.answers import as_json
from coding_app.coding.models import Coding, Operation
from coding_app.coding.refusals import CodeIsNotAsked
from coding_app.projects.permissions import Permission
from coding_app.sampling.models import Assignment


class CodingSerializer(serializers.ModelSerializer[Coding]):
    """A code applied to a unit by a coder, and not retracted."""

    round = serializers.IntegerField(source="assignment.round.number")
    assignment = serializers.UUIDField(source="assignment.uuid")
    unit = UnitSerializer(source="assignment.unit")
    coder = PersonSerializer(source="assignment.coder")
    code = serializers.CharField(source="code.slug")
    codebook_version = serializers.IntegerField(source="version.number")
    submitted_at = serializers.DateTimeField(source="assignment.submitted_at", allow_null=True)

    class Meta:
        model = Coding
        fields = [
            "uuid", "round", "assignment", "unit", "coder", "code", "codebook_version", "start", "end", "made_at",
            "submitted_at",
        ]  # fmt: skip


class ActSerializer(serializers.Serializer[dict[str, Any]]):
    """What every operation says: its own id, and the last sequence of the unit that its sender knew."""

    operation_id = serializers.UUIDField(help_text="Made by the sender; sending it again changes nothing more.")
    after = serializers.IntegerField(min_value=0, max_value=2**31 - 2)


class NewCodingSerializer(ActSerializer):
    """A code to apply."""

    assignment = serializers.UUIDField()
    code = serializers.CharField(max_length=80, help_text="Slug, e.g. work.pay.")
    start = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=2**31 - 1)
    end = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**31 - 1)
    quote = serializers.CharField(
        required=False, trim_whitespace=False, help_text="The words of the passage: refused if others stand there."
    )


class DoneSerializer(serializers.Serializer[dict[str, Any]]):
    """What an operation did, and where the unit stands."""

    made = serializers.ListField(child=serializers.UUIDField())
    retracted = serializers.ListField(child=serializers.UUIDField())
    state = StateSerializer()


class CodingFilters(PageFilters):
    """Understand which codings are wanted."""

    round = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000, help_text="Number of a round.")
    code = serializers.CharField(required=False, max_length=80, help_text="Slug of a code.")
    coder = serializers.UUIDField(required=False)
    unit = serializers.UUIDField(required=False)


@extend_schema(methods=["GET"], operation_id="coding_list", responses=paged(CodingSerializer))
@extend_schema(
    methods=["POST"], operation_id="coding_create", request=NewCodingSerializer, responses={201: DoneSerializer}
)
@project_resource(filters=CodingFilters, GET=Permission.VIEW_AGREEMENT, POST=Permission.CODE)
def coding_list(request: ProjectApiRequest) -> Response:
    """List the codings the caller may see, or apply a code to a unit of the caller's queue.

    While a round is blind and not closed, everybody sees their own codings only.
    """
    if request.method == "POST":
        return _create(request)
    rows = _visible(request)
    for name, column in {
        "round": "assignment__round__number",
        "code": "code__slug",
        "coder": "assignment__coder__uuid",
        "unit": "assignment__unit__uuid",
    }.items():
        if name in request.wanted:
            rows = rows.filter(**{column: request.wanted[name]})
    return page(request, rows, CodingSerializer)


@extend_schema(operation_id="coding", responses=CodingSerializer)
@project_resource(GET=Permission.VIEW_AGREEMENT)
def coding(request: ProjectApiRequest, uuid: UUID) -> Response:
    """Return one coding that the caller may see."""
    return Response(CodingSerializer(get_object_or_404(_visible(request), uuid=uuid)).data)


@extend_schema(operation_id="coding_retract", request=ActSerializer, responses=DoneSerializer)
@project_resource(POST=Permission.CODE)
def coding_retract(request: ProjectApiRequest, uuid: UUID) -> Response:
    """Retract one of the caller's own codings; it stays readable in the history."""
    own = Coding.objects.filter(assignment__in=queries.assignments_of(request.project, request.user))
    row = get_object_or_404(own.select_related("code"), uuid=uuid)
    act = {"kind": Operation.Kind.RETRACT, "code": row.code, "start": row.start, "end": row.end}
    return Response(_perform(_assignment(request, pk=row.assignment_id), request, _sent(request, ActSerializer) | act))


@extend_schema(operation_id="assignment_submit", request=ActSerializer, responses=DoneSerializer)
@project_resource(POST=Permission.CODE)
def assignment_submit(request: ProjectApiRequest, uuid: UUID) -> Response:
    """Submit a unit; refused while a dimension has no answer."""
    return _move(request, uuid, Operation.Kind.SUBMIT)


@extend_schema(operation_id="assignment_reopen", request=ActSerializer, responses=DoneSerializer)
@project_resource(POST=Permission.CODE)
def assignment_reopen(request: ProjectApiRequest, uuid: UUID) -> Response:
    """Take a submitted unit up again, while its round is open."""
    return _move(request, uuid, Operation.Kind.REOPEN)


def _create(request: ProjectApiRequest) -> Response:
    sent = _sent(request, NewCodingSerializer)
    row = _assignment(request, uuid=sent.pop("assignment"))
    code = Code.objects.filter(codebook__project=request.project, slug=sent.pop("code")).first()
    if code is None:
        raise CodeIsNotAsked
    return Response(_perform(row, request, sent | {"kind": Operation.Kind.APPLY, "code": code}), status=201)


def _move(request: ProjectApiRequest, uuid: UUID, kind: str) -> Response:
    row = _assignment(request, uuid=uuid)
    return Response(_perform(row, request, _sent(request, ActSerializer) | {"kind": kind, "code": None}))


def _perform(row: Assignment, request: ProjectApiRequest, act: dict[str, Any]) -> dict[str, Any]:
    """Carry the operation out and say which codings it made and retracted, also when it is sent again."""
    state = actions.perform(assignment=row, by=request.user, **act)
    touched = Operation.objects.filter(operation_id=act["operation_id"])
    return {
        "made": list(touched.filter(codings_made__isnull=False).values_list("codings_made__uuid", flat=True)),
        "retracted": list(
            touched.filter(codings_retracted__isnull=False).values_list("codings_retracted__uuid", flat=True)
        ),
        "state": as_json(state),
    }


def _sent(request: ProjectApiRequest, serializer: type[ActSerializer]) -> dict[str, Any]:
    form = serializer(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def _assignment(request: ProjectApiRequest, **which: Any) -> Assignment:
    return get_object_or_404(queries.assignments_of(request.project, request.user), **which)


def _visible(request: ProjectApiRequest) -> QuerySet[Any]:
    together = ["assignment__round", "assignment__unit__thread", "assignment__unit__post", "assignment__coder"]
    rows = queries.visible_codings_of_project(request.project, request.user)
    return rows.select_related(*together, "code", "version")
