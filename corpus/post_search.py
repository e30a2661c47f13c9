"""Find single posts: the facets choose threads as for `search`, words, author, kind and part choose posts in them."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import transaction
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.expressions import OrderBy, RawSQL

from corpus import dated_posts
from corpus.facts import ASKS
from corpus.filters import ORDERS, Filters, Marks, conditions, values
from corpus.models import Post
from corpus.passages import CLOSE, OPEN, OPTIONS, Piece, pieces
from corpus.search import (
    MOST_POSTS,
    PAGE,
    PASSAGE,
    QUERY,
    Count,
    Search,
    begun,
    facets_of,
    first_line,
    framed,
    places_of,
)

BY_DATE = {
    "dated": ("COALESCE(p.posted_at, 'infinity')", "ASC"),
    "dated-": ("COALESCE(p.posted_at, '-infinity')", "DESC"),
}
"""Orders that single posts have besides those of threads (in these, the posts of a thread follow by position)."""
PARTS = {"opening": "p.position = 0", "answer": "p.position > 0"}
LINE_LENGTH = 300
"""Characters of a post shown where no words were asked for."""


@dataclass(frozen=True)
class PostHit:
    """One post in the list; `answers` is the alias of whom it answers, `is_orphan`: what it answers is missing."""

    id: int
    uuid: UUID
    thread_uuid: UUID
    title: str
    language: str
    alias: str
    source: str
    profession: str
    posted_at: datetime | None
    time_status: str
    time_precision: str
    is_opening: bool
    answers: str
    is_orphan: bool
    kind: str
    availability: str
    has_poll: bool
    has_picture: bool
    is_outside: bool
    passage: tuple[Piece, ...] = ()

    @property
    def gone(self) -> str:
        """Return why its words are not there, in words; empty when they are."""
        availability = Post.Availability(self.availability)
        return "" if availability == Post.Availability.PRESENT else str(availability.label)


@dataclass(frozen=True)
class FoundPosts:
    """One page of posts, how many answer in all, and the facets, which count threads.

    `is_partial`: more posts answer than are counted; `total` is then the least there is. `is_rough`: so are the facets.
    """

    total: int
    is_partial: bool
    is_rough: bool
    facets: dict[str, list[Count]] = field(default_factory=dict)
    hits: list[PostHit] = field(default_factory=list)
    has_previous: bool = False
    has_next: bool = False


_ASKS = ASKS.format("%(expressions)s")
_POSTS_OF = "FROM corpus_threadfacts f JOIN corpus_post p ON p.thread_id = f.thread_id"
_WITH_WORDS = f"EXISTS (SELECT 1 FROM corpus_postwords w WHERE w.post_id = p.id AND w.vector @@ {QUERY})"  # noqa: S608
_BY_AUTHOR = "p.author_id = (SELECT a.id FROM corpus_author a WHERE a.corpus_id = %(corpus)s AND a.alias = %(author)s)"
_SHOWN = f"""
WITH key AS MATERIALIZED (SELECT p.id, p.thread_id, p.position, @rank AS rank
    FROM corpus_post p JOIN corpus_threadfacts f ON f.thread_id = p.thread_id WHERE p.uuid = %(key)s),
page AS MATERIALIZED (@page)
SELECT p.id, p.uuid, t.uuid, t.title, p.language, COALESCE(a.alias, ''), s.name, s.profession, p.posted_at,
    p.time_status, p.time_precision, p.position = 0, COALESCE(pa.alias, ''), p.missing_parent_digest IS NOT NULL,
    p.kind, p.availability, EXISTS (SELECT 1 FROM corpus_polloption c WHERE c.post_id = p.id),
    EXISTS (SELECT 1 FROM corpus_attachment c WHERE c.post_id = p.id AND c.kind = 'image'), s.id,
    CASE WHEN %(words)s = '' THEN ARRAY[left(p.text, 2000)] ELSE {PASSAGE} END
