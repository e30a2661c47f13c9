"""Agreement: the figures of a round, and the order to compute them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.agreement import actions, pages, queries
from coding_app.agreement.current import is_current
from coding_app.agreement.forms import ComputeForm
from coding_app.agreement.kept import kept
from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view

LANDIS_KOCH = "landis-koch"


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def agreement(request: ProjectRequest) -> HttpResponse:
    """Show how far the coders of a round agree, or say when there will be figures."""
    row = queries.round_asked_for(request.project, request.GET.get("round", ""), request.user)
    context: dict[str, Any] = {"round": row, "rounds": queries.rounds(request.project)}
    if row is None or not queries.is_comparable(row, request.user):
        return render(request, "agreement/agreement.html", context)
    latest = queries.latest_run(row)
    name = request.GET.get("run", "")
    run = queries.run_asked_for(row, name) if name else latest
    may_compute = has_permission(request.membership, Permission.REVIEW)
    has_words = request.GET.get("words") == LANDIS_KOCH
    if run:
        context |= pages.around(run, request.user)
        context["asked_run"] = f"?run={run.uuid}" if run != latest else ""
        context["kept"] = kept(request, run, has_words=has_words, asked_run=context["asked_run"])
    context |= pages.besides(row, request.user) | {
        "is_comparable": True,
        "is_earlier": run != latest,
        "is_current": latest is not None and is_current(latest),
        "job": queries.pending_job(row) if may_compute else None,
        "compute_url": reverse("agreement:agreement_compute", args=[request.project.slug]) if may_compute else "",
        "has_files": has_permission(request.membership, Permission.EXPORT),
        "has_words": has_words,
    }
    return render(request, "agreement/agreement.html", context)


@require_POST
@project_view(Permission.REVIEW)
def agreement_compute(request: ProjectRequest) -> HttpResponse:
    """Compute the figures of a round: at once when it is quick, else by a worker."""
    form = ComputeForm(request.POST)
    if not form.is_valid():
        raise Http404
    row = get_object_or_404(queries.rounds(request.project), number=form.cleaned_data["round"])
    if queries.is_quick(row) or not queries.is_comparable(row, request.user):
        known = queries.latest_run(row)
        if actions.compute_agreement(round=row, by=request.user) == known:
            messages.info(request, _("The codings are the same, to the last one: so are the figures."))
    else:
        actions.start_agreement(round=row, by=request.user)
        messages.info(request, _("A worker is computing the figures. You may leave this page."))
    return after_write(request, f"{reverse('agreement:agreement', args=[request.project.slug])}?round={row.number}")
