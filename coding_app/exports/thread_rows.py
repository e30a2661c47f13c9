"""The rows of the export of threads: what each looks like as a whole, coded or not. No words of anybody are in it."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, FilteredRelation, Q

from coding_app.accounts.models import User
from coding_app.exports.rows import NO, YES, date_text, minutes, question_share
from coding_app.exports.writers.delimited import Column
from coding_app.projects.models import Project
from corpus.models import Thread

TEXT = {"project", "source"}
THREADS_AT_A_TIME = 2_000


class ThreadRow(NamedTuple):
    """One thread of the corpus."""

    project: str
    source: str
    platform: str
    profession: str
    thread: UUID
    alias: str | None
    date: str
    date_status: str | None
    thread_answers: int
    thread_participants: int
    thread_depth: int
    thread_first_answer_minutes: int | None
    thread_answered_by_other: str
    thread_questions: int
    thread_question_share: float | None
    opens_with_question: str
    has_poll: str
    has_picture: str


THREAD_COLUMNS = [Column(name, is_text=name in TEXT) for name in ThreadRow._fields]
_OPENING = ["opening__author__alias", "opening__posted_at", "opening__time_precision", "opening__time_status"]
_FIGURES = ["answers", "participants", "depth", "first_answer_after", "questions"]
_FLAGS = ["is_answered_by_other", "opens_with_question", "has_poll", "has_image"]


def thread_rows(project: Project, _by: User) -> Iterator[ThreadRow]:
    """Give one row for each thread of the corpus, by source, in the order of import; one statement."""
    opening = FilteredRelation("posts", condition=Q(posts__position=0))
    found = Thread.objects.filter(source__corpus=project.corpus_id, facts__isnull=False).annotate(opening=opening)
    named = {name: F(f"facts__{name}") for name in (*_FIGURES, *_FLAGS)}
    told = found.annotate(**named).order_by("source__name", "source", "pk")
    rows = told.values_list(
        "source__name", "source__platform", "source__profession", "uuid", *_OPENING, *_FIGURES, *_FLAGS
    )
    for row in rows.iterator(chunk_size=THREADS_AT_A_TIME):
        source, platform, profession, thread, alias, at, precision, status = row[:8]
        answers, people, depth, delay, questions = row[8:13]
        by_other, asks, poll, picture = (YES if flag else NO for flag in row[13:])
        yield ThreadRow(
            project.name, source, platform, profession, thread, alias, date_text(at, precision), status, answers,
            people, depth, minutes(delay), by_other, questions, question_share(questions, answers), asks, poll, picture,
        )  # fmt: skip
