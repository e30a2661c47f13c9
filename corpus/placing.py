"""Find where the posts of a file go: which were there before, which thread, which place; only in temporary tables.

The file is never held in memory: PostgreSQL joins the digests of its posts with one another and with the corpus.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus.importers.base import Problem, Severity
from corpus.intake import Intake, Named, Place
from corpus.staging import chunks_of, copy, copy_numbers, execute, rows_of
from corpus.thread_shapes import climb

_TABLES = """
DROP TABLE IF EXISTS pg_temp.stage_read, pg_temp.stage_name, pg_temp.stage_person, pg_temp.stage_root,
    pg_temp.stage_erased, pg_temp.stage_top, pg_temp.stage_keyed, pg_temp.stage_thread, pg_temp.stage_known,
    pg_temp.stage_place, pg_temp.stage_mention, pg_temp.stage_title, pg_temp.stage_link,
    pg_temp.stage_grown, pg_temp.stage_change, pg_temp.stage_late, pg_temp.stage_named, pg_temp.stage_vanished;
CREATE TEMP TABLE stage_read (
    n int, line int, digest bytea, parent_digest bytea, thread_key bytea, person int, posted_at timestamptz,
    is_loose bool
) ON COMMIT DROP;
CREATE TEMP TABLE stage_name (key bytea, external_id text) ON COMMIT DROP;
CREATE TEMP TABLE stage_person (
    person int PRIMARY KEY, author_id bigint, alias text, profession text, is_erased bool
) ON COMMIT DROP;
CREATE TEMP TABLE stage_root (person int PRIMARY KEY, root int) ON COMMIT DROP;
CREATE TEMP TABLE stage_erased (digest bytea) ON COMMIT DROP;
CREATE TEMP TABLE stage_top (n int, top int, above int) ON COMMIT DROP;
CREATE TEMP TABLE stage_thread (
    key bytea, digest bytea, is_named bool, n int, thread_id bigint, is_new bool DEFAULT false
) ON COMMIT DROP;
CREATE TEMP TABLE stage_known (
    n int PRIMARY KEY, post_id bigint, thread_id bigint, words_digest bytea, is_empty bool
) ON COMMIT DROP;
CREATE TEMP TABLE stage_late (
    post_id bigint, author_id bigint, posted_at timestamptz, time_status text, time_precision text, kind text
) ON COMMIT DROP;
CREATE TEMP TABLE stage_mention (post_id bigint, person int) ON COMMIT DROP;
CREATE TEMP TABLE stage_named (person int) ON COMMIT DROP;
CREATE TEMP TABLE stage_vanished (post_id bigint) ON COMMIT DROP;
CREATE TEMP TABLE stage_title (post_id bigint, title text) ON COMMIT DROP;
CREATE TEMP TABLE stage_change (post_id bigint, text text, words_digest bytea) ON COMMIT DROP;
-- Compiling these statements would take longer than running them.
SET LOCAL jit = off;
SET LOCAL default_statistics_target = 10;
SET LOCAL work_mem = '64MB';
"""
_PLACE_COLUMNS = "n, line, digest, parent_digest, thread_key, person, posted_at, is_loose"
_PLACE_TYPES = ("int4", "int4", "bytea", "bytea", "bytea", "int4", "int8", "bool")

# Posts whose time is not known to the minute are told apart by how often the same was said.
_NUMBER_LOOSE = """
UPDATE stage_read s SET digest = sha256(s.digest || int4send(r.k::int))
FROM (SELECT n, row_number() OVER (PARTITION BY digest ORDER BY n) AS k FROM stage_read WHERE is_loose) r
WHERE r.n = s.n AND r.k > 1
"""
_DROP_TWINS = """
DELETE FROM stage_read s USING (SELECT digest, min(n) AS n FROM stage_read GROUP BY digest HAVING count(*) > 1) first
WHERE s.digest = first.digest AND s.n > first.n
"""
_DROP_ERASED = """
DELETE FROM stage_read s WHERE EXISTS (SELECT 1 FROM stage_erased e WHERE e.digest = s.digest)
    OR EXISTS (SELECT 1 FROM stage_person p WHERE p.is_erased
               AND p.person = COALESCE((SELECT r.root FROM stage_root r WHERE r.person = s.person), s.person))
"""
_TIES = "SELECT s.n, o.n FROM stage_read s JOIN stage_read o ON o.digest = s.parent_digest"
# A post goes into the thread it names, else into the one its top names, else into the one its top opens or waits for.
# `missing` is the parent that the file lacks. What most posts do not need stays in `stage_read`, whose rows are wide.
_KEYED = """
CREATE TEMP TABLE stage_keyed ON COMMIT DROP AS
SELECT k.n, k.above, k.missing, COALESCE(r.root, k.person) AS person, k.posted_at, k.key, k.is_named,
    k.is_top AND k.digest = k.key AS is_opening, CASE WHEN k.is_loose THEN k.digest END AS loose_digest
