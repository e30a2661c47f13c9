"""A file on its way into the corpus."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from coding_app.core.models import Job
from coding_app.projects.models import Project
from corpus.models import ImportBatch, Source

__all__ = ["SavedSearch", "Upload"]


class Upload(models.Model):
    """A file that waits between the steps of the import wizard; the file goes when the import ends."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="uploads")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=40, blank=True)
    options = models.JSONField(default=dict, help_text="encoding, delimiter, sheet, column mapping")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="upload", null=True, blank=True)
    batch = models.OneToOneField(ImportBatch, on_delete=models.PROTECT, related_name="upload", null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    discarded_at = models.DateTimeField(null=True, blank=True, help_text="when the file itself was deleted")

    def __str__(self) -> str:
        return self.file_name


class SavedSearch(models.Model):
    """A state of the corpus browser under a name, for everybody of the project."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="saved_searches")
    name = models.CharField(max_length=100)
    query = models.TextField(blank=True, help_text="the address after the question mark")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "saved searches"
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="search_named_once_in_its_project")]

    def __str__(self) -> str:
        return self.name
