"""What the work of the team keeps of posts that are erased: memos, reasons, files; called by settings, not by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import Min, Q

from coding_app.codebook.traces import forget_in_codebook
from coding_app.coding.models import Coding, ContentWarning, Note, NoteMention, Operation
from coding_app.exports import actions
from coding_app.exports.models import Export
from coding_app.quotes.traces import forget_pins
from coding_app.review.models import Adjudication
from corpus.models import Post

WITHOUT_POSTS = ("codebook_csv",)
GONE = "█"


@dataclass(frozen=True)
class Traces:
    """What stands on posts: codings that stay without text, memos that go, exports that held them."""

    codings: int
    notes: int
    exports: list[Export]


def of_posts(posts: Sequence[int]) -> Traces:
    """Return what the team made of posts."""
    return Traces(_codings(posts).count(), _notes(posts).count(), list(exports_with(posts)))


def forget(posts: Sequence[int]) -> int:
    """Delete memos and warnings on posts, with their history, blank the reasons of acts on them, delete export files.

    With a memo goes who is named in it. Return how many codings stay. Runs inside the transaction of a lawful erasure.
    """
    notes = list(_notes(posts).values_list("pk", flat=True))
    NoteMention.objects.filter(note__in=notes).delete()
    Note.objects.filter(pk__in=notes).delete()
    Operation.objects.filter(_on(posts, "assignment__")).exclude(reason="").update(reason=GONE)
    warnings = list(ContentWarning.objects.filter(post__in=posts).values_list("pk", flat=True))
    ContentWarning.objects.filter(pk__in=warnings).delete()
    decisions = Adjudication.objects.filter(_on(posts, ""))
    decided = list(decisions.values_list("pk", flat=True))
    decisions.update(reason=GONE)
    # History is append-only by a trigger of its own, which no setting opens.
    note_events, decision_events = _history("NoteEvent"), _history("AdjudicationEvent")
    opened = [f"coding_app.{name}Event:append_only" for name in ("Note", "Adjudication", "ContentWarning")]
    with pgtrigger.ignore(*opened):
        _history("ContentWarningEvent").objects.filter(pgh_obj__in=warnings).delete()
        note_events.objects.filter(pgh_obj__in=notes).delete()
        decision_events.objects.filter(pgh_obj__in=decided).update(reason=GONE)
    forget_in_codebook(posts)
    forget_pins(posts)
    for export in exports_with(posts):
        actions.remove_file(export=export)
    return _codings(posts).count()


def exports_with(posts: Sequence[int]) -> models.QuerySet[Export]:
    """Return the exports that may have held the words of posts: made in their project after their import."""
    project = Post.objects.filter(pk__in=posts).values("source__corpus__project")
    since = Post.objects.filter(pk__in=posts).aggregate(at=Min("batch__started_at"))["at"]
    found = Export.objects.filter(project__in=project).exclude(format__in=WITHOUT_POSTS)
    return found.filter(made_at__gte=since).select_related("made_by") if since else found.none()


def _codings(posts: Sequence[int]) -> models.QuerySet[Coding]:
    return Coding.objects.filter(assignment__unit__post__in=posts)


def _notes(posts: Sequence[int]) -> models.QuerySet[Note]:
    """Return memos on posts, on units of them, on codings of those, and on threads they open."""
    threads = Post.objects.filter(pk__in=posts, position=0).values("thread")
    return Note.objects.filter(
        Q(post__in=posts) | Q(thread__in=threads) | _on(posts, "assignment__") | _on(posts, "coding__assignment__")
    )


def _on(posts: Sequence[int], path: str) -> Q:
    """Say which rows stand on units of posts, or on units that are threads they open."""
    opened = Post.objects.filter(pk__in=posts, position=0).values("thread")
    return Q(**{f"{path}unit__post__in": posts}) | Q(
        **{f"{path}unit__kind": "thread", f"{path}unit__thread__in": opened}
    )


def _history(name: str) -> Any:
    return apps.get_model("coding_app", name)
