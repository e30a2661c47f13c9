"""Write the posts of a file and what hangs on them, a chunk at a time; called only by `corpus.ingest`."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

import numpy as np

from corpus.intake import Intake, Masked, Waiting, masked
from corpus.keys import sealer
from corpus.matching import Matching
from corpus.pseudonyms import Masker
from corpus.pulse import Pulse
from corpus.reviewing import same_digest
from corpus.staging import Packing, asked, copy, copy_packed, execute, rows_of

_TURN_SECONDS = 0.0005
_BEGUN = 4  # chunks; they wait in memory
_INSERT_THREADS = """
INSERT INTO corpus_thread (id, uuid, source_id, batch_id, external_id, digest, title)
SELECT t.thread_id, gen_random_uuid(), %(source)s, %(batch)s, COALESCE(named.external_id, ''), t.digest, ''
FROM stage_thread t
LEFT JOIN (SELECT key, min(external_id) AS external_id FROM stage_name GROUP BY key) named ON named.key = t.key
WHERE t.is_new ORDER BY t.n
"""
# Called twice: for the people who write, before the posts, and for those only mentioned, after them.
_INSERT_AUTHORS = """
WITH fresh AS (
    INSERT INTO corpus_author (uuid, corpus_id, alias, profession)
    SELECT gen_random_uuid(), %(corpus)s, alias, profession FROM stage_person
    WHERE author_id IS NULL AND NOT is_erased AND person IN ({used}) ORDER BY alias
    RETURNING id, alias)
UPDATE stage_person p SET author_id = fresh.id FROM fresh
WHERE p.author_id IS NULL AND NOT p.is_erased AND p.alias = fresh.alias
"""
# A place whose words were missing may learn who wrote it.
_WRITERS = """
SELECT person FROM stage_place WHERE known_id IS NULL
UNION ALL SELECT s.person FROM stage_place s JOIN stage_known k ON k.n = s.n WHERE k.is_empty
"""
_MENTIONED = "SELECT person FROM stage_mention UNION SELECT person FROM stage_named"
_INSERT_MENTIONS = """
INSERT INTO corpus_mention (post_id, author_id)
SELECT DISTINCT m.post_id, p.author_id FROM stage_mention m JOIN stage_person p ON p.person = m.person
WHERE p.author_id IS NOT NULL ORDER BY 1, 2
"""
_AUTHORS = "SELECT person, author_id FROM stage_person WHERE author_id IS NOT NULL"
# Looked up row by row through the indexes: a join would read the whole file again for each chunk.
_PARENT = """
LEFT JOIN LATERAL (
    SELECT o.post_id FROM stage_place o WHERE o.n = s.above AND o.thread_id = s.thread_id OFFSET 0) parent ON true
"""
_FIRST_FILE = f"""
SELECT s.n, s.post_id, s.thread_id, s.person, parent.post_id, s.position, s.loose_digest, s.above >= 0, s.missing,
    s.is_opening OR s.position = 0 AND (s.above < 0 AND s.missing IS NULL OR parent.post_id IS NOT NULL), NULL, NULL,
    false
FROM stage_place s {_PARENT} WHERE s.n >= %(first)s AND s.n < %(end)s
"""  # noqa: S608  (built from constants of this module)
_LATER_FILE = f"""
SELECT s.n, CASE WHEN s.known_id IS NULL THEN s.post_id END, s.thread_id, s.person,
    COALESCE(parent.post_id, there.id), s.position, s.loose_digest, s.above >= 0, s.missing,
    s.is_opening
        OR s.is_new AND s.position = 0 AND (s.above < 0 AND s.missing IS NULL OR parent.post_id IS NOT NULL),
    k.post_id, k.words_digest, k.is_empty
FROM stage_place s {_PARENT}
LEFT JOIN LATERAL (SELECT p.post_id, p.words_digest, p.is_empty FROM stage_known p WHERE p.n = s.n OFFSET 0) k ON true
LEFT JOIN LATERAL (
    SELECT p.id FROM corpus_post p
    WHERE s.missing IS NOT NULL AND s.known_id IS NULL
      AND p.source_id = %(source)s AND p.digest = s.missing AND p.thread_id = s.thread_id) there ON true
WHERE s.n >= %(first)s AND s.n < %(end)s
"""  # noqa: S608
_POST_COLUMNS = (
    "id, uuid, source_id, thread_id, batch_id, author_id, parent_id, external_id, missing_parent_digest, digest, "
    "position, kind, text, language, posted_at, time_status, time_precision, is_edited, likes, reposts, replies_count, "
    "words_digest, availability"
)
_POST_TYPES = (
    *("int8", "bytea"), *("int8",) * 5, *("text", "bytea", "bytea", "int4"), *("text",) * 3, "int8",
    *("text", "text", "bool", "int4", "int4", "int4", "bytea", "text"),
)  # fmt: skip
# What a chunk is sorted by: an index takes neighbors faster one after the other.
_THREAD = itemgetter(_POST_COLUMNS.split(", ").index("thread_id"))
# The first opening among the titled posts names its thread; without one, the first of them in its place.
_TITLE = """
UPDATE corpus_thread t SET title = found.title FROM (
    SELECT DISTINCT ON (p.thread_id) p.thread_id, s.title
    FROM stage_title s JOIN corpus_post p ON p.id = s.post_id ORDER BY p.thread_id, p.position) found
