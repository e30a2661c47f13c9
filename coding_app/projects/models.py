"""A study, and who takes part in it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coding_app.core.history import tracked
from corpus.models import Corpus
from corpus.promises import never_deleted

__all__ = ["Invitation", "Membership", "Project", "Role"]


class Role(models.TextChoices):
    """What a member is in a project."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    ADJUDICATOR = "adjudicator", _("Adjudicator")
    CODER = "coder", _("Coder")
    READER = "reader", _("Reader")


ROLE_IS_KNOWN = Q(role__in=Role.values)


@tracked("project")
class Project(models.Model):
    """One study: a corpus, a team, a codebook, rounds."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    records_time = models.BooleanField(
        _("keep the time spent on each unit"), default=False, help_text=_("Coders are told so on their screen.")
    )
    corpus = models.OneToOneField(Corpus, on_delete=models.PROTECT, related_name="project")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="project_has_a_name")]
        triggers = [never_deleted("project")]

    def __str__(self) -> str:
        return self.name


@tracked("membership")
class Membership(models.Model):
    """Somebody's role in a project."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user"], condition=Q(ended_at__isnull=True), name="member_has_one_live_role"
            ),
            models.CheckConstraint(condition=ROLE_IS_KNOWN, name="membership_role_is_known"),
        ]
        triggers = [never_deleted("membership")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


@tracked("invitation")
class Invitation(models.Model):
    """A link by which one person joins; only a digest of its token is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ROLE_IS_KNOWN, name="invitation_role_is_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.uuid}"
