"""The permanent report of an import, its problems, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sources import actions, problem_file, queries
from coding_app.sources.sentences import problem_sentence
from coding_app.sources.words import FORMAT_WORDS
from corpus.importers.mapping import FIELDS

PROBLEMS_A_PAGE = 100


@require_GET
@project_view(Permission.IMPORT)
def batch(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show what an import did."""
    row = get_object_or_404(queries.batches(request.project), uuid=uuid)
    page = Paginator(queries.problems(row), PROBLEMS_A_PAGE).get_page(request.GET.get("page"))
    lines = [(problem, problem_sentence(problem.reason, problem.params)) for problem in page]
    given = row.mapping.get("columns", {})
    context = {
        "batch": row,
        "page": page,
        "lines": lines,
        "format": FORMAT_WORDS.get(row.importer, row.importer),
        "columns": [(_(one.label), given[one.name]) for one in FIELDS if one.name in given],
    }
    return render(request, "sources/batch.html", context)


@require_GET
@project_view(Permission.IMPORT)
def batch_problems(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Send all problems of an import as a table."""
    row = get_object_or_404(queries.batches(request.project), uuid=uuid)
    header = [_("Line"), _("Column"), _("Rejected or remark"), _("Reason")]
    rows = (
        [str(p.line or ""), p.column, p.get_severity_display(), problem_sentence(p.reason, p.params)]
        for p in queries.problems(row)
    )
    name = f"{request.project.slug}-import-{row.uuid}-problems.csv"
    response = HttpResponse(problem_file.lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@project_view(Permission.IMPORT)
def batch_undo(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Take the posts of an import out again."""
    row = get_object_or_404(queries.batches(request.project), uuid=uuid)
    undone = actions.undo_batch(batch=row, by=request.user)
    messages.success(
        request,
        ngettext(
            "The import was undone: %(n)s post left the corpus. This report stays.",
            "The import was undone: %(n)s posts left the corpus. This report stays.",
            undone.posts_added,
        )
        % {"n": undone.posts_added},
    )
    return after_write(request, reverse("sources:batch", args=[request.project.slug, uuid]))
