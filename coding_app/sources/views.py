"""Reading the corpus: its threads with search and facets, one thread; and making a source."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coding_app.core.errors import Refusal
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sources import filtering
from coding_app.sources.actions import create_source
from coding_app.sources.forms import SourceForm
from corpus import queries as corpus_queries
from corpus import search

ANSWERS_SHOWN = 20
POSTS_A_PAGE = 1000


@require_GET
@project_view(Permission.VIEW_CORPUS)
def thread_list(request: ProjectRequest) -> HttpResponse:
    """List the threads of the corpus, narrowed down by words and facets."""
    filters = filtering.filters_of(request.GET)
    corpus = request.project.corpus_id
    found = search.found(corpus, filters)
    # The hits come from one statement of their own; the paginator only counts.
    page = Paginator(range(found.total), search.PAGE).get_page(request.GET.get("page"))
    shown = filtering.options(found, filters)
    context = {
        "filters": filters,
        "found": found,
        "page": page,
        "hits": search.threads(corpus, filters, offset=max(page.start_index() - 1, 0)),
        "options": shown,
        "chips": filtering.chips(request.GET, filters, shown),
        "may_import": has_permission(request.membership, Permission.IMPORT),
    }
    return render(request, "sources/thread_list.html", context)


@require_GET
@project_view(Permission.VIEW_CORPUS)
def thread(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show one thread: the opening, then the answers under what they answer."""
    row = get_object_or_404(corpus_queries.corpus_threads(request.project.corpus), uuid=uuid)
    lines = corpus_queries.thread_lines(row)
    page = Paginator(lines, POSTS_A_PAGE).get_page(request.GET.get("page"))
    here = list(page)
    context = {
        "thread": row,
        "page": page,
        "lines": here[: ANSWERS_SHOWN + 1],
        "folded": here[ANSWERS_SHOWN + 1 :],
        "answers": len(lines) - 1,
        "authors": len({line.post.author_id for line in lines if line.post.author_id}),
    }
    return render(request, "sources/thread.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def source_new(request: ProjectRequest) -> HttpResponse:
    """Make a source, for a file that comes later."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            source = create_source(project=request.project, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("The source was made. Now bring a file for it."))
            upload = reverse("sources:upload_new", args=[request.project.slug])
            return after_write(request, f"{upload}?source={source.uuid}")
    return form_page(request, "sources/source_new.html", {"form": form}, is_valid=request.method == "GET")
