"""Exports: ask for one, see how far it is, take it away."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from coding_app.api.filters import PageFilters
from coding_app.api.pages import page, paged
from coding_app.api.projects import PersonSerializer
from coding_app.api.resources import ProjectApiRequest, project_resource
from coding_app.core.models import Job
from coding_app.exports import actions, queries
from coding_app.exports.formats import FORMATS
from coding_app.exports.models import Export
from coding_app.exports.writers.profiles import PROFILES
from coding_app.projects.permissions import Permission
from coding_app.projects.queries import jobs


class ExportSerializer(serializers.ModelSerializer[Export]):
    """A file that was made, with its digest and where to fetch it."""

    made_by = PersonSerializer()
    file = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = ["uuid", "format", "profile", "file_name", "sha256", "size", "rows", "made_by", "made_at", "file"]

    def get_file(self, export: Export) -> str:
        """Return the address of the file."""
        request: ProjectApiRequest = self.context["request"]
        return request.build_absolute_uri(reverse("api:export_file", args=[request.project.slug, export.uuid]))


class NewExportSerializer(serializers.Serializer[dict[str, str]]):
    """What to export, written how."""

    format = serializers.ChoiceField(choices=list(FORMATS))
    profile = serializers.ChoiceField(choices=list(PROFILES), default="rfc4180")


class ExportJobSerializer(serializers.ModelSerializer[Job]):
    """An export on its way; `export` is there once the file is complete."""

    export = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = ["uuid", "state", "parameters", "done", "total", "message", "created_at", "finished_at", "export"]

    @extend_schema_field(ExportSerializer(allow_null=True))
    def get_export(self, job: Job) -> dict[str, Any] | None:
        """Return the file, or None while there is none."""
        made = queries.export_of(job.uuid)
        return dict(ExportSerializer(made, context=self.context).data) if made else None


@extend_schema(methods=["GET"], operation_id="export_list", responses=paged(ExportSerializer))
@extend_schema(
    methods=["POST"], operation_id="export_create", request=NewExportSerializer, responses={202: ExportJobSerializer}
)
@project_resource(filters=PageFilters, GET=Permission.EXPORT, POST=Permission.EXPORT)
def export_list(request: ProjectApiRequest) -> Response:
    """List the exports that were made, newest first, or ask for one: a worker makes it."""
    if request.method == "GET":
        return page(request, queries.exports(request.project), ExportSerializer, order="-id")
    form = NewExportSerializer(data=request.data)
    form.is_valid(raise_exception=True)
    job = actions.start_export(project=request.project, by=request.user, **form.validated_data)
    return Response(ExportJobSerializer(job, context={"request": request}).data, status=202)


@extend_schema(operation_id="export", responses=ExportJobSerializer)
@project_resource(GET=Permission.EXPORT)
def export(request: ProjectApiRequest, uuid: UUID) -> Response:
    """Return how far an export is, and the file once it is complete."""
    row = get_object_or_404(jobs(request.project).filter(kind=queries.KIND), uuid=uuid)
    return Response(ExportJobSerializer(row, context={"request": request}).data)


@extend_schema(operation_id="export_file", responses={(200, "text/csv"): OpenApiTypes.BINARY})
@project_resource(GET=Permission.EXPORT)
def export_file(request: ProjectApiRequest, uuid: UUID) -> FileResponse:
    """Send the file of an export."""
    row = get_object_or_404(queries.exports(request.project), uuid=uuid)
    response = FileResponse(actions.open_file(export=row).open("rb"), as_attachment=True, filename=row.file_name)
    response["Content-Type"] = PROFILES[row.profile].media_type
    response["X-Content-Type-Options"] = "nosniff"
    return response
