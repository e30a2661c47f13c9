"""Reads about rounds: who may be drawn, how far each round is."""

from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from coding_app.accounts.models import User
from coding_app.projects.models import Membership, Project
from coding_app.projects.permissions import PERMISSIONS, Permission
from coding_app.sampling.models import Assignment, Round, Unit
from coding_app.sampling.recipe import SampleRecipe, ThreadLimits
from corpus.models import ImportBatch, Post, Source


class Candidate(NamedTuple):
    """A thread or post that may be drawn."""

    thread_id: int
    post_id: int


def population(project: Project, *, recipe: SampleRecipe, unit_kind: str) -> list[Candidate]:
    """Return what a round may draw from, in the order of import, so that the seed alone decides.

    Threads are represented by their opening post.
    """
    posts = _eligible(project, recipe, unit_kind)
    return [Candidate(*pair) for pair in posts.order_by("id").values_list("thread_id", "id")]


def population_by_profession(project: Project, *, recipe: SampleRecipe, unit_kind: str) -> dict[str, int]:
    """Return how many threads or posts of each profession a round may draw from."""
    counts = _eligible(project, recipe, unit_kind).values("source__profession").annotate(n=Count("id"))
    return {row["source__profession"]: row["n"] for row in counts.order_by("source__profession")}


def _eligible(project: Project, recipe: SampleRecipe, unit_kind: str) -> QuerySet[Post]:
    """Return the reviewed posts within the limits; with a period, posts without a date are outside it.

    A thread may be drawn once every post of it was reviewed. Posts without their words are not drawn, nor are threads
    whose opening was erased.
    """
    posts = Post.objects.filter(source__corpus=project.corpus_id).exclude(availability=Post.Availability.ERASED)
    unreviewed = ImportBatch.objects.filter(source__corpus=project.corpus_id, reviewed_at__isnull=True)
    if unit_kind == Unit.Kind.THREAD:
        waiting = Post.objects.filter(batch__in=unreviewed, thread=OuterRef("thread"))
        posts = posts.filter(~Exists(waiting), position=0)
    else:
        posts = posts.exclude(batch__in=unreviewed).filter(availability=Post.Availability.PRESENT)
    if recipe.sources:
        posts = posts.filter(source__uuid__in=recipe.sources)
    if recipe.professions:
        posts = posts.filter(source__profession__in=recipe.professions)
    if recipe.since:
        posts = posts.filter(posted_at__date__gte=recipe.since)
    if recipe.until:
        posts = posts.filter(posted_at__date__lte=recipe.until)
    return _within(posts, recipe.threads)


def _within(posts: QuerySet[Post], limits: ThreadLimits) -> QuerySet[Post]:
    """Keep the posts whose thread looks as asked; unanswered: by nobody but its own author."""
    wanted = {
        "answers__gte": limits.answers_least,
        "answers__lte": limits.answers_most,
        "depth__gte": limits.depth_least,
        "depth__lte": limits.depth_most,
        "participants__gte": limits.participants_least,
        "is_answered_by_other": False if limits.is_unanswered else None,
        "opens_with_question": True if limits.opens_with_question else None,
    }
    return posts.filter(**{f"thread__facts__{name}": value for name, value in wanted.items() if value is not None})


def waiting_for_review(project: Project) -> QuerySet[ImportBatch]:
    """Return the finished imports of which nothing may be drawn yet, because nobody looked at what was masked."""
    return (
        ImportBatch.objects.filter(
            source__corpus=project.corpus_id, reviewed_at__isnull=True, state=ImportBatch.State.DONE
        )
        .select_related("source")
        .order_by("pk")
    )


def study_rounds(project: Project) -> QuerySet[Round]:
    """Return the rounds of the study: every one but explorations, which are one person's own and enter no figure."""
    return Round.objects.filter(project=project).exclude(kind=Round.Kind.EXPLORATION)


def rounds(project: Project) -> QuerySet[Round]:
    """Return the rounds of the study with their counts of units, assignments and submissions, newest first."""
    return (
        study_rounds(project)
        .select_related("codebook_version", "sample", "created_by", "opened_by", "closed_by")
        .annotate(
            units=Count("assignments__unit", distinct=True),
            assigned=Count("assignments"),
            submitted=Count("assignments", filter=Q(assignments__submitted_at__isnull=False)),
            skipped=Count("assignments", filter=Q(assignments__skipped_at__isnull=False)),
            handled=F("submitted") + F("skipped"),
        )
        .prefetch_related("moves__from_version", "moves__to_version", "moves__moved_by")
        .order_by("-number")
    )


def sources(project: Project) -> QuerySet[Source]:
    """Return the sources a round may be limited to."""
    return Source.objects.filter(corpus=project.corpus_id).order_by("profession", "name")


def coders(project: Project) -> QuerySet[Membership]:
    """Return the live memberships of people who may code, by name."""
    roles = [role for role, permissions in PERMISSIONS.items() if Permission.CODE in permissions]
    return (
        Membership.objects.select_related("user")
        .filter(project=project, role__in=roles, ended_at__isnull=True)
        .order_by("user__display_name", "id")
    )


class CoderProgress(NamedTuple):
    """How far one coder is: counts only, so that it may be shown while the round is blind.

    handled: submitted, or skipped as not codable.
    """

    coder: User
    assigned: int
    handled: int


def progress(round: Round) -> list[CoderProgress]:
    """Return how far each coder of a round is, by name."""
    counts = (
        Assignment.objects.filter(round=round)
        .values("coder")
        .annotate(assigned=Count("id"), handled=Count("submitted_at") + Count("skipped_at"))
    )
    coders = User.objects.in_bulk([row["coder"] for row in counts])
    rows = [CoderProgress(coders[row["coder"]], row["assigned"], row["handled"]) for row in counts]
    return sorted(rows, key=lambda row: row.coder.display_name)


class Overlap(NamedTuple):
    """How many units are met by so many coders."""

    coders: int
    units: int


def overlap(round: Round) -> list[Overlap]:
    """Return how many units one, two and three coders meet."""
    per_unit = Assignment.objects.filter(round=round).values("unit").annotate(coders=Count("id"))
    counts: dict[int, int] = {}
    for row in per_unit:
        counts[row["coders"]] = counts.get(row["coders"], 0) + 1
    return [Overlap(coders, units) for coders, units in sorted(counts.items())]
