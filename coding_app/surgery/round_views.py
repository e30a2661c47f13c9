"""Moving an open round to the latest version: what becomes missing is listed first."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coding_app.codebook.models import CodebookVersion
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sampling.models import Round
from coding_app.sampling.queries import study_rounds
from coding_app.surgery import carrying, move_words, moving
from coding_app.surgery.forms import MoveForm
from coding_app.surgery.refusals import CannotMove


@require_http_methods(["GET", "POST"])
@project_view(Permission.MANAGE_ROUNDS)
def round_move(request: ProjectRequest, number: int) -> HttpResponse:
    """Show what a move would carry and what it would leave open, then move the round."""
    row = get_object_or_404(study_rounds(request.project).select_related("codebook_version"), number=number)
    version = carrying.goal(row)
    form = MoveForm(request.POST or None, initial={"version": version.number if version else None})
    if request.method == "POST" and form.is_valid():
        if version is None or form.cleaned_data["version"] != version.number:
            raise CannotMove(
                _("Another version was published meanwhile. Nothing was moved. Read what it would change, then decide.")
            )
        return _move(request, row, version, form.cleaned_data["reason"])
    context: dict[str, Any] = {"round": row, "version": version, "form": form, "job": moving.pending_move(row)}
    if version is not None and context["job"] is None:
        told = carrying.forecast(row, version)
        context |= {"told": told, "changed": move_words.changed(told), "living_on": move_words.living_on(told)}
    return form_page(request, "surgery/round_move.html", context, is_valid=not form.is_bound)


def _move(request: ProjectRequest, row: Round, version: CodebookVersion, reason: str) -> HttpResponse:
    """Move a small round at once; have a worker move a large one."""
    if moving.is_quick(row) and moving.pending_move(row) is None:
        carrying.move_round(round=row, version=version, reason=reason, by=request.user)
        messages.success(request, _("The round is under version %(number)s now.") % {"number": version.number})
        return after_write(request, reverse("sampling:round", args=[request.project.slug, row.number]))
    job = moving.start_move(round=row, version=version, reason=reason, by=request.user)
    messages.info(request, _("A worker is moving the round. You may leave this page."))
    return after_write(request, reverse("projects:job", args=[request.project.slug, job.uuid]))
