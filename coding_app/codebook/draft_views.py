"""Writing the codebook: the draft, its entries, publishing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding_app.codebook import actions, checks, drafting, queries, reading, talk, tree
from coding_app.codebook.forms import EntryForm, NewEntryForm, PlaceForm, PublishForm, StepForm
from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition
from coding_app.codebook.sentences import sentence
from coding_app.core.http import after_edit, after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, project_view


@require_GET
@project_view(Permission.EDIT_CODEBOOK)
def draft(request: ProjectRequest) -> HttpResponse:
    """Show the draft: what changed, what is missing, and publishing."""
    version = _draft(request)
    return _draft_page(
        request, version, PublishForm(initial={"note": _("First version") if version.number == 1 else ""})
    )


def _draft_page(request: ProjectRequest, version: CodebookVersion, form: PublishForm) -> HttpResponse:
    rows = list(queries.definitions(version))
    language = queries.language()
    before = list(queries.definitions_before(version))
    uuids = {row.code_id: row.code.uuid for row in rows}
    context = {
        "version": version,
        "dimensions": tree.build(rows, language),
        "figures": queries.figures(request.project, request.user, version),
        "problems": [(sentence(one), uuids.get(one.code_id or 0)) for one in checks.problems(rows, language)],
        "changes": reading.changed_entries(before, rows, language) if before else [],
        "has_before": bool(before),
        "form": form,
    }
    return form_page(request, "codebook/draft.html", context, is_valid=not form.is_bound)


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def draft_create(request: ProjectRequest) -> HttpResponse:
    """Begin a new draft from the latest published version."""
    book = queries.codebook(request.project)
    if book is None:
        raise Http404
    actions.create_draft(codebook=book, by=request.user)
    return after_write(request, reverse("codebook:draft", args=[request.project.slug]))


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def version_publish(request: ProjectRequest) -> HttpResponse:
    """Publish the draft; when something is missing, show what."""
    version = _draft(request)
    form = PublishForm(request.POST)
    if not form.is_valid() or checks.problems(list(queries.definitions(version)), queries.language()):
        return _draft_page(request, version, form)
    published = actions.publish_version(version=version, by=request.user, **form.cleaned_data)
    messages.success(request, _("Version %(number)s is published and frozen.") % {"number": published.number})
    return after_write(request, reverse("codebook:codebook", args=[request.project.slug]))


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def definition_edit(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Edit one entry of the draft."""
    row = row_of_draft(request, uuid)
    initial = {name: getattr(row, name) for name in EntryForm.names(row.kind)} | {"seen": drafting.fingerprint(row)}
    form = EntryForm(request.POST or None, kind=row.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        drafting.edit_definition(definition=row, by=request.user, **form.cleaned_data)
        messages.success(request, _("The entry is saved in the draft."))
        return after_edit(_entry_url(request, row))
    rows = list(queries.definitions(row.version))
    places = _places(rows, row)
    is_in_use = _is_in_use(row, rows)
    context = editor(request, row.version, rows) | {
        "row": row,
        "current": row.code.uuid,
        "form": form,
        "name": tree.wording(row, "name", queries.language()),
        "place_form": PlaceForm(places=places) if places else None,
        "is_in_use": is_in_use,
        "rests": queries.consequences(request.project, request.user, row.code) if is_in_use else "",
        "below": len(tree.branch(rows, row.code_id)) - 1,
        "examples": queries.examples(row.version).get(row.code_id, []),
        "open_questions": list(talk.open_questions(request.project).filter(code=row.code)),
    }
    return form_page(request, "codebook/definition_edit.html", context, is_valid=not form.is_bound)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def entry_new(request: ProjectRequest) -> HttpResponse:
    """Add a dimension, a group or a code to the draft."""
    version = _draft(request)
    wanted = NewEntryForm(request.GET)
    if not wanted.is_valid():
        raise Http404
    kind, uuid = wanted.cleaned_data["kind"], wanted.cleaned_data["parent"]
    parent = row_of_draft(request, uuid) if uuid else None
    form = EntryForm(request.POST or None, kind=kind, initial={"colour": parent.colour if parent else 1})
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        code = parent.code if parent else None
        row = drafting.add_entry(version=version, kind=kind, parent=code, by=request.user, **fields)
        messages.success(request, _("The entry is in the draft."))
        return after_edit(_entry_url(request, row))
    context = editor(request, version) | {"form": form, "kind": kind, "parent": parent}
    if parent:
        context["current"] = parent.code.uuid
        context["parent_name"] = tree.wording(parent, "name", queries.language())
    return form_page(request, "codebook/entry_new.html", context, is_valid=not form.is_bound)


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def entry_step(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Move an entry one place up or down."""
    row = row_of_draft(request, uuid)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise drafting.PlaceIsWrong(_("This place does not exist. Nothing was changed. Choose one of the list."))
    if not drafting.move_entry(definition=row, by=request.user, **form.cleaned_data):
        messages.info(request, _("The entry is already at the end of its group."))
    return after_edit(_entry_url(request, row))


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def entry_move(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Move an entry to another dimension or group."""
    row = row_of_draft(request, uuid)
    form = PlaceForm(request.POST, places=_places(list(queries.definitions(row.version)), row))
    if not form.is_valid():
        raise drafting.PlaceIsWrong(_("This place does not exist. Nothing was changed. Choose one of the list."))
    parent = get_object_or_404(Code, uuid=form.cleaned_data["parent"], codebook__project=request.project)
    drafting.move_entry_to(definition=row, parent=parent, by=request.user)
    messages.success(request, _("The entry is moved."))
    return after_edit(_entry_url(request, row))


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def entry_remove(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Take an entry out of the draft; one that a published version has is retired, what rests on it read first."""
    row = row_of_draft(request, uuid)
    if _is_in_use(row, list(queries.definitions(row.version))):
        return after_write(request, reverse("surgery:retire", args=[request.project.slug, uuid]))
    drafting.remove_entry(definition=row, by=request.user)
    messages.success(request, _("The entry is out of the draft. Published versions keep it."))
    return after_edit(reverse("codebook:draft", args=[request.project.slug]))


def _draft(request: ProjectRequest) -> CodebookVersion:
    """Return the draft of the project, or 404."""
    version = queries.draft(request.project)
    if version is None:
        raise Http404
    return version


def row_of_draft(request: ProjectRequest, uuid: UUID) -> CodeDefinition:
    """Return an entry of the project's draft, or 404."""
    rows = CodeDefinition.objects.select_related("code", "version__codebook")
    return get_object_or_404(rows, version__codebook__project=request.project, version__state="draft", code__uuid=uuid)


def _is_in_use(row: CodeDefinition, rows: list[CodeDefinition]) -> bool:
    """Say whether a published version has this entry, or one that lies in it: codings may rest on that."""
    return queries.were_published([one.code_id for one in tree.branch(rows, row.code_id)])


def editor(
    request: ProjectRequest, version: CodebookVersion, rows: list[CodeDefinition] | None = None
) -> dict[str, Any]:
    """Return what every page of the editor shows on the left."""
    shown = list(queries.definitions(version)) if rows is None else rows
    return {
        "version": version,
        "dimensions": tree.build(shown, queries.language()),
        "figures": queries.figures(request.project, request.user, version),
    }


def _places(rows: list[CodeDefinition], row: CodeDefinition) -> list[tuple[str, str]]:
    """Return where else an entry may lie, in words."""
    language = queries.language()
    names = {one.code_id: tree.wording(one, "name", language) for one in rows}
    allowed = drafting.PARENTS[row.kind] if row.kind != CodeDefinition.Kind.NONE else frozenset()
    return [
        (str(one.code.uuid), " › ".join(names[part] for part in (one.parent_id, one.code_id) if part))
        for one in tree.in_reading_order(rows)
        if one.kind in allowed and one.code_id != row.parent_id
    ]


def _entry_url(request: ProjectRequest, row: CodeDefinition) -> str:
    return reverse("codebook:definition_edit", args=[request.project.slug, row.code.uuid]) + "#entry"
