"""Rounds: the list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sampling import queries


@require_GET
@project_view(Permission.VIEW_ROUNDS)
def round_list(request: ProjectRequest) -> HttpResponse:
    """List the rounds and how far each is."""
    context = {
        "rounds": queries.rounds(request.project),
        "today": timezone.localdate(),
        "manages": _manages(request),
        "may_code": has_permission(request.membership, Permission.CODE),
    }
    return render(request, "sampling/round_list.html", context)


def _manages(request: ProjectRequest) -> bool:
    return has_permission(request.membership, Permission.MANAGE_ROUNDS)
