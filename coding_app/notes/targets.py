"""What a note is about: find it by kind and uuid as one person may, and say it in words with its address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.codebook.models import Code, CodeDefinition
from coding_app.codebook.tree import wording
from coding_app.coding.models import Coding, Note
from coding_app.coding.queries import own_codings, visible_codings_of_project
from coding_app.notes import queries
from coding_app.projects.models import Project
from coding_app.sampling.blindness import shown_to
from coding_app.sampling.models import Assignment
from corpus.models import Post, Thread

SHOWN = 80
"""Characters of a post that stand for it in a title."""


@dataclass(frozen=True)
class Target:
    """One thing notes are about: its row (None: the project), its name, and where it is read."""

    kind: str
    row: Any
    uuid: UUID
    title: str
    url: str

    @property
    def field(self) -> str:
        """Return the field of a note that holds the row."""
        return "assignment" if self.kind == "unit" else self.kind

    def of(self) -> dict[str, Any]:
        """Return what a new note about it holds."""
        return {} if self.kind == "project" else {self.field: self.row}

    def notes(self) -> Q:
        """Say which notes are about it; those on posts of a thread are about the thread too."""
        if self.kind == "project":
            return queries.of_kind("project")
        return Q(thread=self.row) | Q(post__thread=self.row) if self.kind == "thread" else Q(**self.of())


@dataclass(frozen=True)
class Line:
    """A note as a page shows it."""

    note: Note
    kind: str
    title: str
    url: str
    passage: str
    is_mine: bool
    is_new: bool
    is_private: bool
    people: list[str]


def target(project: Project, by: User, kind: str, uuid: UUID) -> Target | None:
    """Return what a person may write about, or None; a coding or unit they may not see does not exist to them."""
    if kind == "project":
        return _project(project) if uuid == project.uuid else None
    rows = _ROWS[kind](project, by) if kind in _ROWS else None
    row = rows.filter(uuid=uuid).first() if rows is not None else None
    if row is None:
        return None
    title, url = _said(project, kind, row, _names([row] if kind == "code" else []), by)
    return Target(kind, row, uuid, title, url)


def lines(project: Project, by: User, notes: Iterable[Note]) -> list[Line]:
    """Return notes in words; for all of them one statement of names, and one of what colleagues see too."""
    rows = list(notes)
    names = _names([code for row in rows if (code := row.code or (row.coding and row.coding.code))])
    shown = queries.notes_open_to_all(project).filter(pk__in=[row.pk for row in rows])
    shared = set(shown.values_list("pk", flat=True))
    return [_line(project, by, row, names, is_private=row.pk not in shared) for row in rows]


def kind_of(note: Note) -> str:
    """Return what kind of thing a note is about."""
    if note.start is not None:
        return "passage"
    found = next((name for name in queries.TARGETS if getattr(note, f"{name}_id") is not None), "project")
    return "unit" if found == "assignment" else found


def _line(project: Project, by: User, note: Note, names: dict[int, str], *, is_private: bool) -> Line:
    kind = kind_of(note)
    row = {"project": project, "passage": note.post, "unit": note.assignment}.get(kind) or getattr(note, kind, None)
    title, url = _said(project, kind, row, names, by)
    passage = note.post.text[note.start : note.end] if kind == "passage" and note.post else ""
    mentions = list(note.mentions.all())
    return Line(
        note=note,
        kind=kind,
        title=title,
        url=url,
        passage=passage,
        is_mine=note.author_id == by.pk,
        is_new=any(one.person_id == by.pk and one.seen_at is None for one in mentions),
        is_private=is_private,
        people=[one.person.display_name for one in mentions],
    )


def _project(project: Project) -> Target:
    return Target("project", None, project.uuid, project.name, reverse("home:home", args=[project.slug]))


def _threads(project: Project, _by: User) -> QuerySet[Thread]:
    return Thread.objects.filter(source__corpus=project.corpus_id).select_related("source")


def _posts(project: Project, _by: User) -> QuerySet[Post]:
    return Post.objects.filter(source__corpus=project.corpus_id).select_related("author", "thread")


def _codes(project: Project, _by: User) -> QuerySet[Code]:
    return Code.objects.filter(codebook__project=project)


def _units(project: Project, by: User) -> QuerySet[Assignment]:
    shown = shown_to(by, project, "round__")
    rows = Assignment.objects.filter(shown | Q(coder=by), round__project=project)
    return rows.select_related("round", "coder", "unit__post__author", "unit__thread")


def _codings(project: Project, by: User) -> QuerySet[Coding]:
    rows = visible_codings_of_project(project, by) | own_codings(project, by)
    return rows.select_related(
        "code", "assignment__coder", "assignment__unit__post__author", "assignment__unit__thread"
    )


_ROWS: dict[str, Callable[[Project, User], QuerySet[Any]]] = {
    "thread": _threads, "post": _posts, "code": _codes, "unit": _units, "coding": _codings,
}  # fmt: skip


def _said(project: Project, kind: str, row: Any, names: dict[int, str], by: User) -> tuple[str, str]:
    """Return the name of a thing and where it is read."""
    if kind == "project":
        return project.name, reverse("home:home", args=[project.slug])
    if kind == "thread":
        return row.title or _("a thread of %(source)s") % {"source": row.source.name}, _thread_url(project, row, None)
    if kind in {"post", "passage"}:
        return _post_title(row), _thread_url(project, row.thread, row)
    if kind == "code":
        return names.get(row.pk, row.slug), reverse("codebook:code", args=[project.slug, row.uuid])
    work: Assignment = row if kind == "unit" else row.assignment
    unit = _post_title(work.unit.post) if work.unit.post else work.unit.thread.title or _("a thread")
    where = reverse("coding:workbench", args=[project.slug, work.uuid])
    if work.coder_id != by.pk:
        where = _thread_url(project, work.unit.thread, work.unit.post)
    if kind == "unit":
        return _("%(coder)s on %(unit)s") % {"coder": work.coder, "unit": unit}, where
    name = names.get(row.code_id, row.code.slug)
    return _("“%(code)s” by %(coder)s on %(unit)s") % {"code": name, "coder": work.coder, "unit": unit}, where


def _post_title(post: Post) -> str:
    words = " ".join(post.text.split())
    short = words if len(words) <= SHOWN else f"{words[:SHOWN].rsplit(' ', 1)[0]}…"
    alias = post.author.alias if post.author else _("unknown author")
    return f"{alias}: {short}" if short else alias


def _thread_url(project: Project, thread: Thread, post: Post | None) -> str:
    url = reverse("sources:thread", args=[project.slug, thread.uuid])
    return f"{url}?post={post.uuid}#post-{post.uuid}" if post else url


def _names(codes: Iterable[Code]) -> dict[int, str]:
    """Return the names of codes in the latest version that has them."""
    ids = {code.pk for code in codes}
    rows = CodeDefinition.objects.filter(code__in=ids).order_by("version__number") if ids else []
    return {row.code_id: wording(row, "name", codebook.language()) for row in rows}
