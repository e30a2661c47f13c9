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

__all__ = ["Coding", "ContentWarning", "Note", "NoteMention", "Operation"]


class Operation(models.Model):
    """One act of a coder, named by the browser that sent it, so that a repetition is recognized."""

    class Kind(models.TextChoices):
        """What was asked."""

        APPLY = "apply", _("Apply a code")
        RETRACT = "retract", _("Retract a code")
        SUBMIT = "submit", _("Submit the unit")
        REOPEN = "reopen", _("Take the unit up again")
        SKIP = "skip", _("Skip the unit: not codable")
        DOUBT = "doubt", _("Flag a doubt")
        UNDOUBT = "undoubt", _("Take the doubt back")
        CARRY = "carry", _("Carried to another version")

    operation_id = models.UUIDField(unique=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="operations")
    sequence = models.PositiveIntegerField(help_text="order within the assignment, from 1")
    kind = models.CharField(max_length=7, choices=Kind)
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField(_("reason or question"), blank=True)
    seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="time on the unit since the last act, where the project says that it keeps it"
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "sequence"], name="operation_has_its_own_place"),
            models.CheckConstraint(
                condition=Q(kind__in=["apply", "retract"], code__isnull=False)
                | Q(kind__in=["submit", "reopen", "skip", "doubt", "undoubt", "carry"], code__isnull=True),
                name="operation_names_a_code_when_it_needs_one",
            ),
            models.CheckConstraint(condition=~Q(kind="skip", reason=""), name="skip_has_a_reason"),
        ]
        triggers = append_only("operation")

    def __str__(self) -> str:
        return f"{self.kind} {self.operation_id}"


@tracked("coding", is_set_based=True)
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
            models.UniqueConstraint(
                fields=["made_by_operation", "code", "start", "end"],
                nulls_distinct=False,
                name="operation_applies_a_code_once",
            ),
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


@tracked("content warning")
class ContentWarning(models.Model):
    """The team says that a post is hard to read; its text stays veiled until somebody chooses to read it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="content_warnings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="content_warnings")
    text = models.CharField(_("what it warns of"), max_length=100)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "post"], condition=Q(ended_at__isnull=True), name="post_has_one_warning"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="warning_says_of_what"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="warning_ended_at_and_by",
            ),
        ]
        triggers = ends_once("content warning", "ended_at", ["ended_by_id"])

    def __str__(self) -> str:
        return self.text


NOTE_TARGETS = ["thread", "post", "assignment", "coding", "code"]


def _one_target_at_most() -> Q:
    choices = Q(**{f"{name}__isnull": True for name in NOTE_TARGETS})
    for target in NOTE_TARGETS:
        choices |= Q(**{f"{name}__isnull": name != target for name in NOTE_TARGETS})
    return choices


@tracked("note")
class Note(models.Model):
    """A memo about one thing, or about the project when it names none; a new wording ends the row and makes another.

    A memo on a passage names its post and the offsets (code points, end exclusive).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    text = models.TextField(_("memo"))
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_one_target_at_most(), name="note_is_about_one_thing"),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(post__isnull=False, start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="note_passage_lies_in_a_post",
            ),
            models.UniqueConstraint(
                fields=["assignment", "author"],
                condition=Q(assignment__isnull=False, ended_at__isnull=True),
                name="coder_has_one_memo_a_unit",
            ),
        ]
        triggers = ends_once("note", "ended_at", [])

    def __str__(self) -> str:
        return self.text[:40]


class NoteMention(models.Model):
    """A colleague named in a memo, and when they saw it."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="note_mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="colleague_named_once_a_note")]
        triggers = ends_once("note mention", "seen_at", [])

    def __str__(self) -> str:
        return f"{self.person_id} in {self.note_id}"
