"""Explorations: one's own, begin one on a thread or a search, add a post while reading, close one."""

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding_app.core.days import day_words
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sampling import exploring, steps
from coding_app.sampling import exploring_queries as queries
from coding_app.sampling.exploring_forms import ExplorationForm, ExploredPostForm
from coding_app.sampling.models import Round, Unit
from coding_app.sampling.queries import Candidate
from coding_app.sources.queries import matching_posts
from corpus.models import Post, Thread


class Wanted(NamedTuple):
    """What the address asks to explore: the posts that may be coded, of a thread or of a search."""

    candidates: list[Candidate]
    total: int
    thread: Thread | None
    met_again: int

    @property
    def is_cut(self) -> bool:
        """Tell whether there is more than one exploration takes."""
        return self.total > len(self.candidates)


@require_GET
@project_view(Permission.CODE)
def exploration_list(request: ProjectRequest) -> HttpResponse:
    """Show one's own explorations; to managers also how many units the others code freely."""
    manages = has_permission(request.membership, Permission.MANAGE_ROUNDS)
    context = {
        "explorations": queries.explorations_of(request.project, request.user),
        "others": queries.explorations(request.project).exclude(created_by=request.user) if manages else [],
    }
    return render(request, "sampling/exploration_list.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.CODE)
def exploration_new(request: ProjectRequest) -> HttpResponse:
    """Begin an exploration of a thread or of all posts that a search finds, one by one."""
    wanted = _wanted(request)
    form = ExplorationForm(
        request.POST or None, of_thread=bool(wanted.thread), initial={"name": _name(request, wanted)}
    )
    if request.method == "POST" and form.is_valid():
        row = _begin(request, wanted, **form.cleaned_data)
        return after_write(request, reverse("coding:queue", args=[request.project.slug]) + f"?round={row.number}")
    context = {"form": form, "wanted": wanted, "units": len(wanted.candidates), "query": request.GET.urlencode()}
    return form_page(request, "sampling/exploration_new.html", context, is_valid=not form.is_bound)


@require_POST
@project_view(Permission.CODE)
def exploration_add(request: ProjectRequest) -> HttpResponse:
    """Put a post into an exploration and go to code it; ask where only if there is a choice or something to know."""
    project = request.project
    open_ones = list(queries.to_extend(project, request.user, Unit.Kind.POST))
    form = ExploredPostForm(request.POST, explorations=open_ones)
    if not form.is_valid():
        raise Http404
    post = get_object_or_404(queries.posts_of(project), uuid=form.cleaned_data["post"])
    found = queries.candidates(Post.objects.filter(pk=post.pk), 1)
    met_again = queries.met_again(project, request.user, [post.pk])
    if found and not form.cleaned_data["exploration"] and (met_again or len(open_ones) > 1):
        first = str(open_ones[0].uuid) if open_ones else "new"
        choice = ExploredPostForm(initial={"post": post.uuid, "exploration": first}, explorations=open_ones)
        return render(request, "sampling/exploration_add.html", {"form": choice, "post": post, "met_again": met_again})
    asked_for_new = form.cleaned_data["exploration"] == "new"
    row = form.chosen() or (None if asked_for_new or not open_ones else open_ones[0])
    work = _added(request, row, found)
    return after_write(request, reverse("coding:workbench", args=[project.slug, work]))


@require_POST
@project_view(Permission.CODE)
def exploration_close(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Close one's own exploration for good."""
    row = get_object_or_404(queries.explorations_of(request.project, request.user), uuid=uuid)
    steps.close_round(round=row, by=request.user)
    messages.success(request, _("The exploration is closed. Its codings stay readable to you."))
    return after_write(request, reverse("sampling:exploration_list", args=[request.project.slug]))


def _wanted(request: ProjectRequest) -> Wanted:
    """Read the address: ?thread=<uuid>, else the state of the corpus browser."""
    project, thread = request.project, None
    if "thread" in request.GET:
        thread = _thread(request)
        posts = queries.posts_of(project).filter(thread=thread)
    else:
        posts = matching_posts(project, request.user, request.GET)
    found = queries.candidates(posts, exploring.MOST_UNITS)
    # Counting again is only worth its time where the list is full.
    total = queries.codable(posts).count() if len(found) == exploring.MOST_UNITS else len(found)
    return Wanted(found, total, thread, queries.met_again(project, request.user, [one.post_id for one in found]))


def _thread(request: ProjectRequest) -> Thread:
    try:
        found = queries.thread_of(request.project, UUID(request.GET["thread"]))
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _begin(request: ProjectRequest, wanted: Wanted, *, name: str, unit_kind: str = Unit.Kind.POST) -> Round:
    candidates: list[Candidate] = wanted.candidates
    if wanted.thread and unit_kind == Unit.Kind.THREAD:
        whole = queries.thread_candidate(wanted.thread)
        candidates = [whole] if whole else []
    recipe: dict[str, Any] = (
        {"thread": str(wanted.thread.uuid)} if wanted.thread else {"search": request.GET.urlencode()}
    )
    return exploring.begin_exploration(
        project=request.project, name=name, unit_kind=unit_kind, candidates=candidates, recipe=recipe, by=request.user
    )


def _added(request: ProjectRequest, row: Round | None, found: list[Candidate]) -> UUID:
    """Return the unit of the person's queue that the post has become."""
    if row and found:
        return exploring.add_to_exploration(exploration=row, candidate=found[0], by=request.user).uuid
    begun = exploring.begin_exploration(
        project=request.project, name=_dated(), unit_kind=Unit.Kind.POST, candidates=found, recipe={}, by=request.user
    )
    return begun.assignments.get().uuid


def _name(request: ProjectRequest, wanted: Wanted) -> str:
    """Propose a name: that of the saved search, the words searched for, the title of the thread, or the day."""
    words = request.GET.get("name") or request.GET.get("q") or (wanted.thread.title if wanted.thread else "")
    return words[:200] or _dated()


def _dated() -> str:
    return _("Reading of %(day)s") % {"day": day_words(timezone.localdate())}
