"""Writes inside a draft: wording, entries, order."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook import tree
from coding_app.codebook.checks import NONE_KEY
from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition, CodeExample
from coding_app.codebook.slugs import unique_slug
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record

Kind = CodeDefinition.Kind
NONE_NAMES = {"name_fr": "Aucun code ne convient", "name_en": "None applies"}
NONE_COLOUR = 16
# Where each kind of entry may lie.
PARENTS: dict[str, frozenset[str]] = {
    Kind.DIMENSION: frozenset(),
    Kind.GROUP: frozenset({Kind.DIMENSION}),
    Kind.CODE: frozenset({Kind.DIMENSION, Kind.GROUP}),
    Kind.NONE: frozenset({Kind.DIMENSION}),
}


class VersionIsFrozen(Conflict):
    """Refuse to change a published version."""


class ChangedMeanwhile(Conflict):
    """Refuse to write over what a colleague wrote meanwhile."""


class PlaceIsWrong(Invalid):
    """Refuse a place where such an entry cannot lie."""


class NoneStays(Invalid):
    """Refuse to move or remove the entry that says no code applies."""


def locked_draft(version: CodebookVersion) -> CodebookVersion:
    """Return the version, locked, when it may still change."""
    row = CodebookVersion.objects.select_for_update(of=("self",)).select_related("codebook__project").get(pk=version.pk)
    if row.state != CodebookVersion.State.DRAFT:
        raise VersionIsFrozen(_("This version is published, therefore frozen. Nothing was changed. Begin a new draft."))
    return row


def fingerprint(definition: CodeDefinition) -> str:
    """Return a short digest of an entry's content, by which a form knows that it is still the one it showed."""
    names = ("selection", "level", "applies_to", "key", "colour", *tree.FLAGS)
    wordings = (f"{name}_{language}" for name in tree.WORDINGS for language in tree.LANGUAGES)
    content = "\x1f".join(str(getattr(definition, name)) for name in (*names, *wordings))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


@transaction.atomic
def edit_definition(*, definition: CodeDefinition, by: User, seen: str = "", **fields: Any) -> CodeDefinition:
    """Change the wording, key, color or rules of an entry of the draft; ``seen`` is the fingerprint last read."""
    draft = locked_draft(definition.version)
    row = CodeDefinition.objects.select_related("code").get(pk=definition.pk)
    if seen and seen != fingerprint(row):
        raise ChangedMeanwhile(
            _("Somebody changed this entry meanwhile. Theirs was kept. Reload the page and add your change to it.")
        )
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    record("definition_edited", by=by, project=draft.codebook.project, about=row.code, fields=sorted(fields))
    return row


@transaction.atomic
def add_entry(*, version: CodebookVersion, kind: str, parent: Code | None, by: User, **fields: Any) -> CodeDefinition:
    """Add a dimension, group or code to the draft, last in its place; a dimension comes with its "none applies"."""
    draft = locked_draft(version)
    rows = list(CodeDefinition.objects.filter(version=draft))
    _require_place(rows, kind, parent.pk if parent else None)
    prefix = parent.slug if parent and kind == Kind.CODE else ""
    row = _insert(draft, kind, parent, prefix, len(rows) + 1, fields)
    if kind == Kind.DIMENSION:
        _insert(draft, Kind.NONE, row.code, row.code.slug, len(rows) + 2, NONE_NAMES | {"colour": NONE_COLOUR})
    renumber(draft)
    record("entry_added", by=by, project=draft.codebook.project, about=row.code, kind=kind)
    return row


def _insert(
    draft: CodebookVersion, kind: str, parent: Code | None, prefix: str, position: int, fields: dict[str, Any]
) -> CodeDefinition:
    taken = set(Code.objects.filter(codebook=draft.codebook).values_list("slug", flat=True))
    name = "none" if kind == Kind.NONE else fields["name_en"] or fields["name_fr"]
    code = Code.objects.create(codebook=draft.codebook, slug=unique_slug(name, prefix=prefix, taken=taken))
    key = {"key": NONE_KEY} if kind == Kind.NONE else {}
    return CodeDefinition.objects.create(
        version=draft, code=code, parent=parent, position=position, kind=kind, **fields | key
    )


