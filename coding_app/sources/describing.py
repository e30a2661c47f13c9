"""Write what pictures show; take one away."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict
from coding_app.core.events import record
from corpus import media
from corpus.models import Attachment
from corpus.redaction import find
from corpus.text import clean


class PictureNotKept(Conflict):
    """Refuse to take away a picture that is not there."""


@transaction.atomic
def describe(*, attachment: Attachment, description: str, by: User) -> Attachment:
    """Keep what a picture shows, in words; what may lead to a person is masked as in a text."""
    attachment.description = _masked(clean(description))
    attachment.save(update_fields=["description"])
    post = attachment.post
    record(
        "picture_described", by=by, project=post.source.corpus.project, about=post, position=attachment.position,
        is_described=bool(attachment.description),
    )  # fmt: skip
    return attachment


def withhold(*, attachment: Attachment, reason: str, by: User) -> int:
    """Take a kept picture away, wherever the corpus shows it; return from how many posts. Raises PictureNotKept."""
    if not attachment.sha256:
        raise PictureNotKept(_("This picture is not kept any more. Nothing was changed."))
    post = attachment.post
    with transaction.atomic():
        count = media.withhold(attachment, reason=reason)
        record(
            "picture_withheld", by=by, project=post.source.corpus.project, about=post, position=attachment.position,
            posts=count,
        )  # fmt: skip
    media.sweep(post.source.corpus, older_than=timedelta(0))
    return count


def _masked(words: str) -> str:
    pieces, done = [], 0
    for hit in find(words):
        pieces += [words[done : hit.start], hit.token]
        done = hit.end
    return "".join([*pieces, words[done:]])
