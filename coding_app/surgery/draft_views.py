"""Surgery on the draft: what rests on the code is shown first, then it is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coding_app.codebook import queries as codebook
from coding_app.codebook import tree
from coding_app.codebook.models import Code, CodeDefinition
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.surgery import actions, consequences, undoing, words
from coding_app.surgery.forms import ExistingForm, IntoForm, MergeForm, PartForms, code_choices, new_parts, typed
from coding_app.surgery.subject import code_of, subject

FEWEST, MOST = 2, actions.MOST_PARTS


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def merge(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Choose where a code goes on, read what happens to both, then merge them."""
    context = subject(request, code_of(request, uuid))
    dimensions = codebook.dimensions(context["version"])
    kind = context["row"].kind if context["row"] else ""
    choices = code_choices(dimensions, kind, uuid)
    form = MergeForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        into = code_of(request, UUID(form.cleaned_data["into"]))
        actions.merge_code(code=context["code"], into=into, is_across=form.cleaned_data["is_across"], by=request.user)
        return _done(request, _("%(name)s is merged, in the draft.") % context)
    chosen = IntoForm(request.POST or request.GET or None, choices=choices)
    if chosen.is_valid():
        into = code_of(request, UUID(chosen.cleaned_data["into"]))
        context |= _other(request, context["code"], into, dimensions)
    context |= {"form": form, "chosen": chosen, "has_choices": any(entries for _name, entries in choices)}
    return form_page(request, "surgery/merge.html", context, is_valid=not form.is_bound)


def _other(request: ProjectRequest, code: Code, into: Code, dimensions: list[tree.Dimension]) -> dict[str, Any]:
    """Return what the page says of the code in which the other goes on."""
    places = {entry.id: (one.name, entry.name) for one in dimensions for entry in one.entries}
    here, there = places[code.pk], places[into.pk]
    found = consequences.consequences(request.project, request.user, into)
    return {
        "into": into,
        "into_name": there[1],
        "into_sentence": words.sentence(found),
        "other_dimension": there[0] if here[0] != there[0] else "",
    }


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def split(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Name the parts of a code, or choose them among the codes there are, then split it."""
    context = subject(request, code_of(request, uuid))
    choices = code_choices(codebook.dimensions(context["version"]), CodeDefinition.Kind.CODE, uuid)
    rows = PartForms(request.POST or None, initial=[{}] * FEWEST, prefix="parts")
    form = ExistingForm(request.POST or None, choices=choices)
    wants_more = "more" in request.POST
    if request.method == "POST" and not wants_more and rows.is_valid() and form.is_valid():
        existing = [code_of(request, UUID(one)) for one in form.cleaned_data["existing"]]
        actions.split_code(code=context["code"], existing=existing, new=new_parts(rows.cleaned_data), by=request.user)
        return _done(request, _("%(name)s is split, in the draft.") % context)
    if wants_more:
        rows = PartForms(initial=[*typed(rows), {}][:MOST], prefix="parts")
    context |= {"rows": rows, "form": form}
    return form_page(request, "surgery/split.html", context, is_valid=wants_more or request.method == "GET")


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def retire(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show what goes out of use with a code, then retire it."""
    context = subject(request, code_of(request, uuid))
    if request.method == "POST":
        actions.retire_code(code=context["code"], by=request.user)
        return _done(request, _("%(name)s is retired, in the draft.") % context)
    entries = [entry for one in codebook.dimensions(context["version"]) for entry in one.entries]
    below = tree.branch(list(CodeDefinition.objects.filter(version=context["version"])), context["code"].pk)[1:]
    names = {entry.id: entry.name for entry in entries}
    context["below"] = [names[row.code_id] for row in below if row.code_id in names]
    return form_page(request, "surgery/retire.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def restore(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show the last wording of a code that is gone, then bring it back."""
    context = subject(request, code_of(request, uuid))
    if request.method == "POST":
        undoing.restore_code(code=context["code"], by=request.user)
        return _done(request, _("%(name)s is back, in the draft.") % context)
    return form_page(request, "surgery/restore.html", context)


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def undo(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Take back what surgery did to a code in this draft."""
    undoing.undo_surgery(code=code_of(request, uuid), by=request.user)
    return _done(request, _("That is undone. The rest of the draft stayed as it was."))


def _done(request: ProjectRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return after_write(request, reverse("surgery:surgery", args=[request.project.slug]))
