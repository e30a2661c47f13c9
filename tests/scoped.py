"""Rows of the corpus that a test made itself, whatever else lies in the same database."""

from typing import Any

from django.db.models import Model, QuerySet

from corpus.models import (
    Author,
    AuthorDigest,
    ErasedDigest,
    Erasure,
    Hashtag,
    ImportBatch,
    Mention,
    Post,
    PostWords,
    RedactionHit,
    TextChange,
    Thread,
    ThreadFacts,
    Vanishing,
)

CORPORA = ("Étude", "Petit projet")
"""Names of the corpora that the small fixtures make."""
_SOURCE = "source__corpus__name"
PATHS: dict[type[Model], str] = {
    Author: "corpus__name", AuthorDigest: "author__corpus__name", ErasedDigest: "erasure__corpus__name",
    Erasure: "corpus__name", Hashtag: f"post__{_SOURCE}", ImportBatch: _SOURCE, Mention: f"post__{_SOURCE}",
    Post: _SOURCE, PostWords: f"post__{_SOURCE}", RedactionHit: f"batch__{_SOURCE}", TextChange: f"post__{_SOURCE}",
    Thread: _SOURCE, ThreadFacts: _SOURCE, Vanishing: f"post__{_SOURCE}",
}  # fmt: skip


def ours(model: Any) -> QuerySet[Any]:
    """Return the rows of a model that belong to a corpus of the small fixtures."""
    return model.objects.filter(**{f"{PATHS[model]}__in": CORPORA})
