"""Writes that come from codebook files: make the codebook, or merge a file into the draft; all of it or nothing."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook import actions, queries, tree, waiting
from coding_app.codebook.drafting import locked_draft
from coding_app.codebook.exchange.merging import Plan, Step, plan
from coding_app.codebook.exchange.neutral import MAX_ENTRIES
from coding_app.codebook.exchange.refusals import SENTENCES, UnusableCodebook
from coding_app.codebook.exchange.rows import Rows, from_neutral
from coding_app.codebook.models import Code, Codebook, CodebookVersion, CodeDefinition, CodeLineage
from coding_app.codebook.slugs import unique_slug
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project


class FileRefused(Invalid):
    """Refuse a file that holds no codebook one can use."""


class NothingWaits(Conflict):
    """Refuse to take in a file that is not there, or another than the one that was shown."""


class TooManyEntries(Invalid):
    """Refuse a merge after which the codebook would hold more than it may."""


def keep_file(*, project: Project, by: User, file_name: str, chunks: Iterable[bytes], language: str) -> None:
    """Read a file and let what it holds wait for its check; raises FileRefused."""
    try:
        waiting.keep(project=project, by=by, file_name=file_name, chunks=chunks, language=language)
    except UnusableCodebook as error:
        raise FileRefused(refusal(error)) from error


def refusal(error: UnusableCodebook) -> str:
    """Say why a file is refused, that nothing was read, and what to do."""
    words = translate(error.sentence) % error.params
    return words if error.code in SENTENCES else f"{words} {translate('Nothing was read. Choose another file.')}"


def foreseen(project: Project, read: Rows) -> Plan:
    """Return what taking rows in would do to the draft, or to the one that would be begun."""
    version = queries.draft(project) or queries.latest_published(project)
    return plan(read, *_sides(version)) if version else plan(read, [])


def _sides(version: CodebookVersion) -> tuple[list[CodeDefinition], list[CodeDefinition]]:
    """Return the entries of a version, and the last wordings of the codes it has no more.

    Codes that this very draft merged, split or retired are not among them: that is undone where it was done.
    """
    here = list(queries.definitions(version))
    others = CodeDefinition.objects.filter(code__codebook=version.codebook_id)
    ended = CodeLineage.objects.filter(version=version, version__state="draft").values("from_code")
    others = others.exclude(code__in=ended)
    last = others.exclude(code__in=[row.code_id for row in here]).order_by("code", "-version__number").distinct("code")
    return here, list(last.select_related("code"))


@transaction.atomic
def accept_file(
    *, project: Project, by: User, digest: str, updates: bool, keep_parents: bool, name_fr: str = "", name_en: str = ""
) -> CodebookVersion:
    """Take in the file that waits: the codebook is made, or the draft gets what it has not; return the draft.

    With `updates`, entries that are there take the words and rules of the file where it has some; else they stay.
    """
    found = waiting.waiting(project, by)
    if found is None or found.digest != digest:
        raise NothingWaits(_("The file that was shown is not here any more. Nothing was changed. Upload it again."))
    read = from_neutral(found.form, keep_parents=keep_parents)
    draft = locked_draft(_draft(project, by, name_fr or read.name.read("fr"), name_en or read.name.read("en")))
    here, gone = _sides(draft)
    todo = plan(read, here, gone)
    if len(here) + todo.new > MAX_ENTRIES:
        raise TooManyEntries(
            _("The codebook would hold more than %(limit)s entries. Nothing was changed. Take in a smaller file.")
            % {"limit": MAX_ENTRIES}
        )
    _merge(draft, here, todo, updates=updates)
    _tell_restored(draft, todo, by)
    record(
        "codebook_taken_in", by=by, project=project, about=draft, entries=len(todo.steps), new=todo.new,
        changed=todo.changed if updates else 0,
    )  # fmt: skip
    transaction.on_commit(lambda: waiting.discard(project, by))
    return draft


def _draft(project: Project, by: User, name_fr: str, name_en: str) -> CodebookVersion:
    """Return the draft: the one there is, one begun from the latest version, or the first of a new codebook."""
    draft = queries.draft(project)
    if draft is not None:
        return draft
    book = queries.codebook(project)
    if book is not None:
        return actions.create_draft(codebook=book, by=by)
    names = {"name_fr": name_fr or name_en or project.name, "name_en": name_en or name_fr or project.name}
    try:
        with transaction.atomic():
            book = Codebook.objects.create(project=project, **names)
    except IntegrityError as error:
        raise actions.CodebookExists(
            _("This project has a codebook already. It was kept as it is. Edit its draft.")
        ) from error
    record("codebook_created", by=by, project=project, about=book, starter="", codes=0)
    return CodebookVersion.objects.create(codebook=book, number=1)


def _merge(draft: CodebookVersion, here: list[CodeDefinition], todo: Plan, *, updates: bool) -> None:
    """Write a plan into the draft; statements do not grow in number with the file."""
    codes = _codes(draft.codebook_id, todo)
    new = [
        _definition(draft, step, codes, len(here) + number)
        for number, step in enumerate((one for one in todo.steps if one.is_new), start=1)
    ]
    if updates:
        changed = {step.found.code_id: step.values for step in todo.steps if step.found and not step.is_new}
        for row in here:
            for name, value in changed.get(row.code_id, {}).items():
                setattr(row, name, value)
    for position, row in enumerate(tree.in_reading_order([*here, *new]), start=1):
        row.position = position
    fields = [name for name in actions.KEPT_FIELDS if name != "kind"]
    CodeDefinition.objects.bulk_update(here, fields, batch_size=500)
    CodeDefinition.objects.bulk_create(new, batch_size=500)


def _tell_restored(draft: CodebookVersion, todo: Plan, by: User) -> None:
    """Write down which codes came back that the version before had not."""
    before = CodeDefinition.objects.filter(version__codebook=draft.codebook_id, version__number=draft.number - 1)
    known = set(before.values_list("code", flat=True))
    back = [step.found.code_id for step in todo.steps if step.found is not None and step.is_back]
    CodeLineage.objects.bulk_create(
        CodeLineage(version=draft, kind=CodeLineage.Kind.RESTORED, from_code_id=code_id, made_by=by)
        for code_id in back
        if code_id not in known
    )


def _codes(codebook_id: int, todo: Plan) -> dict[str, Code]:
    """Return the code of each row by its stable name in the file; new ones are made, with the identity they came with.

    An identity or a stable name that is taken elsewhere is not taken twice.
    """
    slugs = set(Code.objects.filter(codebook=codebook_id).values_list("slug", flat=True))
    wanted = [UUID(step.row["uuid"]) for step in todo.steps if step.found is None and step.row.get("uuid")]
    used = set(Code.objects.filter(uuid__in=wanted).values_list("uuid", flat=True))
    codes: dict[str, Code] = {}
    for step in todo.steps:
        row = step.row
        if step.found is not None:
            codes[row["slug"]] = step.found.code  # type: ignore[assignment]
            continue
        slug = row["slug"]
        if slug in slugs:
            above = codes[row["parent"]].slug if row["parent"] and row["kind"] in {"code", "none"} else ""
            slug = unique_slug(_short(row), prefix=above, taken=slugs)
        slugs.add(slug)
        uuid = UUID(row["uuid"]) if row.get("uuid") else uuid4()
        codes[row["slug"]] = Code(codebook_id=codebook_id, slug=slug, uuid=uuid4() if uuid in used else uuid)
    Code.objects.bulk_create([codes[step.row["slug"]] for step in todo.steps if step.found is None], batch_size=500)
    return codes


def _short(row: Mapping[str, Any]) -> str:
    return "none" if row["kind"] == "none" else str(row["name_en"] or row["name_fr"])


def _definition(draft: CodebookVersion, step: Step, codes: Mapping[str, Code], position: int) -> CodeDefinition:
    """Return the entry a row becomes; a code that comes back has its last wording where the file has none."""
    row = step.row
    last = {name: getattr(step.found, name) for name in actions.KEPT_FIELDS} if step.found is not None else {}
    fields = last | {"kind": row["kind"]} | dict(step.values) | {"position": position}
    parent = codes[row["parent"]] if row["parent"] else None
    return CodeDefinition(version=draft, code=codes[row["slug"]], parent=parent, **fields)
