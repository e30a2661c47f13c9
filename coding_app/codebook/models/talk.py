"""What the team says about codes: examples picked from posts, questions and proposals with their answers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coding_app.codebook.models.codes import Code
from coding_app.codebook.models.versions import CodebookVersion
from coding_app.codebook.promises import examples_are_frozen
from coding_app.core.history import tracked
from corpus.models import Post
from corpus.promises import ends_once, never_truncated

__all__ = ["CodeExample", "CodeQuestion"]


def span_has_a_length() -> Q:
    """Return the condition of a passage: no offsets at all, or an end after its start."""
    return Q(start__isnull=True, end__isnull=True) | Q(start__isnull=False, end__isnull=False, end__gt=F("start"))


@tracked("code example")
class CodeExample(models.Model):
    """A post, or a passage of one (code points, end exclusive), that shows what a code is or is not in a version.

    The words stay in the post: what is masked or erased there is masked or erased here.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="examples")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="examples")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    is_counter = models.BooleanField(_("counter-example"), default=False)
    picked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    picked_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code", "post", "start", "end"], nulls_distinct=False, name="example_picked_once"
            ),
            models.CheckConstraint(condition=span_has_a_length(), name="example_span_has_a_length"),
        ]
        triggers = [examples_are_frozen, never_truncated("code example")]

    def __str__(self) -> str:
        return f"{self.code_id} by {self.post_id}"


@tracked("code question")
class CodeQuestion(models.Model):
    """A question about a code, or a code proposed under it in somebody's own words; answered once."""

    class Kind(models.TextChoices):
        """What is asked."""

        QUESTION = "question", _("Question")
        PROPOSAL = "proposal", _("Proposal of a code")

    class Outcome(models.TextChoices):
        """What came of it."""

        ANSWERED = "answered", _("Answered")
        TAKEN = "taken", _("Taken into the codebook")
        DECLINED = "declined", _("Not taken")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.QUESTION)
    text = models.TextField(_("question"))
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.TextField(_("answer"), blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_says_something"),
            models.CheckConstraint(
                condition=span_has_a_length() & (Q(start__isnull=True) | Q(post__isnull=False)),
                name="question_passage_lies_in_a_post",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="", outcome="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                name="question_answered_at_and_by",
            ),
        ]
        triggers = ends_once("code question", "answered_at", ["answered_by_id", "answer", "outcome"])

    def __str__(self) -> str:
        return self.text[:40]
