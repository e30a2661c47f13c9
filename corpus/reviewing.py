"""Decide what the import masked: accept, put back, add by hand; nothing of a batch is coded before this is done.

Other wordings that a later import brought of posts already there are reviewed with it, in their own text.
"""

import hmac
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from corpus.changes import take_reviewed
from corpus.keys import Sealer, read_key, sealer
from corpus.masking import lawfully, unlawfully
from corpus.models import ImportBatch, Post, RedactionHit, TextChange
from corpus.redaction import token_of
from corpus.staging import execute, rows_of

_POSTS_AT_A_TIME = 2_000
_ACCEPTED, _REFUSED = RedactionHit.Decision.ACCEPTED, RedactionHit.Decision.REFUSED
# A hit is decided with all equal passages of its kind in the same import.
_WHERE_WORD = """
SELECT id FROM corpus_post WHERE batch_id = %(batch)s AND strpos(text, %(passage)s) > 0
UNION SELECT post_id FROM corpus_textchange
    WHERE batch_id = %(batch)s AND decision = '' AND strpos(text, %(passage)s) > 0 ORDER BY 1
"""
Words = Post | TextChange
"""What holds a text under review: a post, or another wording of one."""


class AlreadyReviewed(Exception):
    """Say that the batch was reviewed: its originals are gone and its texts stand."""


class NotAllDecided(Exception):
    """Say that some passages still wait for a decision."""


class PassageIsTaken(Exception):
    """Say that a passage is not inside its text, or meets one that is masked already."""


def same_digest(key: bytes, kind: str, passage: str) -> bytes:
    """Return the keyed digest by which equal passages of one kind are met again."""
    return hmac.digest(key, f"passage\0{kind}\0{' '.join(passage.casefold().split())}".encode(), "sha256")


@transaction.atomic
def accept(hits: Sequence[RedactionHit], *, by: str) -> int:
    """Let masks stand; return how many were waiting. Raises AlreadyReviewed."""
    _lock_batches(hits)
    waiting = RedactionHit.objects.filter(pk__in=[hit.pk for hit in hits], decision="")
    return waiting.update(decision=_ACCEPTED, decided_by=by, decided_at=timezone.now())


@transaction.atomic
def refuse(hits: Sequence[RedactionHit], *, by: str) -> int:
    """Put the passages back into their texts, the places of later masks following; return how many.

    A mask that was accepted before may still be refused, as long as the batch is not reviewed. Raises AlreadyReviewed,
    KeyUnavailable.
    """
    batches = _lock_batches(hits)
    ids = frozenset(hit.pk for hit in hits)
    count = 0
    for batch in batches:
        seal = sealer(read_key(batch.source.corpus.uuid))
        posts = sorted({hit.post_id for hit in hits if hit.batch_id == batch.pk})
        for start in range(0, len(posts), _POSTS_AT_A_TIME):
            count += _put_back(batch, posts[start : start + _POSTS_AT_A_TIME], ids, seal, by)
    return count


def _texts(batch: ImportBatch, posts: Sequence[int]) -> dict[int, Words]:
    """Return, locked, what a batch brought of some posts: the post itself, or a wording of it that waits."""
    wordings = TextChange.objects.select_for_update().filter(batch=batch, post__in=posts, decision="")
    brought = Post.objects.select_for_update().filter(batch=batch, pk__in=posts)
    return {**{row.post_id: row for row in wordings}, **{row.pk: row for row in brought}}


def _store(texts: Iterable[Words]) -> None:
    rows = list(texts)
    Post.objects.bulk_update([row for row in rows if isinstance(row, Post)], ["text"], batch_size=500)
    wordings = [row for row in rows if isinstance(row, TextChange)]
    if wordings:
        lawfully()  # a wording is made once, but for what its review puts back or masks
        TextChange.objects.bulk_update(wordings, ["text"], batch_size=500)
        unlawfully()


def _put_back(batch: ImportBatch, posts: Sequence[int], ids: frozenset[int], seal: Sealer, by: str) -> int:
    texts = _texts(batch, posts)
    standing: dict[int, list[RedactionHit]] = defaultdict(list)
    mine = RedactionHit.objects.select_for_update().filter(batch=batch, post__in=texts)
    for hit in mine.exclude(decision=_REFUSED):
        standing[hit.post_id].append(hit)
    touched: list[RedactionHit] = []
    count, now = 0, timezone.now()
    for post_id, hits in standing.items():
        shift, text = 0, texts[post_id].text
        for hit in sorted(hits, key=lambda one: one.start):
            hit.start, hit.end = hit.start + shift, hit.end + shift
            if hit.pk in ids and hit.original is not None:
                passage = seal.open(bytes(hit.original))
                text = text[: hit.start] + passage + text[hit.end :]
                shift += len(passage) - (hit.end - hit.start)
                hit.end = hit.start + len(passage)
                hit.decision, hit.decided_by, hit.decided_at = _REFUSED, by, now
                count += 1
            touched.append(hit)
        texts[post_id].text = text
    _store(texts.values())
    fields = ["start", "end", "decision", "decided_by", "decided_at"]
    RedactionHit.objects.bulk_update(touched, fields, batch_size=500)
    return count