FROM (
    SELECT s.n, s.person, s.posted_at, s.digest, s.is_loose, s.parent_digest IS NULL AS is_top,
        COALESCE(x.above, -1) AS above, CASE WHEN x.above IS NULL THEN s.parent_digest END AS missing,
        COALESCE(s.thread_key, t.thread_key, t.parent_digest, t.digest, s.parent_digest, s.digest) AS key,
        s.thread_key IS NOT NULL OR t.thread_key IS NOT NULL AS is_named
    FROM stage_read s LEFT JOIN stage_top x ON x.n = s.n LEFT JOIN stage_read t ON {tops}) k
LEFT JOIN stage_root r ON r.person = k.person
"""
_KEYS = "SELECT key, bool_or(is_named), min(n) FROM stage_keyed GROUP BY key ORDER BY 3"
_KNOWN = """
INSERT INTO stage_known SELECT s.n, p.id, p.thread_id, p.words_digest, p.availability IN ('deleted', 'withheld')
FROM stage_read s
JOIN corpus_post p ON p.source_id = %(source)s AND p.digest = s.digest
"""
_ADOPT = (
    """
    UPDATE stage_thread t SET thread_id = h.id FROM corpus_thread h
    WHERE t.is_named AND h.source_id = %(source)s AND h.digest = t.digest
    """,
    """
    UPDATE stage_thread t SET thread_id = found.thread_id
    FROM (
        SELECT s.key, min(k.thread_id) AS thread_id FROM stage_known k JOIN stage_keyed s ON s.n = k.n GROUP BY 1) found
    WHERE t.key = found.key AND NOT t.is_named
    """,
    """
    UPDATE stage_thread t SET thread_id = p.thread_id FROM corpus_post p
    WHERE t.thread_id IS NULL AND NOT t.is_named AND p.source_id = %(source)s AND p.digest = t.key
    """,
    """
    UPDATE stage_thread t SET thread_id = found.thread_id FROM (
        SELECT s.key, min(p.thread_id) AS thread_id FROM corpus_post p
        JOIN stage_read o ON o.digest = p.missing_parent_digest JOIN stage_keyed s ON s.n = o.n
        WHERE p.source_id = %(source)s AND p.missing_parent_digest IS NOT NULL GROUP BY s.key) found
    WHERE t.key = found.key AND t.thread_id IS NULL AND NOT t.is_named
    """,
    """
    UPDATE stage_thread t SET thread_id = h.id FROM corpus_thread h
    WHERE t.thread_id IS NULL AND h.source_id = %(source)s AND h.digest = t.digest
    """,
)
# A file that has half of a thread's posts or more shows the whole thread again; one that has fewer, a piece of it.
_VANISHED = """
INSERT INTO stage_vanished
SELECT p.id FROM (
    SELECT o.thread_id FROM corpus_post o LEFT JOIN stage_known k ON k.post_id = o.id
    WHERE o.thread_id IN (SELECT thread_id FROM stage_known) GROUP BY 1 HAVING 2 * count(k.n) >= count(*)) t
JOIN corpus_post p ON p.thread_id = t.thread_id
WHERE p.posted_at < (SELECT max(posted_at) FROM stage_keyed) AND p.availability = 'present'
    AND NOT EXISTS (SELECT 1 FROM stage_known k WHERE k.post_id = p.id)
"""
_MARK_ALL_THREADS_NEW = "UPDATE stage_thread SET is_new = true"
_MARK_NEW_THREADS = """
UPDATE stage_thread t SET is_new = true WHERE t.thread_id IS NULL AND EXISTS (
    SELECT 1 FROM stage_keyed s WHERE s.key = t.key AND NOT EXISTS (SELECT 1 FROM stage_known k WHERE k.n = s.n))
"""
_COUNTS = """
SELECT (SELECT count(*) FROM stage_keyed) - (SELECT count(*) FROM stage_known), (SELECT count(*) FROM stage_known),
    (SELECT count(*) FROM stage_thread WHERE is_new),
    (SELECT count(*) FROM stage_keyed s WHERE s.missing IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM stage_known k WHERE k.n = s.n)
        AND NOT EXISTS (SELECT 1 FROM corpus_post p WHERE p.source_id = %(source)s AND p.digest = s.missing)),
    (SELECT count(*) FROM stage_person p WHERE p.author_id IS NULL AND p.person IN (
        SELECT s.person FROM stage_keyed s WHERE NOT EXISTS (SELECT 1 FROM stage_known k WHERE k.n = s.n))),
    (SELECT count(*) FROM stage_vanished)
