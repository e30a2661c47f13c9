"""Agreement figures as they were computed: never edited, each with the digest of the data behind it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coding_app.codebook.models import Code
from coding_app.sampling.models import Round
from corpus.promises import append_only

__all__ = ["AgreementFigure", "AgreementRun"]


class AgreementRun(models.Model):
    """One computation over the independent codings of one round."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="agreement_runs")
    parameters = models.JSONField(default=dict, help_text="confidence level, resamples, seed")
    data_sha256 = models.CharField(max_length=64)
    app_version = models.CharField(max_length=20)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = append_only("agreement run")

    def __str__(self) -> str:
        return f"agreement {self.uuid}"


class AgreementFigure(models.Model):
    """One coefficient for one code or dimension, over all coders or one pair; undefined has its reason.

    A subset narrows the units (of one profession, source, depth, batch) or the coders (all but `coder_a`); a difference
    is that between its two values, "a - b".
    """

    class Subset(models.TextChoices):
        """What the figure is limited to."""

        PROFESSION = "profession", _("Profession")
        SOURCE = "source", _("Source")
        DEPTH = "depth", _("Depth in the thread")
        BATCH = "batch", _("Batch")
        WINDOW = "window", _("Rolling window")
        WITHOUT = "without", _("Without one coder")
        CODER = "coder", _("One coder")
        DIFFERENCE = "difference", _("Difference of professions")
        WEIGHTED = "weighted", _("Weighted by sampling")

    run = models.ForeignKey(AgreementRun, on_delete=models.PROTECT, related_name="figures")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    metric = models.CharField(max_length=40)
    subset = models.CharField(max_length=10, choices=Subset, blank=True)
    subset_value = models.CharField(
        max_length=120, blank=True, help_text="slug, uuid or number of what it is limited to"
    )
    coder_a = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    coder_b = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    value = models.FloatField(null=True, blank=True)
    se = models.FloatField(null=True, blank=True, help_text="standard error")
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    below_667 = models.FloatField(null=True, blank=True, help_text="share of the resamples below .667")
    below_800 = models.FloatField(null=True, blank=True, help_text="share of the resamples below .800")
    no_interval = models.CharField(max_length=40, blank=True, db_default="", help_text="why there is no interval")
    undefined_share = models.FloatField(null=True, blank=True, help_text="share of the resamples without a value")
    units = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()
    prevalence = models.FloatField(null=True, blank=True)
    undefined_because = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "code", "metric", "subset", "subset_value", "coder_a", "coder_b"],
                nulls_distinct=False,
                name="figure_stands_once_a_run",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, undefined_because="")
                | (Q(value__isnull=True) & ~Q(undefined_because="")),
                name="figure_has_a_value_or_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True) | Q(low__lte=F("high")), name="interval_is_ordered"
            ),
            models.CheckConstraint(
                condition=Q(subset="", subset_value="")
                | (Q(subset__in=["without", "coder"], subset_value="", coder_a__isnull=False, coder_b__isnull=True))
                | (~Q(subset__in=["", "without", "coder"]) & ~Q(subset_value="")),
                name="subset_says_of_what",
            ),
            models.CheckConstraint(
                condition=Q(below_667__isnull=True, below_800__isnull=True)
                | Q(below_667__gte=0, below_800__gte=F("below_667"), below_800__lte=1),
                name="shares_of_resamples_are_ordered",
            ),
        ]
        triggers = append_only("agreement figure")

    def __str__(self) -> str:
        return f"{self.metric} {self.value}"
