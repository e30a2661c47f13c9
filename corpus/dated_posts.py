"""Write the statement of a page of all posts by their own date, led by the index of dates of each source.

Posts without a date follow behind all others, whichever way the order runs. Each source gives at most a page of either
sort, so that no more is sorted than a few pages, however large the corpus.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from corpus.filters import Filters, Place

# A key that is gone counts as none: every post lies beyond these.
_NO_KEY = {">": ("'-infinity'", "-1"), "<": ("'infinity'", "9223372036854775807")}
_UNDATED = {"ASC": "'infinity'", "DESC": "'-infinity'"}


def can_walk(filters: Filters) -> bool:
    """Tell whether walking along the dates soon meets a page of posts: nothing asked for is rare."""
    return replace(filters, sources=(), professions=(), platforms=(), part="", asks=False).is_empty()


def sources_of(filters: Filters, places: Sequence[Place]) -> list[int]:
    """Return the keys of the sources that were chosen."""
    asked: tuple[tuple[Collection[object], str], ...] = (
        (filters.professions, "profession"),
        (filters.platforms, "platform"),
        (tuple(map(str, filters.sources)), "uuid"),
    )
    return [
        place.id for place in places if all(str(getattr(place, name)) in wanted for wanted, name in asked if wanted)
    ]


def page(order_way: str, way: str, sign: str, conditions: Sequence[str]) -> str:
    """Return the statement, without its limit; it names `sources` and `limit`, and reads the CTE `key`.

    `order_way` is that of the order asked for, `way` the one gone now (against it for a page before), `sign` how posts
    compare with the key (empty: there is none); `conditions` are about the post `p`.
    """
    undated = _UNDATED[order_way]
    parts = (("p.posted_at IS NOT NULL", "p.posted_at"), ("p.posted_at IS NULL", f"{undated}::timestamptz"))
    each = " UNION ALL ".join(_part(known, rank, way, sign, conditions) for known, rank in parts)
    return f"""SELECT q.id, q.rank, q.id AS first, 0 AS last
        FROM unnest(%(sources)s::bigint[]) AS s (id), LATERAL ({each}) q ORDER BY 2 {way}, 3 {way}"""  # noqa: S608


def _part(known: str, rank: str, way: str, sign: str, conditions: Sequence[str]) -> str:
    where = ["p.source_id = s.id", known, *conditions]
    if sign:
        no_rank, no_id = _NO_KEY[sign]
        key = f"COALESCE((SELECT rank FROM key), {no_rank}), COALESCE((SELECT id FROM key), {no_id})"  # noqa: S608
        where.append(f"({rank}, p.id) {sign} ({key})")
    return f"""(SELECT p.id, {rank} AS rank FROM corpus_post p WHERE {" AND ".join(where)}
        ORDER BY p.posted_at {way}, p.id {way} LIMIT %(limit)s)"""  # noqa: S608
