"""Bring answers and the parents that came in another file together, and number the threads that grew."""

from collections.abc import Callable
from typing import Any

from corpus.staging import execute, rows_of

IsWorkedOn = Callable[[list[int]], set[int]]

_LINKS = """
CREATE TEMP TABLE stage_link ON COMMIT DROP AS
    SELECT p.id AS child, p.thread_id AS child_thread, q.id AS parent, q.thread_id AS parent_thread,
        p.missing_parent_digest AS digest
    FROM corpus_post p JOIN corpus_post q ON q.source_id = p.source_id AND q.digest = p.missing_parent_digest
    WHERE p.source_id = %(source)s AND p.missing_parent_digest IS NOT NULL AND p.id <> q.id
      AND (p.batch_id = %(batch)s OR q.batch_id = %(batch)s);
CREATE TEMP TABLE stage_grown ON COMMIT DROP AS
    SELECT thread_id FROM stage_place WHERE known_id IS NULL AND NOT is_new
    UNION SELECT thread_id FROM stage_known k JOIN stage_late l ON l.post_id = k.post_id
"""
_ANY = "SELECT 1 FROM stage_link UNION ALL SELECT 1 FROM stage_grown LIMIT 1"
# A thread without an opening that was made for answers whose parent was missing joins the thread of that parent.
_APART = """
SELECT DISTINCT l.child_thread, l.parent_thread, t.digest, l.digest
FROM stage_link l JOIN corpus_thread t ON t.id = l.child_thread
WHERE l.child_thread <> l.parent_thread AND NOT EXISTS (
    SELECT 1 FROM corpus_post o
    WHERE o.thread_id = t.id AND o.parent_id IS NULL AND o.missing_parent_digest IS NULL)
ORDER BY 1, 2
"""
_POSTS = "SELECT id, digest FROM corpus_post WHERE thread_id = %(thread)s"
_MERGE = """
UPDATE corpus_post SET thread_id = %(into)s, position = position + %(after)s WHERE thread_id = %(thread)s;
UPDATE stage_link SET child_thread = %(into)s WHERE child_thread = %(thread)s;
UPDATE stage_link SET parent_thread = %(into)s WHERE parent_thread = %(thread)s;
UPDATE stage_place SET thread_id = %(into)s WHERE thread_id = %(thread)s;
INSERT INTO stage_grown SELECT %(into)s WHERE NOT EXISTS (SELECT 1 FROM stage_grown WHERE thread_id = %(into)s);
DELETE FROM corpus_threadfacts WHERE thread_id = %(thread)s;
DELETE FROM corpus_thread WHERE id = %(thread)s
"""
_DROP_LINKS_ACROSS = "DELETE FROM stage_link WHERE child_thread <> parent_thread"
# A link that would close a circle is not made.
_DROP_CIRCLES = """
WITH RECURSIVE up (child, node) AS (
    SELECT child, parent FROM stage_link
    UNION
    SELECT up.child, COALESCE(p.parent_id, l.parent) FROM up
    JOIN corpus_post p ON p.id = up.node LEFT JOIN stage_link l ON l.child = up.node
    WHERE COALESCE(p.parent_id, l.parent) IS NOT NULL AND up.node <> up.child)
DELETE FROM stage_link WHERE child IN (SELECT child FROM up WHERE node = child)
"""
_APPLY = """
UPDATE corpus_post p SET parent_id = l.parent, missing_parent_digest = NULL FROM stage_link l WHERE p.id = l.child
"""
_RENUMBER = """
WITH ranked AS (
    SELECT p.id, row_number() OVER (PARTITION BY p.thread_id ORDER BY
        COALESCE(s.is_opening, p.position = 0 AND p.parent_id IS NULL AND p.missing_parent_digest IS NULL) DESC,
        p.posted_at NULLS LAST, s.post_id IS NOT NULL, p.position, p.id) - 1 AS place
    FROM corpus_post p LEFT JOIN stage_place s ON s.post_id = p.id AND s.known_id IS NULL
    WHERE p.thread_id IN (SELECT thread_id FROM stage_grown))
UPDATE corpus_post p SET position = ranked.place FROM ranked WHERE p.id = ranked.id AND p.position <> ranked.place
"""


def link(scope: dict[str, Any], thread_digest: Callable[[bytes], bytes], is_worked_on: IsWorkedOn) -> list[int]:
    """Link answers to parents that arrived, join threads that are one, number those that grew; return the latter.

    A thread somebody worked on stays apart. Runs with all constraints deferred.
    """
    execute(_LINKS, scope)
    if not rows_of(_ANY):
        return []  # a file that answers nothing older, as most do
    _join_threads(thread_digest, is_worked_on)
    execute(_DROP_LINKS_ACROSS)
    execute(_DROP_CIRCLES)
    execute(_APPLY)
    execute(_RENUMBER)
    return [thread for (thread,) in rows_of("SELECT thread_id FROM stage_grown")]


def _join_threads(thread_digest: Callable[[bytes], bytes], is_worked_on: IsWorkedOn) -> None:
    """Move the posts of threads that were only waiting for a parent to the thread where this parent stands."""
    into: dict[int, int] = {}
    for waiting, there, digest, missing in rows_of(_APART):
        posts = rows_of(_POSTS, {"thread": waiting})
        names = (missing, *(mark for _, mark in posts))
        waited = any(thread_digest(bytes(mark)) == bytes(digest) for mark in names)
        if waited and waiting not in into and not is_worked_on([post for post, _ in posts]):
            into[waiting] = there
    for thread in into:
        end = _end(thread, into)
        if end != thread:
            after = rows_of("SELECT count(*) FROM corpus_post WHERE thread_id = %(into)s", {"into": end})[0][0]
            execute(_MERGE, {"thread": thread, "into": end, "after": after})


def _end(thread: int, into: dict[int, int]) -> int:
    """Return the thread all joins lead to; in a circle of threads the smallest number stands."""
    path = [thread]
    while path[-1] in into:
        following = into[path[-1]]
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]
