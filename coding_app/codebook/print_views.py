"""A version of the codebook on paper: a page made for printing, and a DOCX file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coding_app.codebook import printing, queries
from coding_app.codebook.models import CodebookVersion
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def version_print(request: ProjectRequest, number: int) -> HttpResponse:
    """Show a version as it is printed; the browser makes the PDF."""
    book = printing.book(_version(request, number))
    context = {
        "book": book,
        "warning": printing.warning(book),
        "downloads": has_permission(request.membership, Permission.EXPORT),
    }
    return render(request, "codebook/print.html", context)


@require_GET
@project_view(Permission.EXPORT)
def version_docx(request: ProjectRequest, number: int) -> HttpResponse:
    """Send a version as a DOCX file."""
    content = printing.written(printing.book(_version(request, number)))
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{request.project.slug}-codebook-v{number}.docx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _version(request: ProjectRequest, number: int) -> CodebookVersion:
    version = queries.versions(request.project).filter(number=number).first()
    if version is None:
        raise Http404
    return version
