"""What coders answered when a code of theirs was split: kept beside their coding, which stays as it was."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coding_app.codebook.models import Code, CodebookVersion
from coding_app.coding.models import Coding
from coding_app.core.history import tracked
from corpus.promises import append_only, ends_once

__all__ = ["SplitAnswer", "SplitChoice"]


@tracked("split answer")
class SplitAnswer(models.Model):
    """A coder says which parts of a split code their old coding means: none, one or several of them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="split_answers")
    version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coding", "version"],
                condition=Q(superseded_at__isnull=True),
                name="split_answered_once_a_coding",
            )
        ]
        triggers = ends_once("split answer", "superseded_at", [])

    def __str__(self) -> str:
        return f"{self.coding_id} in {self.version}"


class SplitChoice(models.Model):
    """One part that an answer chose."""

    answer = models.ForeignKey(SplitAnswer, on_delete=models.PROTECT, related_name="choices")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "code"], name="part_chosen_once_an_answer")]
        triggers = append_only("split choice")

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.code_id}"
