"""Find the thread of each post of a file by climbing from answer to answer; pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shapes:
    """Hold for each post the number of the topmost post above it, and the posts cut loose to break circles."""

    top: list[int]
    cut: set[int]


def climb(parents: Sequence[int]) -> Shapes:
    """Return the top of each post; `parents[i]` is the number of the post above post i, or -1.

    In a circle the post that comes first in the file is cut loose and becomes the top. Time is linear in the posts.
    """
    top = [-1] * len(parents)
    cut: set[int] = set()
    on_path = [False] * len(parents)
    for start in range(len(parents)):
        path: list[int] = []
        post = start
        while top[post] < 0 and not on_path[post]:
            on_path[post] = True
            path.append(post)
            if parents[post] < 0:
                top[post] = post
                break
            post = parents[post]
        if top[post] < 0:
            circle = path[path.index(post) :]
            first = min(circle)
            cut.add(first)
            top[first] = first
            post = first
        found = top[post]
        for passed in path:
            top[passed] = found
            on_path[passed] = False
    return Shapes(top, cut)
