"""Mask a passage of a text that people work on: as long as what it hides, so that every offset stays true."""

from django.db import transaction

from corpus import facts
from corpus.changes import follow_hashtags, waits
from corpus.models import Post, Redaction, RedactionHit, TextChange
from corpus.staging import execute, rows_of

MASK = "█"
# All that a text tells about its thread, besides its hashtags: whether it asks, and whether it smiles.
_TELLS_OTHERWISE = f"""
SELECT ({facts.ASKS.format("before")}, {facts.EMOTES.format("before")})
    IS DISTINCT FROM ({facts.ASKS.format("after")}, {facts.EMOTES.format("after")})
FROM (SELECT %(before)s::text AS before, %(after)s::text AS after) x
"""  # noqa: S608  (built from constants)


class PassageNotThere(Exception):
    """Say that the passage lies outside the text, or is masked already."""


@transaction.atomic
def mask(post: Post, *, start: int, end: int, reason: str, by: str) -> Redaction:
    """Write blocks over a passage, everywhere its words are kept with the post; return the row that says who and why.

    Gone are the words in the text, the search, other wordings of the post, its hashtags, its poll, descriptions of its
    pictures, the title of a thread it opens, and originals still waiting for review. Raises PassageNotThere.
    """
    post = Post.objects.select_for_update().get(pk=post.pk)
    if not 0 <= start < end <= len(post.text) or not post.text[start:end].replace(MASK, "").strip():
        raise PassageNotThere
    passage = post.text[start:end]
    lawfully()
    text = post.text[:start] + MASK * (end - start) + post.text[end:]
    Post.objects.filter(pk=post.pk).update(text=text)
    retagged = follow_hashtags([(post.pk, post.text, text)], hidden=passage)
    blot(post, passage)
    # Masks of a wording that waits lie in another text.
    RedactionHit.objects.filter(~waits(), post=post, start__lt=end, end__gt=start).update(original=None)
    made = Redaction.objects.create(post=post, start=start, end=end, reason=reason, made_by=by)
    unlawfully()
    ((tells_otherwise,),) = rows_of(_TELLS_OTHERWISE, {"before": post.text, "after": text})
    if retagged or tells_otherwise:  # a thread of thousands of answers is not counted again for a name
        facts.refresh([post.thread_id])
    return made


def blot(post: Post, passage: str) -> None:
    """Write blocks over the words of a passage in what hangs on the post; inside `lawfully` only."""
    words = passage.strip()
    blocks = MASK * len(words)
    for change in TextChange.objects.filter(post=post):
        change.text = change.text.replace(words, blocks)
        change.text_before = change.text_before.replace(words, blocks)
        change.save(update_fields=["text", "text_before"])
    scope = {"post": post.pk, "words": words, "blocks": blocks}
    execute("UPDATE corpus_polloption SET text = replace(text, %(words)s, %(blocks)s) WHERE post_id = %(post)s", scope)
    execute(
        "UPDATE corpus_attachment SET description = replace(description, %(words)s, %(blocks)s)"
        " WHERE post_id = %(post)s",
        scope,
    )
    if post.position == 0:
        execute(
            "UPDATE corpus_thread SET title = replace(title, %(words)s, %(blocks)s) WHERE id = %(thread)s",
            scope | {"thread": post.thread_id},
        )


def lawfully() -> None:
    """Open the promises of the tables for the rest of the transaction, or until `unlawfully`."""
    execute("SET LOCAL entente.lawful_erasure = 'on'")


def unlawfully() -> None:
    """Close the promises of the tables again."""
    execute("SET LOCAL entente.lawful_erasure = 'off'")
