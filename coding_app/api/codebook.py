"""The codebook and its versions, in both languages."""

from typing import Any

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from coding_app.api.errors import NotThere
from coding_app.api.resources import ProjectApiRequest, project_resource
from coding_app.codebook import queries
from coding_app.codebook.models import Codebook, CodebookVersion, CodeDefinition
from coding_app.projects.models import Project
from coding_app.projects.permissions import Permission


class VersionSerializer(serializers.ModelSerializer[CodebookVersion]):
    """One state of the codebook, without its words."""

    codes = serializers.IntegerField()

    class Meta:
        model = CodebookVersion
        fields = ["uuid", "number", "state", "note", "codes", "created_at", "published_at"]


class CodebookSerializer(serializers.ModelSerializer[Codebook]):
    """The codes a project works with, and the versions there are."""

    versions = serializers.SerializerMethodField()

    class Meta:
        model = Codebook
        fields = ["uuid", "name_fr", "name_en", "versions"]

    def get_versions(self, codebook: Codebook) -> list[dict[str, Any]]:
        """Return the versions, newest first."""
        return list(VersionSerializer(self.context["versions"], many=True).data)


class DefinitionSerializer(serializers.ModelSerializer[CodeDefinition]):
    """The wording and place of a dimension, group, code or "none applies"."""

    uuid = serializers.UUIDField(source="code.uuid")
    slug = serializers.CharField(source="code.slug")
    parent = serializers.CharField(source="parent_slug", allow_null=True)  # type: ignore[assignment]

    class Meta:
        model = CodeDefinition
        fields = [
            "uuid", "slug", "parent", "position", "kind", "selection", "level", "applies_to", "key", "colour",
            "name_fr", "name_en", "definition_fr", "definition_en", "use_when_fr", "use_when_en",
            "do_not_use_when_fr", "do_not_use_when_en", "positive_example_fr", "positive_example_en",
            "negative_example_fr", "negative_example_en",
        ]  # fmt: skip


class WholeVersionSerializer(VersionSerializer):
    """One state of the codebook with all its words."""

    definitions = serializers.SerializerMethodField()

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "definitions"]

    def get_definitions(self, version: CodebookVersion) -> list[dict[str, Any]]:
        """Return the entries by position."""
        rows = queries.definitions(version).annotate(parent_slug=F("parent__slug"))
        return list(DefinitionSerializer(rows, many=True).data)


@extend_schema(operation_id="codebook", responses=CodebookSerializer)
@project_resource(GET=Permission.VIEW_CODEBOOK)
def codebook(request: ProjectApiRequest) -> Response:
    """Return the codebook and its versions."""
    found = queries.codebook(request.project)
    if found is None:
        raise NotThere(_("This project has no codebook yet."))
    return Response(CodebookSerializer(found, context={"versions": _readable(request.project)}).data)


@extend_schema(operation_id="codebook_version", responses=WholeVersionSerializer)
@project_resource(GET=Permission.VIEW_CODEBOOK)
def codebook_version(request: ProjectApiRequest, number: int) -> Response:
    """Return one version with all its words."""
    return Response(WholeVersionSerializer(get_object_or_404(_readable(request.project), number=number)).data)


def _readable(project: Project) -> QuerySet[CodebookVersion]:
    return queries.versions(project)
