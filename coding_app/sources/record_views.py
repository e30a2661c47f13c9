"""The record of a source: why it may be collected, what people were told, until when it is kept."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coding_app.core.errors import Refusal
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sources import queries
from coding_app.sources.actions import create_source
from coding_app.sources.record_forms import SourceRecordForm
from coding_app.sources.recording import record_source
from corpus.models import Source
from corpus.records import missing_words


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def source_new(request: ProjectRequest) -> HttpResponse:
    """Make a source and its record, for a file that comes later."""
    form = SourceRecordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            source = create_source(project=request.project, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return after_write(request, _next_step(request, source))
    return form_page(request, "sources/record.html", {"form": form}, is_valid=request.method == "GET")


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def source_record(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Read and complete the record of a source; `upload` names a file that waits for it."""
    source = get_object_or_404(queries.sources(request.project), uuid=uuid)
    known = {name: getattr(source, name) for name in SourceRecordForm.base_fields}
    form = SourceRecordForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            record_source(project=request.project, source=source, lines=form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return after_write(request, _next_step(request, source))
    context = {"form": form, "source": source, "missing": missing_words(source)}
    return form_page(request, "sources/record.html", context, is_valid=request.method == "GET")


def _next_step(request: ProjectRequest, source: Source) -> str:
    """Say what is still missing; else go on: back to the file that waits, or to bringing one."""
    slug = request.project.slug
    lacking = missing_words(source)
    if lacking:
        told = ", ".join(lacking).lower()
        messages.warning(
            request,
            _("Saved. Before anything can be imported, the record still needs: %(missing)s.") % {"missing": told},
        )
        return reverse("sources:source_record", args=[slug, source.uuid]) + _waiting(request)
    messages.success(request, _("The record is complete. Files can be imported into this source."))
    waiting = _uuid(request.GET.get("upload", ""))
    if waiting and queries.waiting_uploads(request.project).filter(uuid=waiting).exists():
        return reverse("sources:upload_check", args=[slug, waiting])
    return f"{reverse('sources:upload_new', args=[slug])}?source={source.uuid}"


def _waiting(request: ProjectRequest) -> str:
    upload = _uuid(request.GET.get("upload", ""))
    return f"?upload={upload}" if upload else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
