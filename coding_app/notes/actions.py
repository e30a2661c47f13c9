"""Write notes: a first wording, another wording, an end; and that a mention was read."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.coding.models import Note, NoteMention
from coding_app.core.errors import Conflict, Invalid
from coding_app.notes import queries
from coding_app.notes.targets import Target
from coding_app.projects.models import Project
from coding_app.projects.queries import colleagues
from coding_app.sampling.models import Assignment


class NoteHasChanged(Conflict):
    """Refuse another wording of a note that was reworded or ended meanwhile, or that is somebody else's."""


class MemoIsThere(Conflict):
    """Refuse a second memo of one person on one unit."""


class PassageIsOutside(Invalid):
    """Refuse a passage that does not lie in its post."""


Passage = tuple[int, int]


@transaction.atomic
def write_note(
    *, project: Project, target: Target, text: str, people: Iterable[User], by: User, passage: Passage | None = None
) -> Note:
    """Keep a note about something, with the colleagues named in it; `passage` in code points, on a post."""
    if passage and (target.kind != "post" or not 0 <= passage[0] < passage[1] <= len(target.row.text)):
        raise PassageIsOutside(_("This passage does not lie in the post. Nothing was written; choose its words again."))
    if target.kind == "unit":
        _hold(target.row)
        if Note.objects.filter(assignment=target.row, author=by, ended_at__isnull=True).exists():
            raise MemoIsThere(_("You have a memo on this unit already. It is kept; change its wording instead."))
    start, end = passage or (None, None)
    note = Note.objects.create(project=project, author=by, text=text.strip(), start=start, end=end, **target.of())
    _name(note, people, {}, by)
    return note


@transaction.atomic
def reword_note(*, note: Note, text: str, people: Iterable[User], by: User) -> Note:
    """End a note and begin its new wording at the same moment; who had read it is not called again."""
    now, text, chosen = timezone.now(), text.strip(), list(people)
    old = _mine(note, by)
    seen: dict[int, Any] = dict(old.mentions.values_list("person", "seen_at"))
    if text == old.text and {one.pk for one in chosen} == set(seen):
        return old
    Note.objects.filter(pk=old.pk).update(ended_at=now)
    fields = ("project_id", "author_id", *(f"{name}_id" for name in queries.TARGETS), "start", "end")
    new = Note.objects.create(text=text, made_at=now, **{name: getattr(old, name) for name in fields})
    _name(new, chosen, seen, by)
    return new


@transaction.atomic
def end_note(*, note: Note, by: User) -> None:
    """Take one's own note away; what it said stays in the history of the database."""
    Note.objects.filter(pk=_mine(note, by).pk).update(ended_at=timezone.now())


def read_mentions(*, project: Project, by: User) -> int:
    """Keep that a person has read where they are named; return in how many notes."""
    ids = list(queries.unread_mentions(project, by).values_list("pk", flat=True))
    return NoteMention.objects.filter(pk__in=ids, seen_at__isnull=True).update(seen_at=timezone.now())


def _mine(note: Note, by: User) -> Note:
    """Return a person's own live note under its lock."""
    if note.assignment_id is not None:
        _hold(Assignment(pk=note.assignment_id))
    row = Note.objects.select_for_update(no_key=True).filter(pk=note.pk, author=by, ended_at__isnull=True).first()
    if row is None:
        raise NoteHasChanged(_("This note was changed or taken away meanwhile. Nothing was written. Reload the page."))
    return row


def _hold(work: Assignment) -> None:
    """Hold a unit, as the coding screen does when it words its memo anew."""
    list(Assignment.objects.select_for_update(no_key=True).filter(pk=work.pk).values_list("pk"))


def _name(note: Note, people: Iterable[User], seen: dict[int, Any], by: User) -> None:
    known = {user.pk for user in colleagues(note.project, by)}
    NoteMention.objects.bulk_create(
        NoteMention(note=note, person=person, seen_at=seen.get(person.pk))
        for person in {one.pk: one for one in people}.values()
        if person.pk in known
    )
