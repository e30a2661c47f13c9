"""What a later file says of posts already there: another wording waits, and what is missing is noted.

A wording waits for the review of its import, then takes the place of the earlier one; where somebody has worked on the
post, or a hand has masked anything in it, a person decides, because codings and masks belong to the old one. Only a
wording that was reviewed and taken before, and comes back, stands at once where nobody has worked on the post.

Masks of a wording are hits whose batch is not that of their post; as long as it waits they lie in its text.
"""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from corpus import facts
from corpus.intake import hashtags_of
from corpus.models import Hashtag, ImportBatch, Mention, Post, RedactionHit, TextChange
from corpus.staging import execute, rows_of

_ALIAS = re.compile(r"(?<![\w-])[A-Z]{2}-\d{3,}(?![\w-])")
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_WORDS_COMPARED = 3_000

# Same text under the masks, or a wording that was met and decided before: nothing to decide.
_SETTLED = """
UPDATE corpus_post p SET words_digest = c.words_digest FROM stage_change c WHERE p.id = c.post_id AND p.text = c.text;
DELETE FROM stage_change c USING corpus_post p
    WHERE p.id = c.post_id AND (p.text = c.text OR p.availability IN ('erased', 'purged'));
DELETE FROM stage_change c USING corpus_textchange k
    WHERE k.post_id = c.post_id AND k.words_digest = c.words_digest AND k.decision <> 'taken';
UPDATE stage_change c SET text = k.text FROM corpus_textchange k
    WHERE k.post_id = c.post_id AND k.words_digest = c.words_digest
"""
# A wording that was met before was reviewed then, or waits under its first import: its masks wait once.
_HITS_KNOWN = """
DELETE FROM corpus_redactionhit h USING corpus_post p
WHERE h.batch_id = %(batch)s AND p.id = h.post_id AND p.batch_id <> %(batch)s
    AND (NOT EXISTS (SELECT 1 FROM stage_change c WHERE c.post_id = h.post_id)
        OR EXISTS (SELECT 1 FROM stage_change c JOIN corpus_textchange k USING (post_id, words_digest)
            WHERE c.post_id = h.post_id))
"""
_TAKEN_BEFORE = "SELECT c.post_id FROM stage_change c JOIN corpus_textchange k USING (post_id, words_digest)"
_MASKED_BY_HAND = """
SELECT p.id FROM corpus_post p WHERE p.id = ANY(%(posts)s) AND (
    EXISTS (SELECT 1 FROM corpus_redaction r WHERE r.post_id = p.id)
    OR EXISTS (SELECT 1 FROM corpus_redactionhit h WHERE h.post_id = p.id AND h.batch_id = p.batch_id
        AND h.kind = 'other'))
"""
_WAIT = """
INSERT INTO corpus_textchange (post_id, batch_id, text, words_digest, text_before, decision, decided_by)
SELECT c.post_id, %(batch)s, c.text, c.words_digest, '', '', '' FROM stage_change c WHERE c.post_id = ANY(%(posts)s)
ON CONFLICT DO NOTHING;
DELETE FROM stage_change c WHERE c.post_id = ANY(%(posts)s)
"""
# Of a post that was met without its words, a file that has it also tells who wrote it, when, and of what kind it is.
_COMPLETE = """
UPDATE corpus_post p SET author_id = COALESCE(p.author_id, l.author_id), posted_at = COALESCE(p.posted_at, l.posted_at),
    time_status = CASE WHEN p.posted_at IS NULL THEN l.time_status ELSE p.time_status END,
    time_precision = CASE WHEN p.posted_at IS NULL THEN l.time_precision ELSE p.time_precision END,
    kind = CASE WHEN l.kind = 'post' THEN p.kind ELSE l.kind END
FROM stage_late l WHERE p.id = l.post_id
"""
_CHANGED = "SELECT c.post_id, p.text, c.text, p.thread_id FROM stage_change c JOIN corpus_post p ON p.id = c.post_id"
_REWRITE = """
UPDATE corpus_post p SET text = c.text, words_digest = c.words_digest, availability = 'present'
FROM stage_change c WHERE p.id = c.post_id
"""
_VANISH = """
INSERT INTO corpus_vanishing (post_id, batch_id)
SELECT DISTINCT s.post_id, %(batch)s::bigint FROM stage_vanished s JOIN corpus_post p ON p.id = s.post_id
WHERE p.availability = 'present' ORDER BY 1
"""
_TAKE_REVIEWED = """
UPDATE corpus_textchange c SET decision = 'taken', decided_by = %(by)s, decided_at = now(), text_before = p.text
FROM corpus_post p WHERE p.id = c.post_id AND c.batch_id = %(batch)s AND c.decision = '' AND p.id = ANY(%(posts)s);
UPDATE corpus_post p SET text = c.text, words_digest = c.words_digest, availability = 'present'
FROM corpus_textchange c WHERE p.id = c.post_id AND c.batch_id = %(batch)s AND p.id = ANY(%(posts)s)
"""
_UNTAG = """
DELETE FROM corpus_hashtag h USING unnest(%(posts)s::bigint[], %(names)s::text[]) AS g (post, name)
WHERE h.post_id = g.post AND h.name = g.name
"""
# Three letters stand in too many words to say that a hashtag holds what was hidden.
_TELLING = 4
_UNTAG_HIDDEN = """
DELETE FROM corpus_hashtag h WHERE h.post_id = ANY(%(posts)s)
    AND (h.name = %(words)s OR (%(is_long)s AND strpos(h.name, %(words)s) > 0)) RETURNING h.post_id
"""
# Whatever stands outside the library and points to a post or its thread is somebody's work.
_POINTING = """
SELECT c.conrelid::regclass::text, quote_ident(a.attname), c.confrelid = 'corpus_post'::regclass
FROM pg_constraint c
JOIN LATERAL unnest(c.conkey, c.confkey) AS k (here, there) ON true
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.here
JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = k.there AND f.attname = 'id'
JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND c.confrelid IN ('corpus_post'::regclass, 'corpus_thread'::regclass)
    AND t.relname NOT LIKE 'corpus\\_%%'
"""


