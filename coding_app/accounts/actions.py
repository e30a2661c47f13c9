"""Writes about accounts."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import ApiToken, LoginLink, User
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.core.tokens import digest, new_token

LINK_LIFETIME = timedelta(hours=24)


class NameIsTaken(Conflict):
    """Refuse a second account with the same user name or e-mail address."""


class LinkIsSpent(Invalid):
    """Refuse a link that was used, is too old or never was."""


def create_user(*, username: str, display_name: str, email: str = "", password: str | None = None) -> User:
    """Make an account; without a password it opens only by a link."""
    user = User(username=username, display_name=display_name, email=email.lower())
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise NameIsTaken(
            _("This user name or e-mail address already has an account. Nothing was made. Sign in instead.")
        ) from error
    record("user_created", by=user, about=user)
    return user


def create_login_link(*, user: User, by: User | None, lifetime: timedelta = LINK_LIFETIME) -> str:
    """Make a link token that signs the user in once; return the token, which is not kept."""
    token = new_token()
    LoginLink.objects.create(user=user, token_sha256=digest(token), expires_at=timezone.now() + lifetime)
    record("login_link_created", by=by, about=user)
    return token


@transaction.atomic
def use_login_link(*, token: str) -> User:
    """Spend a link and return the user it signs in."""
    now = timezone.now()
    link = (
        LoginLink.objects.select_for_update()
        .select_related("user")
        .filter(token_sha256=digest(token), used_at__isnull=True, expires_at__gt=now, user__is_active=True)
        .first()
    )
    if link is None:
        raise LinkIsSpent(
            _("This link was already used or is too old. Nobody was signed in. Ask for another link, or sign in.")
        )
    link.used_at = now
    link.save(update_fields=["used_at"])
    record("login_link_used", by=link.user, about=link.user)
    return link.user


def change_preferences(*, by: User, **preferences: Any) -> User:
    """Keep a person's own choices: name shown, language, theme, letters of posts, keys."""
    for name, value in preferences.items():
        setattr(by, name, value)
    by.save(update_fields=list(preferences))
    return by


def create_token(*, name: str, by: User, lifetime: timedelta = timedelta(days=365)) -> tuple[ApiToken, str]:
    """Make a key for programs; return the row and the key, which is shown once."""
    token = new_token()
    row = ApiToken.objects.create(user=by, name=name, token_sha256=digest(token), expires_at=timezone.now() + lifetime)
    record("token_created", by=by, about=row)
    return row, token


def revoke_token(*, token: ApiToken, by: User) -> ApiToken:
    """End a key."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record("token_revoked", by=by, about=token)
    return token
