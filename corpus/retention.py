"""Keep the posts of a source until the day its record names: warn before, then take the words away."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from corpus import facts, media, vault
from corpus.erasing import Traces, gather, strip
from corpus.masking import lawfully, unlawfully
from corpus.models import Corpus, Post, Source
from corpus.staging import execute

WARN_DAYS = (60, 30, 7)
_PEOPLE_LEFT = """
DELETE FROM corpus_authordigest d USING (
    SELECT DISTINCT author_id FROM corpus_post WHERE source_id = %(source)s AND author_id IS NOT NULL) a
WHERE d.author_id = a.author_id AND NOT EXISTS (
    SELECT FROM corpus_post p WHERE p.author_id = d.author_id AND p.availability = 'present')
"""


class Due(NamedTuple):
    """Say of one source how many days it may still be kept (below 0: over), and which warning that is."""

    source: Source
    days: int
    warning: int
    is_stopped: bool


class NotDue(Exception):
    """Say that a source may still be kept, was purged before, or is kept longer for a reason."""


class Purged(NamedTuple):
    """Say what a purge did."""

    posts: int
    codings: int


def due(corpus: Corpus, today: date) -> list[Due]:
    """Return the sources within 60 days of the end of their time, or past it, the most pressing first.

    `warning` is 60, 30 or 7 for the smallest that was reached, 0 when the time is over. Purged sources are left out.
    """
    last = today + timedelta(days=WARN_DAYS[0])
    rows = Source.objects.filter(corpus=corpus, purged_at__isnull=True, retain_until__lte=last)
    return [_due(source, today) for source in rows.order_by("retain_until", "pk")]


def _due(source: Source, today: date) -> Due:
    assert source.retain_until is not None  # asked for in the query
    days = (source.retain_until - today).days
    reached = [warning for warning in WARN_DAYS if days <= warning]
    return Due(source, days, 0 if days < 0 else min(reached), bool(source.kept_longer_because.strip()))


def over(today: date) -> list[Source]:
    """Return every source, of all corpora, whose time is over and which no reason keeps."""
    rows = Source.objects.filter(retain_until__lt=today, purged_at__isnull=True).select_related("corpus")
    return [source for source in rows.order_by("pk") if is_over(source, today)]


def is_over(source: Source, today: date) -> bool:
    """Tell whether the posts of a source may be kept no longer, or were purged: nothing more comes in."""
    if source.purged_at is not None:
        return True
    is_past = source.retain_until is not None and source.retain_until < today
    return is_past and not source.kept_longer_because.strip()


def purge(source: Source, *, today: date, traces: Traces) -> Purged:
    """Take the words of all posts of a source away, with pictures, polls and kept names; empty posts and codings stay.

    Raises NotDue.
    """
    with transaction.atomic():
        found = Source.objects.select_for_update().select_related("corpus").get(pk=source.pk)
        if found not in over(today):
            raise NotDue
        posts = gather("source_id = %(source)s AND availability <> 'erased'", {"source": found.pk})
        lawfully()
        codings = traces(posts)
        threads = strip(Post.Availability.PURGED)
        execute(_PEOPLE_LEFT, {"source": found.pk})
        unlawfully()
        vault.forget_source(found)
        facts.refresh(sorted(threads))
        found.purged_at = timezone.now()
        found.save(update_fields=["purged_at"])
    media.sweep(found.corpus, older_than=timedelta(0))
    return Purged(len(posts), codings)
