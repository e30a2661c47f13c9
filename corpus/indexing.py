"""Make the words of a batch searchable, after the import and apart from it, because stemming is the dear part."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from corpus.models import ImportBatch
from corpus.pulse import ImportCancelled
from corpus.said import VECTOR
from corpus.staging import execute, rows_of

Progress = Callable[[int, int], None]
CHUNK = 2_000

# Keys of a batch are drawn in one go: a range of keys is a range of its posts. The lock lets no text change meanwhile.
_RANGE = "SELECT min(id), max(id), count(*) FROM corpus_post WHERE batch_id = %(batch)s"
_STILL_THERE = "SELECT 1 FROM corpus_importbatch WHERE id = %(batch)s AND state = 'done' FOR SHARE"
_INSERT = f"""
INSERT INTO corpus_postwords (post_id, vector)
SELECT found.id, found.vector FROM (
    SELECT p.id, {VECTOR} AS vector FROM corpus_post p
    WHERE p.id >= %(first)s AND p.id < %(end)s AND p.batch_id = %(batch)s
      AND NOT EXISTS (SELECT 1 FROM corpus_postwords w WHERE w.post_id = p.id)
    ORDER BY p.id FOR SHARE OF p) found
ON CONFLICT DO NOTHING
"""  # noqa: S608  (built from constants)


def index(
    batch: ImportBatch,
    *,
    progress: Progress | None = None,
    should_cancel: Callable[[], bool] | None = None,
) -> int:
    """Index what of a batch is not indexed yet and return how many posts; each chunk stays when a later one fails.

    `progress` gets the posts done and their number after each chunk, outside any transaction. Raises ImportCancelled;
    the posts stay, readable and without search, until this is called again.
    """
    scope = {"batch": batch.pk}
    first, last, total = rows_of(_RANGE, scope)[0]
    done = 0
    while first is not None and first <= last:
        if should_cancel and should_cancel():
            raise ImportCancelled
        with transaction.atomic():
            if not rows_of(_STILL_THERE, scope):
                return done
            done += execute(_INSERT, scope | {"first": first, "end": first + CHUNK})
        first += CHUNK
        if progress:
            progress(min(total, total - max(0, last - first + 1)), total)
    ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.DONE).update(indexed_at=timezone.now())
    batch.refresh_from_db(fields=["indexed_at"])
    return done
