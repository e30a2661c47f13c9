"""Reads about accounts."""

from django.db.models import QuerySet
from django.utils import timezone

from coding_app.accounts.models import ApiToken, User
from coding_app.core.tokens import digest


def live_tokens(user: User) -> QuerySet[ApiToken]:
    """Return the keys of a user that still open."""
    return ApiToken.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=timezone.now()).order_by("-id")


def token_owner(token: str) -> User | None:
    """Return the active user whose live key this is, or None."""
    row = (
        ApiToken.objects.select_related("user")
        .filter(
            token_sha256=digest(token), revoked_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True
        )
        .first()
    )
    return row.user if row else None
