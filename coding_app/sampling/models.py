"""What is coded, drawn how, in which round, by whom."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coding_app.codebook.models import CodebookVersion
from coding_app.core.history import tracked
from coding_app.projects.models import Project
from coding_app.sampling.promises import (
    explored_by_its_maker,
    handed_on_for_good,
    round_only_moves_forward,
    unit_is_reviewed,
    unit_lies_in_its_text,
)
from corpus.models import Post, Thread
from corpus.promises import append_only, never_deleted, never_truncated

__all__ = ["Assignment", "Round", "RoundMove", "Sample", "SampleUnit", "Unit"]


class Unit(models.Model):
    """What is coded: a thread, a post, or a segment of a post (code points, end exclusive)."""

    class Kind(models.TextChoices):
        """Size of the unit."""

        THREAD = "thread", _("Thread")
        POST = "post", _("Post")
        SEGMENT = "segment", _("Segment")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="units")
    kind = models.CharField(max_length=7, choices=Kind)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="units")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="units", null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "thread", "post", "start", "end"],
                nulls_distinct=False,
                name="unit_stands_once_in_its_project",
            ),
            models.CheckConstraint(
                condition=Q(kind="thread", post__isnull=True, start__isnull=True, end__isnull=True)
                | Q(kind="post", post__isnull=False, start__isnull=True, end__isnull=True)
                | Q(kind="segment", post__isnull=False, start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="unit_has_what_its_kind_needs",
            ),
        ]
        triggers = [unit_lies_in_its_text, unit_is_reviewed, never_truncated("unit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Sample(models.Model):
    """Units drawn from the corpus by a recipe and a seed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="samples")
    seed = models.BigIntegerField()
    recipe = models.JSONField(default=dict, help_text="source, profession, period, unit kind, size asked for")
    population = models.PositiveIntegerField(help_text="how many units the recipe had to choose from")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = append_only("sample")

    def __str__(self) -> str:
        return f"sample {self.seed}"


