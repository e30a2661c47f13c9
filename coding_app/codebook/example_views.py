"""Examples of codes: search the corpus, choose a post, take all of it or a passage."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coding_app.codebook import picking, queries, tree
from coding_app.codebook.draft_views import editor, row_of_draft
from coding_app.codebook.models import CodeDefinition, CodeExample
from coding_app.codebook.talk_forms import ExampleForm
from coding_app.core.http import after_edit, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from corpus.models import Post
from corpus.post_search import FoundPosts, browse_posts
from corpus.search import Filters

A_PAGE = 20
LONGEST_WORDS = 300


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def example_pick(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Search for posts; show one and pick it, or words of it, as an example or a counter-example."""
    row = row_of_draft(request, uuid)
    post = _chosen(request)
    form = ExampleForm(request.POST or None, text=post.text) if post else None
    if request.method == "POST" and post and form and form.is_valid():
        start, end = form.offsets
        is_counter = form.cleaned_data["side"] == "counter"
        picking.pick_example(
            version=row.version, code=row.code, post=post, start=start, end=end, is_counter=is_counter, by=request.user
        )
        messages.success(request, _("The counter-example is picked.") if is_counter else _("The example is picked."))
        return after_edit(_address(request, row))
    words = request.GET.get("q", "")[:LONGEST_WORDS]
    context = editor(request, row.version) | {
        "row": row,
        "current": row.code.uuid,
        "name": tree.wording(row, "name", queries.language()),
        "post": post,
        "form": form,
        "words": words,
        "found": _found(request, words) if words and post is None else None,
    }
    return form_page(request, "codebook/example_pick.html", context, is_valid=not (form and form.is_bound))


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def example_drop(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Take an example out of the draft."""
    rows = CodeExample.objects.select_related("code", "version__codebook__project")
    example = get_object_or_404(rows, uuid=uuid, version__codebook__project=request.project, version__state="draft")
    picking.drop_example(example=example, by=request.user)
    messages.success(request, _("The example is out of the draft. Published versions keep it."))
    return after_edit(reverse("codebook:definition_edit", args=[request.project.slug, example.code.uuid]) + "#examples")


def _chosen(request: ProjectRequest) -> Post | None:
    """Return the post of the address, when there is one."""
    wanted = _uuid(request.GET.get("post", ""))
    posts = Post.objects.select_related("author", "thread", "source", "batch")
    return None if wanted is None else get_object_or_404(posts, uuid=wanted, source__corpus=request.project.corpus)


def _found(request: ProjectRequest, words: str) -> FoundPosts:
    """Return a page of the posts with these words."""
    after, before = (_uuid(request.GET.get(name, "")) for name in ("after", "before"))
    return browse_posts(request.project.corpus_id, Filters(words=words), limit=A_PAGE, after=after, before=before)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _address(request: ProjectRequest, row: CodeDefinition) -> str:
    return reverse("codebook:definition_edit", args=[request.project.slug, row.code.uuid]) + "#examples"
