"""Notes: those of the project, those about one thing, one with its earlier wordings; writing them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding_app.coding.models import Note
from coding_app.core.http import after_write, form_page
from coding_app.notes import actions, queries
from coding_app.notes.forms import NoteFilterForm, NoteForm, PostNoteForm
from coding_app.notes.targets import Target, lines, target
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view, require
from coding_app.projects.queries import colleagues

NOTES_A_PAGE = 25
NOTES_ABOUT_ONE_THING = 200


@require_GET
@project_view(Permission.VIEW_PROJECT)
def note_list(request: ProjectRequest) -> HttpResponse:
    """List the notes of the project, narrowed down by words, by what they are about, by author."""
    form = NoteFilterForm(request.GET, authors=queries.authors(request.project, request.user))
    notes = queries.listed(request.project, request.user, form.filters())
    page = Paginator(notes, NOTES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": lines(request.project, request.user, page.object_list),
        "unread": queries.unread_mentions(request.project, request.user).count(),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "may_write": has_permission(request.membership, Permission.CODE),
    }
    return render(request, "notes/note_list.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW_PROJECT)
def about(request: ProjectRequest, kind: str, uuid: UUID) -> HttpResponse:
    """Show the notes about one thing, and take another one; pages that include it take its list alone."""
    chosen = _target(request, kind, uuid)
    form = _form(request, chosen)
    if request.method == "POST":
        require(request.membership, Permission.CODE)
        if form.is_valid():
            place = form.place() if isinstance(form, PostNoteForm) else None
            actions.write_note(
                project=request.project, target=chosen, text=form.cleaned_data["text"], people=form.people(),
                passage=place, by=request.user,
            )  # fmt: skip
            messages.success(request, _("The note is kept."))
            return after_write(request, request.path)
    rows = queries.with_places(queries.visible_notes(request.project, request.user).filter(chosen.notes()))
    context = {
        "target": chosen,
        "kind_words": queries.KINDS[kind],
        "lines": lines(request.project, request.user, rows[:NOTES_ABOUT_ONE_THING]),
        "form": form if has_permission(request.membership, Permission.CODE) else None,
    }
    return form_page(request, "notes/about.html", context, is_valid=not form.is_bound)


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW_PROJECT)
def note(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show one note with its earlier wordings; its author may word it anew."""
    row = _note(request, uuid)
    is_mine = row.author_id == request.user.pk and has_permission(request.membership, Permission.CODE)
    people = colleagues(request.project, request.user)
    named = [str(one.person.uuid) for one in row.mentions.all()]
    form = NoteForm(request.POST or None, people=people, initial={"text": row.text, "colleagues": named})
    if request.method == "POST":
        require(request.membership, Permission.CODE)
        if form.is_valid():
            new = actions.reword_note(note=row, text=form.cleaned_data["text"], people=form.people(), by=request.user)
            messages.success(request, _("The new wording is kept; the one before it stays readable."))
            return after_write(request, reverse("notes:note", args=[request.project.slug, new.uuid]))
    (line,) = lines(request.project, request.user, [row])
    context = {"line": line, "earlier": queries.wordings(row)[1:], "form": form if is_mine else None}
    return form_page(request, "notes/note.html", context, is_valid=not form.is_bound)


@require_POST
@project_view(Permission.CODE)
def note_end(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Take one's own note away."""
    mine = get_object_or_404(queries.own_notes(request.project, request.user), uuid=uuid)
    actions.end_note(note=mine, by=request.user)
    messages.success(request, _("The note is taken away."))
    return after_write(request, reverse("notes:note_list", args=[request.project.slug]))


@require_POST
@project_view(Permission.VIEW_PROJECT)
def mentions_read(request: ProjectRequest) -> HttpResponse:
    """Keep that the person has read the notes that name them."""
    actions.read_mentions(project=request.project, by=request.user)
    return after_write(request, reverse("notes:note_list", args=[request.project.slug]) + "?mentions=me")


def _target(request: ProjectRequest, kind: str, uuid: UUID) -> Target:
    found = target(request.project, request.user, kind, uuid)
    if found is None:
        raise Http404
    return found


def _form(request: ProjectRequest, chosen: Target) -> NoteForm:
    terms: dict[str, Any] = {"people": colleagues(request.project, request.user)}
    if chosen.kind == "post":
        return PostNoteForm(request.POST or None, post=chosen.row, **terms)
    return NoteForm(request.POST or None, **terms)


def _note(request: ProjectRequest, uuid: UUID) -> Note:
    return get_object_or_404(queries.with_places(queries.visible_notes(request.project, request.user)), uuid=uuid)
