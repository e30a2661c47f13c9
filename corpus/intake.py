"""Take the posts of one file in: join people, find threads and places, keep the words aside on disk; pure.

A file is read once. What must be known of the whole file before the first row can be written (who is who, which post
opens which thread) stays in memory as a few numbers and digests a post; the texts wait in an unnamed temporary file.
"""

import marshal
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple, Self

from corpus.importers.base import PostRecord, Problem, Severity
from corpus.pseudonyms import Masker, People, digest
from corpus.text import clean, mask_addresses, mentions
from corpus.thread_shapes import climb

CHUNK = 1_000
# An id is kept only when it is a bare id: an address or a name in its place would say who wrote.
_BARE_ID = re.compile(r"(?=[^\d]*\d)[A-Za-z0-9_.:-]{1,64}$")
_HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d]\w*)")
_LATEST = float("inf")


class Waiting(NamedTuple):
    """Hold the words of one post until people and threads of the file are known."""

    text: str
    external_id: str
    kind: str
    language: str
    posted_at: str | None
    time_status: str
    time_precision: str
    is_edited: bool
    likes: int | None
    reposts: int | None
    replies: int | None
    hashtags: tuple[str, ...]
    media: tuple[tuple[str, str], ...]
    poll: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Hold one thread of the file: its number, digest, and the posts that may tie it to a thread already there."""

    number: int
    digest: bytes
    is_named: bool
    external_id: str
    top_digest: bytes
    top_parent_digest: bytes | None


class Place(NamedTuple):
    """Hold where one post goes, as far as its file can tell."""

    number: int
    digest: bytes
    parent_digest: bytes | None
    parent_number: int | None
    group: int
    is_opening: bool
    person: int | None


@dataclass(frozen=True, slots=True)
class Masked:
    """Hold the words of one post with aliases in the place of people."""

    number: int
    position: int
    is_opening: bool
    digest: bytes
    parent_digest: bytes | None
    words: Waiting
    hashtags: tuple[tuple[str, str], ...]
    mentioned: tuple[int, ...]


@dataclass(slots=True)
class Tally:
    """Count what a file held."""

    rows: int = 0
    repeated: int = 0
    rejected: int = 0
    warnings: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


class Intake:
    """Collect the posts of one file, then hand them out placed."""

    def __init__(self, key: bytes, platform: str) -> None:
        self.people = People()
        self.tally = Tally()
        self.groups: list[Group] = []
        self._key = key
        self._platform = platform
        # Parents and threads are named again and again in neighboring rows.
        self._post_mark = lru_cache(maxsize=16_384)(partial(self._digest, "post"))
        self._thread_mark = lru_cache(maxsize=16_384)(
            lambda external_id: self._of_opening(self._post_mark(external_id))
        )
        self._number: dict[bytes, int] = {}
        self._lines: list[int] = []
        self._times: list[float] = []
        self._persons: list[int | None] = []
        self._said_titles: dict[int, str] = {}
        self._titles: dict[int, str] = {}
        self._parents: list[bytes | None] = []
        self._threads: list[bytes | None] = []
        self._thread_ids: dict[bytes, str] = {}
        self._group_of: list[int] = []
        self._position: list[int] = []
        self._opens: list[bool] = []
        self._chunk: list[tuple[Any, ...]] = []
        self._unnamed: Counter[bytes] = Counter()
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115  (closed by `close`)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    @property
    def count(self) -> int:
        """Return the number of different posts taken so far."""
        return len(self._lines)

    def post_digests(self) -> Iterable[bytes]:
        """Return the digests of the posts in file order."""
        return self._number.keys()

    def parents_outside(self) -> list[bytes]:
        """Return the digests of the parents that are not in the file, one a post."""
        return [p for p in self._parents if p is not None and p not in self._number]

    def take(self, item: PostRecord | Problem) -> Problem | None:
        """Take one post or problem; return what the report must show."""
        if isinstance(item, Problem):
            self._count(item)
            return item
        self.tally.rows += 1
        text = mask_addresses(clean(item.text), item.language)
        mark = self._post_digest(item, text)
        if mark in self._number:
            self.tally.repeated += 1
            return None
        self._number[mark] = len(self._lines)
        self._lines.append(item.line)
        self._times.append(item.posted_at.timestamp() if item.posted_at else _LATEST)
        self._parents.append(self._post_mark(item.parent_external_id) if item.parent_external_id else None)
        self._threads.append(self._named_thread(item.thread_external_id))
        self._keep(item, text)
        return None

    def _count(self, problem: Problem) -> None:
        if problem.severity is Severity.REJECTED:
            self.tally.rows += problem.line > 0
            self.tally.rejected += 1
        else:
            self.tally.warnings += 1
        self.tally.reasons[problem.code] += 1

    def _digest(self, kind: str, value: str) -> bytes:
        return digest(self._key, self._platform, kind, value)

    def _of_opening(self, mark: bytes) -> bytes:
        """Return the digest of the thread a post opens."""
        return self._digest("thread", mark.hex())

    def _post_digest(self, item: PostRecord, text: str) -> bytes:
        """Return the digest of the native id; without one, of who said what when, counting exact repeats if undated."""
        if item.external_id:
            return self._digest("post", item.external_id)
        author = item.author_external_id or item.author_handle or item.author_name
        told = "\0".join((item.thread_external_id, item.parent_external_id, author, str(item.posted_at), text))
        mark = self._digest("content", told)
        if item.posted_at:
            return mark
        self._unnamed[mark] += 1
        return mark if self._unnamed[mark] == 1 else self._digest("content", f"{self._unnamed[mark]}\0{told}")

    def _named_thread(self, external_id: str) -> bytes | None:
        """Return the digest of a named thread: the one of its opening, for many platforms name it so."""
        if not external_id:
            return None
        mark = self._thread_mark(external_id)
        self._thread_ids.setdefault(mark, external_id)
        return mark

    def _keep(self, item: PostRecord, text: str) -> None:
        person = self.people.author(item.author_external_id, item.author_handle, item.author_name)
        for mention in item.mentions:
            self.people.mentioned(mention.handle, mention.external_id)
        self._hear(text)
        self._persons.append(person)
        media, poll = self._around(item)
        waiting = Waiting(
            text, _bare(item.external_id), item.kind.value, item.language,
            item.posted_at.isoformat() if item.posted_at else None, item.time_status.value,
            item.time_precision.value if item.time_precision else "second", item.is_edited, item.likes, item.reposts,
            item.replies, item.hashtags, media, poll,
        )  # fmt: skip
        self._chunk.append(tuple(waiting))
        if len(self._chunk) >= CHUNK:
            self._flush()

    def _hear(self, text: str) -> None:
        for span in mentions(text):
            self.people.mentioned(span.word)

    def _around(self, item: PostRecord) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int | None], ...]]:
        """Return pictures and poll of a post, cleaned; keep its title."""
        if not (item.media or item.poll or item.title):
            return (), ()
        media = tuple((m.kind, self._clean(m.description, item.language)) for m in item.media)
        poll = tuple((self._clean(o.text, item.language), o.votes) for o in item.poll)
        title = self._clean(item.title, item.language)
        for words in (title, *(d for _, d in media), *(o for o, _ in poll)):
            self._hear(words)
        if title:
            self._said_titles[len(self._lines) - 1] = title
        return media, poll

    def _clean(self, text: str, language: str) -> str:
        return mask_addresses(clean(text), language) if text else ""

    def _flush(self) -> None:
        if self._chunk:
            marshal.dump(self._chunk, self._spool)
            self._chunk = []

    def settle(self) -> Iterator[Problem]:
        """Join people, cut circles of answers, and give each post its thread and place; yield the circles cut."""
        self._flush()
        self.people.settle()
        above = [self._number.get(p, -1) if p else -1 for p in self._parents]
        shapes = climb(above)
        for number in sorted(shapes.cut):
            self._parents[number] = None
            yield self._cut(number)
        self._group(shapes.top)
        self._place()

    def _cut(self, number: int) -> Problem:
        problem = Problem(self._lines[number], "", "cycle_broken", {}, Severity.WARNING)
        self._count(problem)
        return problem

    def _group(self, tops: list[int]) -> None:
        """Put each post into the thread it names, else into the one its top names, else into the one its top opens."""
        marks = list(self._number)
        numbers: dict[bytes, int] = {}
        for post, top in enumerate(tops):
            named = self._threads[post] or self._threads[top]
            root = self._parents[top] or marks[top]
            mark = named or self._of_opening(root)
            if mark not in numbers:
                numbers[mark] = len(self.groups)
                external_id = _bare(self._thread_ids.get(mark, ""))
                above = self._parents[top]
                self.groups.append(Group(numbers[mark], mark, bool(named), external_id, marks[top], above))
            self._group_of.append(numbers[mark])
        for post, mark in enumerate(marks):
            group = self.groups[self._group_of[post]]
            self._opens.append(self._parents[post] is None and group.digest == self._of_opening(mark))

    def _place(self) -> None:
        """Number the posts inside each thread: the opening first, then by time, then by order of the file."""
        self._position = [0] * self.count
        seen: Counter[int] = Counter()
        order = sorted(range(self.count), key=lambda n: (not self._opens[n], self._times[n], n))
        for number in order:
            group = self._group_of[number]
            self._position[number] = seen[group]
            seen[group] += 1
            if number in self._said_titles:
                self._titles.setdefault(group, self._said_titles[number])

    def places(self) -> Iterator[Place]:
        """Yield where each post goes, in file order."""
        for number, mark in enumerate(self._number):
            parent, person = self._parents[number], self._persons[number]
            yield Place(
                number,
                mark,
                parent,
                self._number.get(parent) if parent else None,
                self._group_of[number],
                self._opens[number],
                None if person is None else self.people.root(person),
            )

    def title_of(self, group: int) -> str:
        """Return the title of a thread, before people are masked in it: the one of its opening, else the first."""
        return self._titles.get(group, "")

    def masked(self, masker: Masker) -> Iterator[Masked]:
        """Yield the words of the posts, in file order, with aliases in the place of people."""
        for number, (mark, words) in enumerate(zip(self._number, self._waiting(), strict=True)):
            text, named = masker.mask(words.text)
            if words.media or words.poll or number in self._said_titles:
                words = self._mask_around(number, words, masker, named)
            yield Masked(
                number,
                self._position[number],
                self._opens[number],
                mark,
                self._parents[number],
                words._replace(text=text) if named else words,
                _hashtags(text, words.hashtags),
                tuple({self.people.root(p) for p in named}),
            )

    def _mask_around(self, number: int, words: Waiting, masker: Masker, named: set[int]) -> Waiting:
        """Mask pictures and poll, and add to `named` whom they and the title name."""
        media, poll = [], []
        for kind, described in words.media:
            masked, found = masker.mask(described)
            media.append((kind, masked))
            named |= found
        for option, votes in words.poll:
            masked, found = masker.mask(option)
            poll.append((masked, votes))
            named |= found
        named |= masker.mask(self._said_titles.get(number, ""))[1]
        return words._replace(media=tuple(media), poll=tuple(poll))

    def _waiting(self) -> Iterator[Waiting]:
        self._spool.seek(0)
        left = self.count
        while left > 0:
            chunk = marshal.load(self._spool)  # noqa: S302  (our own unnamed file)
            left -= len(chunk)
            yield from map(Waiting._make, chunk)


def _bare(external_id: str) -> str:
    return external_id if _BARE_ID.match(external_id) else ""


def _hashtags(text: str, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return (folded, written) of each hashtag of a post once, as the file and the text name them."""
    found: dict[str, str] = {}
    for written in (*given, *(_HASHTAG.findall(text) if "#" in text else ())):
        word = written.strip().removeprefix("#")[:200]
        if word:
            found.setdefault(word.casefold()[:200], word)
    return tuple(found.items())