class AlreadyDecided(Exception):
    """Say that somebody decided about this wording before."""


class NotReviewed(Exception):
    """Say that the import of this wording was not reviewed yet."""


class PassagesStand(Exception):
    """Say that passages of the old wording were coded, so that another one would shift them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a passage of a comparison: in both wordings ("same"), only in the old ("gone") or the new one ("new")."""

    text: str
    kind: str


def worked_on(posts: list[int]) -> set[int]:
    """Return which posts somebody has worked on: a row outside the library points to the post or to its thread."""
    found: set[int] = set()
    for table, column, to_post in rows_of(_POINTING, {}):
        tied = "p.id" if to_post else "p.thread_id"
        found |= {
            post
            for (post,) in rows_of(
                f"SELECT p.id FROM corpus_post p WHERE p.id = ANY(%(posts)s) "  # noqa: S608  (names from the catalog)
                f"AND EXISTS (SELECT 1 FROM {table} x WHERE x.{column} = {tied})",
                {"posts": posts},
            )
        }
    return found


def needing_somebody(posts: list[int], is_worked_on: Callable[[list[int]], set[int]] = worked_on) -> set[int]:
    """Return of which posts a person has to say which wording stands, even when nothing waits for review."""
    return is_worked_on(posts) | {post for (post,) in rows_of(_MASKED_BY_HAND, {"posts": posts})}


