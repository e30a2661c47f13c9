"""The codebook of a project, its versions, and who has read which."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coding_app.codebook.promises import version_is_frozen
from coding_app.core.history import tracked
from coding_app.projects.models import Project
from corpus.promises import append_only, never_deleted, never_truncated

__all__ = ["Codebook", "CodebookVersion", "VersionReading"]


@tracked("codebook")
class Codebook(models.Model):
    """The codes a project works with."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="codebook")
    name_fr = models.CharField(_("name in French"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = [never_deleted("codebook")]

    def __str__(self) -> str:
        return self.name_en


@tracked("codebook version")
class CodebookVersion(models.Model):
    """A state of the codebook: one draft at most; once published, frozen."""

    class State(models.TextChoices):
        """Draft or published."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    note = models.TextField(_("what changed"), blank=True)
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["codebook", "number"], name="version_numbered_once"),
            models.UniqueConstraint(fields=["codebook"], condition=Q(state="draft"), name="codebook_has_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True, published_by__isnull=True)
                | Q(state="published", published_at__isnull=False, published_by__isnull=False),
                name="version_published_at_and_by",
            ),
        ]
        triggers = [version_is_frozen, never_truncated("codebook version")]

    def __str__(self) -> str:
        return f"v{self.number}"


class VersionReading(models.Model):
    """Somebody has read what a published version changed for them."""

    version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "reader"], name="version_read_once")]
        triggers = append_only("version reading")

    def __str__(self) -> str:
        return f"{self.version} read by {self.reader_id}"
