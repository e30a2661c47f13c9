"""What a judgment says of each code: yes, no, or nothing."""

import numpy as np

from coding_app.coding.selection import open_to_all, said

THEME, TONE = [True, False], [False, True]
BELONGS = np.array([THEME, THEME, THEME, TONE, TONE])
"""Two codes of a theme and "none applies", two of a tone."""


def test_a_code_of_a_dimension_says_no_to_its_others_and_nothing_of_another_dimension():
    chosen = np.array([[1, 0, 0, 0, 0], [0, 0, 1, 0, 1], [0, 0, 0, 0, 0]], dtype=bool)
    values, closed = said(chosen, BELONGS, np.ones_like(chosen))
    nan = np.nan
    np.testing.assert_array_equal(values, [[1, 0, 0, nan, nan], [0, 0, 1, 0, 1], [nan] * 5])
    assert closed.tolist() == [[True, False], [True, True], [False, False]]


def test_nothing_is_said_of_a_code_that_was_not_offered_unless_it_was_chosen():
    chosen = np.array([[1, 0, 0, 0, 0], [0, 1, 0, 0, 0]], dtype=bool)
    offered = np.array([[True, False, True, True, True]] * 2)
    values, _closed = said(chosen, BELONGS, offered)
    np.testing.assert_array_equal(values[:, :3], [[1, np.nan, 0], [0, 1, 0]])


def test_a_set_is_made_of_what_everybody_could_choose_and_who_was_not_asked_does_not_count():
    known = np.array([[True, True, False], [True, True, True], [False, False, False]])
    assert open_to_all(known).tolist() == [True, True, False]
    assert open_to_all(known[2:]).tolist() == [True, True, True]
