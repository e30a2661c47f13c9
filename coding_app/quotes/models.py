"""Quotes that stand for a code: at most two for each profession, chosen by people."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coding_app.codebook.models import Code
from coding_app.core.history import tracked
from corpus.models import Post
from corpus.promises import ends_once

__all__ = ["PinnedQuote"]

PLACES = (1, 2)


@tracked("pinned quote")
class PinnedQuote(models.Model):
    """A post, or a passage of one (code points, end exclusive), pinned for a code and a profession."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="pinned_quotes")
    profession = models.CharField(max_length=40, help_text="that of the post's author or source, when it was pinned")
    place = models.PositiveSmallIntegerField(help_text="1 or 2")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "profession", "place"],
                condition=Q(ended_at__isnull=True),
                name="two_quotes_pinned_a_profession",
            ),
            models.UniqueConstraint(
                fields=["code", "post", "start", "end"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="quote_pinned_once",
            ),
            models.CheckConstraint(condition=Q(place__in=PLACES), name="quote_has_place_one_or_two"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="quote_span_has_a_length",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="quote_ended_at_and_by",
            ),
        ]
        triggers = ends_once("pinned quote", "ended_at", ["ended_by_id"])

    def __str__(self) -> str:
        return f"{self.code_id} {self.profession} {self.place}"
