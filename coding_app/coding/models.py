"""What coders decided: made once, retracted at most once, never changed and never deleted."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coding_app.codebook.models import Code, CodebookVersion
from coding_app.coding.promises import coded_while_open, coding_fits_its_assignment
from coding_app.core.history import tracked
from coding_app.projects.models import Project
from coding_app.sampling.models import Assignment
from corpus.models import Post, Thread
from corpus.promises import append_only, ends_once

__all__ = ["Coding", "Note", "Operation"]


class Operation(models.Model):
    """One act of a coder, named by the browser that sent it, so that a repetition is recognized."""

    class Kind(models.TextChoices):
        """What was asked."""

        APPLY = "apply", _("Apply a code")
        RETRACT = "retract", _("Retract a code")
        SUBMIT = "submit", _("Submit the unit")
        REOPEN = "reopen", _("Take the unit up again")

    operation_id = models.UUIDField(unique=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="operations")
    sequence = models.PositiveIntegerField(help_text="order within the assignment, from 1")
    kind = models.CharField(max_length=7, choices=Kind)
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "sequence"], name="operation_has_its_own_place"),
            models.CheckConstraint(
                condition=Q(kind__in=["apply", "retract"], code__isnull=False)
                | Q(kind__in=["submit", "reopen"], code__isnull=True),
                name="operation_names_a_code_when_it_needs_one",
            ),
        ]
        triggers = append_only("operation")

    def __str__(self) -> str:
        return f"{self.kind} {self.operation_id}"


@tracked("coding")
class Coding(models.Model):
    """A code applied to a unit, or to a span of it, by a coder; "none applies" is a coding too."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="codings")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    made_by_operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="codings_made")
    made_at = models.DateTimeField(db_default=Now())
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    retracted_by_operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, related_name="codings_retracted", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "code", "start", "end"],
                condition=Q(retracted_at__isnull=True),
                nulls_distinct=False,
                name="code_applied_once_at_a_time",
            ),
            models.UniqueConstraint(fields=["made_by_operation", "code"], name="operation_applies_a_code_once"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="coding_span_has_a_length",
            ),
            models.CheckConstraint(
                condition=Q(retracted_at__isnull=True, retracted_by__isnull=True, retracted_by_operation__isnull=True)
                | Q(retracted_at__isnull=False, retracted_by__isnull=False, retracted_by_operation__isnull=False),
                name="coding_retracted_at_and_by",
            ),
        ]
        indexes = [models.Index(fields=["code", "version"], name="coding_code_version")]
        triggers = [
            coding_fits_its_assignment,
            coded_while_open,
            *ends_once("coding", "retracted_at", ["retracted_by_id", "retracted_by_operation_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.code_id} on {self.assignment_id}"


NOTE_TARGETS = ["thread", "post", "assignment", "coding", "code"]


def _exactly_one_target() -> Q:
    choices = Q()
    for target in NOTE_TARGETS:
        choices |= Q(**{f"{name}__isnull": name != target for name in NOTE_TARGETS})
    return choices


@tracked("note")
class Note(models.Model):
    """A memo about exactly one thing; a new wording ends the old row and makes another."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    text = models.TextField(_("memo"))
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_exactly_one_target(), name="note_is_about_exactly_one_thing"),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
            models.UniqueConstraint(
                fields=["assignment", "author"],
                condition=Q(assignment__isnull=False, ended_at__isnull=True),
                name="coder_has_one_memo_a_unit",
            ),
        ]
        triggers = ends_once("note", "ended_at", [])

    def __str__(self) -> str:
        return self.text[:40]
