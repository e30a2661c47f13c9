"""Who may do what: permissions by role, and the decorator that every view inside a project carries."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core.errors import NotAllowed
from coding_app.core.prepared import prepared_cursor
from coding_app.projects.models import Membership, Project, Role


class Permission(StrEnum):
    """One thing a member may be allowed to do."""

    VIEW_PROJECT = "view_project"
    VIEW_CORPUS = "view_corpus"
    IMPORT = "import"
    VIEW_CODEBOOK = "view_codebook"
    EDIT_CODEBOOK = "edit_codebook"
    VIEW_ROUNDS = "view_rounds"
    MANAGE_ROUNDS = "manage_rounds"
    CODE = "code"
    VIEW_AGREEMENT = "view_agreement"
    REVIEW = "review"
    VIEW_SUMMARIES = "view_summaries"
    EXPORT = "export"
    MANAGE_TEAM = "manage_team"
    VIEW_JOBS = "view_jobs"
    ETHICS = "ethics"
    OPEN_IDENTITIES = "open_identities"


_READ = frozenset(
    {
        Permission.VIEW_PROJECT,
        Permission.VIEW_CORPUS,
        Permission.VIEW_CODEBOOK,
        Permission.VIEW_ROUNDS,
        Permission.VIEW_AGREEMENT,
        Permission.VIEW_SUMMARIES,
    }
)
_CODER = _READ | {Permission.CODE}
_ADJUDICATOR = _CODER | {Permission.REVIEW, Permission.EXPORT, Permission.VIEW_JOBS}
_MANAGER = _ADJUDICATOR | {
    Permission.IMPORT,
    Permission.EDIT_CODEBOOK,
    Permission.MANAGE_ROUNDS,
    Permission.MANAGE_TEAM,
    Permission.ETHICS,
}

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.READER: _READ,
    Role.CODER: _CODER,
    Role.ADJUDICATOR: _ADJUDICATOR,
    Role.MANAGER: _MANAGER,
    Role.OWNER: _MANAGER | {Permission.OPEN_IDENTITIES},
}

ROLE_DESCRIPTIONS = {
    Role.OWNER: _("Everything, including making other owners and opening kept identities."),
    Role.MANAGER: _("Imports, masks and erases, edits the codebook, draws and closes rounds, invites people."),
    Role.ADJUDICATOR: _("Codes, settles disagreements, exports."),
    Role.CODER: _("Codes what is assigned; sees colleagues' codings once a round is revealed."),
    Role.READER: _("Reads the corpus and the results; writes and exports nothing."),
}

P = ParamSpec("P")


class ProjectRequest(HttpRequest):
    """A request inside a project by one of its members."""

    user: User  # type: ignore[assignment]
    project: Project
    membership: Membership


def membership_of(user: User, slug: str) -> Membership | None:
    """Return the live membership of a user in the project with this slug, or None."""
    return (
        Membership.objects.select_related("project__corpus")
        .filter(project__slug=slug, user=user, ended_at__isnull=True)
        .first()
    )


# What the coding screen asks for at each key press: to build this statement, or to plan it, takes longer than to run
# it.
_SLIM = """
    SELECT m.id, m.role, p.id, p.uuid, p.slug, p.name, p.records_time
      FROM coding_app_membership m JOIN coding_app_project p ON p.id = m.project_id
     WHERE p.slug = %s AND m.user_id = %s AND m.ended_at IS NULL
"""


def slim_membership_of(user: User, slug: str) -> Membership | None:
    """Return the same membership with little of its project; what else is asked of it is read when it is asked."""
    with prepared_cursor() as cursor:
        cursor.execute(_SLIM, [slug, user.pk])
        row = cursor.fetchone()
    if row is None:
        return None
    membership = Membership.from_db(connection.alias, ["id", "role"], row[:2])
    membership.project = Project.from_db(connection.alias, ["id", "uuid", "slug", "name", "records_time"], row[2:])
    return membership


def has_permission(membership: Membership, permission: Permission) -> bool:
    """Say whether the member's role includes the permission."""
    return permission in PERMISSIONS[membership.role]


def require(membership: Membership, permission: Permission) -> None:
    """Raise NotAllowed unless the member's role includes the permission."""
    if not has_permission(membership, permission):
        raise NotAllowed(
            _("Your role in this project (%(role)s) does not include this. Nothing was changed. Ask a manager.")
            % {"role": membership.get_role_display()}
        )


def project_view(
    permission: Permission, *, is_slim: bool = False
) -> Callable[
    [Callable[Concatenate[ProjectRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, str, P], HttpResponse]
]:
    """Load the project of the URL for its members: strangers get 404, members without the permission 403.

    The view is called as ``view(request, **rest)`` with ``request.project`` and ``request.membership``; `is_slim` for
    the views of each key press, which need little of the project.
    """

    def decorate(
        view: Callable[Concatenate[ProjectRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
        @wraps(view)
        @login_required
        def wrapped(request: Any, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            membership = (slim_membership_of if is_slim else membership_of)(request.user, slug)
            if membership is None:
                raise Http404
            request.project, request.membership = membership.project, membership
            require(membership, permission)
            return view(request, *args, **kwargs)

        wrapped.permission = permission  # type: ignore[attr-defined]
        return wrapped  # type: ignore[return-value]  # the project comes from the slug

    return decorate