class SampleUnit(models.Model):
    """One drawn unit and its place in the draw."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="sample_units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sample_units")
    position = models.PositiveIntegerField()
    stratum = models.CharField(max_length=120, blank=True, help_text="cell of the recipe the unit was drawn from")
    weight = models.FloatField(db_default=1.0, help_text="units of the population it stands for: 1 / its chance")
    is_calibration = models.BooleanField(db_default=False, help_text="seeded: its answer is known from the origin")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "unit"], name="unit_drawn_once_a_sample"),
            models.UniqueConstraint(fields=["sample", "position"], name="draw_has_its_own_place"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="weight_is_more_than_nothing"),
        ]
        triggers = append_only("sample unit")

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.position}"


@tracked("round")
class Round(models.Model):
    """One pass of coders over a sample under one codebook version."""

    class Kind(models.TextChoices):
        """What the round is for."""

        TRAINING = "training", _("Training")
        PILOT = "pilot", _("Pilot")
        MAIN = "main", _("Main")
        DRIFT = "drift", _("Drift check")
        CALIBRATION = "calibration", _("Calibration")
        EXPLORATION = "exploration", _("Exploration")

    class State(models.TextChoices):
        """One step after the other, never back.

        Closed: coding is over and those who review see the codings. Revealed: every coder sees them. Settled: the
        consensus stands.
        """

        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        REVEALED = "revealed", _("Revealed")
        SETTLED = "settled", _("Settled")

    OVER = (State.CLOSED, State.REVEALED, State.SETTLED)
    """Nobody codes any more."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    unit_kind = models.CharField(_("unit"), max_length=7, choices=Unit.Kind)
    sample = models.OneToOneField(Sample, on_delete=models.PROTECT, related_name="round")
    codebook_version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="rounds")
    is_blind = models.BooleanField(_("blind"), default=True)
    double_share = models.PositiveSmallIntegerField(default=0, help_text="per cent of units coded by two")
    triple_share = models.PositiveSmallIntegerField(default=0, help_text="per cent of units coded by three")
    instructions = models.TextField(_("instructions"), blank=True)
    origin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="continued_by",
        null=True,
        blank=True,
        help_text="the round that this one extends, codes again (drift) or is measured by (training)",
    )
    batch_size = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="units of a coder's queue that count as one batch"
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    revealed_at = models.DateTimeField(null=True, blank=True)
    revealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="a draft that was drawn by mistake")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="round_numbered_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, state="draft"),
                name="only_a_draft_is_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="round_opened_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["closed", "revealed", "settled"], closed_at__isnull=False, closed_by__isnull=False
                )
                | Q(state__in=["draft", "open"], closed_at__isnull=True, closed_by__isnull=True),
                name="round_closed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["revealed", "settled"], revealed_at__isnull=False, revealed_by__isnull=False)
                | Q(state__in=["draft", "open", "closed"], revealed_at__isnull=True, revealed_by__isnull=True),
                name="round_revealed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False, settled_by__isnull=False)
                | (~Q(state="settled") & Q(settled_at__isnull=True, settled_by__isnull=True)),
                name="round_settled_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["drift", "calibration"]) | Q(origin__isnull=False),
                name="check_has_the_round_it_checks",
            ),
            models.CheckConstraint(
                condition=Q(batch_size__isnull=True) | Q(batch_size__gte=1), name="batch_holds_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(double_share__lte=100 - F("triple_share")), name="shares_stay_within_the_sample"
            ),
        ]
        triggers = [round_only_moves_forward, never_deleted("round")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Say whether coding has ended."""
        return self.state in self.OVER


class RoundMove(models.Model):
    """An open round goes on under another version of the codebook: who decided it, when and why."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="moves")
    from_version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="move_has_a_reason"),
            models.CheckConstraint(condition=~Q(from_version=F("to_version")), name="move_leads_elsewhere"),
            models.UniqueConstraint(fields=["round", "to_version"], name="round_comes_to_a_version_once"),
        ]
        triggers = append_only("round move")

    def __str__(self) -> str:
        return f"{self.round} to {self.to_version}"


@tracked("assignment")
class Assignment(models.Model):
    """One unit for one coder in one round."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    position = models.PositiveIntegerField(help_text="place in the coder's queue")
    submitted_at = models.DateTimeField(null=True, blank=True)
    skipped_at = models.DateTimeField(null=True, blank=True, help_text="not codable, for the reason of the operation")
    doubted_at = models.DateTimeField(null=True, blank=True, help_text="the coder has a question to the team")
    released_at = models.DateTimeField(null=True, blank=True, help_text="handed to somebody else; what was coded stays")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(
                    released_at__isnull=False,
                    released_by__isnull=False,
                    submitted_at__isnull=True,
                    skipped_at__isnull=True,
                ),
                name="only_unfinished_work_is_released",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(skipped_at__isnull=True),
                name="unit_is_submitted_or_skipped_not_both",
            ),
            models.UniqueConstraint(fields=["round", "unit", "coder"], name="coder_meets_a_unit_once_a_round"),
            models.UniqueConstraint(fields=["round", "coder", "position"], name="queue_has_no_two_at_one_place"),
        ]
        indexes = [
            models.Index(fields=["coder", "round", "submitted_at"], name="assignment_queue"),
            models.Index(
                fields=["round", "coder", "position"],
                condition=Q(submitted_at__isnull=True, skipped_at__isnull=True, released_at__isnull=True),
                name="assignment_to_do",
            ),
            models.Index(fields=["round", "coder"], condition=Q(released_at__isnull=True), name="assignment_held"),
        ]
        triggers = [
            explored_by_its_maker,
            handed_on_for_good,
            never_deleted("assignment"),
            never_truncated("assignment"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.unit_id}/{self.coder_id}"
