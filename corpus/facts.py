"""What threads look like as a whole, computed again from their posts whenever these change."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

ZONE = "Europe/Paris"
"""Months are those of France, whatever the zone of the installation: two readers must count the same months."""

_LISTED = "SELECT unnest(%(threads)s::bigint[]) AS id"
_EVERY_ONE = "SELECT id FROM corpus_thread"
_TOUCH = """
DROP TABLE IF EXISTS pg_temp.touched, pg_temp.touched_post, pg_temp.touched_facts, pg_temp.touched_parent,
    pg_temp.touched_level, pg_temp.touched_depth;
SET LOCAL jit = off;
-- The posts of some threads among millions are looked up: they have mostly just been written, and lie in memory.
SET LOCAL random_page_cost = 1.1;
CREATE TEMP TABLE touched ON COMMIT DROP AS SELECT DISTINCT id FROM ({0}) x;
ANALYZE pg_temp.touched
"""
# What hangs on a thread that is gone would otherwise break its foreign key.
_FORGET = "DELETE FROM corpus_threadfacts f USING touched WHERE f.thread_id = touched.id"

# A question mark within a web address asks nothing; one that ends it does.
ASKS = r"""CASE WHEN position('?' in {0}) = 0 THEN false WHEN position('://' in {0}) = 0 THEN true
    ELSE position('?' in regexp_replace({0}, '\S+://\S*[^\s?]', '', 'g')) > 0 END"""
# An emoji, or a face of signs such as ":-)", ";p" and "^^". "<3" stands in too many measures to be a heart. Most texts
# hold none of the signs, which a look for single characters tells at once.
EMOTES = r"""CASE WHEN {0} !~ '[:;^☹-☻♡♥❣❤\U0001F300-\U0001FAFF]' THEN false
    ELSE {0} ~ '[☹-☻♡♥❣❤\U0001F300-\U0001FAFF]|(^|[^[:alnum:]:;])[:;][''’]?-?[])(DdPpOo*/\\|$]+(?![[:alnum:]/])'
        '|[[:alpha:]][:;]-?[)(]+(?![[:alnum:]])|\^[_.-]?\^' END"""
# One reading of the posts; what follows stays within tables whose sizes the planner knows. It may not have looked at
# those of the corpus since they were filled, and a plan made for empty ones takes hours.
_READ = f"""
CREATE TEMP TABLE touched_post ON COMMIT DROP AS
    SELECT p.thread_id, p.id, p.parent_id, p.position, p.author_id, p.posted_at, p.kind::varchar(10) AS kind,
        p.time_precision IN ('second', 'minute') AND p.time_status <> 'estimated' AS is_timed,
        p.time_status IN ('estimated', 'unknown') AS is_rough, {ASKS.format("p.text")} AS asks,
        {EMOTES.format("p.text")} AS emotes
    FROM corpus_post p WHERE p.thread_id IN (SELECT id FROM touched);
ANALYZE pg_temp.touched_post (thread_id, id, parent_id);
CREATE TEMP TABLE touched_facts ON COMMIT DROP AS
    SELECT x.thread_id AS id, t.source_id, o.author_id, o.posted_at, o.is_timed, COALESCE(o.asks, false) AS asks
    FROM (SELECT DISTINCT thread_id FROM touched_post) x JOIN corpus_thread t ON t.id = x.thread_id
    LEFT JOIN touched_post o ON o.thread_id = x.thread_id AND o.position = 0;
ANALYZE pg_temp.touched_facts (id);
"""  # noqa: S608  (built from constants of this module)
# Level by level, each found by the index on the parent: a join that reads all posts for each level of a chain would
# take hours. Only posts that were answered have anything below; the others hang on one of them, or, when the parent is
# elsewhere or stands after them, on the thread as a whole. (Circles, which the import cuts, would end here too:
# positions only rise.)
_DEPTHS = """
CREATE TEMP TABLE touched_parent ON COMMIT DROP AS
    SELECT p.thread_id, p.id, p.parent_id, p.position FROM touched_post p
    WHERE EXISTS (SELECT 1 FROM touched_post a WHERE a.parent_id = p.id);
CREATE INDEX ON touched_parent (parent_id);
ANALYZE pg_temp.touched_parent;
CREATE TEMP TABLE touched_level ON COMMIT DROP AS
WITH RECURSIVE level AS (
    SELECT p.thread_id, p.id, p.position, (p.position > 0)::int AS depth FROM touched_parent p
    LEFT JOIN touched_parent o ON o.id = p.parent_id AND o.thread_id = p.thread_id AND o.position < p.position
    WHERE o.id IS NULL
    UNION ALL
    SELECT level.thread_id, p.id, p.position, level.depth + 1
    FROM level CROSS JOIN LATERAL (
        SELECT a.id, a.position FROM touched_parent a
        WHERE a.parent_id = level.id AND a.thread_id = level.thread_id AND a.position > level.position OFFSET 0) p)
