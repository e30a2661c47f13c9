"""Take the posts of one file in: join people, mark posts and threads by digests, keep the words aside on disk; pure.

A file is read once, and nothing of its length stays in memory: where each post goes is handed to a sink in chunks, the
words wait in an unnamed temporary file until it is known who is who, and which post opens which thread.
"""

import pickle
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Self

from corpus.importers.base import PostKind, PostRecord, Problem, Severity, TimeStatus
from corpus.pseudonyms import Masker, People, digester
from corpus.redaction import find, finds_nothing, left_out_in
from corpus.text import clean, fold_in_place, mentions, words_of

CHUNK = 4_000
CHUNK_CHARACTERS = 4_000_000
# An id is kept only when it is a bare id: an address or a name in its place would say who wrote.
_BARE_ID = re.compile(r"(?=[^\d]*\d)[A-Za-z0-9_.:-]{1,64}$")
_HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d]\w*)")
_LENGTH = 8  # bytes before each piece of the spool
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Waiting(NamedTuple):
    """Hold the words of one post until people and threads of the file are known; `posted_at` as in `microseconds`."""

    text: str
    words_digest: bytes
    external_id: str
    kind: str
    language: str
    posted_at: int | None
    time_status: str
    time_precision: str
    is_edited: bool
    availability: str
    likes: int | None
    reposts: int | None
    replies: int | None
    title: str
    hashtags: tuple[str, ...]
    media: tuple[tuple[str, str, str], ...]
    poll: tuple[tuple[str, int | None], ...]
    digest: bytes
    parent_digest: bytes | None

    @property
    def is_gone(self) -> bool:
        """Tell whether the file has only the place of the post, its words being deleted or withheld."""
        return not self.text and self.availability != "present"


class Place(NamedTuple):
    """Hold where one post goes, as far as its own row can tell; the thread by the digest of a post of its name."""

    number: int
    line: int
    digest: bytes
    parent_digest: bytes | None
    thread_key: bytes | None
    person: int | None
    posted_at: int | None
    is_loose: bool


class HitPlace(NamedTuple):
    """Mark a passage that was masked: where its mask stands in the masked text, and what stood there."""

    kind: str
    start: int
    end: int
    original: str


class Masked(NamedTuple):
    """Hold the words of one post with aliases and neutral words in the place of people."""

    text: str
    title: str
    hashtags: tuple[tuple[str, str], ...]
    media: tuple[tuple[str, str, str], ...]
    poll: tuple[tuple[str, int | None], ...]
    named: frozenset[int] | set[int]
    hits: tuple[HitPlace, ...]


Named = tuple[bytes, str]
Sink = Callable[[list[Place], list[Named]], None]


@dataclass(slots=True)
class Tally:
    """Count what a file held."""

    rows: int = 0
    repeated: int = 0
    refused: int = 0
    rejected: int = 0
    warnings: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


