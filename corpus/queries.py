"""Read threads with their posts, in a fixed number of statements."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from corpus.facts import ZONE
from corpus.models import Attachment, Corpus, Hashtag, ImportBatch, PollOption, Post, Source, Thread

DEEPEST = 6
"""Indentation stops here."""
POSTS_A_PAGE = 300
"""A thread of this length is read on one page; a longer one in pages, each in the order of the tree."""


class Place(NamedTuple):
    """A post as far as the shape of its thread needs it."""

    id: int
    uuid: UUID
    parent_id: int | None
    author_id: int | None
    position: int
    batch_id: int


class Node(NamedTuple):
    """A post at its place in the tree: how deep it stands, and whether it answers the post right above."""

    place: Place
    depth: int
    is_below_parent: bool


@dataclass(frozen=True)
class Line:
    """A post as it is read: its place in the tree, who it answers when that is not the post above, and when."""

    post: Post
    depth: int
    posts_here: int
    answers: str = ""
    answered: UUID | None = None
    answered_page: int = 0
    is_orphan: bool = False
    is_outside: bool = False
    after: timedelta | None = None
    attachments: Sequence[Attachment] = ()
    poll: Sequence[PollOption] = ()
    hashtags: Sequence[Hashtag] = ()

    @property
    def has_parts(self) -> bool:
        """Tell whether a picture, a file or a poll came with the post."""
        return bool(self.attachments or self.poll)

    @property
    def has_foot(self) -> bool:
        """Tell whether there are hashtags, or counts of the platform."""
        return bool(self.hashtags or self.post.likes or self.post.reposts)


class Parts(NamedTuple):
    """What hangs on the posts of a page, by the id of the post."""

    attachments: dict[int, list[Attachment]]
    poll: dict[int, list[PollOption]]
    hashtags: dict[int, list[Hashtag]]


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread, and what holds for the thread as a whole."""

    lines: list[Line]
    number: int
    pages: int
    posts: int
    authors: int
    batches: list[ImportBatch]
    first: int = 0


def sources(corpus: Corpus) -> QuerySet[Source]:
    """Return the sources of a corpus by name."""
    return Source.objects.filter(corpus=corpus).order_by("name", "pk")


def batches(corpus: Corpus) -> QuerySet[ImportBatch]:
    """Return the imports of a corpus, the latest first."""
    return ImportBatch.objects.filter(source__corpus=corpus).select_related("source").order_by("-started_at", "-pk")


def corpus_threads(corpus: Corpus) -> QuerySet[Thread]:
    """Return the threads of a corpus with their source."""
    return Thread.objects.filter(source__corpus=corpus).select_related("source")


def outline(thread: Thread) -> list[Place]:
    """Return the posts of a thread by position, without their words; one statement."""
    rows = Post.objects.filter(thread=thread).order_by("position")
    return [Place(*row) for row in rows.values_list(*Place._fields)]


def nested(posts: Sequence[Place]) -> list[Node]:
    """Put the posts of one thread (in order of position) under the posts they answer, siblings by position.

    A reply whose parent is not in the thread, or comes later, stands at depth 1 in its own place.
    """
    known: set[int] = set()
    children: dict[int | None, list[Place]] = {}
    for post in posts:
        parent = post.parent_id if post.parent_id in known else None
        children.setdefault(parent, []).append(post)
        known.add(post.id)
    nodes: list[Node] = []
    waiting = [(post, 0 if post.position == 0 else 1) for post in reversed(children.get(None, []))]
    while waiting:
        post, depth = waiting.pop()
        is_below = bool(nodes) and nodes[-1].place.id == post.parent_id
        nodes.append(Node(post, depth, is_below))
        waiting += [(child, depth + 1) for child in reversed(children.get(post.id, []))]
    return nodes