WHERE t.id = found.thread_id AND t.title = ''
"""


def insert_threads(scope: dict[str, Any]) -> int:
    """Insert the new threads."""
    return execute(_INSERT_THREADS, scope)


def insert_writers(scope: dict[str, Any]) -> int:
    """Insert the people who wrote the new posts and are not known; return how many."""
    return execute(_INSERT_AUTHORS.format(used=_WRITERS), scope)


def insert_mentioned(scope: dict[str, Any]) -> int:
    """Insert the people whom the new posts only mention, and the mentions; return how many people."""
    people = execute(_INSERT_AUTHORS.format(used=_MENTIONED), scope)
    execute(_INSERT_MENTIONS)
    return people


def give_titles() -> None:
    """Name the threads that have no title yet."""
    execute(_TITLE)


def check_keys_at_once() -> None:
    """Check foreign keys chunk by chunk; only parents, which may stand further down, wait for the commit."""
    names = rows_of(
        "SELECT quote_ident(conname) FROM pg_constraint WHERE contype = 'f' AND condeferrable AND conrelid = "
        "%(table)s::regclass AND confrelid <> conrelid",
        {"table": "corpus_post"},
    )
    if names:
        execute(f"SET CONSTRAINTS {', '.join(n for (n,) in names)} IMMEDIATE")


_Row = tuple[Any, ...]
_Chunk = tuple[int, list[Waiting], list[Masked]]
_Ready = tuple[bytes, "_Hung"]


class Aside:
    """Work on the words of a file in a thread of its own, which does without the database."""

    def __init__(self, thread: ThreadPoolExecutor, intake: Intake, masker: Masker) -> None:
        """Begin at once: the database will be busy numbering all posts before it asks for the first ones."""
        self.submit = thread.submit
        self._words = intake.words()
        self._masker = masker
        self._begun = deque(thread.submit(self._begin) for _ in intake.chunks[:_BEGUN])

    def _begin(self) -> _Chunk:
        first, words = next(self._words)
        return first, words, [masked(w, self._masker) for w in words]

    def chunk(self) -> _Chunk:
        """Return the next chunk: number of the first post, words, and these masked if it was begun; in the thread."""
        return self._begun.popleft().result() if self._begun else (*next(self._words), [])


@contextmanager
def aside(intake: Intake, masker: Masker) -> Iterator[Aside]:
    """Open the thread; the one that feeds the database has its turn soon: by default it waits 5 ms for each piece."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        with ThreadPoolExecutor(1, "masking") as thread:
            yield Aside(thread, intake, masker)
    finally:
        sys.setswitchinterval(usual)


class Writing:
    """Copy the posts of one file; the database writes one chunk while the next one is masked and packed here."""

    def __init__(self, scope: dict[str, Any], intake: Intake, people: Matching, key: bytes, *, is_first: bool) -> None:
        """Take what was staged; `is_first` when the source held nothing before."""
        self.pictures: list[tuple[int, int, str]] = []
        self._scope = scope
        self._intake = intake
        self._people = people
        self._key = key
        self._seal = sealer(key).seal
        self._places = _FIRST_FILE if is_first else _LATER_FILE
        self._authors: dict[int, int] = dict(rows_of(_AUTHORS))
        self._packing = Packing(_POST_TYPES)

    def write(self, aside: Aside, pulse: Pulse) -> None:
        """Copy everything, chunk by chunk."""
        check_keys_at_once()
        ready: Future[_Ready] | None = None
        for first, end in self._intake.chunks:
            pulse.beat("writing", first, self._intake.count)
            places = asked(self._places, self._scope | {"first": first, "end": end})
            coming = aside.submit(self._ready, places, aside)
            if ready:
                self._copy(*ready.result())
            ready = coming
        if ready:
            self._copy(*ready.result())
        pulse.beat("writing", self._intake.count, self._intake.count)

    def _copy(self, posts: bytes, hung: "_Hung") -> None:
        copy_packed("corpus_post", _POST_COLUMNS, posts)
        hung.copy()
        self.pictures += hung.pictures

    def _ready(self, places: Callable[[], list[_Row]], aside: Aside) -> _Ready:
        """Mask and pack the next chunk; runs in a thread of its own, without the database."""
        hung = _Hung(self._scope["batch"], self._key, self._seal)
        posts = sorted(self._posts(places(), *aside.chunk(), hung), key=_THREAD)
        return self._packing.pack(posts), hung

    def _posts(
        self, places: list[_Row], first: int, words: list[Waiting], begun: list[Masked], hung: "_Hung"
    ) -> Iterator[_Row]:
        source, batch = self._scope["source"], self._scope["batch"]
        roots, masker, author_of = self._intake.people.root, self._people.masker, self._authors.get
        for uuid, place in zip(_uuids(len(places)), places, strict=True):
            number, post, thread, person, parent, position, loose, is_tied, missing, is_first, *known = place
            w = words[number - first]
            if post is None:
                self._meet(w, author_of(person), known, hung)
                continue
            m = begun[number - first] if begun else masked(w, masker)
            hung.add(post, m, {roots(p) for p in m.named} if m.named else ())
            yield (
                post, uuid, source, thread, batch, author_of(person), parent, w.external_id,
                None if parent else w.parent_digest if is_tied else missing, loose or w.digest, position,
                "reply" if w.kind == "post" and not is_first else w.kind, m.text, w.language, w.posted_at,
                w.time_status, w.time_precision, w.is_edited, w.likes, w.reposts, w.replies, w.words_digest,
                w.availability,
            )  # fmt: skip

    def _meet(self, w: Waiting, author: int | None, known: list[Any], hung: "_Hung") -> None:
        """Look again at a post already there: its words may have gone, be others, or come for the first time."""
        post, said, is_empty = known
        if w.is_gone:
            hung.gone += [(post,)] if said else []
            return
        if is_empty:
            hung.late.append((post, author, w.posted_at, w.time_status, w.time_precision, w.kind))
        if said and said != w.words_digest:
            m = masked(w, self._people.masker)
            hung.change(post, m, w, map(self._intake.people.root, m.named))


