"""What the home of a project shows: whose turn it is, how far each round is, what happened last."""

from dataclasses import dataclass

from django.db.models import QuerySet

from coding_app.accounts.models import User
from coding_app.core.models import Event
from coding_app.projects.models import Project
from coding_app.projects.queries import journal
from coding_app.review.queries import units_in_dispute
from coding_app.sampling.models import Round
from coding_app.sampling.queries import study_rounds, to_do
from corpus.models import Post, Thread

LATEST = 8


@dataclass(frozen=True)
class Facts:
    """How much material the project holds."""

    posts: int
    threads: int
    sources: int


def facts(project: Project) -> Facts:
    """Count posts, threads and sources of a project."""
    # One count each: joined in one statement, every post of a source would meet every thread of it.
    posts, threads = (rows.filter(source__corpus=project.corpus).count() for rows in (Post.objects, Thread.objects))
    return Facts(posts=posts, threads=threads, sources=project.corpus.sources.count())


def units_to_code(project: Project, user: User) -> int:
    """Count the units of open rounds that wait for this person; an exploration of their own waits for nobody."""
    waiting = to_do().filter(round__in=study_rounds(project), round__state=Round.State.OPEN, coder=user)
    return waiting.count()


def cases_to_settle(project: Project) -> list[tuple[Round, int]]:
    """Return the closed rounds with disagreements that wait, each with on how many units."""
    over = study_rounds(project).filter(state__in=[Round.State.CLOSED, Round.State.REVEALED])
    counts = [(row, units_in_dispute(row)) for row in over]
    return [(row, count) for row, count in counts if count]


def latest_events(project: Project) -> QuerySet[Event]:
    """Return the last lines of the journal."""
    return journal(project)[:LATEST]
