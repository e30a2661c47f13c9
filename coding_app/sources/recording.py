"""Writes about the record of a source: why it may be collected, what people were told, until when it is kept."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project
from corpus.models import Source
from corpus.records import missing, missing_words


class SourceRecordIncomplete(Invalid):
    """Refuse an import into a source whose record lacks something."""


class SourceNameTaken(Conflict):
    """Refuse to give a source the name of another on its platform."""


def require_record(source: Source) -> None:
    """Raise SourceRecordIncomplete while the record of a source lacks a line."""
    source.refresh_from_db()
    if missing(source):
        raise SourceRecordIncomplete(
            _("The record of this source is not complete: %(missing)s. Nothing was imported. Complete it, then import.")
            % {"missing": ", ".join(missing_words(source)).lower()}
        )


@transaction.atomic
def record_source(*, project: Project, source: Source, lines: Mapping[str, Any], by: User) -> Source:
    """Write the lines of a source's record; the journal keeps which lines changed, not what they said."""
    changed = [name for name, value in lines.items() if getattr(source, name) != value]
    for name in changed:
        setattr(source, name, lines[name])
    try:
        with transaction.atomic():
            source.save(update_fields=changed)
    except IntegrityError as error:
        raise SourceNameTaken(
            _("Another source has this name on this platform. Nothing was changed. Give another name.")
        ) from error
    if changed:
        record("source_recorded", by=by, project=project, about=source, lines=sorted(changed))
    return source
