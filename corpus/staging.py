"""Write one batch with COPY and set-based SQL; called only by `corpus.ingest`, inside its transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

_TABLES = """
DROP TABLE IF EXISTS pg_temp.stage_post, pg_temp.stage_thread, pg_temp.stage_person, pg_temp.stage_mention,
    pg_temp.stage_link;
CREATE TEMP TABLE stage_post (
    post_id bigint DEFAULT nextval(pg_get_serial_sequence('corpus_post', 'id')),
    n int, digest bytea, parent_digest bytea, parent_n int, g int, is_opening bool, person int
) ON COMMIT DROP;
CREATE TEMP TABLE stage_thread (
    g int PRIMARY KEY, digest bytea, is_named bool, external_id text, top_digest bytea, top_parent_digest bytea,
    title text, thread_id bigint, is_new bool DEFAULT false
) ON COMMIT DROP;
CREATE TEMP TABLE stage_person (person int PRIMARY KEY, author_id bigint, alias text, profession text) ON COMMIT DROP;
CREATE TEMP TABLE stage_mention (post_id bigint, person int) ON COMMIT DROP;
"""
_STAGE_COLUMNS = "n, digest, parent_digest, parent_n, g, is_opening, person"
_STAGE_TYPES = ("int4", "bytea", "bytea", "int4", "int4", "bool", "int4")
_POST_COLUMNS = (
    "id, uuid, source_id, thread_id, batch_id, author_id, parent_id, external_id, missing_parent_digest, digest, "
    "position, kind, text, language, posted_at, time_status, time_precision, is_edited, likes, reposts, replies_count"
)
_POST_TYPES = (
    *("int8", "uuid"), *("int8",) * 5, *("text", "bytea", "bytea", "int4"), *("text",) * 3, "timestamptz",
    *("text", "text", "bool", "int4", "int4", "int4"),
)  # fmt: skip

_ADOPT = """
UPDATE stage_thread t SET thread_id = COALESCE(
    (SELECT p.thread_id FROM corpus_post p WHERE p.source_id = %(source)s AND p.digest = t.top_digest),
    (SELECT p.thread_id FROM corpus_post p WHERE p.source_id = %(source)s AND p.digest = t.top_parent_digest))
WHERE NOT t.is_named
"""
_ADOPT_CHILDREN = """
UPDATE stage_thread t SET thread_id = found.thread_id FROM (
    SELECT s.g, min(p.thread_id) AS thread_id FROM corpus_post p
    JOIN stage_post s ON s.digest = p.missing_parent_digest
    WHERE p.source_id = %(source)s AND p.missing_parent_digest IS NOT NULL GROUP BY s.g) found
WHERE t.g = found.g AND t.thread_id IS NULL AND NOT t.is_named
"""
_ADOPT_NAMED = """
UPDATE stage_thread t SET thread_id = h.id FROM corpus_thread h
WHERE t.thread_id IS NULL AND h.source_id = %(source)s AND h.digest = t.digest
"""
_DROP_KNOWN = """
DELETE FROM stage_post s USING corpus_post p WHERE p.source_id = %(source)s AND p.digest = s.digest
"""
_NEW_THREADS = """
UPDATE stage_thread t SET thread_id = nextval(pg_get_serial_sequence('corpus_thread', 'id')), is_new = true
WHERE t.thread_id IS NULL AND EXISTS (SELECT 1 FROM stage_post s WHERE s.g = t.g);
"""
_INSERT_THREADS = """
INSERT INTO corpus_thread (id, uuid, source_id, batch_id, external_id, digest, title)
SELECT thread_id, gen_random_uuid(), %(source)s, %(batch)s, external_id, digest, title
FROM stage_thread WHERE is_new ORDER BY g
"""
# Called twice: for the people who write, before the posts, and for those only mentioned, after them.
_INSERT_AUTHORS = """
WITH fresh AS (
    INSERT INTO corpus_author (uuid, corpus_id, alias, profession)
    SELECT gen_random_uuid(), %(corpus)s, alias, profession FROM stage_person
    WHERE author_id IS NULL AND person IN (SELECT person FROM {used}) ORDER BY alias
    RETURNING id, alias)
UPDATE stage_person p SET author_id = fresh.id FROM fresh WHERE p.author_id IS NULL AND p.alias = fresh.alias
"""
_RESOLVED = """
SELECT s.n, s.post_id, t.thread_id, a.author_id, COALESCE(here.post_id, there.id), t.is_new
FROM stage_post s
JOIN stage_thread t ON t.g = s.g
LEFT JOIN stage_person a ON a.person = s.person
LEFT JOIN (SELECT o.n, o.post_id, ot.thread_id FROM stage_post o JOIN stage_thread ot ON ot.g = o.g) here
    ON here.n = s.parent_n AND here.thread_id = t.thread_id
LEFT JOIN LATERAL (
    SELECT p.id FROM corpus_post p
    WHERE here.post_id IS NULL AND s.parent_digest IS NOT NULL
      AND p.source_id = %(source)s AND p.digest = s.parent_digest AND p.thread_id = t.thread_id) there ON true
