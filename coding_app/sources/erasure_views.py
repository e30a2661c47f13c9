"""Pages that take words away: mask a passage, erase a person, purge sources whose time is over; open one kept name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coding_app.core.errors import Refusal
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sources import erasure_actions, queries
from coding_app.sources.erasure_forms import EraseForm, FindForm, MaskForm, OpenForm
from corpus import erasing, retention, vault
from corpus.models import Author, Post


@require_http_methods(["GET", "POST"])
@project_view(Permission.ETHICS)
def post_mask(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Mask words of a post that people work on, or say that it speaks of a third party."""
    posts = Post.objects.filter(source__corpus=request.project.corpus).select_related("thread", "author", "batch")
    post = get_object_or_404(posts, uuid=uuid)
    if request.POST.get("act") == "third_party":
        speaks = "is_about_third_party" in request.POST
        erasure_actions.mark_third_party(project=request.project, post=post, speaks_of_one=speaks, by=request.user)
        return after_write(request, _post_url(request, post))
    form = MaskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erasure_actions.mask_words(project=request.project, post=post, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("words", str(refusal.sentence))
        else:
            messages.success(request, _("The words were masked. Codings keep their places."))
            return after_write(request, request.path)
    context = {"post": post, "form": form, "masks": post.redactions.order_by("made_at")}
    return form_page(request, "sources/post_mask.html", context, is_valid=not form.errors)


def _post_url(request: ProjectRequest, post: Post) -> str:
    thread = reverse("sources:thread", args=[request.project.slug, post.thread.uuid])
    return f"{thread}?post={post.uuid}#post-{post.uuid}"


@never_cache
@require_http_methods(["GET", "POST"])
@project_view(Permission.ETHICS)
def author_find(request: ProjectRequest) -> HttpResponse:
    """Find who asks to be left out, by what they are called on the platform; nothing of it enters an address."""
    form, found = FindForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        written = form.cleaned_data["written"]
        try:
            found = erasure_actions.find_people(project=request.project, written=written, by=request.user)
        except Refusal as refusal:
            form.add_error("written", str(refusal.sentence))
    opens = has_permission(request.membership, Permission.OPEN_IDENTITIES)
    kept = [author for author in found.authors if vault.holds(author)] if found and opens else []
    context = {"form": form, "found": found, "kept": kept}
    return form_page(request, "sources/author_find.html", context, is_valid=not form.errors)


@require_http_methods(["GET", "POST"])
@project_view(Permission.ETHICS)
def author_erase(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Say what erasing a person will do, and do it once reason and alias are given."""
    author = get_object_or_404(Author.objects.filter(corpus=request.project.corpus), uuid=uuid)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = {"reason": form.cleaned_data["reason"], "typed": form.cleaned_data["alias"]}
        try:
            made = erasure_actions.erase_author(project=request.project, author=author, by=request.user, **given)
        except Refusal as refusal:
            form.add_error("alias", str(refusal.sentence))
        else:
            messages.success(
                request, _("%(alias)s was erased. Later imports leave this person out.") % {"alias": made.alias}
            )
            return after_write(request, request.path)
    context = {
        "author": author,
        "form": form,
        "erasure": request.project.corpus.erasures.filter(alias=author.alias).last(),
        "opens_name": has_permission(request.membership, Permission.OPEN_IDENTITIES) and vault.holds(author),
    }
    context |= _what_will_happen(author)
    return form_page(request, "sources/author_erase.html", context, is_valid=not form.errors)


def _what_will_happen(author: Author) -> dict[str, Any]:
    posts = list(Post.objects.filter(author=author).values_list("pk", flat=True))
    return {"foreseen": erasing.foresee(author), "traces": erasure_actions.work_on_posts().of_posts(posts)}


@require_http_methods(["GET", "POST"])
@project_view(Permission.ETHICS)
def retention_list(request: ProjectRequest) -> HttpResponse:
    """Show until when each source is kept; start the purge of one whose time is over."""
    if request.method == "POST":
        sent = request.POST.get("source", "")
        source = get_object_or_404(queries.sources(request.project), uuid=_uuid(sent))
        erasure_actions.start_purge(project=request.project, source=source, by=request.user)
        messages.success(request, _("The purge has started. Its report is among the jobs."))
        return after_write(request, reverse("projects:job_list", args=[request.project.slug]))
    context = {
        "due": retention.due(request.project.corpus, timezone.localdate()),
        "sources": queries.sources(request.project).order_by("retain_until", "name"),
    }
    return render(request, "sources/retention.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@never_cache
@require_http_methods(["GET", "POST"])
@project_view(Permission.OPEN_IDENTITIES)
def identity_open(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Open the name kept for one person, once, when a reason is given."""
    author = get_object_or_404(Author.objects.filter(corpus=request.project.corpus), uuid=uuid)
    form, names = OpenForm(request.POST if request.method == "POST" else None), []
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            names = erasure_actions.open_identity(
                project=request.project, author=author, reason=reason, by=request.user
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
    context = {
        "author": author,
        "form": form,
        "names": names,
        "holds": vault.holds(author),
        "openings": vault.openings(author),
    }
    return form_page(request, "sources/identity_open.html", context, is_valid=not form.errors)
