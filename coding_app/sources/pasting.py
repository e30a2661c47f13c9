"""Write a pasted thread into the corpus, on the way every file goes."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.sources.actions import import_file, index_batch
from corpus import ingest
from corpus.importers import pasted
from corpus.importers.base import Recipe
from corpus.importers.pasted import Shot
from corpus.importers.pasted_text import Pasted
from corpus.models import Source


def import_pasted(
    *, source: Source, posts: Sequence[Pasted], shots: Sequence[Shot], captured_on: date, capture_note: str, by: User
) -> ingest.Report:
    """Import a thread that was pasted; the same thread again adds nothing, a grown one adds its new answers.

    Raises what import_file raises. The normal form lies in a file of this account while it is read, and nowhere after.
    """
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {"captured_on": captured_on.isoformat(), "capture_note": capture_note}
    recipe = Recipe(format=pasted.NAME, timezone=settings.TIME_ZONE, options=options)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="pasted-") as file:  # mkstemp gives 0600
        file.write(pasted.write(posts, captured_on, shots))
        file.flush()
        report = import_file(
            source=source,
            path=Path(file.name),
            file_name=_("Thread seen on %(day)s") % {"day": date_format(captured_on, "DATE_FORMAT")},
            by=by,
            recipe=recipe,
        )
    if report.batch is not None and report.batch.indexed_at is None:
        index_batch(batch=report.batch)
    return report
