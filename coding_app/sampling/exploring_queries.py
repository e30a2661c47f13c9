"""Reads about explorations: whose they are, how far, what may be explored, what its coder will meet again."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from coding_app.accounts.models import User
from coding_app.projects.models import Project
from coding_app.sampling.models import Round, Unit
from coding_app.sampling.queries import Candidate, held
from corpus.erasing import GONE
from corpus.models import Post, Thread


def explorations(project: Project) -> QuerySet[Round]:
    """Return every exploration of a project with counts of units and of those handled, open ones first."""
    handled = Q(assignments__submitted_at__isnull=False) | Q(assignments__skipped_at__isnull=False)
    return (
        Round.objects.filter(project=project, kind=Round.Kind.EXPLORATION)
        .select_related("codebook_version", "created_by")
        .annotate(units=Count("assignments"), handled=Count("assignments", filter=handled))
        .order_by("-state", "-number")
    )


def explorations_of(project: Project, by: User) -> QuerySet[Round]:
    """Return a person's own explorations."""
    return explorations(project).filter(created_by=by)


def to_extend(project: Project, by: User, unit_kind: str) -> QuerySet[Round]:
    """Return the open explorations to which a person may add a unit of a kind, latest first."""
    return explorations_of(project, by).filter(state=Round.State.OPEN, unit_kind=unit_kind)


def codable(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Keep the posts that may be coded: reviewed, and with their words."""
    return posts.filter(batch__reviewed_at__isnull=False, availability=Post.Availability.PRESENT)


def candidates(posts: QuerySet[Post], most: int) -> list[Candidate]:
    """Return up to so many of the posts, in their order."""
    return [Candidate(*pair) for pair in codable(posts).values_list("thread_id", "pk")[:most]]


def thread_candidate(thread: Thread) -> Candidate | None:
    """Return a thread as one unit, or None before all its posts were reviewed or when its opening is gone."""
    posts = Post.objects.filter(thread=thread)
    opening = posts.filter(position=0).exclude(availability__in=GONE).first()
    if opening is None or posts.filter(batch__reviewed_at__isnull=True).exists():
        return None
    return Candidate(thread.pk, opening.pk)


def posts_of(project: Project) -> QuerySet[Post]:
    """Return the posts of the project's corpus, thread by thread."""
    return Post.objects.filter(source__corpus=project.corpus_id).select_related("thread").order_by("thread", "position")


def thread_of(project: Project, uuid: UUID) -> Thread | None:
    """Return a thread of the project's corpus, or None."""
    return Thread.objects.select_related("source").filter(source__corpus=project.corpus_id, uuid=uuid).first()


def met_again(project: Project, by: User, posts: Sequence[int]) -> int:
    """Count the posts that wait for this person in an open blind round: alone, in part, or with their thread."""
    mine = held().filter(round__project=project, round__state=Round.State.OPEN, round__is_blind=True, coder=by)
    alone = mine.filter(unit__post=OuterRef("pk"))
    with_thread = mine.filter(unit__kind=Unit.Kind.THREAD, unit__thread=OuterRef("thread"))
    return Post.objects.filter(pk__in=posts).filter(Exists(alone) | Exists(with_thread)).count()
