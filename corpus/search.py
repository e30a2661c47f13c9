"""Find threads: full text (French stems, accents optional, "phrases", -words), facets with counts, pages by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from corpus.facets import ANSWER_BOUNDS, DEPTH_BOUNDS, KINDS, Shapes
from corpus.filters import (
    ASKING_SHARE,
    NO_VALUE,
    ORDERS,
    PLACES,
    UNSHAPED,
    Filters,
    Marks,
    Place,
    conditions,
    outside,
    values,
)
from corpus.passages import CLOSE, EDGE, OPEN, OPTIONS, Piece, pieces
from corpus.said import SAID

__all__ = ["ANSWER_BOUNDS", "DEPTH_BOUNDS", "KINDS", "ORDERS", "Count", "Filters", "Found", "Hit", "Marks", "browse"]

PAGE = 50
MOST_POSTS = 10_000
"""Posts read for the words of one search: beyond, counts are those among these posts, and the page says so."""
HASHTAGS_SHOWN = 12


@dataclass(frozen=True)
class Hit:
    """One thread in the list, with the first line of its opening and, for words, the passage that answers best."""

    id: int
    uuid: UUID
    title: str
    first_line: str
    language: str
    source: str
    platform: str
    profession: str
    posted_at: datetime | None
    time_status: str
    time_precision: str
    answers: int
    participants: int
    depth: int
    first_answer_after: timedelta | None
    is_answered_by_other: bool
    asking_share: float
    has_poll: bool
    has_picture: bool
    is_outside: bool
    post_uuid: UUID | None = None
    passage: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Count:
    """A value of a facet, its words, and how many threads it would give."""

    value: str
    label: str
    threads: int


@dataclass(frozen=True)
class Found:
    """One page of threads, how many answer in all, and the values of each facet (its own choice left aside).

    `is_partial`: more posts answer than are counted; the total and the counts are then the least there is.
    """

    total: int
    is_partial: bool
    facets: dict[str, list[Count]] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    has_previous: bool = False
    has_next: bool = False


@dataclass(frozen=True)
class Search:
    """What every statement of one search shares."""

    filters: Filters
    marks: Marks
    conditions: dict[str, str]
    bound: dict[str, Any]
    places: list[Place]
    is_partial: bool = False

    def where(self, *, but: str = "", is_lazy: bool = False) -> str:
        """Return the choices as SQL, one facet's own left aside; `is_lazy`: the words are looked at later."""
        parts = [
            "f.source_id = ANY(%(source_ids)s::bigint[])",
            *(sql for name, sql in self.conditions.items() if name != but),
        ]
        if "threads" in self.bound and not is_lazy:
            parts.append("f.thread_id = ANY(%(threads)s::bigint[])")
        return " AND ".join(parts)

    def rows(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        with connection.cursor() as cursor:
            cursor.execute(sql, self.bound | more)
            return list(cursor.fetchall())


# Plans made for a spinning disk read all posts where an index leads to a few; compiling costs more than it saves.
SETTINGS = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL random_page_cost = 1.1"
QUERY = "websearch_to_tsquery('entente_fr', %(words)s)"
PASSAGE = f"""(SELECT ARRAY[
    ts_headline('entente_fr', translate(left(x.said, 20000), %(marks)s, ''), {QUERY}, %(options)s),
    left(x.said, {EDGE}), right(x.said, {EDGE})] FROM (SELECT {SAID} AS said OFFSET 0) x)"""  # noqa: S608  (built from constants of this module, here and below)
"""The passage of the post `p` that answers the words, and both ends of what it says."""
_FROM = "FROM corpus_threadfacts f"
# Arrays stay text on their way from one statement into the next: thousands of ids would be read and written again.
_MATCHED = f"""
SELECT count(*), COALESCE(array_agg(DISTINCT thread_id)::text, '{{}}'), COALESCE(array_agg(id)::text, '{{}}') FROM (
    SELECT p.thread_id, p.id FROM corpus_postwords w JOIN corpus_post p ON p.id = w.post_id
    WHERE w.vector @@ {QUERY} AND p.source_id = ANY(%(source_ids)s::bigint[]) LIMIT %(most)s) x
"""  # noqa: S608
_WRITTEN_BY = """
SELECT COALESCE(array_agg(DISTINCT p.thread_id)::text, '{}')
FROM corpus_post p JOIN corpus_author a ON a.id = p.author_id
WHERE a.corpus_id = %(corpus)s AND a.alias = %(author)s
    AND (%(words)s = '' OR p.thread_id = ANY(%(threads)s::bigint[]))
"""
_TAGS = """
SELECT x.tag, COALESCE((SELECT h.written FROM corpus_hashtag h JOIN corpus_post p ON p.id = h.post_id
    WHERE h.name = x.tag AND p.source_id = ANY(%(source_ids)s::bigint[]) LIMIT 1), x.tag), x.n
FROM (SELECT tag, count(*) AS n FROM (SELECT unnest(f.hashtags) AS tag @from) t
    GROUP BY tag ORDER BY tag = ANY(%(wanted_hashtags)s::text[]) DESC, n DESC, tag LIMIT %(shown)s) x
ORDER BY x.n DESC, x.tag
"""
_PAGE_SQL = f"""
WITH page AS MATERIALIZED (@page)
SELECT t.id, t.uuid, t.title, left(o.text, 400), o.language, s.name, s.platform, s.profession, o.posted_at,
    o.time_status, o.time_precision, f.answers, f.participants, f.depth, f.first_answer_after,
    f.is_answered_by_other, {ASKING_SHARE}, f.has_poll, f.has_image, @outside, best.uuid, best.passage
FROM page JOIN corpus_thread t ON t.id = page.thread_id JOIN corpus_threadfacts f ON f.thread_id = t.id
JOIN corpus_source s ON s.id = t.source_id LEFT JOIN corpus_post o ON o.thread_id = t.id AND o.position = 0
LEFT JOIN LATERAL (
    SELECT p.uuid, {PASSAGE} AS passage
    FROM corpus_post p JOIN corpus_postwords w ON w.post_id = p.id
    WHERE %(words)s <> '' AND p.thread_id = t.id AND w.vector @@ {QUERY}
    ORDER BY ts_rank(w.vector, {QUERY}) DESC, p.position LIMIT 1
) best ON true
ORDER BY page.rank @way, page.thread_id @way
"""  # noqa: S608
_ANSWERS_THE_WORDS = f"""(SELECT true FROM corpus_post p JOIN corpus_postwords w ON w.post_id = p.id
    WHERE p.thread_id = c.thread_id AND w.vector @@ {QUERY} LIMIT 1)"""  # noqa: S608


@transaction.atomic
def browse(
    corpus_id: int,
    filters: Filters,
    *,
    marks: Marks | None = None,
    after: UUID | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> Found:
    """Return one page of the threads that answer, with the counts of every facet; a fixed number of statements.

    `after` and `before` name the thread the page begins behind, or ends in front of; one that is gone counts as none.
    """
    search = begun(corpus_id, filters, marks or {})
    total, facets = facets_of(search)
    window = framed(_hits(search, after, before, limit + 1), after, before, limit)
    return Found(total=total, is_partial=search.is_partial, facets=facets, **window)


def framed(hits: list[Any], after: UUID | None, before: UUID | None, limit: int) -> dict[str, Any]:
    """Cut a page out of hits of which one more than its limit was asked for, and say what lies around it."""
    extra = len(hits) > limit
    return {
        "hits": hits[-limit:] if before else hits[:limit],
        "has_previous": extra if before else after is not None,
        "has_next": before is not None or extra,
    }


def places_of(corpus_id: int) -> list[Place]:
    """Return the sources of a corpus as a search needs them."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"corpus": corpus_id})
        return [Place(*row) for row in cursor.fetchall()]


def begun(corpus_id: int, filters: Filters, marks: Marks) -> Search:
    """Set the plans of this transaction, find what the words and the author are in, and return the search."""
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
    places = places_of(corpus_id)
    bound = values(filters, marks, places) | {"corpus": corpus_id, "most": MOST_POSTS + 1}
    made = Search(filters, marks, conditions(filters, marks, places), bound, places)
    posts = 0
    if bound["words"]:
        ((posts, bound["threads"], bound["posts"]),) = made.rows(_MATCHED)
    if bound["author"]:
        ((bound["threads"],),) = made.rows(_WRITTEN_BY, threads=bound.get("threads", "{}"))
    return replace(made, is_partial=posts > MOST_POSTS)


def facets_of(search: Search) -> tuple[int, dict[str, list[Count]]]:
    """Return the number of threads that answer and the values of each facet with their counts."""
    others = [*search.filters.wanted_marks(), *(name for name in UNSHAPED if name in search.conditions)]
    verdicts = (f"COALESCE({search.conditions[name]}, false)::int" for name in others)
    columns = ", ".join(["f.source_id", "f.shape", *verdicts])
    counted = f"count(*), count(*) FILTER (WHERE {outside(search.places)})"
    # The counts of hashtags have a statement of their own: here their choice narrows all counts down.
    base = replace(search, conditions={n: sql for n, sql in search.conditions.items() if n == "hashtag"})
    groups = ", ".join(str(n + 1) for n in range(2 + len(others)))
    rows = search.rows(f"SELECT {columns}, {counted} {_FROM} WHERE {base.where()} GROUP BY {groups}")
    shapes = Shapes(rows, others)
    shapes.within(search.filters.since, search.filters.until)
    counts = shapes.counts(search.filters.chosen(), _by_source(search.places))
    labels = {place.uuid: place.name for place in search.places}
    facets = {
        name: [Count(value, labels.get(value, value), n) for value, n in by.items() if _is_shown(name, n)]
        for name, by in counts.items()
        if name
    }
    facets["source"].sort(key=lambda count: count.label.casefold())
    tags = _TAGS.replace("@from", f"{_FROM} WHERE {search.where(but='hashtag')}")
    shown = HASHTAGS_SHOWN + len(search.filters.hashtags)
    facets["hashtag"] = [Count(*row) for row in search.rows(tags, shown=shown)]
    return counts[""][""], facets | {name: _marked(search, shapes, name, of) for name, of in search.marks.items()}


def _is_shown(name: str, threads: int) -> bool:
    """Tell whether a value is worth a line: that a yes-or-no facet gives nothing is worth saying."""
    return threads > 0 or name in ("question", "poll", "picture")


def _by_source(places: list[Place]) -> dict[str, dict[str, list[int]]]:
    """Return the ids of the sources by the value of each facet that is a matter of the source."""
    by: dict[str, dict[str, list[int]]] = {"profession": {}, "platform": {}, "source": {}}
    for place in places:
        for name, value in (("profession", place.profession), ("platform", place.platform), ("source", place.uuid)):
            by[name].setdefault(value, []).append(place.id)
    return {name: dict(sorted(ids.items())) for name, ids in by.items()}


def _marked(search: Search, shapes: Shapes, name: str, of: Mapping[str, frozenset[int]]) -> list[Count]:
    """Return the values of a facet of the application, by the threads that all other choices leave."""
    where = f"{search.where(but=name)} AND f.thread_id = ANY(%(marked_{name})s::bigint[])"
    left = {row[0] for row in search.rows(f"SELECT f.thread_id {_FROM} WHERE {where}")}
    counts = [Count(value, value, len(left & ids)) for value, ids in of.items()]
    return [Count(NO_VALUE, NO_VALUE, shapes.without(name) - len(left)), *counts]


def _hits(search: Search, after: UUID | None, before: UUID | None, limit: int) -> list[Hit]:
    rank, way = ORDERS.get(search.filters.order, ORDERS["recent"])
    back = {"ASC": "DESC", "DESC": "ASC"}[way] if before else way
    where = search.where(is_lazy=search.is_partial)
    if key := before or after:
        sign = ">" if back == "ASC" else "<"
        # A key that is gone compares as unknown: the page is then the first.
        where += f""" AND ((({rank}), f.thread_id) {sign} (SELECT {rank}, f.thread_id FROM corpus_threadfacts f
            JOIN corpus_thread k ON k.id = f.thread_id WHERE k.uuid = %(key)s)) IS NOT FALSE"""  # noqa: S608
    page = f"SELECT f.thread_id, {rank} AS rank {_FROM} WHERE {where} ORDER BY 2 {back}, 1 {back}"
    if search.is_partial:
        # So many posts answer that going through the threads in order soon meets enough of them.
        page = f"SELECT * FROM ({page} OFFSET 0) c WHERE {_ANSWERS_THE_WORDS}"  # noqa: S608
    sql = _PAGE_SQL.replace("@page", f"{page} LIMIT %(limit)s").replace("@way", way)
    sql = sql.replace("@outside", outside(search.places))
    rows = search.rows(sql, limit=limit, key=key, marks=OPEN + CLOSE, options=OPTIONS)
    return [_hit(row) for row in rows]


def _hit(row: tuple[Any, ...]) -> Hit:
    text, passage = row[3] or "", row[-1]
    known: tuple[Any, ...] = (*row[:3], first_line(text), *row[4:-1], pieces(*passage) if passage else ())
    return Hit(*known)


def first_line(text: str, length: int = 180) -> str:
    """Return the first line of a text that says something, cut after whole words."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= length else f"{line[:length].rsplit(' ', 1)[0]}…"
