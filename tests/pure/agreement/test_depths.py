"""How deep posts lie in their threads."""

import numpy as np
import pytest

from coding_app.agreement.depths import depths

# id: (parent, thread, position); two threads, 10 to 16 and 20.
POSTS = {
    10: (0, 1, 0), 11: (10, 1, 1), 12: (11, 1, 2), 13: (12, 1, 3), 14: (13, 1, 4),
    15: (99, 1, 5), 16: (15, 1, 6), 20: (0, 2, 0), 21: (11, 2, 1), 22: (23, 2, 2), 23: (20, 2, 3),
}  # fmt: skip


def found(posts):
    columns = np.array([(post, *told) for post, told in sorted(posts.items())], dtype=np.int64).reshape(-1, 4).T
    return dict(zip(sorted(posts), depths(*columns).tolist(), strict=True))


@pytest.mark.parametrize(
    ("post", "depth"),
    [
        (10, 0), (11, 1), (12, 2), (13, 3), (14, 3),  # 3 is the deepest
        (15, 1), (16, 2),  # under a parent that is nowhere
        (21, 1),  # under a parent of another thread
        (22, 1),  # under a parent that comes later
        (23, 1),
    ],
)  # fmt: skip
def test_depth(post, depth):
    assert found(POSTS)[post] == depth


def test_no_posts():
    assert found({}) == {}