FROM page JOIN corpus_post p ON p.id = page.id JOIN corpus_thread t ON t.id = p.thread_id
JOIN corpus_source s ON s.id = p.source_id LEFT JOIN corpus_author a ON a.id = p.author_id
LEFT JOIN corpus_post up ON up.id = p.parent_id LEFT JOIN corpus_author pa ON pa.id = up.author_id
ORDER BY page.rank @way, page.first @way, page.last
"""  # noqa: S608  (built from constants of this module, here and below)
_BEYOND = """((({rank}, {first}) {sign} (SELECT rank, {of_key} FROM key)) OR {same}) IS NOT FALSE"""

_BEYOND_IN_THREAD = """(p.thread_id <> (SELECT thread_id FROM key)
    OR p.position {side} (SELECT position FROM key)) IS NOT FALSE"""


def matching(corpus_id: int, filters: Filters, marks: Marks) -> QuerySet[Post]:
    """Return every post that answers, in the order asked for, as rows to filter, count and slice further."""
    places = places_of(corpus_id)
    bound = values(filters, marks, places)
    where = ["f.source_id = ANY(%(source_ids)s::bigint[])", *conditions(filters, marks, places).values()]
    threads = _positional(f"SELECT f.thread_id FROM corpus_threadfacts f WHERE {' AND '.join(where)}", bound)  # noqa: S608
    posts = Post.objects.filter(thread__in=RawSQL(*threads))  # noqa: S611  (the values are bound)
    if bound["words"]:
        posts = posts.filter(words__vector=SearchQuery(bound["words"], config="entente_fr", search_type="websearch"))
    if bound["author"]:
        posts = posts.filter(author__alias=bound["author"], author__corpus=corpus_id)
    if filters.kinds:
        posts = posts.filter(kind__in=filters.kinds)
    if filters.orphans:
        posts = posts.filter(missing_parent_digest__isnull=False)
    if filters.part:
        posts = posts.filter(**({"position": 0} if filters.part == "opening" else {"position__gt": 0}))
    if filters.asks:
        posts = posts.alias(asks=Func(F("text"), template=_ASKS, output_field=BooleanField())).filter(asks=True)
    return posts.order_by(*_ordering(filters.order))


def _ordering(order: str) -> list[OrderBy | str]:
    """Return an order for the ORM, the same as in the list of the browser; what has no date comes last."""
    if order in BY_DATE:
        date = F("posted_at")
        return [date.asc(nulls_last=True), "pk"] if order == "dated" else [date.desc(nulls_last=True), "-pk"]
    answered, opened = F("thread__facts__first_answer_after"), F("thread__facts__opened_at")
    ranks: dict[str, tuple[OrderBy, str]] = {
        "oldest": (opened.asc(nulls_last=True), "thread_id"),
        "answers": (F("thread__facts__answers").desc(), "-thread_id"),
        "quickest": (answered.asc(nulls_last=True), "thread_id"),
        "slowest": (answered.desc(nulls_last=True), "-thread_id"),
        "people": (F("thread__facts__participants").desc(), "-thread_id"),
        "deepest": (F("thread__facts__depth").desc(), "-thread_id"),
        "asking": ((F("thread__facts__questions") * 1.0 / (F("thread__facts__answers") + 1)).desc(), "-thread_id"),
    }
    return [*ranks.get(order, (opened.desc(nulls_last=True), "-thread_id")), "position", "pk"]


def _positional(sql: str, bound: dict[str, Any]) -> tuple[str, list[Any]]:
    """Return a statement with its named values in the order in which it names them, as the ORM wants them."""
    names = re.findall(r"%\((\w+)\)s", sql)
    return re.sub(r"%\(\w+\)s", "%s", sql), [bound[name] for name in names]


@transaction.atomic
def browse_posts(
    corpus_id: int,
    filters: Filters,
    *,
    marks: Marks | None = None,
    after: UUID | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> FoundPosts:
    """Return one page of the posts that answer, with the counts of every facet; a fixed number of statements.

    `after` and `before` name the post the page begins behind, or ends in front of; one that is gone counts as none.
    """
    search = begun(corpus_id, filters, marks or {})
    search = replace(search, bound=search.bound | {"key": before or after})
    _threads, facets = facets_of(search)
    total, is_partial = _total(search)
    window = framed(_hits(search, after, before, limit + 1), after, before, limit)
    return FoundPosts(total=total, is_partial=is_partial, is_rough=search.is_partial, facets=facets, **window)


def _of_posts(search: Search) -> list[str]:
    """Return the conditions that each post has to meet itself."""
    filters, bound = search.filters, search.bound
    words = _WITH_WORDS if search.is_partial else "p.id = ANY(%(posts)s::bigint[])"
    asked = (
        (words, bound["words"]),
        (_BY_AUTHOR, bound["author"]),
        ("p.kind = ANY(%(kinds)s::varchar[])", filters.kinds),
        ("p.missing_parent_digest IS NOT NULL", filters.orphans),
        (PARTS.get(filters.part, ""), filters.part in PARTS),
        (ASKS.format("p.text"), filters.asks),
    )
    return [f"({sql})" for sql, is_asked in asked if is_asked]


def _total(search: Search) -> tuple[int, bool]:
    """Return how many posts answer, and whether counting stopped before the last of them."""
    mine, where = _of_posts(search), search.where(is_lazy=search.is_partial)
    if not mine:
        ((total,),) = search.rows(f"SELECT COALESCE(sum(f.answers + 1), 0) FROM corpus_threadfacts f WHERE {where}")  # noqa: S608
        return int(total), False
    some = f"SELECT 1 {_POSTS_OF} WHERE {' AND '.join([where, *mine])} LIMIT %(most)s"
    ((total,),) = search.rows(f"SELECT count(*) FROM ({some}) x")  # noqa: S608
    return min(total, MOST_POSTS), total > MOST_POSTS


def _hits(search: Search, after: UUID | None, before: UUID | None, limit: int) -> list[PostHit]:
    order = search.filters.order
    rank, way = BY_DATE.get(order) or ORDERS.get(order, ORDERS["recent"])
    back = {"ASC": "DESC", "DESC": "ASC"}[way] if before else way
    sign = ">" if back == "ASC" else "<"
    is_keyed = bool(before or after)
    sign = sign if is_keyed else ""
    if order not in BY_DATE:
        page = _by_thread(search, rank, back, sign, "DESC" if before else "ASC")
    elif dated_posts.can_walk(search.filters):
        page = dated_posts.page(way, back, sign, _of_posts(search))
    else:
        page = _dated(search, rank, back, sign)
    sql = _SHOWN.replace("@page", f"{page} LIMIT %(limit)s").replace("@way", way).replace("@rank", rank)
    sources = dated_posts.sources_of(search.filters, search.places)
    rows = search.rows(sql, limit=limit, marks=OPEN + CLOSE, options=OPTIONS, sources=sources)
    return [_hit(search, row) for row in rows]


def _dated(search: Search, rank: str, way: str, sign: str) -> str:
    """Return the statement of a page of posts by their own date; `sign`: how it compares with its key, if any."""
    where = [search.where(is_lazy=search.is_partial), *_of_posts(search)]
    if sign:
        where.append(_BEYOND.format(rank=rank, first="p.id", sign=sign, of_key="id", same="false"))
    columns = f"p.id, {rank} AS rank, p.id AS first, 0 AS last"
    return f"SELECT {columns} {_POSTS_OF} WHERE {' AND '.join(where)} ORDER BY 2 {way}, 3 {way}"


def _by_thread(search: Search, rank: str, way: str, sign: str, positions: str) -> str:
    """Return the statement of a page of posts thread by thread: threads in order are gone through until it is full."""
    where, mine = [search.where(is_lazy=search.is_partial)], ["p.thread_id = c.thread_id", *_of_posts(search)]
    if sign:
        same = "f.thread_id = (SELECT thread_id FROM key)"
        where.append(_BEYOND.format(rank=rank, first="f.thread_id", sign=sign, of_key="thread_id", same=same))
        side = ">" if positions == "ASC" else "<"
        mine.append(_BEYOND_IN_THREAD.format(side=side))
    threads = f"""SELECT f.thread_id, {rank} AS rank FROM corpus_threadfacts f WHERE {" AND ".join(where)}
        ORDER BY 2 {way}, 1 {way} OFFSET 0"""  # noqa: S608
    posts = f"SELECT p.id, p.position FROM corpus_post p WHERE {' AND '.join(mine)} ORDER BY p.position {positions}"  # noqa: S608
    return f"SELECT q.id, c.rank, c.thread_id AS first, q.position AS last FROM ({threads}) c, LATERAL ({posts}) q"  # noqa: S608


def _hit(search: Search, row: tuple[Any, ...]) -> PostHit:
    source, passage, at = *row[-2:], row[8]
    place = next(place for place in search.places if place.id == source)
    is_outside = at is not None and bool((place.opens and at < place.opens) or (place.ends and at >= place.ends))
    shown = pieces(*passage) if search.bound["words"] else (Piece(_begin(passage[0])),) if passage[0] else ()
    known: tuple[Any, ...] = (*row[:-2], is_outside, shown)
    return PostHit(*known)


def _begin(text: str) -> str:
    """Return how a text begins, its lines in one."""
    return first_line(" ".join(text.split()), LINE_LENGTH)
