"""Draw the sample of a round again and say whether the same units come out."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sampling import queries
from coding_app.sampling.redrawing import redraw
from coding_app.sampling.words import redraw_sentences


@require_GET
@project_view(Permission.MANAGE_ROUNDS)
def round_redraw(request: ProjectRequest, number: int) -> HttpResponse:
    """Check the recipe of a round against its units; nothing is written."""
    row = get_object_or_404(queries.study_rounds(request.project).select_related("sample", "origin"), number=number)
    found = redraw(row)
    context = {"round": row, "redraw": found, "sentences": redraw_sentences(found), "checked_at": timezone.now()}
    is_part = getattr(request, "htmx", False)
    return render(request, "sampling/_redrawn.html" if is_part else "sampling/redrawn.html", context)
