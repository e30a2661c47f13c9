"""Decide what the import masked: accept, put back, add by hand; nothing of a batch is coded before this is done.

Other wordings that a later import brought of posts already there are reviewed with it, in their own text.
"""

import hmac
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from corpus import facts
from corpus.changes import follow_hashtags, take_reviewed
from corpus.keys import Sealer, read_key, sealer
from corpus.masking import lawfully, unlawfully
from corpus.models import (
    Attachment,
    Hashtag,
    ImportBatch,
    PollOption,
    Post,
    RedactionHit,
    TextChange,
    Thread,
)
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
Spot = tuple[int, int]
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
    wordings = TextChange.objects.select_for_update(of=("self",)).select_related("post")
    wordings = wordings.filter(batch=batch, post__in=posts, decision="")
    brought = Post.objects.select_for_update().filter(batch=batch, pk__in=posts)
    return {**{row.post_id: row for row in wordings}, **{row.pk: row for row in brought}}


def _store(texts: Mapping[int, Words], before: Mapping[int, str], *, hidden: str = "") -> None:
    """Write the texts that changed, by post, with what they were `before`; hashtags and facts follow."""
    rows = [texts[post] for post in before]
    posts = [row for row in rows if isinstance(row, Post)]
    Post.objects.bulk_update(posts, ["text"], batch_size=500)
    wordings = [row for row in rows if isinstance(row, TextChange)]
    if wordings:
        lawfully()  # a wording is made once, but for what its review puts back or masks
        TextChange.objects.bulk_update(wordings, ["text"], batch_size=500)
        unlawfully()
    touched = follow_hashtags(((row.pk, before[row.pk], row.text) for row in posts), hidden=hidden)
    if touched:
        facts.refresh(sorted({row.thread_id for row in posts if row.pk in touched}))


def _put_back(batch: ImportBatch, posts: Sequence[int], ids: frozenset[int], seal: Sealer, by: str) -> int:
    texts = _texts(batch, posts)
    standing: dict[int, list[RedactionHit]] = defaultdict(list)
    mine = RedactionHit.objects.select_for_update().filter(batch=batch, post__in=texts)
    for hit in mine.exclude(decision=_REFUSED):
        standing[hit.post_id].append(hit)
    touched: list[RedactionHit] = []
    count, now = 0, timezone.now()
    before = {post_id: texts[post_id].text for post_id in standing}
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
    _store(texts, before)
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
    there = RedactionHit.objects.filter(batch=batch, post=post)
    if not passage.strip() or not _is_free(there, (start, end)):
        raise PassageIsTaken
    places: dict[int, list[tuple[int, int]]] = {post.pk: [(start, end)]}
    if everywhere:
        places = _occurrences(batch, passage.strip()) | {post.pk: _in_text(text, passage.strip())}
        places[post.pk] = sorted(set(places[post.pk]) or {(start, end)})
    return _mask_all(places, batch, kind, by)


@transaction.atomic
def add_everywhere(words: str, *, batch: ImportBatch, by: str, kind: str) -> int:
    """Mask words wherever they stand in the texts of an import; return how often. Raises as `add` does."""
    batch = _lock_batch(batch.pk)
    return _mask_all(_occurrences(batch, words), batch, kind, by)


@transaction.atomic
def mask_beside(post: Post, words: str, *, batch: ImportBatch, kind: str, everywhere: bool) -> int:
    """Mask words in what stands beside the texts of an import: titles, poll options, descriptions, hashtags.

    Of one post, or `everywhere` in the import; return in how many places. Nothing of it can be put back. Raises
    AlreadyReviewed.
    """
    batch = _lock_batch(batch.pk)
    posts = Post.objects.filter(batch=batch) if everywhere else Post.objects.filter(batch=batch, pk=post.pk)
    token, whole = token_of(kind, post.language or "fr"), _whole(words)
    beside: tuple[tuple[QuerySet[Any], str], ...] = (
        (Thread.objects.filter(pk__in=posts.filter(position=0).values("thread")), "title"),
        (PollOption.objects.filter(post__in=posts), "text"),
        (Attachment.objects.filter(post__in=posts), "description"),
    )
    count = 0
    for rows, column in beside:
        changed = [row for row in rows.filter(**{f"{column}__contains": words}) if whole.search(getattr(row, column))]
        for row in changed:
            setattr(row, column, whole.sub(lambda _found: token, getattr(row, column)))
        rows.model.objects.bulk_update(changed, [column], batch_size=500)
        count += len(changed)
    return count + _untag(posts, words)


