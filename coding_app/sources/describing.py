"""Write what pictures show."""

from django.db import transaction

from coding_app.accounts.models import User
from coding_app.core.events import record
from corpus.models import Attachment
from corpus.redaction import find
from corpus.text import clean


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


def _masked(words: str) -> str:
    pieces, done = [], 0
    for hit in find(words):
        pieces += [words[done : hit.start], hit.token]
        done = hit.end
    return "".join([*pieces, words[done:]])
