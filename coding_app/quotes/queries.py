"""Reads about the quotes of a code: which there are, how many of what, page by page; by the visible codings only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count as CountOf
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from coding_app.accounts.models import User
from coding_app.codebook.models import Code, CodeDefinition
from coding_app.coding.models import Coding, ContentWarning
from coding_app.coding.queries import visible_codings_of_project
from coding_app.projects.models import Project
from coding_app.quotes.models import PinnedQuote
from coding_app.sampling.blindness import shown_to
from coding_app.sampling.models import Assignment, Round, Unit
from coding_app.sampling.queries import study_rounds
from corpus.models import Thread

QUOTES_A_PAGE = 25
TOGETHER_SHOWN = 12
MOST_CHOSEN = 100
WHOLE = -1
"""Stands for "no offsets" where quotes are ordered."""


@dataclass(frozen=True)
class Filters:
    """What quotes are asked for; empty: all of them. `with_code` also stands on the unit; `differ`: not by all."""

    profession: str = ""
    source: UUID | None = None
    round: int | None = None
    coder: UUID | None = None
    with_code: UUID | None = None
    differ: bool = False

    def __bool__(self) -> bool:
        """Say whether anything is asked for."""
        return any((self.profession, self.source, self.round, self.coder, self.with_code, self.differ))


@dataclass(frozen=True, order=True)
class Key:
    """The place of a quote in the list: its unit, then its passage (-1, -1: the whole unit)."""

    unit: int
    start: int
    end: int

    @property
    def passage(self) -> tuple[int | None, int | None]:
        """Return the offsets, none for a whole unit."""
        return (None, None) if self.start == WHOLE else (self.start, self.end)


def seen(project: Project, code: Code, by: User, filters: Filters = Filters()) -> QuerySet[Coding]:
    """Return the live codings with a code that a person may see."""
    visible = visible_codings_of_project(project, by)
    found = visible.filter(code=code)
    if filters.profession:
        found = found.filter(assignment__unit__thread__source__profession=filters.profession)
    if filters.source:
        found = found.filter(assignment__unit__thread__source__uuid=filters.source)
    if filters.round:
        found = found.filter(assignment__round__number=filters.round)
    if filters.coder:
        found = found.filter(assignment__coder__uuid=filters.coder)
    if filters.with_code:
        found = found.filter(
            assignment__unit__in=visible.filter(code__uuid=filters.with_code).values("assignment__unit")
        )
    if filters.differ:
        found = found.filter(assignment__unit__in=differing_units(project, code, by))
    return found


_FOUND = {
    "unit": F("assignment__unit"), "first": Coalesce("start", Value(WHOLE)), "last": Coalesce("end", Value(WHOLE)),
    "person": F("assignment__coder"), "round": F("assignment__round"), "thread": F("assignment__unit__thread"),
    "place": F("assignment__unit__thread__source"), "coding": F("uuid"),
}  # fmt: skip
# DISTINCT by hashing and count(*) over it: count(DISTINCT ...) sorts everything once a figure.
_PAGE = """
WITH found AS MATERIALIZED ({found}), shown AS (
    SELECT DISTINCT "unit", "first", "last" FROM found WHERE {edge}
     ORDER BY "unit" {way}, "first" {way}, "last" {way} LIMIT %s)
SELECT "unit", "first", "last", array_agg("person" ORDER BY "person", "round"), array_agg(DISTINCT "round"),
       array_agg("coding" ORDER BY "person", "round")
  FROM shown JOIN found USING ("unit", "first", "last")
 GROUP BY 1, 2, 3 ORDER BY "unit" {way}, "first" {way}, "last" {way}
"""
_COUNTS = """
WITH found AS MATERIALIZED ({found}),
     quote AS MATERIALIZED (SELECT DISTINCT "place", "thread", "unit", "first", "last" FROM found)
SELECT 'total', NULL, (SELECT count(*) FROM quote), (SELECT count(*) FROM (SELECT DISTINCT "unit" FROM quote) one),
       (SELECT count(*) FROM (SELECT DISTINCT "thread" FROM quote) one)
UNION ALL SELECT 'place', "place", count(*), 0, 0 FROM quote GROUP BY "place"
UNION ALL SELECT 'round', "round", count(*), 0, 0
  FROM (SELECT DISTINCT "round", "unit", "first", "last" FROM found) one GROUP BY "round"
UNION ALL SELECT 'person', "person", count(*), 0, 0
  FROM (SELECT DISTINCT "person", "unit", "first", "last" FROM found) one GROUP BY "person"
"""
_TOGETHER = """
WITH mine AS MATERIALIZED (SELECT DISTINCT "unit" FROM ({found}) found)
SELECT "mark", count(*) FROM (SELECT DISTINCT "mark", "unit" FROM ({others}) other JOIN mine USING ("unit")) one
 GROUP BY "mark" ORDER BY 2 DESC, 1 LIMIT %s
