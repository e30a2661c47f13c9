"""Take a whole batch back out of a source, as long as nobody has worked on its posts."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from corpus import changes, facts, staging, vault
from corpus.models import ImportBatch

_LEAVING = """
DROP TABLE IF EXISTS pg_temp.leaving_post, pg_temp.leaving_person, pg_temp.touched_thread;
CREATE TEMP TABLE leaving_post ON COMMIT DROP AS
    SELECT id, thread_id, digest FROM corpus_post WHERE batch_id = %(batch)s;
CREATE TEMP TABLE leaving_person ON COMMIT DROP AS
    SELECT author_id AS id FROM corpus_post WHERE batch_id = %(batch)s AND author_id IS NOT NULL
    UNION SELECT m.author_id FROM corpus_mention m JOIN leaving_post l ON l.id = m.post_id;
CREATE TEMP TABLE touched_thread ON COMMIT DROP AS
    SELECT DISTINCT thread_id AS id FROM leaving_post UNION SELECT id FROM corpus_thread WHERE batch_id = %(batch)s;
"""
# What the import said of posts of earlier ones: their texts go back to what they were.
_TEXTS_PUT_BACK = """
CREATE TEMP TABLE put_back ON COMMIT DROP AS
    SELECT DISTINCT ON (c.post_id) c.post_id, c.text_before AS text
    FROM corpus_textchange c JOIN corpus_post p ON p.id = c.post_id
    WHERE c.batch_id = %(batch)s AND c.decision = 'taken' AND p.text = c.text AND p.batch_id <> %(batch)s
    ORDER BY c.post_id, c.id
"""
# Append-only rows leave with the import that made them: it never happened.
_FORGET = """
SET LOCAL entente.lawful_erasure = 'on';
UPDATE corpus_post p SET text = b.text, words_digest = NULL,
    availability = CASE WHEN b.text = '' AND NOT EXISTS (SELECT 1 FROM corpus_attachment a WHERE a.post_id = p.id)
        THEN 'deleted' ELSE p.availability END
    FROM put_back b WHERE p.id = b.post_id;
DELETE FROM corpus_textchange c WHERE c.batch_id = %(batch)s OR c.post_id IN (SELECT id FROM leaving_post);
DELETE FROM corpus_vanishing v WHERE v.batch_id = %(batch)s OR v.post_id IN (SELECT id FROM leaving_post);
DELETE FROM corpus_redactionhit h WHERE h.batch_id = %(batch)s OR h.post_id IN (SELECT id FROM leaving_post);
SET LOCAL entente.lawful_erasure = 'off';
"""
_REMOVE = """
UPDATE corpus_post p SET parent_id = NULL, missing_parent_digest = l.digest FROM leaving_post l
    WHERE p.parent_id = l.id AND p.batch_id <> %(batch)s;
DELETE FROM corpus_postwords c USING leaving_post l WHERE c.post_id = l.id;
DELETE FROM corpus_hashtag c USING leaving_post l WHERE c.post_id = l.id;
DELETE FROM corpus_attachment c USING leaving_post l WHERE c.post_id = l.id;
DELETE FROM corpus_polloption c USING leaving_post l WHERE c.post_id = l.id;
DELETE FROM corpus_mention c USING leaving_post l WHERE c.post_id = l.id;
DELETE FROM corpus_post p USING leaving_post l WHERE p.id = l.id;
DELETE FROM corpus_threadfacts f USING touched_thread d WHERE f.thread_id = d.id;
DELETE FROM corpus_thread t USING touched_thread d
    WHERE t.id = d.id AND NOT EXISTS (SELECT 1 FROM corpus_post p WHERE p.thread_id = t.id);
DELETE FROM leaving_person l WHERE EXISTS (SELECT 1 FROM corpus_post p WHERE p.author_id = l.id)
    OR EXISTS (SELECT 1 FROM corpus_mention m WHERE m.author_id = l.id);
DELETE FROM corpus_authordigest d USING leaving_person l WHERE d.author_id = l.id;
DELETE FROM corpus_author a USING leaving_person l WHERE a.id = l.id;
SELECT count(vault.forget(l.id)) FROM leaving_person l
"""
_RENUMBER = """
WITH ranked AS (
    SELECT p.id, row_number() OVER (PARTITION BY p.thread_id ORDER BY p.position) - 1 AS place
    FROM corpus_post p JOIN touched_thread d ON d.id = p.thread_id)
UPDATE corpus_post p SET position = ranked.place FROM ranked WHERE p.id = ranked.id AND p.position <> ranked.place
"""


class BatchIsUsed(Exception):
    """Say that a batch cannot be undone because somebody's work stands on its posts."""


class BatchIsNotDone(Exception):
    """Say that only a finished batch can be undone."""


def undo(batch: ImportBatch, *, by: str) -> ImportBatch:
    """Remove the posts of a finished batch, and the threads and authors nothing else needs; keep its report.

    Answers of other batches stay and wait for their parent again. Raises BatchIsNotDone, and BatchIsUsed when a unit, a
    coding, a note or a redaction points to one of its posts or threads, or to a post it brought another wording of;
    nothing is removed then.
    """
    scope = {"batch": batch.pk}
    try:
        with transaction.atomic():
            found = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if found.state != ImportBatch.State.DONE:
                raise BatchIsNotDone
            staging.execute(_LEAVING, scope)
            _put_texts_back(scope)
            staging.execute(_REMOVE, scope)
            staging.execute(_RENUMBER)
            if not found.source.posts.exists():
                vault.forget_source(found.source)
            facts.refresh([thread for (thread,) in staging.rows_of("SELECT id FROM touched_thread")])
            # Hear of a refusal here and not at the commit.
            staging.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            found.state, found.undone_at, found.undone_by = ImportBatch.State.UNDONE, timezone.now(), by
            found.save(update_fields=["state", "undone_at", "undone_by"])
            return found
    except IntegrityError as error:
        raise BatchIsUsed from error


def _put_texts_back(scope: dict[str, int]) -> None:
    """Give posts of earlier imports the wording back that they had; raise BatchIsUsed when one was worked on since."""
    staging.execute("DROP TABLE IF EXISTS pg_temp.put_back")
    staging.execute(_TEXTS_PUT_BACK, scope)
    texts = staging.rows_of("SELECT b.post_id, p.text, b.text FROM put_back b JOIN corpus_post p ON p.id = b.post_id")
    if changes.worked_on([post for post, _, _ in texts]):
        raise BatchIsUsed
    staging.execute(_FORGET, scope)
    changes.follow(texts)
    staging.execute(
        "INSERT INTO touched_thread SELECT DISTINCT p.thread_id FROM put_back b JOIN corpus_post p ON p.id = b.post_id "
        "WHERE NOT EXISTS (SELECT 1 FROM touched_thread t WHERE t.id = p.thread_id)"
    )
