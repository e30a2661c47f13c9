"""Programs sign in with a key: ``Authorization: Token <key>``."""

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from coding_app.accounts.models import User
from coding_app.accounts.queries import token_owner

KEYWORD = "Token"


class TokenAuthentication(BaseAuthentication):
    """Know a program by its key; only a digest of the key is stored."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """Return the owner of the key, or None when the header speaks of something else."""
        word, _space, key = get_authorization_header(request).partition(b" ")
        if word.lower() != KEYWORD.lower().encode():
            return None
        owner = token_owner(key.strip().decode("latin-1"))
        if owner is None:
            raise AuthenticationFailed(
                _("This key opens nothing: it was ended, is too old or never was. Make a new one.")
            )
        return owner, None

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that the anonymous are answered 401."""
        return KEYWORD
