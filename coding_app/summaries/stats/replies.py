"""Describe who answers whom, and what becomes of the threads people open."""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class ReplyGraph:
    """Hold figures of the network of answers; answers to oneself are left out.

    `edge_reciprocity`: edges that have their counterpart, among edges. `dyad_reciprocity`: pairs that answer each
    other, among pairs that have an edge. Centralization: Freeman (1979), Social Networks 1:215-239, over (n - 1)².
    """

    n_edges: int
    weight: int
    isolates: int
    density: float | None = None
    edge_reciprocity: float | None = None
    dyad_reciprocity: float | None = None
    indegree_centralization: float | None = None
    outdegree_centralization: float | None = None


def reply_graph(people: Sequence[Hashable], answers: Iterable[tuple[Hashable, Hashable]]) -> ReplyGraph:
    """Describe the network; answers: (who answered, whom), as often as it happened."""
    times = Counter((one, other) for one, other in answers if one != other)
    n, edges = len(people), set(times)
    mutual = sum((other, one) in edges for one, other in edges)
    dyads = len(edges) - mutual // 2
    into, out = Counter(other for _one, other in edges), Counter(one for one, _other in edges)
    found = ReplyGraph(len(edges), sum(times.values()), sum(not into[who] and not out[who] for who in people))
    if n < 2:
        return found
    return ReplyGraph(
        found.n_edges,
        found.weight,
        found.isolates,
        density=len(edges) / (n * (n - 1)),
        edge_reciprocity=mutual / len(edges) if edges else None,
        dyad_reciprocity=mutual // 2 / dyads if dyads else None,
        indegree_centralization=_centralization([into[who] for who in people]),
        outdegree_centralization=_centralization([out[who] for who in people]),
    )


def _centralization(degrees: Sequence[int]) -> float:
    highest = max(degrees)
    return sum(highest - degree for degree in degrees) / (len(degrees) - 1) ** 2


class Said(NamedTuple):
    """One post of a thread: who wrote it and when (any unit of time, None when unknown); the opening comes first."""

    author: Hashable
    at: float | None


@dataclass(frozen=True, slots=True)
class ThreadFigures:
    """Hold figures over threads. Answered: somebody else than the opener wrote in it."""

    threads: int
    share_answered: float
    mean_replies: float
    median_replies: float
    max_replies: int
    mean_participants: float
    median_first_answer: float | None


def thread_figures(threads: Sequence[Sequence[Said]]) -> ThreadFigures | None:
    """Describe threads, each a sequence of posts from its opening on; None without threads.

    The median time to the first answer is over answered threads alone: threads that never were answered would
    lengthen it, so say the share beside it.
    """
    if not threads:
        return None
    replies = [len(posts) - 1 for posts in threads]
    waits = [_first_answer(posts) for posts in threads]
    answered = [wait for wait in waits if wait is not None]
    known = [wait for wait in answered if not math.isnan(wait)]
    return ThreadFigures(
        threads=len(threads),
        share_answered=len(answered) / len(threads),
        mean_replies=mean(replies),
        median_replies=median(replies),
        max_replies=max(replies),
        mean_participants=mean(len({post.author for post in posts}) for posts in threads),
        median_first_answer=median(known) if known else None,
    )


def _first_answer(posts: Sequence[Said]) -> float | None:
    """Give the time from the opening to the first post of somebody else; NaN when unknown, None without answer."""
    opening = posts[0]
    others = [post.at for post in posts[1:] if post.author != opening.author]
    if not others:
        return None
    if opening.at is None or None in others:
        return math.nan
    return min(at for at in others if at is not None) - opening.at
