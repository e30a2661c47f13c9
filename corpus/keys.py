"""Keep the pseudonym key of each corpus; the only reader of the key, which never enters the database."""

import os
import secrets
import stat
import tempfile
import uuid
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
_NONCE_BYTES = 12


class KeyUnavailable(Exception):
    """Say in a sentence why the pseudonym key cannot be used, and what to do."""


class Unreadable(Exception):
    """Say that sealed words cannot be opened: another key, or damaged."""


class Sealer:
    """Seal short texts with AES-256-GCM under a key of their own; each sealing has its own random nonce."""

    def __init__(self, key: bytes) -> None:
        """Take the 32 bytes made by `sealer`."""
        self._cipher = AESGCM(key)

    def seal(self, text: str) -> bytes:
        """Return nonce and sealed text."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """Return the text again; raise Unreadable under another key or when a byte changed."""
        try:
            return self._cipher.decrypt(bytes(sealed[:_NONCE_BYTES]), bytes(sealed[_NONCE_BYTES:]), None).decode()
        except InvalidTag as error:
            raise Unreadable from error


def sealer(corpus_key: bytes, purpose: str = "passages") -> Sealer:
    """Return what seals words of a corpus; each purpose has its own key, derived by HKDF-SHA256 (RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"entente {purpose}".encode())
    return Sealer(derived.derive(corpus_key))


def key_path(corpus_uuid: uuid.UUID) -> Path:
    """Return where the key of a corpus lives."""
    return Path(settings.SECRETS_DIR) / f"pseudonyms-{corpus_uuid}.key"


def read_key(corpus_uuid: uuid.UUID) -> bytes:
    """Return the key of a corpus; raise KeyUnavailable when it is missing, damaged or readable by others."""
    path = key_path(corpus_uuid)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError as error:
        raise KeyUnavailable(
            f"The pseudonym key {path.name} is missing. Restore it from your backup: without it, the people of "
            "new files cannot be matched with those already imported."
        ) from error
    except OSError as error:
        raise KeyUnavailable(f"The pseudonym key {path.name} cannot be read. Check its owner and rights.") from error
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077:
            raise KeyUnavailable(f"The pseudonym key {path.name} is open to others. Run: chmod 600 {path.name}")
        key = stream.read(KEY_BYTES + 1)
    if len(key) != KEY_BYTES:
        raise KeyUnavailable(f"The pseudonym key {path.name} is damaged. Restore it from your backup.")
    return key


def key_for(corpus_uuid: uuid.UUID, *, has_authors: bool) -> bytes:
    """Return the key of a corpus, making it for the first file; never make a new one when authors exist already."""
    if not has_authors and not key_path(corpus_uuid).exists():
        _create(key_path(corpus_uuid))
    return read_key(corpus_uuid)


def _create(path: Path) -> None:
    """Write 32 random bytes under the final name at once; when two workers race, the first one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # mkstemp gives 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_bytes(KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
