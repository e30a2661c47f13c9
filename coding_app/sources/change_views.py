"""What a later file says of posts already there: wordings to decide between, posts it no longer has."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sources import deciding, queries
from corpus.changes import diff

CHANGES_A_PAGE = 25
VANISHED_SHOWN = 100


@require_GET
@project_view(Permission.IMPORT)
def changes(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show what an import changed: new posts, other wordings word by word, posts that were not in the file."""
    batch = get_object_or_404(queries.batches(request.project), uuid=uuid)
    page = Paginator(queries.text_changes(batch), CHANGES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "page": page,
        "wordings": [(change, diff(change)) for change in page],
        "open": queries.text_changes(batch).filter(decision="").count(),
        "unreviewed": queries.unreviewed_wordings(batch).count(),
        "vanished": queries.vanished(batch)[:VANISHED_SHOWN],
        "vanished_shown": VANISHED_SHOWN,
    }
    return render(request, "sources/changes.html", context)


@require_POST
@project_view(Permission.IMPORT)
def change_decide(request: ProjectRequest, uuid: UUID, post: UUID) -> HttpResponse:
    """Take a new wording, or keep the one that stands."""
    batch = get_object_or_404(queries.batches(request.project), uuid=uuid)
    change = get_object_or_404(queries.text_changes(batch), post__uuid=post)
    takes = request.POST.get("decision") == "take"
    deciding.decide(change=change, takes=takes, by=request.user)
    messages.success(
        request,
        _("The new wording stands now. The earlier one stays readable here.")
        if takes
        else _("The wording that was there stands. The new one stays readable here."),
    )
    page = reverse("sources:changes", args=[request.project.slug, uuid])
    return after_write(request, f"{page}#change-{post}")
