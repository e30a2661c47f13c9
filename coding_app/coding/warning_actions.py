"""Say that a post is hard to read, and take that back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.coding.models import ContentWarning
from coding_app.core.errors import Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project
from corpus.models import Post


class WarningSaysNothing(Invalid):
    """Refuse a warning without words."""

    def __init__(self) -> None:
        super().__init__(_("Say in a few words what the post is hard to read for. Nothing was changed."))


@transaction.atomic
def add_warning(*, project: Project, post: Post, text: str, by: User) -> ContentWarning:
    """Put a warning on a post of the project; another wording takes the place of the one that is there."""
    text = text.strip()
    if not text:
        raise WarningSaysNothing
    # One at a time: the lock makes a second press wait and find the first one's warning.
    Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    now = ContentWarning.objects.filter(project=project, post=post, ended_at__isnull=True).first()
    if now is not None and now.text == text:
        return now
    if now is not None:
        ContentWarning.objects.filter(pk=now.pk).update(ended_at=timezone.now(), ended_by=by)
    made = ContentWarning.objects.create(project=project, post=post, text=text, made_by=by)
    record("warning_added", by=by, project=project, about=post)
    return made


@transaction.atomic
def end_warning(*, warning: ContentWarning, by: User) -> None:
    """End a warning; one that was ended before stays as it was."""
    ended = ContentWarning.objects.filter(pk=warning.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=by
    )
    if ended:
        record("warning_ended", by=by, project=warning.project, about=warning.post)
