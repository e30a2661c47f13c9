"""What happens to a text after it was read: passages masked, wordings that changed, posts that vanished."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from corpus.models.batches import ImportBatch
from corpus.models.posts import Post
from corpus.promises import append_only, ends_once


class Redaction(models.Model):
    """A passage masked after import: the mask has the length of what it hides, so that offsets stay true."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="redaction_has_a_length")]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class RedactionHit(models.Model):
    """A passage the import masked because it may name somebody, to be accepted, or put back, before any coding."""

    class Kind(models.TextChoices):
        """What the passage seems to be."""

        EMAIL = "email", _("E-mail address")
        PHONE = "phone", _("Telephone number")
        PROFILE = "profile", _("Link to a profile")
        LINK = "link", _("Web address")
        NIR = "nir", _("Social security number")
        IBAN = "iban", _("Bank account")
        TITLED_NAME = "titled_name", _("Name with a title")
        FIRST_NAME = "first_name", _("First name")
        EMPLOYER = "employer", _("Employer")
        ADDRESS = "address", _("Postal address")
        OTHER = "other", _("Added by hand")

    class Decision(models.TextChoices):
        """What a person decided."""

        NONE = "", _("not reviewed")
        ACCEPTED = "accepted", _("masked")
        REFUSED = "refused", _("put back")

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="redaction_hits", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="redaction_hits")
    kind = models.CharField(max_length=12, choices=Kind)
    start = models.PositiveIntegerField(help_text="of the mask in the text as it stands")
    end = models.PositiveIntegerField()
    original = models.BinaryField(
        null=True, blank=True, help_text="the passage, encrypted; destroyed when the import is reviewed"
    )
    same = models.BinaryField(
        max_length=32, help_text="keyed digest of the passage: equal passages are decided at once"
    )
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.NONE, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="hit_has_a_length")]
        indexes = [models.Index(fields=["batch", "decision", "kind"], name="hit_of_a_batch")]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}-{self.end}"


class TextChange(models.Model):
    """Another wording of a post already there, brought by a later file; who decided which one stands, and when."""

    class Decision(models.TextChoices):
        """What became of the new wording."""

        NONE = "", _("to be decided")
        TAKEN = "taken", _("the new wording stands")
        KEPT = "kept", _("the wording that was coded stands")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="text_changes")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="text_changes")
    text = models.TextField(help_text="the new wording, people masked")
    words_digest = models.BinaryField(max_length=32)
    text_before = models.TextField(blank=True, help_text="the wording it took the place of")
    decision = models.CharField(max_length=5, choices=Decision, default=Decision.NONE, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "words_digest"], name="wording_met_once"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="wording_decided_at",
            ),
        ]
        triggers = ends_once("text change", "decided_at", ["decision", "decided_by", "text_before"])

    def __str__(self) -> str:
        return f"wording of post {self.post_id}"


class Vanishing(models.Model):
    """A post that a later file of its thread no longer has: deleted there, or left out by the export."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="vanishings")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="vanishings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "batch"], name="post_vanishes_once_a_batch")]
        triggers = append_only("vanishing")

    def __str__(self) -> str:
        return f"post {self.post_id} not in batch {self.batch_id}"
