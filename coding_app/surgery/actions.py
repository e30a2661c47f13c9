"""Surgery on the draft: merge, split, retire. Each says what becomes of the code; published versions keep it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook import drafting, tree
from coding_app.codebook.actions import create_draft
from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition, CodeLineage
from coding_app.codebook.slugs import unique_slug
from coding_app.core.events import record
from coding_app.surgery.refusals import (
    CannotBeMerged,
    CannotBeRetired,
    CannotBeSplit,
    NotInTheDraft,
    OtherDimension,
    SensitiveIntoPlain,
)

Kind = CodeDefinition.Kind
Lineage = CodeLineage.Kind
MOST_PARTS = 9


@dataclass(frozen=True)
class NewPart:
    """A code that a split makes, in words."""

    name_fr: str
    name_en: str
    definition_fr: str = ""
    definition_en: str = ""


@dataclass(frozen=True)
class Table:
    """The draft under its lock, and its entries by code."""

    draft: CodebookVersion
    rows: dict[int, CodeDefinition]
    dimension: dict[int, int]
    sensitive: set[int]

    def entry(self, code: Code) -> CodeDefinition:
        """Return the entry of a code, or raise NotInTheDraft."""
        if code.pk not in self.rows:
            raise NotInTheDraft(_("The draft does not have this code. Nothing was changed. Look at the draft again."))
        return self.rows[code.pk]


def on_table(code: Code, by: User) -> Table:
    """Lock the draft of the codebook of a code, begun if there is none."""
    draft = code.codebook.versions.filter(state=CodebookVersion.State.DRAFT).first()
    draft = drafting.locked_draft(draft or create_draft(codebook=code.codebook, by=by))
    rows = list(CodeDefinition.objects.filter(version=draft).select_related("code"))
    ordered = tree.in_reading_order(rows)
    return Table(draft, {row.code_id: row for row in rows}, tree.dimension_of(ordered), tree.sensitive(ordered))


@transaction.atomic
def merge_code(*, code: Code, into: Code, by: User, is_across: bool = False) -> CodebookVersion:
    """Let a code go on in another one; of a group, its codes move into the other group.

    ``is_across`` says that another dimension is meant. The code leaves the draft, its codings stay under their version.
    """
    table = on_table(code, by)
    row, target = table.entry(code), table.entry(into)
    _require_mergeable(table, row, target, is_across=is_across)
    CodeDefinition.objects.filter(version=table.draft, parent=code).update(parent=into)
    drafting.take_out(table.draft, row)
    tell(table.draft, Lineage.MERGED, [(code.pk, into.pk)], by)
    record("code_merged", by=by, project=table.draft.codebook.project, about=code, into=into.slug)
    return table.draft


def _require_mergeable(table: Table, row: CodeDefinition, target: CodeDefinition, *, is_across: bool) -> None:
    if row.code_id == target.code_id:
        raise CannotBeMerged(_("A code cannot be merged into itself. Nothing was changed. Choose another code."))
    if Kind.DIMENSION in {row.kind, target.kind}:
        raise CannotBeMerged(
            _("Dimensions cannot be merged: they are different questions. Nothing was changed. Merge their codes.")
        )
    if Kind.NONE in {row.kind, target.kind}:
        raise CannotBeMerged(
            _("“None applies” cannot be merged: it belongs to its dimension. Nothing was changed. Choose a code.")
        )
    if row.kind != target.kind:
        raise CannotBeMerged(
            _("A code goes into a code, and a group into a group. Nothing was changed. Choose another one.")
        )
    if table.dimension[row.code_id] != table.dimension[target.code_id] and not is_across:
        raise OtherDimension(
            _("That code lies in another dimension. Nothing was changed. If you mean it, say so in the form.")
        )
    _require_as_sensitive(table, row, [target])


def _require_as_sensitive(table: Table, row: CodeDefinition, targets: Sequence[CodeDefinition]) -> None:
    if row.code_id in table.sensitive and any(one.code_id not in table.sensitive for one in targets):
        raise SensitiveIntoPlain(
            _("This code is sensitive and the other is not. Nothing was changed. Mark the other as sensitive first.")
        )


@transaction.atomic
def split_code(
    *, code: Code, by: User, existing: Sequence[Code] = (), new: Sequence[NewPart] = ()
) -> list[CodeDefinition]:
    """Let a code go on in two parts or more: codes of the draft, or new ones beside it; return the parts.

    The code leaves the draft. Its coders say for each of their codings which parts it means.
    """
    table = on_table(code, by)
    row = table.entry(code)
    known = [table.entry(one) for one in existing]
    _require_splittable(table, row, known, len(known) + len(new))
    moment = timezone.now()
    made = _make_parts(table, row, new, moment)
    drafting.take_out(table.draft, row)
    parts = [*known, *made]
    tell(table.draft, Lineage.SPLIT, [(code.pk, part.code_id) for part in parts], by, moment)
    slugs = [part.code.slug for part in parts]
    record("code_split", by=by, project=table.draft.codebook.project, about=code, parts=slugs)
    return parts


def _require_splittable(table: Table, row: CodeDefinition, known: Sequence[CodeDefinition], parts: int) -> None:
    if row.kind != Kind.CODE or any(one.kind != Kind.CODE for one in known):
        raise CannotBeSplit(_("Only a code can be split, and only into codes. Nothing was changed."))
    if len({one.code_id for one in known} | {row.code_id}) <= len(known):
        raise CannotBeSplit(_("A code cannot be a part of itself, nor one part twice. Nothing was changed."))
    if not 2 <= parts <= MOST_PARTS:
        raise CannotBeSplit(
            _("A split has two to nine parts. Nothing was changed. Name or choose them; with one, merge instead.")
        )
    _require_as_sensitive(table, row, known)


def _make_parts(table: Table, row: CodeDefinition, new: Sequence[NewPart], moment: datetime) -> list[CodeDefinition]:
    """Make the new codes beside the one that is split; their moment is that of the split, by which it is undone."""
    taken = set(Code.objects.filter(codebook=table.draft.codebook).values_list("slug", flat=True))
    prefix = row.code.slug.rpartition(".")[0]
    made = []
    for place, part in enumerate(new, start=1):
        slug = unique_slug(part.name_en or part.name_fr, prefix=prefix, taken=taken)
        taken.add(slug)
        code = Code.objects.create(codebook=table.draft.codebook, slug=slug, created_at=moment)
        made.append(
            CodeDefinition(
                version=table.draft,
                code=code,
                parent_id=row.parent_id,
                position=len(table.rows) + place,
                kind=Kind.CODE,
                colour=row.colour,
                is_sensitive=row.is_sensitive,
                is_interpretive=row.is_interpretive,
                **part.__dict__,
            )
        )
    return CodeDefinition.objects.bulk_create(made)


@transaction.atomic
def retire_code(*, code: Code, by: User) -> int:
    """Take a code, or a group or dimension with all that lies in it, out of use; return how many entries went."""
    table = on_table(code, by)
    row = table.entry(code)
    if row.kind == Kind.NONE:
        raise CannotBeRetired(_("A dimension always says when no code applies. Nothing was changed."))
    going = [one.code_id for one in tree.branch(list(table.rows.values()), code.pk)]
    drafting.take_out(table.draft, row)
    tell(table.draft, Lineage.RETIRED, [(one, None) for one in going], by)
    record("code_retired", by=by, project=table.draft.codebook.project, about=code, entries=len(going))
    return len(going)


def tell(
    draft: CodebookVersion,
    kind: str,
    fates: Sequence[tuple[int, int | None]],
    by: User,
    moment: datetime | None = None,
) -> None:
    """Write down what became of codes; the rows of one operation have one moment, by which it is undone whole."""
    moment = moment or timezone.now()
    CodeLineage.objects.bulk_create(
        CodeLineage(version=draft, kind=kind, from_code_id=code, to_code_id=target, made_by=by, made_at=moment)
        for code, target in fates
    )
