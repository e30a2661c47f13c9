"""What every resource inside a project carries: the project for its members, the permission, the parameters."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request

from coding_app.accounts.models import User
from coding_app.api.filters import Filters, read
from coding_app.projects.models import Membership, Project
from coding_app.projects.permissions import Permission, membership_of, require

P = ParamSpec("P")


class ProjectApiRequest(Request):
    """A request of a program inside a project by one of its members."""

    user: User
    project: Project
    membership: Membership
    wanted: dict[str, Any]


Resource = Callable[Concatenate[ProjectApiRequest, P], HttpResponseBase]


def project_resource(
    *, filters: type[Filters] = Filters, **permissions: Permission
) -> Callable[[Resource[P]], Callable[..., HttpResponseBase]]:
    """Load the project of the address for its members: strangers get 404, members without the permission 403.

    `permissions` names one permission for each method; `filters` holds for GET, and its values are `request.wanted`.
    """

    def decorate(resource: Resource[P]) -> Callable[..., HttpResponseBase]:
        @wraps(resource)
        def wrapped(request: Any, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            membership = membership_of(request.user, slug)
            if membership is None:
                raise Http404
            require(membership, permissions[request.method])
            request.project, request.membership = membership.project, membership
            request.wanted = read(request, filters if request.method == "GET" else Filters)
            return resource(request, *args, **kwargs)

        view = api_view(list(permissions))(cast("Callable[..., HttpResponseBase]", wrapped))
        documented = extend_schema(methods=["GET"], parameters=[filters] if filters is not Filters else [])(view)
        return cast("Callable[..., HttpResponseBase]", documented)

    return decorate