def _untag(posts: QuerySet[Post], words: str) -> int:
    """Take away the hashtags of some posts that hold words; return of how many posts."""
    tagged = Hashtag.objects.filter(post__in=posts, written__icontains="".join(words.split()).replace("#", ""))
    texts = posts.filter(pk__in=tagged.values("post")).values_list("pk", "text", "thread")
    threads = {pk: thread for pk, _, thread in texts}
    touched = follow_hashtags([(pk, text, text) for pk, text, _ in texts], hidden=words)
    facts.refresh(sorted({threads[pk] for pk in touched}))
    return len(touched)


def _occurrences(batch: ImportBatch, passage: str) -> dict[int, list[tuple[int, int]]]:
    scope = {"batch": batch.pk, "passage": passage}
    texts = _texts(batch, [row[0] for row in rows_of(_WHERE_WORD, scope)])
    return {pk: spots for pk, words in texts.items() if (spots := _in_text(words.text, passage))}


def _in_text(text: str, passage: str) -> list[tuple[int, int]]:
    """Return where the words stand as whole words."""
    return [found.span() for found in _whole(passage).finditer(text)]


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")


def _is_free(hits: Iterable[RedactionHit], spot: tuple[int, int]) -> bool:
    """Tell whether no mask that stands meets a place."""
    return not any(hit.start < spot[1] and hit.end > spot[0] and hit.decision != _REFUSED for hit in hits)


def _mask_all(places: Mapping[int, list[Spot]], batch: ImportBatch, kind: str, by: str) -> int:
    key, posts = read_key(batch.source.corpus.uuid), sorted(places)
    return sum(
        _mask({one: places[one] for one in posts[first : first + _POSTS_AT_A_TIME]}, batch, kind, key, by)
        for first in range(0, len(posts), _POSTS_AT_A_TIME)
    )


def _mask(places: Mapping[int, list[Spot]], batch: ImportBatch, kind: str, key: bytes, by: str) -> int:
    """Write neutral words over the free places of some texts, and move the masks behind them; return how many."""
    texts = _texts(batch, list(places))
    standing: dict[int, list[RedactionHit]] = defaultdict(list)
    for hit in RedactionHit.objects.select_for_update().filter(batch=batch, post__in=texts):
        standing[hit.post_id].append(hit)
    seal, now = sealer(key), timezone.now()
    new: list[RedactionHit] = []
    before: dict[int, str] = {}
    passage = ""
    for post_id, words in texts.items():
        spots = sorted(spot for spot in places[post_id] if _is_free(standing[post_id], spot))
        if not spots:
            continue
        text = before[post_id] = words.text
        post = words if isinstance(words, Post) else words.post
        words.text, masks = _overwritten(text, spots, token_of(kind, post.language or "fr"), standing[post_id])
        for (start, end), mask in zip(spots, masks, strict=True):
            passage = text[start:end]
            new.append(
                RedactionHit(
                    batch=batch, post=post, kind=kind, start=mask[0], end=mask[1], original=seal.seal(passage),
                    same=same_digest(key, kind, passage), decision=_ACCEPTED, decided_by=by, decided_at=now,
                )
            )  # fmt: skip
    _store(texts, before, hidden=passage)
    moved = [hit for post_id in before for hit in standing[post_id]]
    RedactionHit.objects.bulk_update(moved, ["start", "end"], batch_size=500)
    RedactionHit.objects.bulk_create(new)
    return len(new)


def _overwritten(text: str, spots: list[Spot], token: str, hits: list[RedactionHit]) -> tuple[str, list[Spot]]:
    """Return the text with neutral words in some places, and where these stand; hits behind them are moved."""
    masks: list[Spot] = []
    shift = 0
    for start, end in spots:
        at = start + shift
        text = text[:at] + token + text[end + shift :]
        step = len(token) - (end - start)
        for hit in hits:
            if hit.start >= at:
                hit.start, hit.end = hit.start + step, hit.end + step
        shift += step
        masks.append((at, at + len(token)))
    return text, masks


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
