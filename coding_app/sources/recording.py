"""Writes about the record of a source: why it may be collected, what people were told, until when it is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project
from corpus import vault
from corpus.models import ImportBatch, Source
from corpus.records import missing, missing_words
from corpus.retention import is_over


class SourceRecordIncomplete(Invalid):
    """Refuse an import into a source whose record lacks something."""


class SourceNameTaken(Conflict):
    """Refuse to give a source the name of another on its platform."""


class SourceIsOver(Conflict):
    """Refuse an import into a source whose posts may be kept no longer."""


class SourceIsInUse(Conflict):
    """Refuse to move a source with posts to another platform."""


def why_over(source: Source) -> str:
    """Say why nothing more may come into a source; nothing while it may be kept."""
    if not is_over(source, timezone.localdate()):
        return ""
    if source.purged_at is not None:
        return _(
            "The texts of this source were erased at the end of their time. Nothing was imported. Make another source, "
            "with a record of its own."
        )
    return _(
        "The posts of this source could be kept until %(day)s. Nothing was imported. Give another date in its record, "
        "or why they are kept longer; then import."
    ) % {"day": date_format(cast("date", source.retain_until))}


def require_record(source: Source) -> None:
    """Raise SourceRecordIncomplete while the record of a source lacks a line, SourceIsOver when its time is over."""
    source.refresh_from_db()
    if missing(source):
        raise SourceRecordIncomplete(
            _("The record of this source is not complete: %(missing)s. Nothing was imported. Complete it, then import.")
            % {"missing": ", ".join(missing_words(source)).lower()}
        )
    if sentence := why_over(source):
        raise SourceIsOver(sentence)


@transaction.atomic
def record_source(*, project: Project, source: Source, lines: Mapping[str, Any], by: User) -> Source:
    """Write the lines of a source's record; the journal keeps which lines changed, not what they said.

    Names kept in the vault are forgotten as soon as the record no longer asks for them.

    Raises SourceNameTaken; SourceIsInUse for another platform once posts came in, for people and posts are known by it.
    """
    changed = [name for name, value in lines.items() if getattr(source, name) != value]
    in_use = (ImportBatch.State.RUNNING, ImportBatch.State.DONE)
    if "platform" in changed and source.batches.filter(state__in=in_use).exists():
        raise SourceIsInUse(
            _(
                "Posts were imported into this source: its platform can no longer change, because people and posts are "
                "met again by it. Nothing was changed. Make another source, or undo the imports first."
            )
        )
    for name in changed:
        setattr(source, name, lines[name])
    try:
        with transaction.atomic():
            source.save(update_fields=changed)
    except IntegrityError as error:
        raise SourceNameTaken(
            _("Another source has this name on this platform. Nothing was changed. Give another name.")
        ) from error
    if "keeps_identities" in changed and not source.keeps_identities:
        vault.forget_source(source)
    if changed:
        record("source_recorded", by=by, project=project, about=source, lines=sorted(changed))
    return source
