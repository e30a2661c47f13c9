"""The page of doubts and units set aside, for the team."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from coding_app.coding import flags
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sampling.queries import rounds

FLAGS_A_PAGE = 50


@require_GET
@project_view(Permission.VIEW_ROUNDS)
def flag_list(request: ProjectRequest, number: int) -> HttpResponse:
    """List the doubts of a round with their questions, and what was set aside with the reasons."""
    row = get_object_or_404(rounds(request.project), number=number)
    context = {
        "round": row,
        "page": Paginator(flags.flagged(row, request.user), FLAGS_A_PAGE).get_page(request.GET.get("page")),
        "hidden": flags.hidden(row, request.user),
    }
    return render(request, "coding/flag_list.html", context)
