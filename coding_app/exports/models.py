"""Exports that were made, with their digest; the rows are never edited."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from coding_app.core.models import Job
from coding_app.projects.models import Project
from corpus.promises import append_only

__all__ = ["Export"]


class Export(models.Model):
    """A file that left: which format and profile, how many rows, by whom."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="exports")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="export", null=True, blank=True)
    format = models.CharField(max_length=40)
    profile = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    rows = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = append_only("export")

    def __str__(self) -> str:
        return self.file_name
