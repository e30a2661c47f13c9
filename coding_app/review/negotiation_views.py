"""Negotiated agreement: from the first codings of a round to its consensus."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from coding_app.agreement.queries import comparable_rounds, latest_run, of_the_whole, report
from coding_app.agreement.words import headline
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.review.negotiation_page import process


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def negotiated(request: ProjectRequest, number: int) -> HttpResponse:
    """Show the agreement before any discussion, whose answers were kept where coders differed, and what is open."""
    row = get_object_or_404(comparable_rounds(request.project, request.user), number=number)
    run = latest_run(row)
    context = {
        "round": row,
        "process": process(row),
        "run": run,
        "before": headline(report(run, of_the_whole())) if run else "",
        "may_review": has_permission(request.membership, Permission.REVIEW),
    }
    return render(request, "review/negotiated.html", context)