"""
# The opening first, then by time, then in the order of the file; keys rise with the file.
_PLACES = """
UPDATE stage_thread SET thread_id = nextval(%(thread_keys)s::regclass) WHERE is_new;
CREATE TEMP TABLE stage_place ON COMMIT DROP AS
SELECT COALESCE(known_id, nextval(%(post_keys)s::regclass)) AS post_id, ordered.* FROM (
    SELECT s.n, k.post_id AS known_id, COALESCE(k.thread_id, t.thread_id) AS thread_id, t.is_new, s.person, s.above,
        s.missing, s.loose_digest, s.is_opening,
        (row_number() OVER (PARTITION BY t.thread_id, k.post_id IS NULL
            ORDER BY NOT s.is_opening, s.posted_at NULLS LAST, s.n) - 1)::int AS position
    FROM stage_keyed s JOIN stage_thread t ON t.key = s.key LEFT JOIN stage_known k ON k.n = s.n
    ORDER BY s.n) ordered;
CREATE UNIQUE INDEX ON stage_place (n);
ANALYZE stage_place, stage_person, stage_thread;
"""
THREADS_OF_NEW_POSTS = """
SELECT thread_id AS id FROM stage_thread WHERE is_new
UNION ALL SELECT thread_id FROM stage_place WHERE known_id IS NULL AND NOT is_new
"""
_KEYS_OF = "SELECT pg_get_serial_sequence('corpus_thread', 'id'), pg_get_serial_sequence('corpus_post', 'id')"


@dataclass(frozen=True, slots=True)
class Settled:
    """Count what of a file is new to its source; orphans: answers whose parent is neither in the file nor there.

    `is_first` when the source held nothing before.
    """

    posts: int
    known: int
    threads: int
    orphans: int
    writers: int
    vanished: int
    is_first: bool


def open_stage() -> None:
    """Make the temporary tables of a batch."""
    execute(_TABLES)


def stage(places: list[Place], names: list[Named]) -> None:
    """Take the places of some posts, and the ids of threads, as the intake hands them out."""
    copy("stage_read", _PLACE_COLUMNS, places, _PLACE_TYPES)
    if names:
        copy("stage_name", "key, external_id", names, ("bytea", "text"))


def sort_out(intake: Intake, erased: set[bytes]) -> None:
    """Drop what the file has twice and what is of people who asked to be left out."""
    if intake.has_loose:
        execute(_NUMBER_LOOSE)
    execute("ANALYZE stage_read, stage_name")
    intake.tally.repeated = execute(_DROP_TWINS)
    if erased:
        copy("stage_erased", "digest", ((mark,) for mark in erased), ("bytea",))
        intake.tally.refused = execute(_DROP_ERASED)


def tie(intake: Intake) -> list[Problem]:
    """Give each post its parent and thread inside the file; return the circles of answers that were cut."""
    above = np.full(intake.count, -1, dtype=np.int32)
    for chunk in chunks_of(_TIES):
        pairs = np.array(chunk, dtype=np.int32)
        above[pairs[:, 0]] = pairs[:, 1]
    shapes = climb(above)
    problems = _cut(shapes.cut)
    above[list(shapes.cut)] = -1
    answers = np.flatnonzero(above >= 0).astype(np.int32)
    copy_numbers("stage_top", "n, top, above", (answers, shapes.top[answers], above[answers]))
    execute("ANALYZE stage_top")
    execute(_KEYED.format(tops="t.n = x.top" if intake.has_unnamed else "false"))
    execute("ANALYZE stage_keyed")
    for keys in chunks_of(_KEYS):
        rows = [(key, intake.thread_digest(bytes(key)), named, n) for key, named, n in keys]
        copy("stage_thread", "key, digest, is_named, n", rows, ("bytea", "bytea", "bool", "int4"))
    execute("ANALYZE stage_thread")
    return problems


def _cut(posts: set[int]) -> list[Problem]:
    if not posts:
        return []
    found = rows_of(
        "UPDATE stage_read SET parent_digest = NULL WHERE n = ANY(%(posts)s) RETURNING line", {"posts": list(posts)}
    )
    return [Problem(line, "", "cycle_broken", {}, Severity.WARNING) for line in sorted(line for (line,) in found)]


def meet(scope: dict[str, Any]) -> Settled:
    """Find which posts and threads of the file the source has already; count what is new."""
    is_first = not rows_of("SELECT 1 FROM corpus_post WHERE source_id = %(source)s LIMIT 1", scope)
    if not is_first:
        execute(_KNOWN, scope)
        execute("ANALYZE stage_known")
        for sql in (*_ADOPT, _VANISHED):
            execute(sql, scope)
    execute(_MARK_ALL_THREADS_NEW if is_first else _MARK_NEW_THREADS)
    posts, known, threads, orphans, writers, vanished = rows_of(_COUNTS, scope)[0]
    return Settled(posts, known, threads, orphans, writers, vanished, is_first)


def number() -> None:
    """Give the new posts their keys and their places in their threads."""
    threads, posts = rows_of(_KEYS_OF)[0]
    execute(_PLACES, {"thread_keys": threads, "post_keys": posts})
