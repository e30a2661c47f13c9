"""Writes about questions on codes: asked once, answered once, taken into the draft or not."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook import drafting, queries
from coding_app.codebook.actions import create_draft
from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition, CodeQuestion
from coding_app.codebook.picking import require_passage
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project
from corpus.models import Post

Kind, Outcome = CodeQuestion.Kind, CodeQuestion.Outcome
PLACES = ("use_when", "do_not_use_when")
LONGEST = 4000


class QuestionIsAnswered(Conflict):
    """Refuse to answer a question twice."""


class AnswerIsMissing(Invalid):
    """Refuse to close a question without words."""


class PlaceIsMissing(Invalid):
    """Refuse to write into a definition that the draft does not hold, or that is full."""


@transaction.atomic
def ask(
    *,
    project: Project,
    code: Code,
    text: str,
    by: User,
    kind: str = Kind.QUESTION,
    post: Post | None = None,
    start: int | None = None,
    end: int | None = None,
) -> CodeQuestion:
    """Ask a question about a code, or propose a code under it; a post, or a passage of it, may show what is meant."""
    if post is not None:
        require_passage(project, post, start, end)
    row = CodeQuestion.objects.create(code=code, kind=kind, text=text, post=post, start=start, end=end, asked_by=by)
    if kind == Kind.PROPOSAL:
        record("code_proposed", by=by, project=project, about=row)
    else:
        record("question_asked", by=by, project=project, about=row)
    return row


@transaction.atomic
def answer(*, question: CodeQuestion, text: str, by: User) -> CodeQuestion:
    """Answer a question; the definition stays as it is."""
    return _close(_open(question), Outcome.ANSWERED, text, by)


@transaction.atomic
def decline(*, question: CodeQuestion, text: str, by: User) -> CodeQuestion:
    """Close a question with the reason why nothing changes."""
    return _close(_open(question), Outcome.DECLINED, text, by)


@transaction.atomic
def take_into_definition(
    *, question: CodeQuestion, text: str, place: str, language: str, by: User
) -> tuple[CodeQuestion, CodeDefinition]:
    """Answer a question and add the answer to the draft: a line more in "use when" or "do not use when".

    A draft is begun when there is none.
    """
    row = _open(question)
    if place not in PLACES or not text.strip():
        raise AnswerIsMissing(_("Write the answer, and choose where it goes. Nothing was kept."))
    draft = draft_to_write(row.code.codebook.project, by)
    definition = CodeDefinition.objects.filter(version=draft, code=row.code).select_related("code").first()
    name = f"{place}_{language}"
    lines = f"{getattr(definition, name, '')}\n{text}".strip()
    if definition is None or len(lines) > LONGEST:
        raise PlaceIsMissing(
            _("The draft does not hold this code any more, or its text is full. Nothing was kept. Answer it alone.")
        )
    drafting.edit_definition(definition=definition, by=by, **{name: lines})
    return _close(row, Outcome.TAKEN, text, by), definition


@transaction.atomic
def make_code(*, question: CodeQuestion, name: str, language: str, by: User) -> tuple[CodeQuestion, CodeDefinition]:
    """Make a proposal a code of the draft, under a name; what stands below its first line is the definition.

    The first line of a proposal made from a post is words of that post: they stay with the question, where an erasure
    of the post reaches them, and a published name is frozen. The code lies where it was proposed: in the dimension or
    group, or beside the code. A draft is begun when there is none.
    """
    row = _open(question)
    draft = draft_to_write(row.code.codebook.project, by)
    parent = _parent(draft, row.code)
    _first, _line, rest = row.text.strip().partition("\n")
    fields = {f"name_{language}": name, f"definition_{language}": rest.strip()[:LONGEST]}
    names = {f"name_{one}": "" for one in ("fr", "en")}
    colour = CodeDefinition.objects.get(version=draft, code=parent).colour
    made = drafting.add_entry(
        version=draft, kind=CodeDefinition.Kind.CODE, parent=parent, by=by, colour=colour, **names | fields
    )
    words = translate("It is a code of the draft now: “%(name)s”.") % {"name": name}
    return _close(row, Outcome.TAKEN, words, by), made


def draft_to_write(project: Project, by: User) -> CodebookVersion:
    """Return the draft of the project, begun when there is none."""
    draft = queries.draft(project)
    book = queries.codebook(project)
    if draft is None and book is not None:
        draft = create_draft(codebook=book, by=by)
    if draft is None:
        raise PlaceIsMissing(_("This project has no codebook yet. Nothing was kept."))
    return draft


def _parent(draft: CodebookVersion, code: Code) -> Code:
    """Return the dimension or group of the draft in which a proposal under a code lies."""
    place = CodeDefinition.objects.filter(version=draft, code=code).select_related("code", "parent").first()
    if place is None:
        raise PlaceIsMissing(
            _("The draft does not hold the place of this proposal any more. Nothing was kept. Add the code by hand.")
        )
    is_place = place.kind in drafting.PARENTS[CodeDefinition.Kind.CODE]
    return place.code if is_place or place.parent is None else place.parent


def _open(question: CodeQuestion) -> CodeQuestion:
    """Return the question, locked, when nobody has answered it."""
    rows = CodeQuestion.objects.select_for_update(of=("self",)).select_related("code__codebook__project")
    row = rows.get(pk=question.pk)
    if row.answered_at is not None:
        raise QuestionIsAnswered(_("Somebody has answered this question already. Theirs was kept, yours was not."))
    return row


def _close(row: CodeQuestion, outcome: str, text: str, by: User) -> CodeQuestion:
    if not text.strip():
        raise AnswerIsMissing(_("An answer needs words. Nothing was kept."))
    row.outcome, row.answer = outcome, text.strip()
    row.answered_at, row.answered_by = timezone.now(), by
    row.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    project = row.code.codebook.project
    if outcome == Outcome.ANSWERED:
        record("question_answered", by=by, project=project, about=row)
    elif outcome == Outcome.TAKEN:
        record("question_taken", by=by, project=project, about=row)
    else:
        record("question_declined", by=by, project=project, about=row)
    return row
