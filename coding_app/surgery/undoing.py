"""Bring codes back into the draft: a code gone since some version, or what surgery did in this draft."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook import drafting, tree
from coding_app.codebook.actions import KEPT_FIELDS
from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition, CodeExample, CodeLineage
from coding_app.core.events import record
from coding_app.surgery import lineage
from coding_app.surgery.actions import Lineage, Table, on_table, tell
from coding_app.surgery.refusals import CannotBeRestored, NothingToUndo
from coding_app.surgery.reviving import free_keys, place_of, revive


@transaction.atomic
def restore_code(*, code: Code, by: User) -> list[CodeDefinition]:
    """Bring a code that is gone back with its last wording; a group or dimension with what lay in it.

    Its examples stay with the versions that have them. Return what came back.
    """
    table = on_table(code, by)
    _require_gone(table, code)
    rows = _as_it_was(table, code)
    every = table.rows | {row.code_id: row for row in rows}
    for row in rows:
        row.parent_id = place_of(row, every)
    if any(row.parent_id is None and row.kind != CodeDefinition.Kind.DIMENSION for row in rows):
        raise CannotBeRestored(
            _("The dimension it lay in is gone too. Nothing was changed. Restore that: its codes come with it.")
        )
    free_keys(rows, every)
    CodeDefinition.objects.bulk_create(rows)
    drafting.renumber(table.draft)
    before = CodeDefinition.objects.filter(
        version__codebook=table.draft.codebook, version__number=table.draft.number - 1
    )
    known = set(before.values_list("code", flat=True))
    tell(table.draft, Lineage.RESTORED, [(row.code_id, None) for row in rows if row.code_id not in known], by)
    record("code_restored", by=by, project=table.draft.codebook.project, about=code, entries=len(rows))
    return rows


def _require_gone(table: Table, code: Code) -> None:
    if code.pk in table.rows:
        raise CannotBeRestored(_("The draft has this code. Nothing was changed."))
    if CodeLineage.objects.filter(version=table.draft, from_code=code).exists():
        raise CannotBeRestored(_("This code left in this very draft. Nothing was changed. Undo that instead."))


def _as_it_was(table: Table, code: Code) -> list[CodeDefinition]:
    """Return copies of the last wordings of a code and of what lay in it, without what is there or went elsewhere."""
    last = lineage.last_wording(code)
    if last is None:
        raise CannotBeRestored(_("No version defines this code. Nothing was changed."))
    elsewhere = set(CodeLineage.objects.filter(version=table.draft).values_list("from_code", flat=True))
    there = tree.branch(list(CodeDefinition.objects.filter(version=last.version_id).select_related("code")), code.pk)
    coming = [row for row in there if row.code_id not in table.rows and row.code_id not in elsewhere]
    return [
        CodeDefinition(
            version=table.draft,
            code=row.code,
            parent_id=row.parent_id,
            **{name: getattr(row, name) for name in KEPT_FIELDS} | {"position": len(table.rows) + place},
        )
        for place, row in enumerate(coming, start=1)
    ]


@transaction.atomic
def undo_surgery(*, code: Code, by: User) -> CodebookVersion:
    """Take back what surgery did last to a code in this draft; the rest of the draft stays as it is."""
    table = on_table(code, by)
    done = CodeLineage.objects.filter(version=table.draft, from_code=code, kind__in=_WAYS_BACK)
    last = done.order_by("-made_at", "-pk").first()
    if last is None:
        raise NothingToUndo(_("Nothing was done to this code in this draft. Nothing was changed."))
    rows = list(CodeLineage.objects.filter(version=table.draft, kind=last.kind, made_at=last.made_at))
    _WAYS_BACK[last.kind](table, rows)
    CodeLineage.objects.filter(pk__in=[row.pk for row in rows]).delete()
    drafting.renumber(table.draft)
    record("surgery_undone", by=by, project=table.draft.codebook.project, about=code, kind=last.kind)
    return table.draft


def _unmerge(table: Table, rows: Sequence[CodeLineage]) -> None:
    """Bring the merged code back; the codes of a merged group that went with it go back into it."""
    _bring_back(table, rows)
    for row in rows:
        before = CodeDefinition.objects.filter(
            version__codebook=table.draft.codebook, version__number=table.draft.number - 1, parent=row.from_code_id
        )
        CodeDefinition.objects.filter(
            version=table.draft, parent=row.to_code_id, code__in=before.values("code")
        ).update(parent=row.from_code_id)


def _unsplit(table: Table, rows: Sequence[CodeLineage]) -> None:
    """Bring the split code back; parts made for the split leave, unless something else went into them."""
    _bring_back(table, rows)
    others = CodeLineage.objects.filter(version=table.draft).exclude(pk__in=[row.pk for row in rows])
    made = Code.objects.filter(pk__in=[row.to_code_id for row in rows], created_at=rows[0].made_at)
    _take_out(table, list(made.exclude(pk__in=others.values("to_code")).values_list("pk", flat=True)))


def _bring_back(table: Table, rows: Sequence[CodeLineage]) -> None:
    codes = {row.from_code_id for row in rows}
    came = {row.code_id for row in revive(table.draft, codes)}
    if codes - came - table.rows.keys():
        raise NothingToUndo(
            _("The dimension it lay in is gone from the draft. Nothing was changed. Bring it back first.")
        )


def _take_back_restored(table: Table, rows: Sequence[CodeLineage]) -> None:
    codes = [row.from_code_id for row in rows]
    inside = CodeDefinition.objects.filter(version=table.draft, parent__in=codes).exclude(code__in=codes)
    if CodeLineage.objects.filter(version=table.draft, to_code__in=codes).exists() or inside.exists():
        raise NothingToUndo(_("Something else went into it since. Nothing was changed. Undo or move that first."))
    _take_out(table, codes)


def _take_out(table: Table, codes: Sequence[int]) -> None:
    CodeExample.objects.filter(version=table.draft, code__in=codes).delete()
    CodeDefinition.objects.filter(version=table.draft, code__in=codes).delete()


_WAYS_BACK: dict[str, Callable[[Table, Sequence[CodeLineage]], None]] = {
    Lineage.MERGED: _unmerge,
    Lineage.SPLIT: _unsplit,
    Lineage.RETIRED: _bring_back,
    Lineage.RESTORED: _take_back_restored,
}
