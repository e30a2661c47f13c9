"""The vault: names of people, sealed, in a schema of its own; off unless a source keeps identities.

The application writes names and forgets them, and opens one at a time by a function of the database that first writes
who opened it and why. The seal's key lies outside the database.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from corpus.keys import read_key, sealer
from corpus.models import Author, Source
from corpus.staging import execute, rows_of
from corpus.vault_schema import GUARD

_PURPOSE = "identities"
SHORTEST_REASON = 10  # letters; the table asks for them too


class NothingKept(Exception):
    """Say that no name is kept for this person."""


class Opening(NamedTuple):
    """Say who opened a name, why and when."""

    by: str
    reason: str
    at: datetime


def store(source: Source, names: Iterable[tuple[int, str]], key: bytes) -> int:
    """Seal the names of people, given as (key of the author, name); nothing happens unless the source keeps identities.

    Return how many names were given to the vault. A name kept before stays.
    """
    if not source.keeps_identities:
        return 0
    seal = sealer(key, _PURPOSE)
    rows = [(author, source.pk, seal.seal(name)) for author, name in names if name.strip()]
    with connection.cursor() as cursor:
        cursor.executemany("SELECT vault.keep(%s, %s, %s)", rows)
    return len(rows)


def holds(author: Author) -> bool:
    """Tell whether a name is kept for a person."""
    return bool(rows_of("SELECT vault.holds(%(author)s)", {"author": author.pk})[0][0])


def open_name(author: Author, *, reason: str, by: str) -> list[str]:
    """Return the names kept for one person, once it is written who opened them and why.

    Raises NothingKept, KeyUnavailable, Unreadable; the opening stays written when the seal does not open.
    """
    if not holds(author):
        raise NothingKept
    rows = rows_of("SELECT vault.open(%(author)s, %(by)s, %(why)s)", {"author": author.pk, "by": by, "why": reason})
    seal = sealer(read_key(author.corpus.uuid), _PURPOSE)
    return list(dict.fromkeys(seal.open(bytes(sealed)) for (sealed,) in rows))


def openings(author: Author) -> list[Opening]:
    """Return who opened the name of a person, the first one first."""
    rows = rows_of("SELECT * FROM vault.openings(%(author)s)", {"author": author.pk})
    return [Opening(*row) for row in rows]


def forget(author: Author) -> None:
    """Delete the names kept for a person; who opened them stays readable."""
    execute("SELECT vault.forget(%(author)s)", {"author": author.pk})


def forget_source(source: Source) -> None:
    """Delete the names kept for a source."""
    execute("SELECT vault.forget_source(%(source)s)", {"source": source.pk})


def guard() -> None:
    """Give the tables of the vault to a role that cannot sign in, where the database allows; after a restore, again."""
    execute(GUARD)