SELECT * FROM level;
ANALYZE pg_temp.touched_level;
CREATE TEMP TABLE touched_depth ON COMMIT DROP AS
SELECT p.thread_id, max(COALESCE(o.depth + 1, (p.position > 0)::int)) AS depth
FROM touched_post p
LEFT JOIN touched_level o ON o.id = p.parent_id AND o.thread_id = p.thread_id AND o.position < p.position
GROUP BY p.thread_id
"""
_COLUMNS = (
    "thread_id, source_id, opened_at, month, answers, participants, depth, first_answer_after, is_answered_by_other, "
    "questions, emoticons, opens_with_question, "
    "has_poll, has_image, kinds, hashtags, first_at, last_at, has_rough_times"
)
_COMPUTED = f"""
WITH tags AS (
    SELECT p.thread_id, array_agg(DISTINCT h.name::text ORDER BY h.name::text) AS names
    FROM touched_post p JOIN corpus_hashtag h ON h.post_id = p.id GROUP BY 1
), polls AS (
    SELECT DISTINCT p.thread_id FROM touched_post p JOIN corpus_polloption c ON c.post_id = p.id
), images AS (
    SELECT DISTINCT p.thread_id FROM touched_post p JOIN corpus_attachment c ON c.post_id = p.id AND c.kind = 'image'
), said AS (
    SELECT p.thread_id, count(*) FILTER (WHERE p.position > 0) AS answers,
        count(DISTINCT p.author_id) AS participants,
        min(p.posted_at) FILTER (WHERE p.position > 0 AND p.posted_at >= x.posted_at AND p.is_timed) AS answered_at,
        COALESCE(bool_or(p.position > 0 AND p.author_id IS DISTINCT FROM x.author_id), false) AS by_other,
        count(*) FILTER (WHERE p.asks) AS questions, count(*) FILTER (WHERE p.emotes) AS emoticons,
        array_agg(DISTINCT p.kind ORDER BY p.kind) AS kinds,
        min(p.posted_at) AS earliest, max(p.posted_at) AS latest, bool_or(p.is_rough) AS rough
    FROM touched_post p JOIN touched_facts x ON x.id = p.thread_id GROUP BY 1
)
SELECT x.id, x.source_id, x.posted_at, date_trunc('month', x.posted_at AT TIME ZONE '{ZONE}')::date,
    a.answers::int, a.participants::int, d.depth::int,
    CASE WHEN x.is_timed THEN a.answered_at - x.posted_at END, a.by_other,
    a.questions::int, a.emoticons::int, x.asks, polls.thread_id IS NOT NULL, images.thread_id IS NOT NULL, a.kinds,
    COALESCE(tags.names, '{{}}'::text[]), a.earliest, a.latest, a.rough
FROM touched_facts x
JOIN touched_depth d ON d.thread_id = x.id
JOIN said a ON a.thread_id = x.id
LEFT JOIN tags ON tags.thread_id = x.id
LEFT JOIN polls ON polls.thread_id = x.id
LEFT JOIN images ON images.thread_id = x.id
"""  # noqa: S608  (built from constants of this module)
_STORE = f"INSERT INTO corpus_threadfacts ({_COLUMNS}) {_COMPUTED}"
_STALE = f"""
WITH computed ({_COLUMNS}) AS ({_COMPUTED})
SELECT count(*) FILTER (WHERE f.thread_id IS NULL) AS missing, count(*) FILTER (WHERE c.thread_id IS NULL) AS left_over,
    count(*) FILTER (WHERE c IS DISTINCT FROM f AND c.thread_id = f.thread_id) AS different
FROM computed c FULL JOIN (SELECT {_COLUMNS} FROM corpus_threadfacts) f ON f.thread_id = c.thread_id
"""  # noqa: S608


@dataclass(frozen=True)
class Check:
    """How many threads lack their facts, have facts but no posts, or have others than their posts give."""

    missing: int
    left_over: int
    different: int

    @property
    def is_right(self) -> bool:
        """Tell whether what is stored is what the posts give."""
        return not (self.missing or self.left_over or self.different)


@transaction.atomic
def refresh(thread_ids: Sequence[int] | None = None, *, found_by: str = "") -> None:
    """Compute the facts of the listed threads again and of those a query finds (its column: id), or of all; set-based.

    A listed thread that has no posts any more loses its facts.
    """
    scopes = [_LISTED] * (thread_ids is not None) + [found_by] * bool(found_by)
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH.format(" UNION ALL ".join(scopes) or _EVERY_ONE), {"threads": list(thread_ids or ())})
        for statements in (_FORGET, _READ, _DEPTHS, _STORE):
            cursor.execute(statements)


@transaction.atomic
def check() -> Check:
    """Compute the facts of all threads and compare them with what is stored; nothing is written."""
    with connection.cursor() as cursor:
        for statements in (_TOUCH.format(_EVERY_ONE), _READ, _DEPTHS, _STALE):
            cursor.execute(statements)
        return Check(*cursor.fetchone())
