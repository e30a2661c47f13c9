"""Projects, as far as the caller takes part in them."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from coding_app.accounts.models import User
from coding_app.api.filters import Filters, read
from coding_app.api.resources import ProjectApiRequest, project_resource
from coding_app.projects import queries
from coding_app.projects.models import Membership
from coding_app.projects.permissions import PERMISSIONS, Permission


class PersonSerializer(serializers.ModelSerializer[User]):
    """A colleague: a stable id and the name they chose to show."""

    class Meta:
        model = User
        fields = ["uuid", "display_name"]


class ProjectSerializer(serializers.ModelSerializer[Membership]):
    """A project and what the caller may do in it."""

    uuid = serializers.UUIDField(source="project.uuid")
    slug = serializers.SlugField(source="project.slug")
    name = serializers.CharField(source="project.name")
    description = serializers.CharField(source="project.description")
    created_at = serializers.DateTimeField(source="project.created_at")
    permissions = serializers.SerializerMethodField()

    class Meta:
        model = Membership
        fields = ["uuid", "slug", "name", "description", "created_at", "role", "permissions"]

    def get_permissions(self, membership: Membership) -> list[str]:
        """Return what the role includes."""
        return sorted(PERMISSIONS[membership.role])


@extend_schema(operation_id="project_list", responses=ProjectSerializer(many=True))
@api_view(["GET"])
def project_list(request: Request) -> Response:
    """List the caller's projects, by name."""
    read(request, Filters)
    rows: Any = queries.projects_of(cast("User", request.user))
    return Response(ProjectSerializer(rows, many=True).data)


@extend_schema(operation_id="project", responses=ProjectSerializer)
@project_resource(GET=Permission.VIEW_PROJECT)
def project(request: ProjectApiRequest) -> Response:
    """Return one project."""
    return Response(ProjectSerializer(request.membership).data)
