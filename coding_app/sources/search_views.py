"""Saved searches: states of the corpus browser under a name, for everybody of the project."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sources import queries, search_actions
from coding_app.sources.search_forms import SavedSearchForm


@require_POST
@project_view(Permission.CODE)
def saved_search_new(request: ProjectRequest) -> HttpResponse:
    """Keep the state of the browser under a name."""
    form = SavedSearchForm(request.POST)
    listed = reverse("sources:thread_list", args=[request.project.slug])
    if not form.is_valid():
        messages.error(request, _("Nothing was saved. Give the search a name of at most 100 characters."))
        return after_write(request, f"{listed}?{form.state()}")
    name = form.cleaned_data["name"]
    try:
        row = search_actions.save_search(project=request.project, by=request.user, name=name, query=form.state())
    except search_actions.NameIsTaken as refusal:
        messages.error(request, str(refusal.sentence))
        return after_write(request, f"{listed}?{form.state()}")
    messages.success(request, _("The search “%(name)s” was saved for the team.") % {"name": row.name})
    return after_write(request, f"{listed}?{row.query}")


@require_POST
@project_view(Permission.CODE)
def saved_search_delete(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Delete a saved search: one's own, or any for those who manage imports."""
    row = get_object_or_404(queries.saved_searches(request.project), uuid=uuid)
    search_actions.delete_search(
        search=row, by=request.user, may_delete_all=has_permission(request.membership, Permission.IMPORT)
    )
    messages.success(
        request, _("The search “%(name)s” was deleted. What it finds is still there.") % {"name": row.name}
    )
    return after_write(request, reverse("sources:thread_list", args=[request.project.slug]))