@transaction.atomic
def add(
    post: Post,
    *,
    start: int,
    end: int,
    by: str,
    kind: str = RedactionHit.Kind.OTHER,
    everywhere: bool = False,
    batch: ImportBatch | None = None,
) -> int:
    """Mask a passage that the rules missed; `everywhere`: wherever the same words stand in the import.

    `batch`: the import under review, when it brought another wording of the post; the passage lies in that wording.
    Return how many passages were masked. Raises AlreadyReviewed, PassageIsTaken, KeyUnavailable.
    """
    batch = _lock_batch(batch.pk if batch else post.batch_id)
    words = _texts(batch, [post.pk]).get(post.pk)
    text = words.text if words else ""
    passage = text[start:end] if 0 <= start < end <= len(text) else ""
    if not passage.strip() or not _is_free(batch, post.pk, (start, end)):
        raise PassageIsTaken
    places: dict[int, list[tuple[int, int]]] = {post.pk: [(start, end)]}
    if everywhere:
        places = _occurrences(batch, passage.strip()) | {post.pk: _in_text(text, passage.strip())}
        places[post.pk] = sorted(set(places[post.pk]) or {(start, end)})
    key = read_key(batch.source.corpus.uuid)
    return sum(_mask(one, spots, batch, kind, key, by) for one, spots in places.items())


def _occurrences(batch: ImportBatch, passage: str) -> dict[int, list[tuple[int, int]]]:
    scope = {"batch": batch.pk, "passage": passage}
    texts = _texts(batch, [row[0] for row in rows_of(_WHERE_WORD, scope)])
    return {pk: spots for pk, words in texts.items() if (spots := _in_text(words.text, passage))}


def _in_text(text: str, passage: str) -> list[tuple[int, int]]:
    """Return where the words stand as whole words."""
    return [m.span() for m in re.finditer(rf"(?<!\w){re.escape(passage)}(?!\w)", text)]


def _is_free(batch: ImportBatch, post: int, spot: tuple[int, int]) -> bool:
    standing = RedactionHit.objects.filter(batch=batch, post=post).exclude(decision=_REFUSED)
    return not standing.filter(start__lt=spot[1], end__gt=spot[0]).exists()


def _mask(post_id: int, spots: list[tuple[int, int]], batch: ImportBatch, kind: str, key: bytes, by: str) -> int:
    """Write neutral words over the free passages of one text, and move the masks behind them."""
    words = _texts(batch, [post_id])[post_id]
    post = words if isinstance(words, Post) else words.post
    spots = [spot for spot in spots if _is_free(batch, post_id, spot)]
    token, seal, now = token_of(kind, post.language or "fr"), sealer(key), timezone.now()
    old = list(RedactionHit.objects.filter(batch=batch, post=post))
    new: list[RedactionHit] = []
    text, shift = words.text, 0
    for start, end in sorted(spots):
        passage, at = words.text[start:end], start + shift
        text = text[:at] + token + text[end + shift :]
        step = len(token) - (end - start)
        for hit in old:
            if hit.start >= at:
                hit.start, hit.end = hit.start + step, hit.end + step
        shift += step
        new.append(
            RedactionHit(
                batch=batch, post=post, kind=kind, start=at, end=at + len(token), original=seal.seal(passage),
                same=same_digest(key, kind, passage), decision=_ACCEPTED, decided_by=by, decided_at=now,
            )
        )  # fmt: skip
    if new:
        words.text = text
        _store([words])
        RedactionHit.objects.bulk_update(old, ["start", "end"])
        RedactionHit.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def finish(batch: ImportBatch, *, by: str) -> ImportBatch:
    """Open the batch for coding and destroy the originals. Raises NotAllDecided, AlreadyReviewed."""
    found = _lock_batch(batch.pk)
    if RedactionHit.objects.filter(batch=found, decision="").exists():
        raise NotAllDecided
    return _close(found, by)


@transaction.atomic
def accept_all(batch: ImportBatch, *, by: str) -> ImportBatch:
    """Accept every mask that waits and open the batch for coding. Raises AlreadyReviewed."""
    found = _lock_batch(batch.pk)
    RedactionHit.objects.filter(batch=found, decision="").update(
        decision=_ACCEPTED, decided_by=by, decided_at=timezone.now()
    )
    return _close(found, by)


def _close(batch: ImportBatch, by: str) -> ImportBatch:
    execute(
        "UPDATE corpus_redactionhit SET original = NULL WHERE batch_id = %(batch)s AND original IS NOT NULL",
        {"batch": batch.pk},
    )
    batch.reviewed_at, batch.reviewed_by = timezone.now(), by
    batch.save(update_fields=["reviewed_at", "reviewed_by"])
    take_reviewed(batch, by=by)
    return batch


def _lock_batch(pk: int) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("source__corpus").get(pk=pk)
    if batch.reviewed_at is not None:
        raise AlreadyReviewed
    return batch


def _lock_batches(hits: Sequence[RedactionHit]) -> list[ImportBatch]:
    return [_lock_batch(pk) for pk in sorted({hit.batch_id for hit in hits})]
