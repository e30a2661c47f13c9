"""Content warnings: added and taken back from the coding screen, by whoever may code."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coding_app.coding.forms import WarningForm
from coding_app.coding.models import ContentWarning
from coding_app.coding.warning_actions import add_warning, end_warning
from coding_app.core.errors import Invalid
from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from corpus.models import Post


@require_POST
@project_view(Permission.CODE)
def warning_create(request: ProjectRequest, post: uuid.UUID) -> HttpResponse:
    """Veil a post behind a warning for the whole team."""
    row = get_object_or_404(Post, uuid=post, source__corpus=request.project.corpus_id)
    form = WarningForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Say in at most 100 characters what the post is hard to read for. Nothing was changed."))
    add_warning(project=request.project, post=row, text=form.cleaned_data["text"], by=request.user)
    return after_write(request, _back(request))


@require_POST
@project_view(Permission.CODE)
def warning_end(request: ProjectRequest, uuid: uuid.UUID) -> HttpResponse:
    """Take a warning back."""
    rows = ContentWarning.objects.select_related("project", "post")
    end_warning(warning=get_object_or_404(rows, uuid=uuid, project=request.project), by=request.user)
    return after_write(request, _back(request))


def _back(request: ProjectRequest) -> str:
    """Return the page the press came from, if it is one of ours."""
    goal = request.POST.get("next", "")
    is_ours = goal.startswith("/") and url_has_allowed_host_and_scheme(goal, allowed_hosts=None)
    return goal if is_ours else reverse("coding:queue", args=[request.project.slug])
