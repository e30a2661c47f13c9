"""Writes about what an import masked: decide each passage, add what the rules missed, open the import for coding."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project
from coding_app.sources import review_page
from coding_app.sources.actions import KeyMissing
from coding_app.sources.sentences import key_sentence
from corpus import reviewing
from corpus.keys import KeyUnavailable, Unreadable
from corpus.models import ImportBatch, Post, RedactionHit


class ImportWasReviewed(Conflict):
    """Refuse to decide again about an import that was reviewed."""


class PassagesWait(Conflict):
    """Refuse to end a review while passages wait for a decision."""


class PassageUnfit(Invalid):
    """Refuse to mask words that are not in the post, or are masked already."""


def accept_hits(*, hits: Sequence[RedactionHit], by: User) -> int:
    """Let the masks stand. Raises ImportWasReviewed."""
    try:
        return reviewing.accept(hits, by=by.display_name)
    except reviewing.AlreadyReviewed as error:
        raise _was_reviewed() from error


def refuse_hits(*, hits: Sequence[RedactionHit], by: User) -> int:
    """Put the passages back. Raises ImportWasReviewed, KeyMissing."""
    try:
        return reviewing.refuse(hits, by=by.display_name)
    except reviewing.AlreadyReviewed as error:
        raise _was_reviewed() from error
    except (KeyUnavailable, Unreadable) as error:
        raise _no_key(error) from error


@transaction.atomic
def add_passage(
    *, batch: ImportBatch, post: Post, words: str, start: int | None, kind: str, everywhere: bool, by: User
) -> int:
    """Mask words that the rules missed in what an import brought: at `start` when they stand there, else where first.

    Titles, poll options, descriptions and hashtags are masked too; there for good. Return how many places. Raises
    PassageUnfit, ImportWasReviewed, KeyMissing.
    """
    text = review_page.text_of(batch, post)
    at = start if start is not None and text[start : start + len(words)] == words else text.find(words)
    try:
        beside = 0
        if words.strip():
            beside = reviewing.mask_beside(post, words.strip(), batch=batch, kind=kind, everywhere=everywhere)
        if at < 0 and beside:
            if everywhere:
                beside += reviewing.add_everywhere(words.strip(), batch=batch, by=by.display_name, kind=kind)
            return beside
        return beside + reviewing.add(
            post, start=at, end=at + len(words), by=by.display_name, kind=kind, everywhere=everywhere, batch=batch
        )
    except reviewing.PassageIsTaken as error:
        raise PassageUnfit(
            _("These words are not in this post, or are masked already. Nothing was changed. Copy them exactly.")
        ) from error
    except reviewing.AlreadyReviewed as error:
        raise _was_reviewed() from error
    except (KeyUnavailable, Unreadable) as error:
        raise _no_key(error) from error


@transaction.atomic
def finish_review(*, project: Project, batch: ImportBatch, accepts_rest: bool, by: User) -> ImportBatch:
    """Open an import for coding and destroy the originals. Raises PassagesWait, ImportWasReviewed."""
    try:
        end = reviewing.accept_all if accepts_rest else reviewing.finish
        done = end(batch, by=by.display_name)
    except reviewing.NotAllDecided as error:
        raise PassagesWait(
            _("Some passages still wait for a decision. Nothing was changed. Decide them, or accept all that wait.")
        ) from error
    except reviewing.AlreadyReviewed as error:
        raise _was_reviewed() from error
    record("import_reviewed", by=by, project=project, about=done)
    return done


def _was_reviewed() -> ImportWasReviewed:
    return ImportWasReviewed(
        _("This import was reviewed meanwhile: its originals are destroyed. Nothing was changed. "
          "To mask more, open the post in its thread.")
    )  # fmt: skip


def _no_key(error: KeyUnavailable | Unreadable) -> KeyMissing:
    if isinstance(error, KeyUnavailable):
        return KeyMissing(key_sentence(error))
    return KeyMissing(_("The masked words cannot be opened with this key. Nothing was changed. Restore the right key."))
