"""Agreement: the figures of a round, and the order to compute them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.agreement import actions, data, pages, queries
from coding_app.agreement.forms import ComputeForm
from coding_app.agreement.kept import kept
from coding_app.agreement.models import AgreementRun
from coding_app.codebook import queries as codebook
from coding_app.coding.evidence import evidence
from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sampling.models import Round

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
    run = _asked_for(row, request.GET.get("run", "")) or latest
    may_compute = has_permission(request.membership, Permission.REVIEW)
    has_words = request.GET.get("words") == LANDIS_KOCH
    if run:
        context |= pages.around(run, request.user) | {"kept": kept(request, run, has_words=has_words)}
    context |= {
        "is_comparable": True,
        "is_earlier": run != latest,
        "is_current": latest is not None and _is_current(row, latest),
        "job": queries.pending_job(row) if may_compute else None,
        "compute_url": reverse("agreement:agreement_compute", args=[request.project.slug]) if may_compute else "",
        "has_files": has_permission(request.membership, Permission.EXPORT),
        "has_words": has_words,
    }
    return render(request, "agreement/agreement.html", context)


def _asked_for(round: Round, name: str) -> AgreementRun | None:
    """Find the computation of the address. Raise Http404 for one that this round does not have."""
    if not name:
        return None
    try:
        wanted = UUID(name)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(queries.runs(round), uuid=wanted)


def _is_current(round: Round, run: AgreementRun) -> bool:
    """Say whether the data are still those of the run; the codings are read only when somebody coded since."""
    if round.is_over or not queries.has_acts_since(run):
        return True
    written = data.lines(round, evidence(round), codebook.dimensions(round.codebook_version))
    return data.sha256(written) == run.data_sha256


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