"""
_INSERT_MENTIONS = """
INSERT INTO corpus_mention (post_id, author_id)
SELECT DISTINCT m.post_id, p.author_id FROM stage_mention m JOIN stage_person p ON p.person = m.person ORDER BY 1, 2
"""
# A parent that arrives late: link its waiting answers, unless that would close a circle.
_LINK = """
CREATE TEMP TABLE stage_link ON COMMIT DROP AS
    SELECT p.id AS child, s.post_id AS parent FROM corpus_post p
    JOIN stage_post s ON s.digest = p.missing_parent_digest
    JOIN stage_thread t ON t.g = s.g AND t.thread_id = p.thread_id
    WHERE p.source_id = %(source)s AND p.missing_parent_digest IS NOT NULL AND p.id <> s.post_id;
"""
_DROP_CIRCLES = """
WITH RECURSIVE up (child, node) AS (
    SELECT child, parent FROM stage_link
    UNION
    SELECT up.child, COALESCE(p.parent_id, l.parent) FROM up
    JOIN corpus_post p ON p.id = up.node LEFT JOIN stage_link l ON l.child = up.node
    WHERE COALESCE(p.parent_id, l.parent) IS NOT NULL AND up.node <> up.child)
DELETE FROM stage_link WHERE child IN (SELECT child FROM up WHERE node = child)
"""
_APPLY_LINKS = """
UPDATE corpus_post p SET parent_id = l.parent, missing_parent_digest = NULL FROM stage_link l WHERE p.id = l.child
"""
_RENUMBER = """
WITH ranked AS (
    SELECT p.id, row_number() OVER (PARTITION BY p.thread_id ORDER BY
        COALESCE(s.is_opening, p.position = 0 AND p.parent_id IS NULL AND p.missing_parent_digest IS NULL) DESC,
        p.posted_at NULLS LAST, s.post_id IS NOT NULL, p.position, p.id) - 1 AS place
    FROM corpus_post p LEFT JOIN stage_post s ON s.post_id = p.id
    WHERE p.thread_id IN (SELECT thread_id FROM stage_thread WHERE NOT is_new AND thread_id IS NOT NULL))
UPDATE corpus_post p SET position = ranked.place FROM ranked WHERE p.id = ranked.id AND p.position <> ranked.place
"""


def execute(sql: str, params: dict[str, Any] | None = None) -> int:
    """Run one or several statements; return the number of rows the last one touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def rows_of(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def copy(table: str, columns: str, rows: Iterable[Sequence[Any]], types: Sequence[str] = ()) -> None:
    """Append rows to a table by COPY."""
    statement = f"COPY {table} ({columns}) FROM STDIN"
    # psycopg's own COPY does not go through Django, which would translate its errors.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as stream:
        if types:
            stream.set_types(types)
        for row in rows:
            stream.write_row(row)


def open_stage() -> None:
    """Make the temporary tables of a batch."""
    execute(_TABLES)


def stage_posts(rows: Iterable[Sequence[Any]]) -> None:
    """Copy what decides where the posts go: number, digests, thread of the file, author."""
    copy("stage_post", _STAGE_COLUMNS, rows, _STAGE_TYPES)


def settle_threads(scope: dict[str, Any]) -> int:
    """Tie the threads of the file to those of the corpus, drop posts already there; return how many were dropped."""
    execute("ANALYZE stage_post, stage_thread")
    dropped = 0
    if rows_of("SELECT 1 FROM corpus_post WHERE source_id = %(source)s LIMIT 1", scope):
        for sql in (_ADOPT, _ADOPT_CHILDREN, _ADOPT_NAMED):
            execute(sql, scope)
        dropped = execute(_DROP_KNOWN, scope)
    execute(_NEW_THREADS)
    return dropped


def insert_threads(scope: dict[str, Any]) -> int:
    """Insert the new threads."""
    return execute(_INSERT_THREADS, scope)


def insert_writers(scope: dict[str, Any]) -> int:
    """Insert the people who wrote the new posts and are not known; return how many."""
    return execute(_INSERT_AUTHORS.format(used="stage_post"), scope)


def insert_mentioned(scope: dict[str, Any]) -> int:
    """Insert the people whom the new posts only mention, and the mentions; return how many people."""
    people = execute(_INSERT_AUTHORS.format(used="stage_mention"), scope)
    execute(_INSERT_MENTIONS)
    return people


def resolved(scope: dict[str, Any]) -> dict[int, tuple[Any, ...]]:
    """Return for each new post, by its number in the file: keys of post, thread, author, parent; is its thread new."""
    return {row[0]: row[1:] for row in rows_of(_RESOLVED, scope)}


def copy_posts(rows: Iterable[Sequence[Any]]) -> None:
    """Append posts to the corpus."""
    copy("corpus_post", _POST_COLUMNS, rows, _POST_TYPES)


def check_keys_at_once() -> None:
    """Check foreign keys slice by slice; only parents, which may stand further down, wait for the commit."""
    names = rows_of(
        "SELECT quote_ident(conname) FROM pg_constraint WHERE contype = 'f' AND condeferrable AND conrelid = "
        "%(table)s::regclass AND confrelid <> conrelid",
        {"table": "corpus_post"},
    )
    if names:
        execute(f"SET CONSTRAINTS {', '.join(n for (n,) in names)} IMMEDIATE")


def finish(scope: dict[str, Any]) -> None:
    """Link answers that waited for a parent, and number the threads that grew."""
    execute("SET CONSTRAINTS ALL DEFERRED")
    execute(_LINK, scope)
    execute(_DROP_CIRCLES)
    execute(_APPLY_LINKS)
    execute(_RENUMBER)
