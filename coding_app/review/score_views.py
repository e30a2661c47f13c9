"""The score of each coder of a training or calibration round against its reference."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from coding_app.agreement import measure_files
from coding_app.agreement.file_views import csv_file
from coding_app.agreement.queries import measurable_rounds
from coding_app.agreement.readings import answers
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.review.scores import both_readings, scores


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def round_scores(request: ProjectRequest, number: int) -> HttpResponse:
    """Show each coder's agreement with the consensus of the origin, code by code, with units to look at."""
    row = get_object_or_404(measurable_rounds(request.project, request.user), number=number)
    has_files = has_permission(request.membership, Permission.EXPORT)
    return render(request, "review/scores.html", {"round": row, "sheets": scores(row), "has_files": has_files})


@require_GET
@project_view(Permission.EXPORT)
def round_scores_data(request: ProjectRequest, number: int) -> HttpResponse:
    """Download the reference and each coder's answer, unit by unit and code by code."""
    row = get_object_or_404(measurable_rounds(request.project, request.user), number=number)
    found = answers(*both_readings(row, row.origin)) if row.origin else ()
    return csv_file(f"{request.project.slug}-round-{number}-scores.csv", measure_files.lines(row, found))
