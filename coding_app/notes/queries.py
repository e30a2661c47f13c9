"""Read notes: which a person may see, what they are about, their earlier wordings, who is named in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.coding.models import Note, NoteMention
from coding_app.projects.models import Project
from coding_app.sampling.blindness import shown_to, shown_to_all
from coding_app.sampling.models import Assignment, Round, Unit
from coding_app.sampling.queries import study_rounds

SEARCH = "entente_fr"
"""The search configuration of the corpus: French, accents optional."""
TARGETS = ("thread", "post", "assignment", "coding", "code")
KINDS: dict[str, str | Promise] = {
    "project": _("the project"),
    "thread": _("a thread"),
    "post": _("a post"),
    "passage": _("a passage"),
    "unit": _("a unit"),
    "coding": _("a coding"),
    "code": _("a code"),
}


@dataclass(frozen=True)
class NoteFilters:
    """What a list of notes is narrowed down to; empty: everything."""

    words: str = ""
    kind: str = ""
    author: UUID | None = None
    names_me: bool = False


# What may be seen -------------------------------------------------------------------------------------------------


def visible_notes(project: Project, by: User) -> QuerySet[Note]:
    """Return the live notes that a person may see: their own, and those that are open to all.

    The one rule of blindness for notes: pages, fragments, search, cards and exports all read through it.
    """
    hidden = blind_rounds(project).exclude(shown_to(by, project))
    return live_notes(project).filter(Q(author=by) | ~_shielded(hidden))


def notes_open_to_all(project: Project) -> QuerySet[Note]:
    """Return the live notes that every member sees."""
    return live_notes(project).exclude(_shielded(blind_rounds(project).exclude(shown_to_all())))


def notes_open_to_reviewers(project: Project) -> QuerySet[Note]:
    """Return the live notes that those who review see: all that may leave in an export."""
    return live_notes(project).exclude(_shielded(blind_rounds(project).filter(state=Round.State.OPEN)))


def blind_rounds(project: Project) -> QuerySet[Round]:
    """Return the rounds of the study that were opened blind."""
    return study_rounds(project).filter(is_blind=True).exclude(state=Round.State.DRAFT)


def live_notes(project: Project) -> QuerySet[Note]:
    """Return the notes as they are worded now."""
    return Note.objects.filter(project=project, ended_at__isnull=True)


def own_notes(project: Project, by: User) -> QuerySet[Note]:
    """Return every wording of a person's own notes, the ended ones too."""
    return Note.objects.filter(project=project, author=by)


def _shielded(hidden: QuerySet[Round]) -> Q:
    """Say which notes only their author sees, where some blind rounds are hidden.

    What lies in one of them: a unit and its codings, a post (or passage) that is coded
    there alone, in part, or with its thread, a thread of which anything is coded there. What is said of a unit of an
    exploration is its maker's own for good. Notes on codes and on the project are everybody's.
    """
    met = Assignment.objects.filter(round__in=hidden)
    shielded = Q(_post_in(met, "post", "post__thread")) | Q(Exists(met.filter(unit__thread=OuterRef("thread"))))
    for path in ("assignment", "coding__assignment"):
        thread = f"{path}__unit__thread"
        whole = Q(**{f"{path}__unit__kind": Unit.Kind.THREAD}) & Q(Exists(met.filter(unit__thread=OuterRef(thread))))
        shielded |= Q(_post_in(met, f"{path}__unit__post", thread)) | whole
        shielded |= Q(**{f"{path}__round__kind": Round.Kind.EXPLORATION})
    return shielded


def _post_in(met: QuerySet[Assignment], post: str, thread: str) -> Exists:
    with_thread = Q(unit__kind=Unit.Kind.THREAD, unit__thread=OuterRef(thread))
    return Exists(met.filter(Q(unit__post=OuterRef(post)) | with_thread))


# Lists ------------------------------------------------------------------------------------------------------------


def listed(project: Project, by: User, filters: NoteFilters) -> QuerySet[Note]:
    """Return the notes a person may see, narrowed down, newest first."""
    notes = visible_notes(project, by)
    if filters.words:
        query = SearchQuery(filters.words, config=SEARCH, search_type="websearch")
        notes = notes.annotate(vector=SearchVector("text", config=SEARCH)).filter(vector=query)
    if filters.kind in KINDS:
        notes = notes.filter(of_kind(filters.kind))
    if filters.author:
        notes = notes.filter(author__uuid=filters.author)
    if filters.names_me:
        notes = notes.filter(Exists(NoteMention.objects.filter(note=OuterRef("pk"), person=by)))
    return with_places(notes)


def of_kind(kind: str) -> Q:
    """Say which notes are about one kind of thing."""
    if kind == "project":
        return Q(**{f"{name}__isnull": True for name in TARGETS})
    if kind in {"post", "passage"}:
        return Q(post__isnull=False, start__isnull=kind == "post")
    return Q(**{f"{'assignment' if kind == 'unit' else kind}__isnull": False})


def with_places(notes: QuerySet[Note]) -> QuerySet[Note]:
    """Read with the notes what a page says of them: who is named, and where the thing stands; newest first."""
    people = NoteMention.objects.select_related("person").order_by("person__display_name", "pk")
    places = [
        "author", "thread__source", "post__author", "post__thread", "code",
        "assignment__round", "assignment__coder", "assignment__unit__post__author", "assignment__unit__thread",
        "coding__code", "coding__assignment__round", "coding__assignment__coder",
        "coding__assignment__unit__post__author", "coding__assignment__unit__thread",
    ]  # fmt: skip
    return notes.select_related(*places).prefetch_related(Prefetch("mentions", queryset=people)).order_by("-pk")


def authors(project: Project, by: User) -> QuerySet[User]:
    """Return who wrote a note that a person may see, by name."""
    wrote = visible_notes(project, by).filter(author=OuterRef("pk"))
    return User.objects.filter(Exists(wrote)).order_by("display_name", "pk")


def unread_mentions(project: Project, by: User) -> QuerySet[NoteMention]:
    """Return where a person is named and has not read it yet; a note they may not see yet waits."""
    return NoteMention.objects.filter(person=by, seen_at__isnull=True, note__in=visible_notes(project, by))


# One note ---------------------------------------------------------------------------------------------------------


def wordings(note: Note) -> Sequence[Note]:
    """Return a note with its earlier wordings, newest first.

    A new wording begins at the moment when the one before it ended. A coder keeps one memo a unit, which the coding
    screen words anew: there every earlier row of theirs counts.
    """
    about = {name: getattr(note, f"{name}_id") for name in TARGETS}
    rows = Note.objects.filter(project=note.project_id, author=note.author_id, ended_at__isnull=False, **about)
    earlier = rows.filter(start=note.start, end=note.end).order_by("-pk")
    if note.assignment_id is not None:
        return [note, *earlier]
    ended = {row.ended_at: row for row in earlier}
    found = [note]
    while (before := ended.get(found[-1].made_at)) is not None:
        found.append(before)
    return found