class Intake:
    """Collect the posts of one file, then hand their words out again."""

    def __init__(self, key: bytes, platform: str, sink: Sink, *, keeps_names: bool = False) -> None:
        """Take the key of the corpus, and what receives the places of posts and the ids of threads, by digest."""
        self.people = People(keeps_names=keeps_names)
        self.tally = Tally()
        self.count = 0
        # First and end of each chunk that waits.
        self.chunks: list[tuple[int, int]] = []
        self.has_loose = self.has_unnamed = False
        self._content_mark, self._words_mark, self._thread_of = (
            digester(key, platform, kind) for kind in ("content", "words", "thread")
        )
        self._sink = sink
        # Parents, threads and authors are named again and again in neighboring rows.
        self._own_mark = digester(key, platform, "post")
        self._post_mark = lru_cache(maxsize=16_384)(self._own_mark)
        self._thread_mark = lru_cache(maxsize=16_384)(self._named_thread)
        self._author = lru_cache(maxsize=16_384)(self.people.author)
        self._places: list[Place] = []
        self._thread_ids: list[Named] = []
        self._words: list[tuple[Any, ...]] = []
        self._characters = 0
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115  (closed by `__exit__`)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def take(self, item: PostRecord | Problem) -> Problem | None:
        """Take one post or problem; return what the report must show."""
        if isinstance(item, Problem):
            self.note(item)
            return item
        self.tally.rows += 1
        text = clean(item.text)
        is_loose = not item.external_id and (item.posted_at is None or item.time_status is TimeStatus.ESTIMATED)
        person = self._author(item.author_external_id, item.author_handle, item.author_name)
        if item.kind is PostKind.QUESTION and person is not None:
            self.people.asked.add(person)
        for mention in item.mentions:
            self.people.mentioned(mention.handle, mention.external_id)
        if "@" in text:
            self._hear(text)
        when = microseconds(item.posted_at) if item.posted_at else None
        digest = self._post_digest(item, text, is_loose=is_loose)
        above = self._post_mark(item.parent_external_id) if item.parent_external_id else None
        thread = self._thread_mark(item.thread_external_id) if item.thread_external_id else None
        self._places.append(Place(self.count, item.line, digest, above, thread, person, when, is_loose))
        self._words.append(self._waiting(item, text, when, digest, above))
        self.has_loose |= is_loose
        self.has_unnamed |= thread is None
        self.count += 1
        self._characters += len(text)
        if len(self._words) >= CHUNK or self._characters >= CHUNK_CHARACTERS:
            self._flush()
        return None

    def note(self, problem: Problem) -> None:
        """Count a problem."""
        if problem.severity is Severity.REJECTED:
            self.tally.rows += problem.line > 0
            self.tally.rejected += 1
        else:
            self.tally.warnings += 1
        self.tally.reasons[problem.code] += 1

    def settle(self) -> None:
        """End the reading: hand out the last chunk and join the people."""
        self._flush()
        self.people.settle()

    def thread_digest(self, key: bytes) -> bytes:
        """Return the digest of the thread that the post with this digest opens, or would open."""
        return self._thread_of(key.hex())

    def _named_thread(self, external_id: str) -> bytes:
        """Return the digest of the post of that id, for many platforms name a thread after its opening."""
        mark = self._post_mark(external_id)
        if _bare(external_id):
            self._thread_ids.append((mark, external_id))
        return mark

    def _post_digest(self, item: PostRecord, text: str, *, is_loose: bool) -> bytes:
        """Return the digest of the native id; without one, of who said what, and when if that is sure."""
        if item.external_id:
            return self._own_mark(item.external_id)
        author = item.author_external_id or item.author_handle or item.author_name
        when = None if is_loose or item.posted_at is None else item.posted_at.astimezone(UTC)
        told = "\0".join((item.thread_external_id, item.parent_external_id, author, str(when), text))
        return self._content_mark(told)

    def _waiting(
        self, item: PostRecord, text: str, when: int | None, digest: bytes, above: bytes | None
    ) -> tuple[Any, ...]:
        media: tuple[tuple[str, str, str], ...] = ()
        poll: tuple[tuple[str, int | None], ...] = ()
        title = ""
        if item.media or item.poll or item.title:
            media = tuple((m.kind, clean(m.description), m.member) for m in item.media)
            poll = tuple((clean(o.text), o.votes) for o in item.poll)
            title = clean(item.title)
            for words in (title, *(d for _, d, _ in media), *(o for o, _ in poll)):
                self._hear(words)
        hashtags = tuple(map(clean, item.hashtags)) if item.hashtags else ()
        return (
            text, _bare(item.external_id), item.kind._value_, item.language[:10], when,
            item.time_status._value_, item.time_precision._value_ if item.time_precision else "second", item.is_edited,
            item.availability._value_, item.likes, item.reposts, item.replies, title, hashtags, media, poll,
            digest, above,
        )  # fmt: skip

    def _hear(self, text: str) -> None:
        for span in mentions(text):
            self.people.mentioned(span.word)

    def _flush(self) -> None:
        if self._words:
            packed = pickle.dumps(self._words, pickle.HIGHEST_PROTOCOL)
            self._spool.write(len(packed).to_bytes(_LENGTH) + packed)
            self.chunks.append((self.count - len(self._words), self.count))
            self._sink(self._places, self._thread_ids)
            self._words, self._places, self._thread_ids, self._characters = [], [], [], 0

    def words(self) -> Iterator[tuple[int, list[Waiting]]]:
        """Yield the words of the posts in chunks, each with the number of its first post, after `settle`."""
        self._spool.seek(0)
        for first, _end in self.chunks:
            packed = self._spool.read(int.from_bytes(self._spool.read(_LENGTH)))
            # The words are marked only now: the database is at work meanwhile, as it is not while the file is read.
            mark = self._words_mark
            rows = pickle.loads(packed)  # noqa: S301  (our own unnamed file)
            yield first, [Waiting(text, mark(text), *rest) for text, *rest in rows]


def masked(words: Waiting, masker: Masker) -> Masked:
    """Return the words of a post with aliases and neutral words in the place of people."""
    text, named, hits = words.text, set[int](), tuple[HitPlace, ...]()
    each = harmless = words_of(fold_in_place(text))
    if not (masker.finds_nothing(text, each) and finds_nothing(text, each)):  # the way of most texts
        text, named = masker.mask(text)
        text, hits = redacted(left_out_in(text, words.language), words.language)
        harmless = []
    title, media, poll = "", words.media, words.poll
    if words.title or media or poll:

        def plain(part: str) -> str:
            hidden, found = masker.mask(part)
            named.update(found)
            return redacted(left_out_in(hidden, words.language), words.language)[0]

        title = plain(words.title)
        media = tuple((kind, plain(described), member) for kind, described, member in media)
        poll = tuple((plain(option), votes) for option, votes in poll)
    given = tuple(t for t in words.hashtags if fold_in_place(t) in harmless or _names_nobody(t, words.language, masker))
    return Masked(text, title, hashtags_of(text, given), media, poll, named, hits)


def _names_nobody(hashtag: str, language: str, masker: Masker) -> bool:
    """Tell whether the rules would leave a hashtag as it is."""
    return masker.mask(hashtag)[0] == hashtag and not find(hashtag, language or "fr")


def redacted(text: str, language: str) -> tuple[str, tuple[HitPlace, ...]]:
    """Return the text with neutral words in the place of what may name somebody, and where these stand."""
    found = find(text, language or "fr")
    if not found:
        return text, ()
    pieces: list[str] = []
    places: list[HitPlace] = []
    done = shift = 0
    for start, end, kind, token in found:
        pieces += [text[done:start], token]
        places.append(HitPlace(kind, start + shift, start + shift + len(token), text[start:end]))
        shift += len(token) - (end - start)
        done = end
    return "".join([*pieces, text[done:]]), tuple(places)


def hashtags_of(text: str, given: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Return (folded, written) of each hashtag of a post once, as the file and the text name them."""
    if not given and "#" not in text:
        return ()
    found: dict[str, str] = {}
    for written in (*given, *_HASHTAG.findall(text)):
        word = written.strip().removeprefix("#")[:200]
        if word:
            found.setdefault(word.casefold()[:200], word)
    return tuple(found.items())


def microseconds(when: datetime) -> int:
    """Return a time as PostgreSQL counts it: microseconds since the year 2000 in UTC."""
    passed = when - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _bare(external_id: str) -> str:
    return external_id if _BARE_ID.match(external_id) else ""
