"""Find threads: full text (French stems, accents optional, "phrases", -words) and facets, in two statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

PAGE = 50
ANSWER_BOUNDS = {"0": (0, 0), "1-5": (1, 5), "6-20": (6, 20), "21-": (21, 2_000_000_000)}
"""Name of a range of answers -> its first and last number."""
ORDERS = {
    "recent": "month_at DESC NULLS LAST, id DESC",
    "oldest": "month_at NULLS LAST, id",
    "answers": "answers DESC, id",
}
HASHTAGS_SHOWN = 12
# No imported text holds these: they are taken out before the passages are marked.
_OPEN, _CLOSE = "\ue000", "\ue001"
# A phrase may stand in any quotation marks a French keyboard or a copied text gives.
_QUOTES = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "\0": None})


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; empty means anything. Months are like 2020-02, hashtags casefolded without the #."""

    words: str = ""
    professions: tuple[str, ...] = ()
    sources: tuple[UUID, ...] = ()
    since: str = ""
    until: str = ""
    question: bool = False
    poll: bool = False
    picture: bool = False
    hashtag: str = ""
    answers: tuple[str, ...] = ()
    author: str = ""
    order: str = "recent"

    def is_empty(self) -> bool:
        """Tell whether nothing narrows the corpus down."""
        return replace(self, order="recent") == Filters()


@dataclass(frozen=True)
class Piece:
    """A piece of a passage; `is_hit` when it answers the words asked for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Hit:
    """One thread in the list, with the first line of its opening and, for words, the passage that answers best."""

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
    has_poll: bool
    has_picture: bool
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
    """How many threads answer, and the values of each facet with their counts (its own choice left aside)."""

    total: int
    facets: dict[str, list[Count]] = field(default_factory=dict)


# One row a thread with the words and the author, with what the facets look at; each choice is a column ok_*.
_FACTS = """
WITH size AS (
    SELECT p.thread_id, count(*) - 1 AS answers FROM corpus_post p JOIN corpus_source s ON s.id = p.source_id
    WHERE s.corpus_id = %(corpus)s GROUP BY p.thread_id
), facts AS MATERIALIZED (
    SELECT t.id, t.uuid, t.title, t.source_id, s.uuid AS source_uuid, s.name AS source, s.platform, s.profession,
        o.id AS opening_id, o.posted_at AS month_at,
        to_char(o.posted_at AT TIME ZONE %(zone)s, 'YYYY-MM') AS month, size.answers,
        position('?' in o.text) > 0 AS question,
        EXISTS (SELECT 1 FROM corpus_polloption x JOIN corpus_post p ON p.id = x.post_id
                WHERE p.thread_id = t.id) AS poll,
        EXISTS (SELECT 1 FROM corpus_attachment x JOIN corpus_post p ON p.id = x.post_id
                WHERE p.thread_id = t.id AND x.kind = 'image') AS picture
    FROM corpus_thread t JOIN corpus_source s ON s.id = t.source_id JOIN size ON size.thread_id = t.id
    LEFT JOIN corpus_post o ON o.thread_id = t.id AND o.position = 0
    WHERE s.corpus_id = %(corpus)s
      AND (%(words)s = '' OR t.id IN (SELECT p.thread_id FROM corpus_post p
           WHERE p.search @@ websearch_to_tsquery('entente_fr', %(words)s)))
      AND (%(author)s = '' OR t.id IN (SELECT p.thread_id FROM corpus_post p JOIN corpus_author a ON a.id = p.author_id
           WHERE a.corpus_id = %(corpus)s AND a.alias = %(author)s))
), chosen AS MATERIALIZED (
    SELECT f.*,
        (%(professions)s::text[] = '{}' OR f.profession = ANY(%(professions)s::text[])) AS ok_profession,
        (%(sources)s::uuid[] = '{}' OR f.source_uuid = ANY(%(sources)s::uuid[])) AS ok_source,
        ((%(since)s = '' OR f.month >= %(since)s) AND (%(until)s = '' OR f.month <= %(until)s)) IS TRUE AS ok_month,
        (NOT %(question)s OR f.question) IS TRUE AS ok_question,
        (NOT %(poll)s OR f.poll) AS ok_poll,
        (NOT %(picture)s OR f.picture) AS ok_picture,
        (%(bounds)s::int[] = '{}' OR EXISTS (SELECT 1 FROM unnest(%(bounds)s::int[], %(ends)s::int[]) b(low, high)
            WHERE f.answers BETWEEN b.low AND b.high)) AS ok_answers,
        (%(hashtag)s = '' OR EXISTS (SELECT 1 FROM corpus_hashtag h JOIN corpus_post p ON p.id = h.post_id
            WHERE p.thread_id = f.id AND h.name = %(hashtag)s)) AS ok_hashtag
    FROM facts f
)
"""
_GROUPS = ("profession", "source", "month", "question", "poll", "picture", "answers", "hashtag")
_ALL = " AND ".join(f"ok_{name}" for name in _GROUPS)
_PAGE_SQL = f"""
{_FACTS}, page AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY @order) AS place FROM chosen WHERE {_ALL}
    ORDER BY place LIMIT %(limit)s OFFSET %(offset)s)
SELECT c.uuid, c.title, left(o.text, 400), o.language, c.source, c.platform, c.profession, o.posted_at, o.time_status,
    o.time_precision, c.answers, c.poll, c.picture, best.uuid, best.passage