"""


def _rows(sql: str, codings: QuerySet[Coding], params: Sequence[Any], **words: str) -> list[tuple[Any, ...]]:
    """Run a statement over some codings; only constants of this module stand in the statement itself."""
    inner, values = codings.order_by().values(**_FOUND).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql.format(found=inner, **words), [*values, *params])
        return list(cursor.fetchall())


@dataclass(frozen=True)
class Placed:
    """A quote by its place: by whom it was made (ids), each with their latest coding, and in which rounds (ids)."""

    key: Key
    coders: dict[int, UUID]
    rounds: list[int]


def _placed(row: Sequence[Any]) -> Placed:
    *place, people, rounds, codings = row
    return Placed(Key(*place), dict(zip(people, codings, strict=True)), rounds)


@dataclass(frozen=True)
class Page:
    """A page of quotes in the order of their units, and whether there are others before and after."""

    quotes: list[Placed]
    has_before: bool
    has_after: bool


def page(codings: QuerySet[Coding], *, after: Key | None = None, before: Key | None = None) -> Page:
    """Return the quotes after a place, or before one, as many as a page holds; one statement."""
    key = before or after
    edge = f'("unit", "first", "last") {"<" if before else ">"} (%s, %s, %s)' if key else "TRUE"
    params = [key.unit, key.start, key.end] if key else []
    found = _rows(_PAGE, codings, [*params, QUOTES_A_PAGE + 1], edge=edge, way="DESC" if before else "ASC")
    has_more, shown = len(found) > QUOTES_A_PAGE, found[:QUOTES_A_PAGE]
    quotes = [_placed(row) for row in (reversed(shown) if before else shown)]
    return Page(quotes, has_more if before else after is not None, has_more if not before else True)


@dataclass(frozen=True)
class Count:
    """How many quotes, units and threads."""

    quotes: int = 0
    units: int = 0
    threads: int = 0


@dataclass(frozen=True)
class Counts:
    """The figures of a code, and its quotes by source, by round, by coder (ids); each opens the list so filtered."""

    total: Count
    sources: dict[int, int]
    rounds: dict[int, int]
    coders: dict[int, int]


def chosen(codings: QuerySet[Coding], posts: Collection[UUID], most: int) -> list[Placed]:
    """Return the quotes of some posts, or of threads they open, at most so many; one statement."""
    opened = Thread.objects.filter(posts__uuid__in=posts, posts__position=0).values("pk")
    whole = Q(assignment__unit__kind=Unit.Kind.THREAD, assignment__unit__thread__in=opened)
    rows = _rows(
        _PAGE,
        codings.filter(Q(assignment__unit__post__uuid__in=posts) | whole),
        [most],
        edge="TRUE",
        way="ASC",
    )
    return [_placed(row) for row in rows]


def counts(codings: QuerySet[Coding]) -> Counts:
    """Count the quotes of some codings; one statement."""
    by: dict[str, dict[int, int]] = {"place": {}, "round": {}, "person": {}}
    total = Count()
    for kind, value, quotes, units, threads in _rows(_COUNTS, codings, []):
        if kind == "total":
            total = Count(quotes, units, threads)
        else:
            by[kind][value] = quotes
    return Counts(total, sources=by["place"], rounds=by["round"], coders=by["person"])


def differences(project: Project, code: Code, by: User) -> QuerySet[Any, Any]:
    """Return (round, unit, submitted, chosen) where coders of a closed round differ on a code.

    Only rounds whose codings the person sees. All submitted the unit; some put the code on it or in it, some not.
    """
    # An uncorrelated IN is hashed once; a subquery for each unit took seconds at 100,000 codings.
    bearing = Coding.objects.filter(code=code, retracted_at__isnull=True).values("assignment")
    closed = study_rounds(project).filter(shown_to(by, project), state__in=Round.OVER)
    return (
        Assignment.objects.filter(round__in=closed, submitted_at__isnull=False)
        .order_by()
        .values("round", "unit")
        .annotate(submitted=CountOf("pk"), chosen=CountOf("pk", filter=Q(pk__in=bearing)))
        .filter(chosen__gt=0, chosen__lt=F("submitted"))
    )


def differing_units(project: Project, code: Code, by: User) -> QuerySet[Any, Any]:
    """Return the ids of the units on which coders of a closed round differ about a code."""
    return differences(project, code, by).values("unit")


def together(project: Project, code: Code, by: User, among: Sequence[int]) -> list[tuple[int, int]]:
    """Return (code, units) of codes that stand on the same units as a code, the most often first; one statement."""
    others = visible_codings_of_project(project, by).filter(code__in=among).exclude(code=code).order_by()
    rows, values = others.values(mark=F("code"), unit=F("assignment__unit")).query.sql_with_params()
    return _rows(_TOGETHER, seen(project, code, by), [*values, TOGETHER_SHOWN], others=rows)


def wordings(project: Project) -> list[CodeDefinition]:
    """Return the newest definition of every code of a project, in the order of the codebook; one statement."""
    rows = CodeDefinition.objects.filter(code__codebook__project=project).select_related("code", "version", "parent")
    newest = rows.order_by("code", "-version__number").distinct("code")
    return sorted(newest, key=lambda row: (-row.version.number, row.position))


def warnings_on(project: Project, posts: Collection[int]) -> dict[int, str]:
    """Return what the team warns of on some posts."""
    rows = ContentWarning.objects.filter(project=project, post__in=posts, ended_at__isnull=True)
    return dict(rows.values_list("post", "text"))


def pins(codes: Sequence[int]) -> QuerySet[PinnedQuote]:
    """Return the quotes pinned for some codes, by profession and place, with what is told of them."""
    rows = PinnedQuote.objects.filter(code__in=codes, ended_at__isnull=True)
    return rows.select_related("post__author", "post__source", "pinned_by").order_by("code", "profession", "place")
