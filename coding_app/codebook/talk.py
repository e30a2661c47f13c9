"""Reads about questions on codes; where a question stands in a post is for who asked and who edits the codebook."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from coding_app.accounts.models import User
from coding_app.codebook import passages
from coding_app.codebook.models import Code, CodeQuestion
from coding_app.projects.models import Project


@dataclass(frozen=True)
class Asked:
    """A question as one reader sees it: with the post it stands on, or without."""

    row: CodeQuestion
    shows_post: bool

    @property
    def quote(self) -> str:
        """Return the words it stands on, when this reader may see them."""
        return passages.words_of(self.row) if self.shows_post else ""


def questions(project: Project) -> QuerySet[CodeQuestion]:
    """Return the questions of a project with all that a page shows, the open ones first, oldest first among them."""
    return (
        CodeQuestion.objects.filter(code__codebook__project=project)
        .select_related("code", "post__thread", "post__author", "asked_by", "answered_by")
        .order_by(F("answered_at").desc(nulls_first=True), "pk")
    )


def open_questions(project: Project) -> QuerySet[CodeQuestion]:
    """Return the questions that nobody has answered."""
    return questions(project).filter(answered_at__isnull=True)


def questions_of(project: Project, code: Code) -> QuerySet[CodeQuestion]:
    """Return the questions about one code."""
    return questions(project).filter(code=code)


def visible(rows: QuerySet[CodeQuestion], reader: User, *, edits: bool) -> QuerySet[CodeQuestion]:
    """Leave out what colleagues proposed from a post: its words are often those of the post, hence what they met."""
    return rows if edits else rows.exclude(~Q(asked_by=reader), kind=CodeQuestion.Kind.PROPOSAL, post__isnull=False)


def as_seen_by(rows: Iterable[CodeQuestion], reader: User, *, edits: bool) -> list[Asked]:
    """Return questions as a person may see them: a post somebody pointed at says what they met, so it stays theirs."""
    return [Asked(row, row.post_id is not None and (edits or row.asked_by_id == reader.pk)) for row in rows]
