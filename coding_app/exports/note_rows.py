"""The rows of the export of notes: memos, and the words that coders left on units."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from coding_app.accounts.models import User
from coding_app.coding.flags import flagged
from coding_app.coding.models import Note
from coding_app.exports.queries import open_to_all
from coding_app.exports.rows import date_text
from coding_app.exports.writers.delimited import Column
from coding_app.notes.queries import notes_open_to_reviewers, with_places
from coding_app.notes.targets import kind_of
from coding_app.projects.models import Project
from coding_app.sampling.models import Assignment, Round
from corpus.models import Post, Source, Thread

TEXT = {"project", "source", "author", "named", "quote", "text"}
NOTES_AT_A_TIME = 500


class NoteRow(NamedTuple):
    """One note as it is worded now."""

    project: str
    note: UUID
    about: str
    source: str | None
    platform: str | None
    thread: UUID | None
    post: UUID | None
    alias: str | None
    unit: UUID | None
    coding: UUID | None
    round: int | None
    code: str | None
    start: int | None
    end: int | None
    quote: str | None
    author: str
    author_id: UUID | None
    named: str | None
    date: str
    text: str | None


NOTE_COLUMNS = [Column(name, is_text=name in TEXT) for name in NoteRow._fields]


def note_rows(project: Project, by: User) -> Iterator[NoteRow]:
    """Give one row for each note that those who review see, oldest first.

    Then what coders left on units: questions with a doubt, reasons for setting aside. Notes on what lies in an open
    blind round, and on explorations, stay inside, one's own too.
    """
    sources = {one.pk: one for one in Source.objects.filter(corpus=project.corpus_id)}
    notes = with_places(notes_open_to_reviewers(project)).order_by("pk")
    for note in notes.iterator(chunk_size=NOTES_AT_A_TIME):
        yield _row(project, note, sources)
    for open_round in open_to_all(project):
        yield from _flag_rows(project, open_round, by)


def _flag_rows(project: Project, round: Round, by: User) -> Iterator[NoteRow]:
    """Give one row for each question left with a doubt, and for each reason why a unit was set aside."""
    rows = flagged(round, by).select_related("unit__post__author")
    for work in rows.iterator(chunk_size=NOTES_AT_A_TIME):
        for about, words, at in _said(work):
            thread, post = work.unit.thread, work.unit.post
            yield NoteRow(
                project=project.name, note=work.uuid, about=about, source=thread.source.name,
                platform=thread.source.platform, thread=thread.uuid, post=post.uuid if post else None,
                alias=post.author.alias if post and post.author else None, unit=work.unit.uuid, coding=None,
                round=round.number, code=None, start=None, end=None, quote=None, author=work.coder.display_name,
                author_id=work.coder.uuid, named=None, date=date_text(at, "day"), text=words,
            )  # fmt: skip


def _said(work: Assignment) -> Iterator[tuple[str, str, datetime]]:
    if work.doubted_at is not None:
        yield "doubt", work.question, work.doubted_at  # type: ignore[attr-defined]  # annotated by flagged()
    if work.skipped_at is not None:
        yield "not_codable", work.why, work.skipped_at  # type: ignore[attr-defined]


def _row(project: Project, note: Note, sources: dict[int, Source]) -> NoteRow:
    work = note.assignment or (note.coding.assignment if note.coding else None)
    post: Post | None = note.post or (work.unit.post if work else None)
    thread: Thread | None = note.thread or (note.post.thread if note.post else None)
    if work:
        thread = work.unit.thread
    source = sources[thread.source_id] if thread else None
    code = note.code or (note.coding.code if note.coding else None)
    return NoteRow(
        project=project.name,
        note=note.uuid,
        about=kind_of(note),
        source=source.name if source else None,
        platform=source.platform if source else None,
        thread=thread.uuid if thread else None,
        post=post.uuid if post else None,
        alias=post.author.alias if post and post.author else None,
        unit=work.unit.uuid if work else None,
        coding=note.coding.uuid if note.coding else None,
        round=work.round.number if work else None,
        code=code.slug if code else None,
        start=note.start,
        end=note.end,
        quote=post.text[note.start : note.end] if post and note.start is not None else None,
        author=note.author.display_name,
        author_id=note.author.uuid,
        named="; ".join(one.person.display_name for one in note.mentions.all()),
        date=date_text(note.made_at, "day"),
        text=note.text,
    )
