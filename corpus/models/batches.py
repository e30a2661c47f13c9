"""Imports: how a file is read, what came of it, what was refused."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from corpus.models.places import Corpus, Source


class ImportRecipe(models.Model):
    """A column mapping kept for the next file of the same shape."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    corpus = models.ForeignKey(Corpus, on_delete=models.PROTECT, related_name="recipes")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=40)
    mapping = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["corpus", "name"], name="recipe_named_once_in_its_corpus")]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One file read into one source: all there, or not at all. Its figures are the report of that day."""

    class State(models.TextChoices):
        """What became of the batch."""

        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        UNDONE = "undone", _("Undone")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    importer = models.CharField(max_length=40)
    importer_version = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
    captured_on = models.DateField(null=True, blank=True, help_text="the day the posts were copied from the screen")
    capture_note = models.TextField(blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    threads_added = models.PositiveIntegerField(default=0)
    posts_added = models.PositiveIntegerField(default=0)
    authors_added = models.PositiveIntegerField(default=0)
    orphans = models.PositiveIntegerField(default=0, help_text="replies whose parent is missing, kept")
    duplicates = models.PositiveIntegerField(default=0, help_text="posts already there, skipped")
    rejected = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0, help_text="posts already there whose text is another now")
    vanished = models.PositiveIntegerField(default=0, help_text="posts of the same threads that the file no longer has")
    refused = models.PositiveIntegerField(default=0, help_text="posts of people who asked to be left out")
    made_by = models.CharField(max_length=150, blank=True)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    indexed_at = models.DateTimeField(null=True, blank=True, help_text="when its words could be searched")
    reviewed_at = models.DateTimeField(null=True, blank=True, help_text="before this nothing of it can be coded")
    reviewed_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name_plural = "import batches"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sha256"], condition=Q(state="done"), name="file_imported_once_into_its_source"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "failed", "cancelled", "undone"]), name="batch_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False) | (~Q(state="undone") & Q(undone_at__isnull=True)),
                name="batch_undone_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by="")
                | (Q(reviewed_at__isnull=False) & ~Q(reviewed_by="")),
                name="batch_reviewed_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportProblem(models.Model):
    """A row that was rejected, or a remark on one that was kept; the row itself is not stored."""

    class Severity(models.TextChoices):
        """Whether the row is in the corpus."""

        REJECTED = "rejected", _("Rejected")
        WARNING = "warning", _("Kept, with a remark")

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="problems")
    severity = models.CharField(max_length=10, choices=Severity)
    line = models.PositiveIntegerField(null=True, blank=True)
    column = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=60)
    params = models.JSONField(default=dict, help_text="what the sentence of the reason needs")

    class Meta:
        indexes = [models.Index(fields=["batch", "line"], name="problem_batch_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
