"""People who sign in."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

__all__ = ["ApiToken", "LoginLink", "User"]


class User(AbstractUser):
    """Somebody with an account; what they may do is said by their memberships."""

    class Theme(models.TextChoices):
        """Light or dark."""

        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class ReadingFont(models.TextChoices):
        """The letters in which posts are read on the coding screen; all of them are on the reader's machine."""

        SANS = "sans", _("Sans serif")
        SERIF = "serif", _("Serif")
        MONO = "mono", _("Fixed width")
        SPACED = "spaced", _("Sans serif, larger and more widely spaced")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("name shown to colleagues"), max_length=150)
    language = models.CharField(
        _("language"), max_length=5, blank=True, choices=[("fr", "Français"), ("en", "English")]
    )
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    reading_font = models.CharField(_("letters of posts"), max_length=6, choices=ReadingFont, default=ReadingFont.SANS)
    has_single_key_shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="email_leads_to_one_account"),
            models.CheckConstraint(condition=~Q(display_name=""), name="user_has_a_display_name"),
        ]

    def __str__(self) -> str:
        return self.display_name


class LoginLink(models.Model):
    """A link that signs somebody in once; only a digest of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="login_links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"login link of {self.user_id}"


class ApiToken(models.Model):
    """A key for programs; only a digest is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=100)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
