"""Reads about what may be drawn: the units, the cell each lies in, and how many lie in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncMonth
from django.http import QueryDict

from coding_app.projects.models import Project
from coding_app.sampling.draw import Ints
from coding_app.sampling.known import knowledge
from coding_app.sampling.models import Round, SampleUnit, Unit
from coding_app.sampling.queries import Candidate
from coding_app.sampling.recipe import Axis, Boost, SampleRecipe, ThreadLimits
from coding_app.sampling.strata import Cell
from coding_app.sources.filtering import filters_of
from corpus import post_search
from corpus.erasing import GONE
from corpus.facets import ANSWER_BOUNDS
from corpus.facts import ZONE
from corpus.models import ImportBatch, Post, PostWords

NO_BOOST = -1


@dataclass(frozen=True, eq=False)
class Population:
    """Everything that may be drawn, in the order of import. N candidates; of a thread as a unit its opening.

    thread_ids, post_ids: (N,); boost: (N,) which boost of the recipe each falls under, NO_BOOST for none; cells: the
    different cells; cell: (N,) positions in them.
    """

    thread_ids: Ints
    post_ids: Ints
    boost: Ints
    cells: list[Cell]
    cell: Ints


class CellCount(NamedTuple):
    """How many candidates, in how many threads, lie in a cell and fall under a boost (or NO_BOOST).

    Threads are counted where they are drawn whole; else each candidate counts for itself.
    """

    boost: int
    cell: Cell
    posts: int
    threads: int


def population(project: Project, *, recipe: SampleRecipe, unit_kind: str) -> list[Candidate]:
    """Return what a round may draw from, in the order of import. Threads are represented by their opening post."""
    rows = eligible(project, recipe, unit_kind).order_by("id").values_list("thread_id", "id")
    return [Candidate(*pair) for pair in rows]


def population_by_profession(project: Project, *, recipe: SampleRecipe, unit_kind: str) -> dict[str, int]:
    """Return how many threads or posts of each profession a round may draw from."""
    counts = eligible(project, recipe, unit_kind).values("source__profession").annotate(n=Count("id"))
    return {row["source__profession"]: row["n"] for row in counts.order_by("source__profession")}


def read_population(project: Project, *, recipe: SampleRecipe, unit_kind: str) -> Population:
    """Return the candidates with their cells; one statement."""
    rows = _placed(project, recipe, unit_kind).order_by("id")
    names = _axes(recipe)
    found: list[tuple[Any, ...]] = list(rows.values_list(*_COLUMNS, *names))
    numbers = np.array([row[:3] for row in found], dtype=np.int64).reshape(-1, 3)
    places: dict[tuple[Any, ...], int] = {}
    cell = np.array([places.setdefault(row[3:], len(places)) for row in found], dtype=np.int64)
    thread_ids, post_ids, boost = numbers[:, 0], numbers[:, 1], numbers[:, 2]
    return Population(thread_ids, post_ids, boost, [_words(values) for values in places], cell)


def count_cells(project: Project, *, recipe: SampleRecipe, unit_kind: str) -> list[CellCount]:
    """Return how many candidates lie in each cell; one statement, however large the corpus."""
    names = _axes(recipe)
    rows = (
        _placed(project, recipe, unit_kind)
        .values_list("boosted", *names)
        .annotate(posts=Count("id"), threads=Count("thread_id", distinct=True) if recipe.whole_threads else Count("id"))
        .order_by("boosted", *names)
    )
    return [CellCount(row[0], _words(row[1:-2]), *row[-2:]) for row in rows]


def drawn_before(project: Project, *, recipe: SampleRecipe, unit_kind: str) -> int:
    """Count the candidates that a round of the study has drawn already, in itself; who coded them may remember."""
    rounds = Round.objects.filter(project=project).exclude(state=Round.State.DRAFT)
    units = Unit.objects.filter(sample_units__sample__round__in=rounds.exclude(kind=Round.Kind.EXPLORATION))
    of_kind = units.filter(kind=unit_kind)
    found = eligible(project, recipe, unit_kind)
    if unit_kind == Unit.Kind.THREAD:
        return found.filter(thread__in=of_kind.values("thread")).count()
    return found.filter(pk__in=of_kind.values("post")).count()


def later_posts(project: Project, after: int | None) -> int:
    """Count the posts of the corpus that came after a post."""
    return Post.objects.filter(source__corpus=project.corpus_id, pk__gt=after or 0).count()


def last_post(project: Project) -> int:
    """Return the id of the last post of the corpus, 0 before there is one."""
    last = Post.objects.filter(source__corpus=project.corpus_id).order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def boosted_posts(project: Project, boost: Boost, recipe: SampleRecipe) -> QuerySet[Post]:
    """Return the posts that fall under a boost: those with the words, or those that bore the code."""
    posts = Post.objects.filter(source__corpus=project.corpus_id)
    if boost.words:
        query = SearchQuery(boost.words, config="entente_fr", search_type="websearch")
        return posts.filter(pk__in=PostWords.objects.filter(vector=query).values("pk"))
    units = knowledge().units_with(project, boost.code, recipe.as_of)
    whole = Q(position=0, thread__in=units.filter(post__isnull=True).values("thread"))
    return posts.filter(Q(pk__in=units.filter(post__isnull=False).values("post")) | whole)


def eligible(project: Project, recipe: SampleRecipe, unit_kind: str) -> QuerySet[Post]:
    """Return the reviewed posts within the limits; with a period, posts without a date are outside it.

    A thread may be drawn once every post of it was reviewed. Posts without their words are not drawn, nor are threads
    whose opening was erased or purged.
    """
    posts = Post.objects.filter(source__corpus=project.corpus_id).exclude(availability__in=GONE)
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
    if recipe.population_until is not None:
        posts = posts.filter(pk__lte=recipe.population_until)
    return _not_drawn(project, _found(project, _within(posts, recipe.threads), recipe, unit_kind), recipe, unit_kind)


def _within(posts: QuerySet[Post], limits: ThreadLimits) -> QuerySet[Post]:
    """Keep the posts whose thread looks as asked; unanswered: by nobody but its own author."""
    if limits.asking_least is not None:
        posts_there = F("thread__facts__answers") + 1
        surplus = F("thread__facts__questions") * 100 - posts_there * limits.asking_least
        posts = posts.alias(asking_surplus=surplus).filter(asking_surplus__gte=0)
    within = timedelta(minutes=limits.answered_within or 0)
    wanted = {
        "answers__gte": limits.answers_least,
        "answers__lte": limits.answers_most,
        "depth__gte": limits.depth_least,
        "depth__lte": limits.depth_most,
        "participants__gte": limits.participants_least,
        "first_answer_after__lte": within if limits.answered_within is not None else None,
        "is_answered_by_other": False if limits.is_unanswered else None,
        "opens_with_question": True if limits.opens_with_question else None,
    }
    return posts.filter(**{f"thread__facts__{name}": value for name, value in wanted.items() if value is not None})


def _found(project: Project, posts: QuerySet[Post], recipe: SampleRecipe, unit_kind: str) -> QuerySet[Post]:
    """Keep what the saved search finds: the posts, or the threads in which it finds one."""
    if not recipe.search:
        return posts
    filters = filters_of(QueryDict(recipe.search), for_posts=True)
    found = post_search.matching(project.corpus_id, filters, {}).order_by()
    if _by_threads(recipe, unit_kind):
        return posts.filter(thread__in=found.values("thread"))
    return posts.filter(pk__in=found.values("pk"))


def _not_drawn(project: Project, posts: QuerySet[Post], recipe: SampleRecipe, unit_kind: str) -> QuerySet[Post]:
    """Leave out what the rounds named in the recipe have drawn."""
    if not recipe.without:
        return posts
    drawn = SampleUnit.objects.filter(sample__round__project=project, sample__round__number__in=recipe.without)
    if _by_threads(recipe, unit_kind):
        return posts.filter(~Exists(drawn.filter(unit__thread=OuterRef("thread"))))
    return posts.filter(~Exists(drawn.filter(unit__post=OuterRef("pk"))))


def _by_threads(recipe: SampleRecipe, unit_kind: str) -> bool:
    return recipe.whole_threads or unit_kind == Unit.Kind.THREAD


def _placed(project: Project, recipe: SampleRecipe, unit_kind: str) -> Any:
    """Return the eligible posts, each with the boost it falls under and its values on the axes."""
    by_threads = _by_threads(recipe, unit_kind)
    whens = []
    for number, boost in enumerate(recipe.boosts):
        found = boosted_posts(project, boost, recipe)
        fits = Q(thread__in=found.values("thread")) if by_threads else Q(pk__in=found.values("pk"))
        whens.append(When(fits, then=Value(number)))
    boosted = Case(*whens, default=Value(NO_BOOST), output_field=IntegerField())
    values = {f"axis_{axis}": _VALUES[axis] for axis in recipe.strata}
    if Axis.MONTH in recipe.strata and not by_threads:
        values["axis_month"] = TruncMonth("posted_at", tzinfo=ZoneInfo(ZONE))
    return eligible(project, recipe, unit_kind).annotate(boosted=boosted, **values)


_VALUES: dict[Axis, Combinable] = {
    Axis.PROFESSION: F("source__profession"),
    Axis.SOURCE: F("source__uuid"),
    Axis.MONTH: F("thread__facts__month"),
    Axis.ANSWERS: Case(
        *(When(thread__facts__answers__range=bounds, then=Value(name)) for name, bounds in ANSWER_BOUNDS.items()),
        default=Value(""),
    ),
}


_COLUMNS = ["thread_id", "id", "boosted"]


def _axes(recipe: SampleRecipe) -> list[str]:
    return [f"axis_{axis}" for axis in recipe.strata]


def _words(values: Sequence[Any]) -> Cell:
    """Write the values of a cell: a month like 2020-02, nothing where it is not known."""
    return tuple(f"{one:%Y-%m}" if hasattr(one, "strftime") else "" if one is None else str(one) for one in values)
