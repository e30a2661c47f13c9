"""The formats one may export: what is in each, column by column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core.models import Job
from coding_app.exports import dictionary, note_rows, rows, thread_rows
from coding_app.exports.writers.delimited import Column
from coding_app.projects.models import Project


@dataclass(frozen=True)
class Format:
    """One kind of export: its columns, its rows, and the words about it."""

    name: str
    title: str | Promise
    text: str | Promise
    icon: str
    columns: Sequence[Column]
    meanings: Mapping[str, str | Promise]
    rows: Callable[[Project, User], Iterator[Sequence[object]]]

    @property
    def dictionary(self) -> list[tuple[Column, str | Promise]]:
        """Return each column with its meaning."""
        return [(column, self.meanings[column.name]) for column in self.columns]


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(
            name="long_csv",
            title=_("Codings, one a row"),
            text=_(
                "Each code of the codebook for each submitted unit and coder: applied, not applied, or not asked."
                " Decisions of the review follow as rows of their own."
            ),
            icon="list-checks",
            columns=rows.LONG_COLUMNS,
            meanings=dictionary.LONG,
            rows=rows.long_rows,
        ),
        Format(
            name="codebook_csv",
            title=_("Codebook"),
            text=_("Every version of the codebook, with all wordings in French and English."),
            icon="book-open-text",
            columns=rows.CODEBOOK_COLUMNS,
            meanings=dictionary.CODEBOOK,
            rows=rows.codebook_rows,
        ),
        Format(
            name="notes_csv",
            title=_("Notes"),
            text=_(
                "The memos of the team as they are worded now, with what each is about, then the questions left with a "
                "doubt and why units were set aside. What only its author sees, because of an open blind round or in "
                "an exploration, is left out."
            ),
            icon="message-square",
            columns=note_rows.NOTE_COLUMNS,
            meanings=dictionary.NOTES,
            rows=note_rows.note_rows,
        ),
        Format(
            name="threads_csv",
            title=_("Threads, one a row"),
            text=_(
                "What each thread of the corpus looks like, coded or not: answers, participants, depth, time to the"
                " first answer, questions. No text."
            ),
            icon="messages-square",
            columns=thread_rows.THREAD_COLUMNS,
            meanings=dictionary.THREADS,
            rows=thread_rows.thread_rows,
        ),
    )
}

PROFILE_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "rfc4180": (
        _("For R and Python, inside the team"),
        _("RFC 4180: UTF-8 without a byte order mark, commas, ISO dates. Everything the team sees is in it."),
    ),
    "excel_fr": (
        _("For Excel in French"),
        _("UTF-8 with a byte order mark, semicolons; what looks like a number or a date stays text."),
    ),
    "deposit": (
        _("For a deposit with restricted access"),
        _(
            "Other aliases, coders as C1, C2, months, the kind of place instead of its name. No text of closed groups "
            "or of posts that speak of a patient or a person helped."
        ),
    ),
    "publication": (
        _("For publication"),
        _("Codings without any text or alias: quotes lead back to people. Months, coders as C1, C2."),
    ),
}


def words_for(job: Job) -> str:
    """Name what an export job makes."""
    title, _text = PROFILE_WORDS[job.parameters["profile"]]
    return f"{FORMATS[job.parameters['format']].title} ({title})"
