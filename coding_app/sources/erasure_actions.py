"""Writes that take words away: mask a passage, erase a person, purge a source; and opening one kept name."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.core import jobs
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.core.models import Job
from coding_app.projects.models import Project
from coding_app.sources.actions import KeyMissing
from coding_app.sources.sentences import key_sentence
from corpus import erasing, finding, masking, retention, vault
from corpus.keys import KeyUnavailable, Unreadable
from corpus.models import Author, Erasure, Post, Redaction, Source

PURGE = "purge"


class WordsNotThere(Invalid):
    """Refuse to mask words that the post does not hold, or that are masked already."""


class AliasMistyped(Invalid):
    """Refuse an erasure that was not confirmed by typing the alias."""


class NotDueYet(Conflict):
    """Refuse to purge a source whose time is not over, or that a reason keeps."""


class NameNotKept(Conflict):
    """Say that no name is kept for a person."""


class ReasonTooShort(Invalid):
    """Refuse to open a name without saying why."""


def work_on_posts() -> Any:
    """Return the module that knows what the team made of posts; settings name it, for it stands above this feature."""
    return import_module(settings.WORK_ON_POSTS)


def forget_work(posts: Sequence[int]) -> int:
    """Forget memos and files about posts that go; return how many codings stay."""
    return int(work_on_posts().forget(posts))


@transaction.atomic
def mask_words(*, project: Project, post: Post, words: str, start: int | None, reason: str, by: User) -> Redaction:
    """Mask words of a post: at `start` when they stand there, else where they stand first. Raises WordsNotThere."""
    at = start if start is not None and post.text[start : start + len(words)] == words else post.text.find(words)
    try:
        made = masking.mask(post, start=at, end=at + len(words), reason=reason, by=by.display_name)
    except masking.PassageNotThere as error:
        raise WordsNotThere(
            _("These words are not in this post, or are masked already. Nothing was changed. Copy them exactly.")
        ) from error
    record("passage_masked", by=by, project=project, about=post, start=made.start, end=made.end)
    return made


@transaction.atomic
def mark_third_party(*, project: Project, post: Post, speaks_of_one: bool, by: User) -> Post:
    """Say whether a post speaks of a patient or a person helped; such posts are left out of what is published."""
    if post.is_about_third_party != speaks_of_one:
        Post.objects.filter(pk=post.pk).update(is_about_third_party=speaks_of_one)
        record("third_party_marked", by=by, project=project, about=post, is_about_third_party=speaks_of_one)
    return Post.objects.get(pk=post.pk)


def find_people(*, project: Project, written: str, by: User) -> finding.People:
    """Return who may be meant by a handle, an id, a name; the journal keeps that somebody asked. Raises KeyMissing."""
    try:
        found = finding.find(project.corpus, written)
    except KeyUnavailable as error:
        raise KeyMissing(
            _("The key of this corpus is missing, and nobody is found without it. Restore it from its backup.")
        ) from error
    record("person_looked_for", by=by, project=project, found=len(found.authors))
    return found


def erase_author(*, project: Project, author: Author, reason: str, typed: str, by: User) -> Erasure:
    """Erase a person who asked to be left out; the journal keeps figures and the exports that held them.

    Raises AliasMistyped.
    """
    if typed.strip() != author.alias:
        raise AliasMistyped(_("This is not the alias %(alias)s. Nothing was erased.") % {"alias": author.alias})
    posts = list(Post.objects.filter(author=author).values_list("pk", flat=True))
    held = [str(export.uuid) for export in work_on_posts().of_posts(posts).exports]
    with transaction.atomic():
        made = erasing.erase(author, reason=reason, by=by.display_name, traces=forget_work)
        record(
            "author_erased", by=by, project=project, about=made, posts=made.posts, codings=made.codings, exports=held
        )
    return made


@transaction.atomic
def start_purge(*, project: Project, source: Source, by: User) -> Job:
    """Start the purge of a source whose time is over. Raises NotDueYet."""
    if source not in retention.over(timezone.localdate()):
        raise _not_due()
    job = jobs.start(project=project, kind=PURGE, by=by, parameters={"source": str(source.uuid)})
    record("purge_started", by=by, project=project, about=source)
    return job


def purge_source(*, project: Project, source: Source, by: User | None) -> retention.Purged:
    """Take the words of a source away; the journal keeps the figures. Raises NotDueYet."""
    try:
        with transaction.atomic():
            done = retention.purge(source, today=timezone.localdate(), traces=forget_work)
            record("source_purged", by=by, project=project, about=source, posts=done.posts, codings=done.codings)
    except retention.NotDue as error:
        raise _not_due() from error
    return done


def open_identity(*, project: Project, author: Author, reason: str, by: User) -> list[str]:
    """Open the name kept for one person; vault and journal keep who did and why.

    Raises ReasonTooShort, NameNotKept, KeyMissing.
    """
    try:
        with transaction.atomic():
            names = vault.open_name(author, reason=reason.strip(), by=by.display_name)
            record("identity_opened", by=by, project=project, about=author)
    except vault.NothingKept as error:
        raise NameNotKept(_("No name is kept for %(alias)s. Nothing was opened.") % {"alias": author.alias}) from error
    except IntegrityError as error:
        raise ReasonTooShort(_("Say in a few words why you open this name. Nothing was opened.")) from error
    except KeyUnavailable as error:
        raise KeyMissing(key_sentence(error)) from error
    except Unreadable as error:
        raise KeyMissing(
            _("The name was sealed with another key. Nothing was opened. Restore the right key.")
        ) from error
    return names


def _not_due() -> NotDueYet:
    return NotDueYet(
        _("The time of this source is not over, a reason keeps it, or it was purged before. Nothing was changed.")
    )
