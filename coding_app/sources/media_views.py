"""Kept pictures: shown to members only, never run as anything else; and what they show, in words."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sources import describing, queries
from coding_app.sources.paste_forms import DescriptionForm, WithholdForm
from corpus import media
from corpus.models import Attachment

CONTENT_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_A_DAY = 24 * 60 * 60


@require_GET
@project_view(Permission.VIEW_CORPUS)
def picture(request: ProjectRequest, uuid: UUID, position: int) -> HttpResponse:
    """Send a kept picture; of one that was not kept, go to its post, which says why."""
    row = _attachment(request, uuid, position)
    path = media.path_of(request.project.corpus.uuid, row.sha256) if row.sha256 else None
    if path is None:
        return after_write(request, _post(request, row))
    response = HttpResponse(path.read_bytes(), content_type=CONTENT_TYPES[path.suffix])
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={_A_DAY}, immutable"
    response["ETag"] = f'"{row.sha256}"'
    # Opened by itself a picture is a page too: it may load and run nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@project_view(Permission.IMPORT)
def picture_describe(request: ProjectRequest, uuid: UUID, position: int) -> HttpResponse:
    """Say what a picture shows, for those who do not see it; empty: not described."""
    row = _attachment(request, uuid, position)
    form = DescriptionForm(request.POST)
    if form.is_valid():
        describing.describe(attachment=row, description=form.cleaned_data["description"], by=request.user)
        messages.success(request, _("The description of the picture is kept."))
    else:
        messages.error(request, _("The description is longer than 1,000 characters. Nothing was changed. Shorten it."))
    return after_write(request, _post(request, row))


@require_POST
@project_view(Permission.ETHICS)
def picture_withhold(request: ProjectRequest, uuid: UUID, position: int) -> HttpResponse:
    """Take one picture away for a reason, wherever the corpus shows it."""
    row = _attachment(request, uuid, position)
    form = WithholdForm(request.POST)
    if form.is_valid():
        describing.withhold(attachment=row, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The picture was deleted from the server; the post says why."))
    else:
        messages.error(request, _("Say in a few words why the picture goes. Nothing was changed."))
    return after_write(request, _post(request, row))


def _attachment(request: ProjectRequest, uuid: UUID, position: int) -> Attachment:
    return get_object_or_404(queries.attachments(request.project), post__uuid=uuid, position=position)


def _post(request: ProjectRequest, row: Attachment) -> str:
    thread = reverse("sources:thread", args=[request.project.slug, row.post.thread.uuid])
    return f"{thread}?post={row.post.uuid}#post-{row.post.uuid}"