def settle(batch: int, is_worked_on: Callable[[list[int]], set[int]]) -> tuple[int, list[int]]:
    """Let the wordings the file brought wait; return how many, and the threads whose texts changed.

    Called by the import, inside its transaction, with the wordings in their temporary table.
    """
    execute(_SETTLED)
    execute(_HITS_KNOWN, {"batch": batch})
    posts = [post for (post,) in rows_of("SELECT post_id FROM stage_change")]
    if not posts:
        return 0, []
    again = {post for (post,) in rows_of(_TAKEN_BEFORE)}
    held = {*posts} - again | (needing_somebody(sorted(again), is_worked_on) if again else set())
    execute(_WAIT, {"batch": batch, "posts": list(held)})
    changed = rows_of(_CHANGED)
    execute(_REWRITE)
    follow([(post, old, new) for post, old, new, _ in changed])
    return len(posts), sorted({thread for *_, thread in changed})


def complete() -> int:
    """Fill what posts met without their words lacked, except the words, which wait for review; return how many."""
    return execute(_COMPLETE)


def note_vanished(batch: int) -> int:
    """Note the posts that the file should have and lacks; return how many."""
    return execute(_VANISH, {"batch": batch})


@transaction.atomic
def take(change: TextChange, *, by: str, has_passages: Callable[[int], bool] | None = None) -> TextChange:
    """Put the new wording in the place of the old one, which stays readable in the decision.

    `has_passages` tells whether passages of a post were coded; it is asked once. Raises AlreadyDecided, NotReviewed,
    PassagesStand.
    """
    found = _open(change)
    if found.batch.reviewed_at is None:
        raise NotReviewed
    post = Post.objects.select_for_update().get(pk=found.post_id)
    if has_passages and has_passages(post.pk):
        raise PassagesStand
    old = post.text
    found.decision, found.decided_by, found.decided_at = TextChange.Decision.TAKEN, by, timezone.now()
    found.text_before = old
    found.save(update_fields=["decision", "decided_by", "decided_at", "text_before"])
    post.text, post.words_digest = found.text, found.words_digest
    post.save(update_fields=["text", "words_digest"])
    follow([(post.pk, old, found.text)])
    facts.refresh([post.thread_id])
    return found


@transaction.atomic
def keep(change: TextChange, *, by: str) -> TextChange:
    """Let the wording stand that was there; the new one stays readable in the decision. Raises AlreadyDecided."""
    found = _open(change)
    found.decision, found.decided_by, found.decided_at = TextChange.Decision.KEPT, by, timezone.now()
    found.save(update_fields=["decision", "decided_by", "decided_at"])
    hits_of(found).delete()
    return found


def hits_of(change: TextChange) -> QuerySet[RedactionHit]:
    """Return the masks of a wording."""
    return RedactionHit.objects.filter(batch=change.batch_id, post=change.post_id)


def waits() -> Exists:
    """Return the condition that the text a hit lies in is a wording that waits, not the text of its post."""
    return Exists(TextChange.objects.filter(batch=OuterRef("batch"), post=OuterRef("post"), decision=""))


def take_reviewed(batch: ImportBatch, *, by: str) -> int:
    """Take the wordings of a reviewed import that waited for nothing else; return how many."""
    waiting = dict(TextChange.objects.filter(batch=batch, decision="").values_list("post_id", "text"))
    posts = sorted(waiting.keys() - needing_somebody(list(waiting)))
    rows = Post.objects.select_for_update().filter(pk__in=posts).exclude(availability__in=("erased", "purged"))
    there = list(rows.order_by("pk").values_list("pk", "text", "thread_id"))
    execute(_TAKE_REVIEWED, {"batch": batch.pk, "by": by, "posts": [post for post, _, _ in there]})
    follow([(post, old, waiting[post]) for post, old, _ in there])
    facts.refresh(sorted({thread for *_, thread in there}))
    return len(there)


def _open(change: TextChange) -> TextChange:
    found = TextChange.objects.select_for_update().get(pk=change.pk)
    if found.decision:
        raise AlreadyDecided
    return found


