"""Writes about examples: posts, or passages of them, that show in a draft what a code is or is not."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook.drafting import locked_draft
from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition, CodeExample
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project
from corpus.models import Post


class PostIsOutOfReach(Invalid):
    """Refuse a post of another corpus, one without words, and one of an import that nobody has reviewed."""


class PassageIsOutside(Invalid):
    """Refuse a passage that does not lie in its post."""


class CodeIsNotThere(Invalid):
    """Refuse an example of a code that the draft does not define."""


class ExampleExists(Conflict):
    """Refuse to pick the same words twice for one code."""


def require_passage(project: Project, post: Post, start: int | None, end: int | None) -> None:
    """Refuse what cannot be shown to the team: a post out of reach, or offsets outside its text."""
    is_ours = post.source.corpus_id == project.corpus_id
    if not is_ours or not post.text or post.batch.reviewed_at is None:
        raise PostIsOutOfReach(
            _("This post has no words to show, or its import is not reviewed yet. Nothing was kept. Choose another.")
        )
    if (start is None) != (end is None):
        raise PassageIsOutside(_("The passage has only one end. Nothing was kept. Select the words again."))
    if start is not None and end is not None and not 0 <= start < end <= len(post.text):
        raise PassageIsOutside(
            _("The passage does not lie in the text of the post. Nothing was kept. Select the words again.")
        )


@transaction.atomic
def pick_example(
    *,
    version: CodebookVersion,
    code: Code,
    post: Post,
    by: User,
    start: int | None = None,
    end: int | None = None,
    is_counter: bool = False,
) -> CodeExample:
    """Pick a post, or a passage of it in code points, as an example or a counter-example of a code of the draft."""
    draft = locked_draft(version)
    require_passage(draft.codebook.project, post, start, end)
    if not CodeDefinition.objects.filter(version=draft, code=code).exists():
        raise CodeIsNotThere(_("The draft does not hold this code any more. Nothing was kept."))
    try:
        with transaction.atomic():
            row = CodeExample.objects.create(
                version=draft, code=code, post=post, start=start, end=end, is_counter=is_counter, picked_by=by
            )
    except IntegrityError as error:
        raise ExampleExists(
            _("These words are an example of this code already. It was kept as it is; take it away first to change it.")
        ) from error
    record("example_picked", by=by, project=draft.codebook.project, about=code, is_counter=is_counter)
    return row


@transaction.atomic
def drop_example(*, example: CodeExample, by: User) -> None:
    """Take an example out of the draft; published versions keep theirs."""
    draft = locked_draft(example.version)
    code = example.code
    example.delete()
    record("example_dropped", by=by, project=draft.codebook.project, about=code)
