"""What the adjudicator decided where coders differ; consensus is never a coder."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coding_app.codebook.models import Code, CodebookVersion
from coding_app.core.history import tracked
from coding_app.review.promises import decided_until_settled
from coding_app.sampling.models import Round, Unit
from corpus.promises import append_only, ends_once

__all__ = ["Adjudication", "ConsensusCoding"]


@tracked("adjudication")
class Adjudication(models.Model):
    """A decision on one dimension of one unit; a later decision supersedes it and leaves it readable."""

    class Decision(models.TextChoices):
        """Whose codings were kept."""

        KEEP_CODER = "keep_coder", _("One coder's codings kept")
        OTHER = "other", _("Decided otherwise")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="adjudications")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="adjudications")
    dimension = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="adjudications")
    decision = models.CharField(max_length=10, choices=Decision)
    kept_coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="adjudications")
    made_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "dimension"],
                condition=Q(superseded_at__isnull=True),
                name="dimension_of_a_unit_decided_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decision="keep_coder", kept_coder__isnull=False)
                | Q(decision="other", kept_coder__isnull=True),
                name="kept_coder_named_when_kept",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="adjudication_has_a_reason"),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True, superseded_by__isnull=True)
                | Q(superseded_at__isnull=False, superseded_by__isnull=False),
                name="adjudication_superseded_at_and_by",
            ),
        ]
        triggers = [decided_until_settled, *ends_once("adjudication", "superseded_at", ["superseded_by_id"])]

    def __str__(self) -> str:
        return f"adjudication {self.uuid}"


class ConsensusCoding(models.Model):
    """A code that an adjudication decided on ("none applies" included)."""

    adjudication = models.ForeignKey(Adjudication, on_delete=models.PROTECT, related_name="consensus_codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="consensus_codings")
    version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="consensus_codings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adjudication", "code"], name="consensus_names_a_code_once"),
        ]
        triggers = append_only("consensus coding")

    def __str__(self) -> str:
        return f"{self.code_id}"
