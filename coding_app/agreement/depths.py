"""How deep a post lies in its thread. Pure."""

import numpy as np

from coding_app.agreement.stats.data import Ints


def depths(posts: Ints, parents: Ints, threads: Ints, positions: Ints) -> Ints:
    """Say how deep each post (N) lies: 0 an opening, 1 an answer, 2 an answer to an answer, 3 that or deeper.

    posts: ids in ascending order. parents: ids, 0 for none. positions: place in the thread, that of an opening is 0. An
    answer whose parent is not in its thread, or comes later, stands at depth 1.
    """
    place = np.minimum(np.searchsorted(posts, parents), posts.size - 1)
    is_below = (posts[place] == parents) & (threads[place] == threads) & (positions[place] < positions)
    is_answer = positions > 0
    is_second = is_below & is_answer[place]
    is_third = is_second & is_second[place]
    return np.asarray(is_answer.astype(np.intp) + is_second + is_third)
