"""Design a round: its form, and beside it what the draw will come to."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sampling import queries
from coding_app.sampling.check_designers import designer_of
from coding_app.sampling.designer import Designer

DESIGNS = [
    ("draw", pgettext_lazy("design of a round", "From the corpus")),
    ("extension", pgettext_lazy("design of a round", "Extension")),
    ("training", pgettext_lazy("design of a round", "Training against a reference")),
    ("drift", pgettext_lazy("design of a round", "Drift check")),
    ("calibration", pgettext_lazy("design of a round", "Calibration")),
]


@require_http_methods(["GET", "POST"])
@project_view(Permission.MANAGE_ROUNDS)
def round_new(request: ProjectRequest) -> HttpResponse:
    """Draw a new round."""
    designer = designer_of(request)
    form = designer.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = designer.draw(form, by=request.user)
        messages.success(request, _("The sample is drawn. Look at the round, then open it for the coders."))
        return after_write(request, reverse("sampling:round", args=[request.project.slug, row.number]))
    return form_page(request, "sampling/round_new.html", _page(request, designer, form), is_valid=not form.is_bound)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_preview(request: ProjectRequest) -> HttpResponse:
    """Say what a draw will come to, without drawing or writing anything."""
    designer = designer_of(request)
    sample = designer.sample_form(request.POST)
    context = designer.foretell(sample) if sample.is_valid() else {"sample_form": sample}
    if getattr(request, "htmx", False):
        return form_page(request, designer.preview, context, is_valid=sample.is_valid())
    page = _page(request, designer, designer.form(None, typed=request.POST))
    return form_page(request, "sampling/round_new.html", page | context, is_valid=sample.is_valid())


def _page(request: ProjectRequest, designer: Designer, form: Any) -> dict[str, Any]:
    return {
        "form": form,
        "designer": designer,
        "designs": DESIGNS,
        "needs_origin": designer.design != "draw" and not designer.offer.origins,
        "waiting": queries.waiting_for_review(request.project),
    }