@transaction.atomic
def remove_entry(*, definition: CodeDefinition, by: User) -> int:
    """Take an entry, what lies below it, and their examples out of the draft; return how many entries went.

    Older versions keep them all.
    """
    draft = locked_draft(definition.version)
    if definition.kind == Kind.NONE:
        raise NoneStays(_("A dimension always says when no code applies. Nothing was removed."))
    gone = take_out(draft, definition)
    record("entry_removed", by=by, project=draft.codebook.project, about=definition.code, entries=gone)
    return gone


def take_out(draft: CodebookVersion, definition: CodeDefinition) -> int:
    """Delete an entry of a locked draft, what lies below it, and their examples; return how many entries went.

    What is done and by whom is for the caller to record.
    """
    rows = tree.branch(list(CodeDefinition.objects.filter(version=draft)), definition.code_id)
    CodeExample.objects.filter(version=draft, code__in=[row.code_id for row in rows]).delete()
    gone, _by_model = CodeDefinition.objects.filter(pk__in=[row.pk for row in rows]).delete()
    renumber(draft)
    return gone


@transaction.atomic
def move_entry(*, definition: CodeDefinition, step: int, by: User) -> bool:
    """Move an entry one place up (-1) or down (+1) among its siblings; say whether it could move."""
    draft = locked_draft(definition.version)
    _refuse_none(definition)
    siblings = [
        row
        for row in tree.in_reading_order(list(CodeDefinition.objects.filter(version=draft)))
        if row.parent_id == definition.parent_id and row.kind != Kind.NONE
    ]
    here = [row.pk for row in siblings].index(definition.pk)
    there = here + step
    if not 0 <= there < len(siblings):
        return False
    one, other = siblings[here], siblings[there]
    one.position, other.position = other.position, one.position
    CodeDefinition.objects.bulk_update([one, other], ["position"])
    renumber(draft)
    record("entry_moved", by=by, project=draft.codebook.project, about=definition.code, step=step)
    return True


@transaction.atomic
def move_entry_to(*, definition: CodeDefinition, parent: Code, by: User) -> CodeDefinition:
    """Move an entry, with what lies below it, to the end of another dimension or group."""
    draft = locked_draft(definition.version)
    _refuse_none(definition)
    rows = list(CodeDefinition.objects.filter(version=draft))
    _require_place(rows, definition.kind, parent.pk)
    row = next(row for row in rows if row.pk == definition.pk)
    row.parent, row.position = parent, len(rows) + 1
    row.save(update_fields=["parent", "position"])
    renumber(draft)
    record("entry_moved", by=by, project=draft.codebook.project, about=definition.code, to=parent.slug)
    return row


def _refuse_none(definition: CodeDefinition) -> None:
    if definition.kind == Kind.NONE:
        raise NoneStays(_("The entry that says no code applies stays last in its dimension. Nothing was changed."))


def _require_place(rows: list[CodeDefinition], kind: str, parent_id: int | None) -> None:
    """Refuse a parent of the wrong kind, of another version, or missing."""
    kinds = {row.code_id: row.kind for row in rows}
    is_right = (parent_id is None) == (kind == Kind.DIMENSION) and (
        parent_id is None or kinds.get(parent_id, "") in PARENTS[kind]
    )
    if not is_right:
        raise PlaceIsWrong(_("An entry of this kind cannot lie there. Nothing was changed. Choose another place."))


def renumber(draft: CodebookVersion) -> None:
    """Give all entries of the draft the places 1, 2, 3 … in reading order; two statements whatever their number."""
    rows = tree.in_reading_order(list(CodeDefinition.objects.filter(version=draft)))
    moved = []
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            moved.append(row)
    CodeDefinition.objects.bulk_update(moved, ["position"])
