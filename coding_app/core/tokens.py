"""Tokens for links and programs: shown once, kept only as a digest."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """Return 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal; enough for a random token, which nobody can guess."""
    return hashlib.sha256(token.encode()).hexdigest()
