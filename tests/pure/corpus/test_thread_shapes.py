"""Climbing from answer to answer ends at the top, also in a circle."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.thread_shapes import climb


def test_trees_and_circles():
    assert (climb([-1, 0, 1, -1, 3]).top, climb([-1, 0, 1, -1, 3]).cut) == ([0, 0, 0, 3, 3], set())
    found = climb([2, 0, 1, 2, 4])
    assert (found.top, found.cut) == ([0, 0, 0, 0, 4], {0, 4})
    assert climb([]).top == []


def test_a_chain_of_a_hundred_thousand():
    assert set(climb([-1, *range(99_999)]).top) == {0}


@given(st.lists(st.integers(-1, 19), max_size=20))
def test_every_post_reaches_its_top_once_the_cuts_are_made(parents):
    parents = [p if p < len(parents) else -1 for p in parents]
    found = climb(parents)
    after = [-1 if i in found.cut else p for i, p in enumerate(parents)]
    for start, top in enumerate(found.top):
        post, steps = start, 0
        while after[post] >= 0:
            post, steps = after[post], steps + 1
            assert steps <= len(parents)
        assert post == top
