"""Writes about a codebook and its versions; what lies inside a draft is in drafting.py."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook import changes, checks, queries, starters, tree
from coding_app.codebook.drafting import locked_draft
from coding_app.codebook.models import Code, Codebook, CodebookVersion, CodeDefinition, CodeExample, CodeLineage
from coding_app.codebook.sentences import sentence
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project

WORDING_FIELDS = [f"{name}_{language}" for name in tree.WORDINGS for language in tree.LANGUAGES]
KEPT_FIELDS = ["position", "kind", "selection", "level", "applies_to", "key", "colour", *tree.FLAGS, *WORDING_FIELDS]


class CodebookExists(Conflict):
    """Refuse a second codebook for one project."""


class StarterIsUnknown(Invalid):
    """Refuse a starter that does not exist."""


class DraftExists(Conflict):
    """Refuse a second draft."""


class NothingIsPublished(Invalid):
    """Refuse to continue a codebook without a published version."""


class NotReady(Invalid):
    """Refuse to publish a draft with problems."""


@transaction.atomic
def create_codebook(*, project: Project, starter: str, by: User) -> Codebook:
    """Give a project its codebook: draft number 1, filled from a starter."""
    try:
        content = starters.starter(starter)
    except starters.UnknownStarter as error:
        raise StarterIsUnknown(
            _("This starting point does not exist. Nothing was made. Choose one of the list.")
        ) from error
    try:
        with transaction.atomic():
            codebook = Codebook.objects.create(project=project, name_fr=content.name_fr, name_en=content.name_en)
    except IntegrityError as error:
        raise CodebookExists(_("This project has a codebook already. It was kept as it is. Edit its draft.")) from error
    version = CodebookVersion.objects.create(codebook=codebook, number=1)
    made = Code.objects.bulk_create(Code(codebook=codebook, slug=row["slug"]) for row in content.rows)
    codes = {code.slug: code for code in made}
    CodeDefinition.objects.bulk_create(
        CodeDefinition(
            version=version,
            code=codes[row["slug"]],
            parent=codes[row["parent"]] if row["parent"] else None,
            position=position,
            **{name: row[name] for name in KEPT_FIELDS if name in row and name != "position"},
        )
        for position, row in enumerate(content.rows, start=1)
    )
    record("codebook_created", by=by, project=project, about=codebook, starter=starter, codes=len(made))
    return codebook


@transaction.atomic
def create_draft(*, codebook: Codebook, by: User) -> CodebookVersion:
    """Begin a new version as a copy of the latest published one."""
    latest = codebook.versions.filter(state=CodebookVersion.State.PUBLISHED).order_by("-number").first()
    if latest is None:
        raise NothingIsPublished(_("No version is published yet. Nothing was made. Go on with the draft."))
    try:
        with transaction.atomic():
            draft = CodebookVersion.objects.create(codebook=codebook, number=latest.number + 1)
    except IntegrityError as error:
        raise DraftExists(_("A draft exists already. It was kept as it is. Go on with it.")) from error
    rows = latest.definitions.order_by("position")
    CodeDefinition.objects.bulk_create(
        CodeDefinition(
            version=draft,
            code_id=row.code_id,
            parent_id=row.parent_id,
            **{name: getattr(row, name) for name in KEPT_FIELDS},
        )
        for row in rows
    )
    _copy_examples(latest, draft)
    record("draft_created", by=by, project=codebook.project, about=draft, number=draft.number)
    return draft


def _copy_examples(published: CodebookVersion, draft: CodebookVersion) -> None:
    """Give a draft the examples of the version it goes on from, picked by whom and when as there."""
    CodeExample.objects.bulk_create(
        CodeExample(
            version=draft,
            code_id=row.code_id,
            post_id=row.post_id,
            start=row.start,
            end=row.end,
            is_counter=row.is_counter,
            picked_by_id=row.picked_by_id,
            picked_at=row.picked_at,
        )
        for row in published.examples.order_by("pk")
    )


@transaction.atomic
def publish_version(*, version: CodebookVersion, note: str, by: User) -> CodebookVersion:
    """Publish a draft: from now on it is frozen, and rounds may use it."""
    draft = locked_draft(version)
    rows = list(queries.definitions(draft))
    if found := checks.problems(rows, queries.language()):
        raise NotReady(
            _("The draft is not ready, and was kept. %(problems)s") % {"problems": " ".join(map(sentence, found))}
        )
    _record_lineage(draft, rows, by)
    draft.state, draft.note = CodebookVersion.State.PUBLISHED, note
    draft.published_at, draft.published_by = timezone.now(), by
    draft.save(update_fields=["state", "note", "published_at", "published_by"])
    record("version_published", by=by, project=draft.codebook.project, about=draft, number=draft.number)
    return draft


def _record_lineage(draft: CodebookVersion, rows: list[CodeDefinition], by: User) -> None:
    """Write down which codes changed dimension and which are gone since the version before, where no row says so."""
    before = CodeDefinition.objects.filter(version__codebook=draft.codebook, version__number=draft.number - 1)
    told = set(draft.lineage.values_list("from_code_id", "kind"))
    CodeLineage.objects.bulk_create(
        CodeLineage(version=draft, kind=kind, from_code_id=code_id, made_by=by)
        for code_id, kind in changes.untold(changes.fates(list(before), rows), told)
    )
