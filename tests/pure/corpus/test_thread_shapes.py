"""Climbing from answer to answer ends at the top, also in a circle."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.thread_shapes import climb


def climbed(parents):
    found = climb(np.array(parents, dtype=np.int32))
    return found.top.tolist(), found.cut


def test_trees_and_circles():
    assert climbed([-1, 0, 1, -1, 3]) == ([0, 0, 0, 3, 3], set())
    assert climbed([2, 0, 1, 2, 4]) == ([0, 0, 0, 0, 4], {0, 4})
    assert climbed([1, 0]) == ([0, 0], {0})
    assert climbed([]) == ([], set())


def test_a_chain_of_a_hundred_thousand():
    assert set(climbed([-1, *range(99_999)])[0]) == {0}


@given(st.lists(st.integers(-1, 19), max_size=20))
def test_every_post_reaches_its_top_once_the_cuts_are_made(parents):
    parents = [p if p < len(parents) else -1 for p in parents]
    tops, cut = climbed(parents)
    after = [-1 if i in cut else p for i, p in enumerate(parents)]
    for start, top in enumerate(tops):
        post, steps = start, 0
        while after[post] >= 0:
            post, steps = after[post], steps + 1
            assert steps <= len(parents)
        assert post == top
