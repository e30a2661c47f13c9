"""What can be said of a source before anybody relies on it: what is missing, doubtful or new, and its distributions."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import connection

from corpus.facts import ZONE
from corpus.models import Corpus, Source


@dataclass(frozen=True)
class Line:
    """A source in the list of sources."""

    uuid: str
    name: str
    platform: str
    profession: str
    access: str
    threads: int
    posts: int
    unreviewed: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True)
class Gap:
    """Months without a single opening between two months that have some: from the first to the last empty one."""

    first: date
    last: date
    months: int


@dataclass(frozen=True)
class Report:
    """What stands in a source, counted now; the figures of each import as it reported them are with the imports."""

    threads: int
    posts: int
    authors: int
    without_author: int
    orphans: int
    estimated: int
    assumed: int
    unknown: int
    before: int
    after: int
    deleted: int
    withheld: int
    erased: int
    elsewhere: int
    duplicates: int
    rejected: int
    refused: int
    unreviewed: int
    unindexed: int
    changed: int
    undecided: int
    vanished: int
    first_at: datetime | None
    last_at: datetime | None
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Spread:
    """How a fact of threads is distributed over a source; quartiles are values that occur, delays are in minutes."""

    name: str
    known: int
    least: float
    lower: float
    median: float
    upper: float
    most: float


_OVERVIEW = """
SELECT s.uuid::text, s.name, s.platform, s.profession, s.access, COALESCE(f.threads, 0), COALESCE(f.posts, 0),
    (SELECT count(*) FROM corpus_importbatch b WHERE b.source_id = s.id AND b.state = 'done' AND b.reviewed_at IS NULL),
    f.first_at, f.last_at
FROM corpus_source s LEFT JOIN (
    SELECT source_id, count(*) AS threads, sum(answers) + count(*) AS posts, min(first_at) AS first_at,
        max(last_at) AS last_at
    FROM corpus_threadfacts GROUP BY source_id) f ON f.source_id = s.id
WHERE s.corpus_id = %(corpus)s ORDER BY lower(s.name), s.id
"""
_POSTS = f"""
SELECT count(DISTINCT p.thread_id), count(*), count(DISTINCT p.author_id), count(*) FILTER (WHERE p.author_id IS NULL),
    count(*) FILTER (WHERE p.missing_parent_digest IS NOT NULL),
    count(*) FILTER (WHERE p.time_status = 'estimated'), count(*) FILTER (WHERE p.time_status = 'local_assumed'),
    count(*) FILTER (WHERE p.time_status = 'unknown'),
    count(*) FILTER (WHERE p.posted_at < s.period_start::timestamp AT TIME ZONE '{ZONE}'),
    count(*) FILTER (WHERE p.posted_at >= (s.period_end + 1)::timestamp AT TIME ZONE '{ZONE}'),
    count(*) FILTER (WHERE p.availability = 'deleted'), count(*) FILTER (WHERE p.availability = 'withheld'),
    count(*) FILTER (WHERE p.availability IN ('erased', 'purged')), min(p.posted_at), max(p.posted_at)
FROM corpus_source s LEFT JOIN corpus_post p ON p.source_id = s.id WHERE s.id = %(source)s AND p.id IS NOT NULL
"""  # noqa: S608  (built from constants of this module)
# Digests are keyed by corpus and platform: of two sources of a corpus, equal ones are the same post.
_IMPORTS = """
SELECT (
        SELECT count(*) FROM corpus_post p WHERE p.source_id = %(source)s AND p.digest IN (
            SELECT o.digest FROM corpus_post o JOIN corpus_source t ON t.id = o.source_id
            JOIN corpus_source s ON s.id <> t.id AND s.corpus_id = t.corpus_id AND s.platform = t.platform
            WHERE s.id = %(source)s)),
    COALESCE(sum(b.duplicates), 0), COALESCE(sum(b.rejected), 0), COALESCE(sum(b.refused), 0),
    count(*) FILTER (WHERE b.reviewed_at IS NULL), count(*) FILTER (WHERE b.indexed_at IS NULL),
    (SELECT count(*) FROM corpus_textchange c JOIN corpus_importbatch x ON x.id = c.batch_id
     WHERE x.source_id = %(source)s),
    (SELECT count(*) FROM corpus_textchange c JOIN corpus_importbatch x ON x.id = c.batch_id
     WHERE x.source_id = %(source)s AND c.decided_at IS NULL),
    (SELECT count(DISTINCT v.post_id) FROM corpus_vanishing v JOIN corpus_importbatch x ON x.id = v.batch_id
     WHERE x.source_id = %(source)s)
FROM corpus_importbatch b WHERE b.source_id = %(source)s AND b.state = 'done'
"""
_MONTHS = "SELECT DISTINCT month FROM corpus_threadfacts WHERE source_id = %(source)s AND month IS NOT NULL ORDER BY 1"
_SPREADS = """
SELECT x.name, count(x.value), min(x.value), percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY x.value),
    max(x.value)
FROM corpus_threadfacts f CROSS JOIN LATERAL (VALUES
    (1, 'answers', f.answers::float8), (2, 'participants', f.participants), (3, 'depth', f.depth),
    (4, 'first_answer_after', EXTRACT(epoch FROM f.first_answer_after) / 60),
    (5, 'questions', f.questions), (6, 'emoticons', f.emoticons)) x (place, name, value)
WHERE f.source_id = %(source)s AND x.value IS NOT NULL GROUP BY x.place, x.name ORDER BY x.place
"""


def overview(corpus: Corpus) -> list[Line]:
    """Return the sources of a corpus by name with what lies in each; one statement."""
    return [Line(*row) for row in _rows(_OVERVIEW, {"corpus": corpus.pk})]


def report(source: Source) -> Report:
    """Count what is in a source and what is doubtful about it; three statements."""
    scope = {"source": source.pk}
    (posts,), (imports,) = _rows(_POSTS, scope), _rows(_IMPORTS, scope)
    months = [row[0] for row in _rows(_MONTHS, scope)]
    figures: tuple[Any, ...] = (*posts[:-2], *imports, *posts[-2:], gaps(months))
    return Report(*figures)


def spreads(source: Source) -> list[Spread]:
    """Return how the facts of the threads of a source are distributed; one statement."""
    return [
        Spread(name, known, float(least), float(lower), float(median), float(upper), float(most))
        for name, known, least, (lower, median, upper), most in _rows(_SPREADS, {"source": source.pk})
    ]


def gaps(months: list[date]) -> tuple[Gap, ...]:
    """Return the runs of empty months between the first days of months that are not empty, in order; pure."""
    found = []
    for one, next_one in pairwise(months):
        missing = _number(next_one) - _number(one) - 1
        if missing:
            found.append(Gap(_first(_number(one) + 1), _first(_number(next_one) - 1), missing))
    return tuple(found)


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _first(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _rows(sql: str, bound: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        return list(cursor.fetchall())
