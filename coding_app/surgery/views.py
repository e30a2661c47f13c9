"""What rests on a code, what was done in the draft, and which results rest on which version."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.surgery import lineage, operations, resting
from coding_app.surgery.subject import code_of, subject


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def consequences(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show what rests on a code, and for those who edit the codebook what may be done to it."""
    context = subject(request, code_of(request, uuid))
    edits = has_permission(request.membership, Permission.EDIT_CODEBOOK)
    return render(request, "surgery/consequences.html", context | {"edits": edits})


@require_GET
@project_view(Permission.EDIT_CODEBOOK)
def surgery(request: ProjectRequest) -> HttpResponse:
    """Show what surgery did in the draft, to be undone one by one, and the codes that are gone, to be restored."""
    version = lineage.working_version(request.project)
    if version is None:
        raise Http404
    context = {
        "version": version,
        "operations": operations.operations(version),
        "gone": operations.gone(version),
    }
    return render(request, "surgery/surgery.html", context)


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def versions(request: ProjectRequest) -> HttpResponse:
    """Show which results rest on which version of the codebook."""
    found = resting.eras(request.project)
    return render(request, "surgery/versions.html", {"eras": found, "by_version": resting.by_version(found)})
