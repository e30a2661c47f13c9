"""Read threads with their posts, in a fixed number of statements."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from corpus.models import Corpus, ImportBatch, Post, Source, Thread

DEEPEST = 6
"""Indentation stops here."""


@dataclass(frozen=True)
class Line:
    """A post at its place in the tree of its thread; `answers` names who it answers when that is not the post above."""

    post: Post
    depth: int
    posts_here: int
    answers: str = ""
    is_orphan: bool = False


def sources(corpus: Corpus) -> QuerySet[Source]:
    """Return the sources of a corpus by name."""
    return Source.objects.filter(corpus=corpus).order_by("name", "pk")


def batches(corpus: Corpus) -> QuerySet[ImportBatch]:
    """Return the imports of a corpus, the latest first."""
    return ImportBatch.objects.filter(source__corpus=corpus).select_related("source").order_by("-started_at", "-pk")


def corpus_threads(corpus: Corpus) -> QuerySet[Thread]:
    """Return the threads of a corpus with their source."""
    return Thread.objects.filter(source__corpus=corpus).select_related("source")


def thread_lines(thread: Thread) -> list[Line]:
    """Return the posts of a thread as read: each under the post it answers; four statements whatever its length."""
    posts = list(
        thread.posts.select_related("author")
        .prefetch_related("attachments", "poll_options", "hashtags")
        .order_by("position")
    )
    return nested(posts)


def nested(posts: list[Post]) -> list[Line]:
    """Put the posts of one thread (in order of position) under the posts they answer, siblings by position.

    A reply whose parent is not in the thread, or comes later, stands at depth 1 in its own place.
    """
    known: set[int] = set()
    children: dict[int | None, list[Post]] = {}
    for post in posts:
        parent = post.parent_id if post.parent_id in known else None
        children.setdefault(parent, []).append(post)
        known.add(post.pk)
    by_id = {post.pk: post for post in posts}
    here = Counter(post.author_id for post in posts)
    lines: list[Line] = []
    waiting = [(post, 0 if post.position == 0 else 1) for post in reversed(children.get(None, []))]
    while waiting:
        post, depth = waiting.pop()
        above = lines[-1].post if lines else None
        lines.append(
            Line(post, min(depth, DEEPEST), here[post.author_id], _answered(post, above, by_id), _is_orphan(post))
        )
        waiting += [(child, depth + 1) for child in reversed(children.get(post.pk, []))]
    return lines


def _answered(post: Post, above: Post | None, by_id: dict[int, Post]) -> str:
    """Return the alias of who is answered; nothing when the answer stands right below, or answers the opening."""
    parent = by_id.get(post.parent_id) if post.parent_id else None
    if parent is None or parent.position == 0 or parent is above or parent.author is None:
        return ""
    return parent.author.alias


def _is_orphan(post: Post) -> bool:
    return post.missing_parent_digest is not None