FROM page c LEFT JOIN corpus_post o ON o.id = c.opening_id
LEFT JOIN LATERAL (
    SELECT p.uuid, ts_headline('entente_fr', translate(left(p.text, 20000), %(marks)s, ''),
        websearch_to_tsquery('entente_fr', %(words)s), %(options)s) AS passage
    FROM corpus_post p
    WHERE %(words)s <> '' AND p.thread_id = c.id AND p.search @@ websearch_to_tsquery('entente_fr', %(words)s)
    ORDER BY ts_rank(p.search, websearch_to_tsquery('entente_fr', %(words)s)) DESC, p.position LIMIT 1
) best ON true
ORDER BY c.place
"""  # noqa: S608  (built from constants of this module)


def _but(name: str) -> str:
    return " AND ".join(f"ok_{other}" for other in _GROUPS if other != name)


_FACETS_SQL = f"""
{_FACTS}
SELECT '' AS facet, '' AS value, '' AS label, count(*) FROM chosen WHERE {_ALL}
UNION ALL SELECT 'profession', profession, profession, count(*) FROM chosen WHERE {_but("profession")} GROUP BY 2
UNION ALL SELECT 'source', source_uuid::text, source, count(*) FROM chosen WHERE {_but("source")} GROUP BY 2, 3
UNION ALL SELECT 'month', month, month, count(*) FROM chosen WHERE month IS NOT NULL AND {_but("month")} GROUP BY 2
UNION ALL SELECT 'question', '1', '', count(*) FROM chosen WHERE question AND {_but("question")}
UNION ALL SELECT 'poll', '1', '', count(*) FROM chosen WHERE poll AND {_but("poll")}
UNION ALL SELECT 'picture', '1', '', count(*) FROM chosen WHERE picture AND {_but("picture")}
UNION ALL SELECT 'answers', CASE WHEN answers = 0 THEN '0' WHEN answers < 6 THEN '1-5' WHEN answers < 21 THEN '6-20'
    ELSE '21-' END AS size, '', count(*) FROM chosen WHERE {_but("answers")} GROUP BY size
UNION ALL (SELECT 'hashtag', h.name, min(h.written), count(DISTINCT c.id) FROM chosen c
    JOIN corpus_post p ON p.thread_id = c.id JOIN corpus_hashtag h ON h.post_id = p.id
    WHERE {_but("hashtag")} GROUP BY h.name ORDER BY count(DISTINCT c.id) DESC, h.name LIMIT %(hashtags)s)
"""  # noqa: S608  (built from constants of this module)


def found(corpus_id: int, filters: Filters) -> Found:
    """Return how many threads answer and the counts of every facet, in one statement."""
    facets: dict[str, list[Count]] = {name: [] for name in _GROUPS}
    total = 0
    for facet, value, label, threads in _rows(_FACETS_SQL, _bound(corpus_id, filters) | {"hashtags": HASHTAGS_SHOWN}):
        if facet:
            facets[facet].append(Count(value, label, threads))
        else:
            total = threads
    for name, key in (("source", _by_label), ("month", _by_value), ("answers", _by_size), ("profession", _by_value)):
        facets[name].sort(key=key)
    return Found(total, facets)


def threads(corpus_id: int, filters: Filters, *, offset: int = 0, limit: int = PAGE) -> list[Hit]:
    """Return one page of the threads that answer, in one statement."""
    order = ORDERS.get(filters.order, ORDERS["recent"])
    options = f'StartSel={_OPEN},StopSel={_CLOSE},MaxFragments=2,MaxWords=22,MinWords=8,FragmentDelimiter=" … "'
    bound = _bound(corpus_id, filters) | {"limit": limit, "offset": offset, "marks": _OPEN + _CLOSE, "options": options}
    rows = _rows(_PAGE_SQL.replace("@order", order), bound)
    return [_hit(row) for row in rows]


def _hit(row: tuple[Any, ...]) -> Hit:
    text, passage = row[2] or "", row[-1] or ""
    values: tuple[Any, ...] = (*row[:2], first_line(text), *row[3:-1], pieces(passage))
    return Hit(*values)


def pieces(passage: str) -> tuple[Piece, ...]:
    """Cut a marked passage into plain pieces and hits; a page escapes each of them."""
    made: list[Piece] = []
    for part in passage.split(_OPEN):
        hit, closes, rest = part.partition(_CLOSE)
        made += [Piece(hit, is_hit=True), Piece(rest)] if closes else [Piece(part)]
    return tuple(piece for piece in made if piece.text)


def first_line(text: str, length: int = 180) -> str:
    """Return the first line of a text that says something, cut after whole words."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= length else f"{line[:length].rsplit(' ', 1)[0]}…"


def _bound(corpus_id: int, filters: Filters) -> dict[str, Any]:
    bounds = [ANSWER_BOUNDS[name] for name in filters.answers if name in ANSWER_BOUNDS]
    return {
        "corpus": corpus_id,
        "zone": timezone.get_current_timezone_name(),
        "words": filters.words.translate(_QUOTES).strip(),
        "author": filters.author.replace("\0", ""),
        "professions": list(filters.professions),
        "sources": list(filters.sources),
        "since": filters.since,
        "until": filters.until,
        "question": filters.question,
        "poll": filters.poll,
        "picture": filters.picture,
        "hashtag": filters.hashtag.replace("\0", ""),
        "bounds": [low for low, _high in bounds],
        "ends": [high for _low, high in bounds],
    }


def _rows(sql: str, bound: dict[str, Any]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        return list(cursor.fetchall())


def _by_label(count: Count) -> str:
    return count.label.casefold()


def _by_value(count: Count) -> str:
    return count.value


def _by_size(count: Count) -> int:
    return list(ANSWER_BOUNDS).index(count.value)
