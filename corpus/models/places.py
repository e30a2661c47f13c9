"""Where talk was collected: a corpus and its sources."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Profession(models.TextChoices):
    """Whose talk a source holds."""

    GP = "gp", _("General practitioners")
    HOME_HELP = "home_help", _("Home helpers")
    OTHER = "other", _("Other")


class Platform(models.TextChoices):
    """Where the talk took place."""

    X = "x", _("X (Twitter)")
    FACEBOOK = "facebook", _("Facebook")
    WHATSAPP = "whatsapp", _("WhatsApp")
    TELEGRAM = "telegram", _("Telegram")
    YOUTUBE = "youtube", _("YouTube")
    MASTODON = "mastodon", _("Mastodon")
    DIASPORA = "diaspora", _("diaspora*")
    REDDIT = "reddit", _("Reddit")
    INSTAGRAM = "instagram", _("Instagram")
    LINKEDIN = "linkedin", _("LinkedIn")
    FORUM = "forum", _("Forum")
    INTERVIEW = "interview", _("Interview")
    OTHER = "other", _("Other")


class Sensitive(models.TextChoices):
    """Special categories of data (GDPR, article 9) and people that a source may speak of."""

    HEALTH = "health", _("Health")
    UNION = "union", _("Trade union membership")
    POLITICS = "politics", _("Political opinions")
    RELIGION = "religion", _("Religious or philosophical beliefs")
    ORIGIN = "origin", _("Racial or ethnic origin")
    SEXUALITY = "sexuality", _("Sex life or sexual orientation")
    OFFENSES = "offenses", _("Offenses and convictions")
    MINORS = "minors", _("Minors")
    THIRD_PARTIES = "third_parties", _("Patients, people helped, other third parties")
    NONE = "none", _("None of these")


class Corpus(models.Model):
    """All material of one project, under one pseudonym key."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "corpora"

    def __str__(self) -> str:
        return self.name


KEPT_INSIDE = ("closed", "secret")
"""Kinds of places whose texts do not leave the team."""


class Source(models.Model):
    """A place where posts were collected: a hashtag, a group, a set of interviews."""

    class Access(models.TextChoices):
        """How open the place is to a reader who is no member."""

        PUBLIC = "public", _("Public")
        CLOSED = "closed", _("Closed group")
        SECRET = "secret", _("Secret group: only its members can find it")
        CONSENT = "consent", _("Collected with consent")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    corpus = models.ForeignKey(Corpus, on_delete=models.PROTECT, related_name="sources")
    platform = models.CharField(max_length=20, choices=Platform)
    name = models.CharField(max_length=200)
    profession = models.CharField(max_length=20, choices=Profession)
    access = models.CharField(max_length=20, choices=Access, default=Access.PUBLIC)
    accessed_how = models.TextField(blank=True, help_text="how the team came to read the place, and who collected")
    # The record of the source: an import waits until it is complete (corpus/records.py says what is missing).
    legal_basis = models.TextField(blank=True)
    register_number = models.CharField(max_length=200, blank=True, help_text="line of the register of processing")
    ethics_reference = models.CharField(max_length=200, blank=True, help_text="opinion of a DPO or ethics committee")
    notice_text = models.TextField(blank=True, help_text="what the people were told, or why they were not")
    notice_given_on = models.DateField(null=True, blank=True)
    consent = models.TextField(blank=True, help_text="agreement of the administrators or of the people")
    opt_out_contact = models.CharField(max_length=200, blank=True)
    sensitive = ArrayField(models.CharField(max_length=20, choices=Sensitive), default=list, blank=True)
    retain_until = models.DateField(null=True, blank=True)
    kept_longer_because = models.TextField(blank=True, help_text="a reason here stops the purge")
    purged_at = models.DateTimeField(null=True, blank=True)
    # Posts outside these days are flagged, not refused.
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    keeps_identities = models.BooleanField(default=False, help_text="names go to the vault instead of nowhere")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["corpus", "platform", "name"], name="source_named_once_on_its_platform"),
            models.CheckConstraint(condition=Q(platform__in=Platform.values), name="source_platform_is_known"),
            models.CheckConstraint(condition=Q(profession__in=Profession.values), name="source_profession_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="source_has_a_name"),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True)
                | Q(period_end__isnull=True)
                | Q(period_end__gte=F("period_start")),
                name="source_period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.name
