"""Find a person of a corpus by a handle, an id or a name: it is digested as an import digests it, and never kept."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from corpus.keys import read_key
from corpus.models import Author, AuthorDigest, Corpus, ErasedDigest, Mention
from corpus.pseudonyms import digest
from corpus.text import fold_name


@dataclass(frozen=True, slots=True)
class People:
    """Hold the people somebody may be; `was_erased` when a person known like this asked to be left out before."""

    authors: list[Author]
    was_erased: bool


def find(corpus: Corpus, written: str) -> People:
    """Return the people of a corpus who bear a handle, an id, a name or an alias, with two counts.

    `wrote` counts their posts, `named` the posts that name them. Raises KeyUnavailable.
    """
    marks = _marks(corpus, written)
    met = AuthorDigest.objects.filter(corpus=corpus, digest__in=marks).values("author")
    people = Author.objects.filter(Q(pk__in=met) | Q(alias=written.strip().upper()), corpus=corpus)
    named = Mention.objects.filter(author=OuterRef("pk")).values("author").annotate(n=Count("pk")).values("n")
    counted = people.annotate(wrote=Count("posts"), named=Coalesce(Subquery(named), 0))
    was_erased = ErasedDigest.objects.filter(corpus=corpus, digest__in=marks).exists()
    return People(list(counted.order_by("alias")), was_erased)


def _marks(corpus: Corpus, written: str) -> list[bytes]:
    """Return the digests under which an import keeps what was written, on each platform of the corpus."""
    key = read_key(corpus.uuid)
    platforms = corpus.sources.order_by("platform").values_list("platform", flat=True).distinct()
    ids = {written.strip(), written.strip().removeprefix("@")}
    return [
        mark
        for platform in platforms
        for mark in (
            digest(key, platform, "author-name", fold_name(written)),
            *(digest(key, platform, "author-id", value) for value in ids),
        )
    ]
