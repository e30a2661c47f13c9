"""What the page of a review shows: kinds with counts, and passages in their posts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from corpus.keys import KeyUnavailable, Sealer, Unreadable, read_key, sealer
from corpus.models import ImportBatch, Mention, Post, RedactionHit, TextChange
from corpus.redaction import token_of


@dataclass(frozen=True)
class KindCount:
    """One kind of passage: how many there are and how many wait."""

    kind: str
    label: str
    total: int
    waiting: int


@dataclass(frozen=True)
class Shown:
    """A passage in its post: the text around, the mask, what it hides while that is kept, how many are equal.

    `is_wording`: the text is another wording of a post that was there before.
    """

    hit: RedactionHit
    before: str
    mask: str
    after: str
    original: str
    equal: int
    is_wording: bool = False


def hits(batch: ImportBatch) -> QuerySet[RedactionHit]:
    """Return the passages of an import in the order of its posts."""
    return RedactionHit.objects.filter(batch=batch).select_related("post__thread").order_by("post", "start")


def kinds(batch: ImportBatch) -> list[KindCount]:
    """Return the kinds met in an import, the most frequent first."""
    rows = (
        RedactionHit.objects.filter(batch=batch)
        .values("kind")
        .annotate(total=Count("id"), waiting=Count("id", filter=Q(decision="")))
        .order_by("-total", "kind")
    )
    words = dict(RedactionHit.Kind.choices)
    return [KindCount(row["kind"], str(words[row["kind"]]), row["total"], row["waiting"]) for row in rows]


def mentions(batch: ImportBatch) -> int:
    """Return how often a post of an import names a person by the alias the import gave; each person once a post."""
    return Mention.objects.filter(post__batch=batch).count()


def equal_to(hit: RedactionHit) -> QuerySet[RedactionHit]:
    """Return the passages of the import that say the same as one and wait like it, itself among them."""
    return RedactionHit.objects.filter(batch=hit.batch_id, kind=hit.kind, same=hit.same, decision=hit.decision)


def shown(batch: ImportBatch, page: Iterable[RedactionHit]) -> list[Shown]:
    """Return passages as the page shows them; one statement counts the equal ones of the whole page."""
    rows = list(page)
    counts = (
        RedactionHit.objects.filter(batch=batch, decision="", same__in={bytes(hit.same) for hit in rows})
        .values_list("kind", "same")
        .annotate(n=Count("id"))
    )
    equal = {(kind, bytes(same)): n for kind, same, n in counts}
    texts = dict(wordings(batch).filter(post__in={hit.post_id for hit in rows}).values_list("post", "text"))
    seal = _sealer(batch)
    return [_shown(hit, texts.get(hit.post_id), seal, equal.get((hit.kind, bytes(hit.same)), 0)) for hit in rows]


def _shown(hit: RedactionHit, wording: str | None, seal: Sealer | None, equal: int) -> Shown:
    text = hit.post.text if wording is None else wording
    return Shown(
        hit, text[: hit.start], text[hit.start : hit.end], text[hit.end :], _opened(hit, seal), equal,
        is_wording=wording is not None,
    )  # fmt: skip


def _opened(hit: RedactionHit, seal: Sealer | None) -> str:
    if hit.original is None:
        return ""
    if seal is None:
        return _("cannot be shown: the key is missing")
    try:
        return seal.open(bytes(hit.original))
    except Unreadable:
        return _("cannot be shown: the key is another one")


def _sealer(batch: ImportBatch) -> Sealer | None:
    try:
        return sealer(read_key(batch.source.corpus.uuid))
    except KeyUnavailable:
        return None


def posts(batch: ImportBatch) -> QuerySet[Post]:
    """Return the posts of an import in reading order, to look for what the rules missed."""
    rows = Post.objects.filter(batch=batch).select_related("author", "thread").order_by("thread", "position")
    return rows.prefetch_related("poll_options", "attachments", "hashtags")


def wordings(batch: ImportBatch) -> QuerySet[TextChange]:
    """Return the other wordings that an import brought and that wait, in the order of the posts."""
    return TextChange.objects.filter(batch=batch, decision="").select_related("post__author").order_by("post")


def under_review(batch: ImportBatch) -> QuerySet[Post]:
    """Return the posts of which an import brought a text: the post itself, or another wording of it."""
    rows = Post.objects.filter(Q(batch=batch) | Q(pk__in=wordings(batch).values("post")))
    return rows.select_related("author", "thread")


def text_of(batch: ImportBatch, post: Post) -> str:
    """Return the text of a post that this import brought."""
    found = wordings(batch).filter(post=post).values_list("text", flat=True).first()
    return post.text if found is None else found


def addable_kinds() -> Sequence[tuple[str, str]]:
    """Return the kinds one may choose for a passage added by hand, with what is written in its place."""
    return [(kind, f"{label} → {token_of(kind)}") for kind, label in RedactionHit.Kind.choices]
