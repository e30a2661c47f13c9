"""The sources of a project: their list, and the page of one with its facts, imports and quality."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sources import describing_quality, queries
from corpus import quality, records


@require_GET
@project_view(Permission.VIEW_CORPUS)
def source_list(request: ProjectRequest) -> HttpResponse:
    """List the sources with what lies in each."""
    context = {
        "rows": quality.overview(request.project.corpus),
        "may_import": has_permission(request.membership, Permission.IMPORT),
    }
    return render(request, "sources/source_list.html", context)


@require_GET
@project_view(Permission.VIEW_CORPUS)
def source(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show one source: its record, its imports, the quality of what was read, what its threads look like."""
    row = get_object_or_404(queries.sources(request.project), uuid=uuid)
    report = quality.report(row)
    context = {
        "source": row,
        "report": report,
        "remarks": describing_quality.remarks(row, report),
        "spreads": describing_quality.spreads(quality.spreads(row)),
        "batches": queries.batches(request.project).filter(source=row),
        "missing": records.missing_words(row),
        "sensitive": describing_quality.sensitive(row),
        "is_overdue": row.retain_until is not None and row.retain_until < timezone.localdate(),
        "may_import": has_permission(request.membership, Permission.IMPORT),
        "may_protect": has_permission(request.membership, Permission.ETHICS),
    }
    return render(request, "sources/source.html", context)
