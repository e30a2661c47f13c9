"""The score of each coder of a training or calibration round against its reference."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from coding_app.agreement.queries import comparable_rounds
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.review.scores import scores


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def round_scores(request: ProjectRequest, number: int) -> HttpResponse:
    """Show each coder's agreement with the consensus of the origin, code by code, with units to look at."""
    rounds = comparable_rounds(request.project, request.user)
    # The reference is told with the scores: it has to be open to the reader as well.
    known = rounds.filter(Q(origin=None) | Q(origin__in=rounds.order_by().values("pk")))
    row = get_object_or_404(known.select_related("origin", "project"), number=number)
    return render(request, "review/scores.html", {"round": row, "sheets": scores(row)})