def follow(changed: Iterable[tuple[int, str, str]]) -> None:
    """Let hashtags, mentions and open passages follow texts that changed, given as (post, old text, new text)."""
    changed = list(changed)
    named: list[tuple[int, str]] = []
    for post, old, new in changed:
        named += [(post, alias) for alias in {*_ALIAS.findall(new)}]
        unnamed = {*_ALIAS.findall(old)} - {*_ALIAS.findall(new)}
        if unnamed:
            Mention.objects.filter(post_id=post, author__alias__in=unnamed).delete()
    follow_hashtags(changed)
    _mention(named)
    # Masks of the old wording that could still be put back go with it; those of wordings that wait are their own.
    open_ones = RedactionHit.objects.filter(post_id__in=[post for post, _, _ in changed], batch=F("post__batch"))
    open_ones.filter(Q(decision="") | Q(original__isnull=False)).delete()


def follow_hashtags(changed: Iterable[tuple[int, str, str]], *, hidden: str = "") -> set[int]:
    """Let hashtags follow texts that changed, as in `follow`; return the posts that have others now.

    Hashtags that hold the words that were hidden go too, for the file may have named them beside the text.
    """
    gone: list[tuple[int, str]] = []
    standing: list[Hashtag] = []
    touched, posts = set[int](), list[int]()
    for post, old, new in changed:
        posts.append(post)
        before, after = dict(hashtags_of(old)), dict(hashtags_of(new))
        gone += [(post, name) for name in before.keys() - after.keys()]
        standing += [Hashtag(post_id=post, name=name, written=written) for name, written in after.items()]
        touched |= {post} if before.keys() != after.keys() else set()
    execute(_UNTAG, {"posts": [post for post, _ in gone], "names": [name for _, name in gone]})
    words = "".join(hidden.casefold().split()).replace("#", "")
    if words:
        scope = {"posts": posts, "words": words, "is_long": len(words) >= _TELLING}
        touched |= {post for (post,) in rows_of(_UNTAG_HIDDEN, scope)}
    Hashtag.objects.bulk_create(standing, ignore_conflicts=True)
    return touched


def _mention(named: list[tuple[int, str]]) -> None:
    """Note who is named in texts, by alias."""
    parameters: dict[str, Any] = {"posts": [p for p, _ in named], "aliases": [a for _, a in named]}
    execute(
        """
        INSERT INTO corpus_mention (post_id, author_id)
        SELECT DISTINCT p.id, a.id FROM unnest(%(posts)s::bigint[], %(aliases)s::text[]) AS n (post, alias)
        JOIN corpus_post p ON p.id = n.post JOIN corpus_source s ON s.id = p.source_id
        JOIN corpus_author a ON a.corpus_id = s.corpus_id AND a.alias = n.alias
        ON CONFLICT DO NOTHING
        """,
        parameters,
    )


def diff(change: TextChange) -> list[Piece]:
    """Return the pieces of old and new wording, compared word by word; very long texts in one block."""
    old = _TOKEN.findall(change.text_before or change.post.text)
    new = _TOKEN.findall(change.text)
    if len(old) + len(new) > _WORDS_COMPARED:
        return _in_one_block(old, new)
    pieces: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("".join(old[a:b]), "same"))
        else:
            pieces += [Piece("".join(words), name) for words, name in ((old[a:b], "gone"), (new[c:d], "new")) if words]
    return pieces


def _in_one_block(old: list[str], new: list[str]) -> list[Piece]:
    """Compare what lies between the common beginning and the common end."""
    shorter = min(len(old), len(new))
    start = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    end = next((i for i in range(shorter - start) if old[-1 - i] != new[-1 - i]), shorter - start)
    parts = (
        (old[:start], "same"),
        (old[start : len(old) - end], "gone"),
        (new[start : len(new) - end], "new"),
        (old[len(old) - end :], "same"),
    )
    return [Piece("".join(words), kind) for words, kind in parts if words]