class _Hung:
    """Gather what hangs on the posts of one chunk."""

    def __init__(self, batch: int, key: bytes, seal: Any) -> None:
        self.pictures: list[tuple[int, int, str]] = []
        self.gone: list[tuple[int]] = []
        self.late: list[tuple[Any, ...]] = []
        self._batch = batch
        self._key = key
        self._seal = seal
        self._hashtags: list[tuple[Any, ...]] = []
        self._media: list[tuple[Any, ...]] = []
        self._polls: list[tuple[Any, ...]] = []
        self._mentions: list[tuple[Any, ...]] = []
        self._titles: list[tuple[Any, ...]] = []
        self._hits: list[tuple[Any, ...]] = []
        self._changes: list[tuple[Any, ...]] = []
        self._named: list[tuple[Any, ...]] = []

    def add(self, post: int, words: Masked, named: Iterable[int]) -> None:
        """Take what hangs on one post."""
        if words.hashtags:
            self._hashtags += [(post, name, written) for name, written in words.hashtags]
        if named:
            self._mentions += [(post, person) for person in named]
        self._add_hits(post, words)
        if words.title:
            self._titles.append((post, words.title))
        if words.media:
            self._media += [(post, i, kind[:10], described) for i, (kind, described, _) in enumerate(words.media)]
            self.pictures += [(post, i, member) for i, (_, _, member) in enumerate(words.media) if member]
        if words.poll:
            self._polls += [(post, i, text, votes) for i, (text, votes) in enumerate(words.poll)]

    def _add_hits(self, post: int, words: Masked) -> None:
        self._hits += [
            (self._batch, post, kind, start, end, self._seal(said), same_digest(self._key, kind, said), "", "")
            for kind, start, end, said in words.hits
        ]

    def change(self, post: int, words: Masked, waiting: Waiting, named: Iterable[int]) -> None:
        """Take another wording of a post already there; its hits are told by their batch, which is not the post's."""
        self._add_hits(post, words)
        self._changes.append((post, words.text, waiting.words_digest))
        self._named += [(person,) for person in named]

    def copy(self) -> None:
        """Write it, the posts being there."""
        for table, columns, types, rows in (
            ("corpus_hashtag", "post_id, name, written", "int8 text text", self._hashtags),
            ("corpus_attachment", "post_id, position, kind, description", "int8 int2 text text", self._media),
            ("corpus_polloption", "post_id, position, text, votes", "int8 int2 text int4", self._polls),
            ("stage_mention", "post_id, person", "int8 int4", self._mentions),
            ("stage_title", "post_id, title", "int8 text", self._titles),
            ("stage_vanished", "post_id", "int8", self.gone),
            (
                "stage_late",
                "post_id, author_id, posted_at, time_status, time_precision, kind",
                "int8 int8 int8 text text text",
                self.late,
            ),
            ("stage_named", "person", "int4", self._named),
            ("stage_change", "post_id, text, words_digest", "int8 text bytea", self._changes),
            (
                "corpus_redactionhit",
                'batch_id, post_id, kind, start, "end", original, same, decision, decided_by',
                "int8 int8 text int4 int4 bytea bytea text text",
                self._hits,
            ),
        ):
            if rows:
                copy(table, columns, rows, types.split())


def _uuids(count: int) -> Iterator[bytes]:
    """Yield random identifiers (RFC 9562, version 4) as bytes."""
    drawn = np.frombuffer(bytearray(os.urandom(16 * count)), dtype=np.uint8).reshape(count, 16)
    drawn[:, 6] = drawn[:, 6] & 0x0F | 0x40
    drawn[:, 8] = drawn[:, 8] & 0x3F | 0x80
    packed = drawn.tobytes()
    return (packed[i : i + 16] for i in range(0, 16 * count, 16))
