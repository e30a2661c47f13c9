"""The import wizard: source and file, (columns,) check, run; each step has its address, going back loses nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding_app.core.errors import Refusal
from coding_app.core.http import after_write, form_page
from coding_app.core.models import Job
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sources import checking, queries, uploading
from coding_app.sources.actions import create_source
from coding_app.sources.forms import UploadForm
from coding_app.sources.models import Upload
from coding_app.sources.recording import why_over
from corpus.importers.base import UnreadableFile
from corpus.models import Source
from corpus.records import missing_words

IMPORTS_SHOWN = 20


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def upload_new(request: ProjectRequest) -> HttpResponse:
    """Take in a file and say where it comes from."""
    return _source_step(request, None)


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def upload_source(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Go back to the first step: another source, or another file in the place of the one that waits."""
    return _source_step(request, get_object_or_404(queries.waiting_uploads(request.project), uuid=uuid))


def _source_step(request: ProjectRequest, upload: Upload | None) -> HttpResponse:
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        sources=queries.sources(request.project),
        has_file=upload is not None,
        initial={"source": upload.source.uuid if upload and upload.source else request.GET.get("source")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(request, form, upload)
            return after_write(request, _step(request, "upload_columns", kept))
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
    context = {
        "form": form,
        "upload": upload,
        "step": 1,
        "waiting": [] if upload else queries.waiting_uploads(request.project)[:IMPORTS_SHOWN],
        "batches": [] if upload else queries.batches(request.project)[:IMPORTS_SHOWN],
    }
    return form_page(request, "sources/upload_new.html", context, is_valid=request.method == "GET")


def _keep(request: ProjectRequest, form: UploadForm, upload: Upload | None) -> Upload:
    """Make the source if it is new, store the file if there is one; when a file is refused the source stays."""
    source: Source | None = form.cleaned_data["source"]
    if source is None:
        source = create_source(project=request.project, by=request.user, **form.new_source())
        form.data = request.POST.copy()
        form.data["source"] = str(source.uuid)
    file = form.cleaned_data["file"]
    if file is None and upload is not None:
        return uploading.choose_source(upload=upload, source=source)
    kept = uploading.keep_upload(
        project=request.project, source=source, file_name=file.name, chunks=file.chunks(), by=request.user
    )
    if upload is not None:
        uploading.discard(upload=upload)
    return kept


@require_GET
@project_view(Permission.IMPORT)
def upload_check(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Say what the import would do, without doing it."""
    upload = get_object_or_404(queries.waiting_uploads(request.project), uuid=uuid)
    context: dict[str, Any] = {"upload": upload, "step": 3}
    if upload.source:
        context |= {"missing": missing_words(upload.source), "over": why_over(upload.source)}
    try:
        context["check"] = checking.check(upload, uploading.require_file(upload))
    except UnreadableFile as error:
        context["refused"] = checking.refused(error)
    return form_page(request, "sources/upload_check.html", context, is_valid="refused" not in context)


@require_POST
@project_view(Permission.IMPORT)
def upload_start(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Start the import in the background."""
    upload = get_object_or_404(queries.uploads(request.project), uuid=uuid)
    uploading.start_import(upload=upload, by=request.user)
    return after_write(request, _step(request, "upload_progress", upload))


@require_GET
@project_view(Permission.IMPORT)
def upload_progress(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show how far the import is; go to its report when it is done."""
    upload = get_object_or_404(queries.uploads(request.project), uuid=uuid)
    if upload.job is None:
        return redirect(_step(request, "upload_check", upload))
    if upload.job.state != Job.State.DONE:
        return render(request, "sources/upload_progress.html", {"upload": upload, "job": upload.job, "step": 4})
    if upload.job.result["is_repeat"]:
        messages.info(request, _("This file was imported before. Nothing was added; this is the report of that day."))
    report = reverse("sources:batch", args=[request.project.slug, upload.job.result["batch"]])
    return after_write(request, report)


@require_POST
@project_view(Permission.IMPORT)
def upload_discard(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Delete a file that waits."""
    upload = get_object_or_404(queries.waiting_uploads(request.project), uuid=uuid)
    uploading.discard(upload=upload)
    messages.success(request, _("The file was deleted. Nothing of it is in the corpus."))
    return after_write(request, reverse("sources:upload_new", args=[request.project.slug]))


def _step(request: ProjectRequest, name: str, upload: Upload) -> str:
    return reverse(f"sources:{name}", args=[request.project.slug, upload.uuid])