def thread_page(
    thread: Thread, *, number: int = 1, post: UUID | None = None, posts_a_page: int = POSTS_A_PAGE
) -> ThreadPage:
    """Return one page of a thread, or the page on which a post stands; six statements whatever its length."""
    nodes = nested(outline(thread))
    order = {node.place.id: n for n, node in enumerate(nodes)}
    pages = max(1, -(-len(nodes) // posts_a_page))
    if post is not None:
        at = next((n for n, node in enumerate(nodes) if node.place.uuid == post), 0)
        number = at // posts_a_page + 1
    number = min(max(number, 1), pages)
    first = (number - 1) * posts_a_page
    shown = nodes[first : first + posts_a_page]
    posts = _posts([node.place.id for node in shown] + [node.place.id for node in nodes[:1]])
    parts = _parts(posts)
    here = Counter(node.place.author_id for node in nodes)
    opening = posts.get(nodes[0].place.id) if nodes else None
    lines = [
        _line(node, posts[node.place.id], here, opening, thread.source, order, posts_a_page, parts)
        for node in shown
        if node.place.id in posts
    ]
    batches = ImportBatch.objects.filter(pk__in={node.place.batch_id for node in nodes}).order_by("started_at", "pk")
    return ThreadPage(
        lines, number, pages, len(nodes), len({n.place.author_id for n in nodes} - {None}), list(batches), first
    )


def _posts(ids: list[int]) -> dict[int, Post]:
    rows = (
        Post.objects.filter(pk__in=ids)
        .select_related("author")
        .annotate(answered_uuid=F("parent__uuid"), answered_alias=F("parent__author__alias"))
    )
    return {row.pk: row for row in rows}


def _parts(posts: dict[int, Post]) -> Parts:
    """Return what hangs on some posts, by post; three statements."""
    made = Parts({}, {}, {})
    for attachment in Attachment.objects.filter(post__in=posts).order_by("post", "position"):
        attachment.post = posts[attachment.post_id]
        made.attachments.setdefault(attachment.post_id, []).append(attachment)
    for option in PollOption.objects.filter(post__in=posts).order_by("post", "position"):
        made.poll.setdefault(option.post_id, []).append(option)
    for hashtag in Hashtag.objects.filter(post__in=posts).order_by("pk"):
        made.hashtags.setdefault(hashtag.post_id, []).append(hashtag)
    return made


def _line(
    node: Node,
    post: Post,
    here: Counter[int | None],
    opening: Post | None,
    source: Source,
    order: dict[int, int],
    posts_a_page: int,
    parts: Parts,
) -> Line:
    # What answers the opening, or stands right below what it answers, needs no word about it.
    says = not node.is_below_parent and post.parent_id is not None and order.get(post.parent_id, 0) > 0
    return Line(
        post=post,
        depth=min(node.depth, DEEPEST),
        posts_here=here[post.author_id],
        answers=(getattr(post, "answered_alias", None) or "") if says else "",
        answered=getattr(post, "answered_uuid", None) if says else None,
        answered_page=order[post.parent_id] // posts_a_page + 1 if says and post.parent_id else 0,
        is_orphan=post.missing_parent_digest is not None,
        is_outside=is_outside(post.posted_at, source),
        after=delay(opening, post),
        attachments=parts.attachments.get(post.pk, ()),
        poll=parts.poll.get(post.pk, ()),
        hashtags=parts.hashtags.get(post.pk, ()),
    )


def is_outside(at: datetime | None, source: Source) -> bool:
    """Tell whether a time lies outside the days a source declares; days are those of France."""
    if at is None or not (source.period_start or source.period_end):
        return False
    day = at.astimezone(ZoneInfo(ZONE)).date()
    return bool((source.period_start and day < source.period_start) or (source.period_end and day > source.period_end))


_FINE = frozenset({Post.TimePrecision.SECOND, Post.TimePrecision.MINUTE, Post.TimePrecision.HOUR})


def delay(opening: Post | None, post: Post) -> timedelta | None:
    """Return how long after the opening a post came, when both times are known to the hour or better."""
    if opening is None or post.position == 0 or opening.posted_at is None or post.posted_at is None:
        return None
    if not {opening.time_precision, post.time_precision} <= _FINE or post.posted_at < opening.posted_at:
        return None
    return post.posted_at.astimezone(UTC) - opening.posted_at.astimezone(UTC)
