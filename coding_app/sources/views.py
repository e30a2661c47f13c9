"""Reading the corpus: its threads or its posts with search and facets, one thread."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sources import filtering, histogram, marks, metrics, queries
from coding_app.sources.post_controls import controls_of
from corpus import post_search, search
from corpus import queries as corpus_queries

ANSWERS_SHOWN = 20


@require_GET
@project_view(Permission.VIEW_CORPUS)
def thread_list(request: ProjectRequest) -> HttpResponse:
    """List the threads of the corpus, or its single posts, narrowed down by words and facets."""
    extra = marks.facets_of(request.project, request.user)
    for_posts = filtering.is_of_posts(request.GET)
    filters = filtering.filters_of(request.GET, extra, for_posts=for_posts)
    browse = post_search.browse_posts if for_posts else search.browse
    marked = {facet.name: facet.threads for facet in extra}
    found = browse(request.project.corpus_id, filters, marks=marked, **filtering.key_of(request.GET))
    shown = filtering.options(found.facets, filters, extra)
    context = {
        "filters": filters,
        "found": found,
        "options": shown,
        "figures": metrics.choices(filters),
        "extra": [(facet, shown[facet.name]) for facet in extra],
        "bars": histogram.bars([(one.value, one.threads) for one in shown["month"]], filters.since, filters.until),
        "chips": filtering.chips(request.GET, filters, shown, extra),
        "state": filtering.state(request.GET),
        "saved": queries.saved_searches(request.project),
        "may_import": has_permission(request.membership, Permission.IMPORT),
        "may_save": has_permission(request.membership, Permission.CODE),
        "for_posts": for_posts,
        **filtering.views_of(request.GET),
        **filtering.neighbours(request.GET, found),
    }
    return render(request, "sources/thread_list.html", context)


@require_GET
@project_view(Permission.VIEW_CORPUS)
def thread(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show one thread: the opening, then the answers under what they answer; long threads in pages."""
    row = get_object_or_404(corpus_queries.corpus_threads(request.project.corpus), uuid=uuid)
    number, post = filtering.place_of(request.GET)
    page = corpus_queries.thread_page(row, number=number, post=post)
    fold = ANSWERS_SHOWN + 1 if page.number == 1 else len(page.lines)
    context = {
        "thread": row,
        "heading": row.title or _opened_by(page),
        "page": page,
        "lines": page.lines[:fold],
        "folded": page.lines[fold:],
        "answers": page.posts - 1,
        "captures": [batch for batch in page.batches if batch.captured_on or batch.capture_note],
        "unreviewed": [batch for batch in page.batches if batch.reviewed_at is None],
        "may_import": has_permission(request.membership, Permission.IMPORT),
        "may_code": has_permission(request.membership, Permission.CODE),
        "controls": controls_of(request.membership),
        **filtering.pages_around(page.number, page.pages),
    }
    return render(request, "sources/thread.html", context)


def _opened_by(page: corpus_queries.ThreadPage) -> str:
    """Name a thread without a title by who opened it, where the page shows that."""
    opening = page.lines[0].post if page.lines else None
    if opening is None or opening.position > 0 or opening.author is None:
        return _("Thread")
    return _("Thread of %(alias)s") % {"alias": opening.author.alias}
