"""What may leave the team: rows for a deposit or a publication lose what leads to people, by default."""

import secrets
from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence
from hmac import digest
from uuid import UUID

from django.db.models import Q

from coding_app.exports import queries
from coding_app.exports.note_rows import NoteRow
from coding_app.exports.rows import CodebookRow, LongRow
from coding_app.exports.sensitive import KeptInside, kept_inside
from coding_app.exports.thread_rows import ThreadRow
from coding_app.projects.models import Project
from corpus.models import KEPT_INSIDE, Post, Source

LEAVING = DEPOSIT, PUBLICATION = "deposit", "publication"
Rows = Iterable[Sequence[object]]


def shared(project: Project, profile: str, rows: Rows) -> Iterator[Sequence[object]]:
    """Give the rows as a profile lets them leave; inside the team they pass untouched."""
    if profile not in LEAVING:
        yield from rows
        return
    kept = kept_inside(queries.definitions(project))
    lessen = _Lessening(project, profile)
    for row in rows:
        if isinstance(row, LongRow):
            if row.code not in kept.codings[row.codebook_version]:
                yield lessen(row)
        elif isinstance(row, CodebookRow):
            if row.code not in kept.entries[row.version]:
                yield kept.without_names(row)
        elif isinstance(row, NoteRow):
            if row.code not in kept.in_any_version:
                yield lessen.note(row, kept)
        elif isinstance(row, ThreadRow):
            yield lessen.thread(row)
        else:
            yield row


class _Lessening:
    """Take from each row what must not leave.

    Deposit: no text of posts that speak of a third party, nor of closed groups; other aliases, other names of coders,
    months, the kind of place in the stead of its name, numbers for strata. Publication: no text at all, no alias.
    """

    def __init__(self, project: Project, profile: str) -> None:
        self._is_deposit = profile == DEPOSIT
        self._key = secrets.token_bytes(32)  # forgotten with the export: nobody can go from one to the other
        self._coders: dict[object, str] = {}
        self._strata: dict[object, str] = {}
        kept_back = Q(is_about_third_party=True) | Q(source__access__in=KEPT_INSIDE)
        is_told = Q(units__isnull=False) | Q(notes__isnull=False)
        posts = Post.objects.filter(kept_back, is_told, source__corpus=project.corpus_id)
        self._kept_back: set[UUID] = set(posts.values_list("uuid", flat=True))
        self._access = dict(Source.objects.filter(corpus=project.corpus_id).values_list("name", "access"))

    def __call__(self, row: LongRow) -> LongRow:
        has_text = self._is_deposit and row.post is not None and row.post not in self._kept_back
        return row._replace(
            source=f"{row.platform}, {self._access[row.source]}",
            alias=self._alias(row.alias) if self._is_deposit else None,
            stratum=row.stratum and self._strata.setdefault((row.round, row.stratum), f"S{len(self._strata) + 1}"),
            date=row.date[:7],
            coder=row.coder if row.coder_id is None else self._coders.setdefault(row.coder_id, self._next_coder()),
            coder_id=None,
            quote=row.quote if has_text else None,
            seconds=None,
        )

    def thread(self, row: ThreadRow) -> ThreadRow:
        """Take from a thread the name of its place, who opened it, and the day."""
        return row._replace(
            source=f"{row.platform}, {self._access[row.source]}",
            alias=self._alias(row.alias) if self._is_deposit else None,
            date=row.date[:7],
        )

    def note(self, row: NoteRow, kept: KeptInside) -> NoteRow:
        """Take from a note who is named and, unless it is about the project, a code or a post that leaves, its words.

        What people write of a thread or of a unit may speak of anybody in it.
        """
        is_about_post = row.post is not None and row.post not in self._kept_back and row.about != "thread"
        has_text = self._is_deposit and (is_about_post or row.about in {"project", "code"})
        return row._replace(
            source=row.source and f"{row.platform}, {self._access[row.source]}",
            alias=self._alias(row.alias) if self._is_deposit else None,
            date=row.date[:7],
            author=self._coders.setdefault(row.author_id, self._next_coder()),
            author_id=None,
            named=None,
            quote=row.quote if has_text else None,
            text=kept.without_names_in(row.text or "") if has_text else None,
        )

    def _alias(self, alias: str | None) -> str | None:
        return alias and "P-" + b32encode(digest(self._key, alias.encode(), "sha256"))[:10].decode()

    def _next_coder(self) -> str:
        return f"C{len(self._coders) + 1}"
