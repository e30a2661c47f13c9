"""Find the thread of each post of a file by climbing from answer to answer; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Hold for each post the number of the topmost post above it, and the posts cut loose to break circles."""

    top: Numbers
    cut: set[int]


def climb(parents: Numbers) -> Shapes:
    """Return the top of each post; `parents[i]` is the number of the post above post i, or -1.

    In a circle the post that comes first in the file is cut loose and becomes the top. Each round doubles the height
    climbed (Wyllie 1979, pointer jumping): a chain of n answers takes log2(n) rounds.
    """
    top = np.where(parents < 0, np.arange(len(parents), dtype=np.int32), parents).astype(np.int32)
    for _ in range(len(parents).bit_length() + 1):
        higher = top[top]
        if np.array_equal(higher, top):
            break
        top = higher
    if len(top) and np.any(parents[top] >= 0):  # who never arrives at an opening goes round and round
        return _climb_round_circles(parents.tolist())
    return Shapes(top, set())


def _climb_round_circles(parents: Sequence[int]) -> Shapes:
    """Climb post by post, cutting each circle at its first post; linear in the posts."""
    top = [-1] * len(parents)
    cut: set[int] = set()
    on_path = bytearray(len(parents))
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
            first = min(path[path.index(post) :])
            cut.add(first)
            top[first] = post = first
        found = top[post]
        for passed in path:
            top[passed] = found
            on_path[passed] = False
    return Shapes(np.array(top, dtype=np.int32), cut)
