"""Estimate shares of posts and their differences, with threads as clusters."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding_app.agreement.stats.undefined import Undefined
from coding_app.summaries.stats.differences import combine, difference
from coding_app.summaries.stats.shares import share, share_table, wilson

PUBLISHED = json.loads((Path(__file__).parents[2] / "reference" / "published.json").read_text(encoding="utf-8"))


def threads_of(*threads):
    """Build values and threads from strings of 0 and 1, one a thread; "." is a post to which the code was not open."""
    values = [-1 if mark == "." else int(mark) for thread in threads for mark in thread]
    return np.array(values), np.repeat(np.arange(len(threads)), [len(t) for t in threads])


def test_wilson_as_printed():
    for x, n, low, high in PUBLISHED["wilson"]["cases"]:
        assert wilson(x / n, n) == pytest.approx((low, high), abs=PUBLISHED["wilson"]["tolerance"])
    assert wilson(0.0, 0) is None
    assert wilson(0.0, 10) == (0.0, pytest.approx(0.277533, abs=1e-6))
    assert wilson(1.0, 10) == (pytest.approx(0.722467, abs=1e-6), 1.0)


def test_newcombe_as_printed():
    for x1, n1, x2, n2, low, high in PUBLISHED["newcombe"]["cases"]:
        p, q = x1 / n1, x2 / n2
        found = combine(p, wilson(p, n1), q, wilson(q, n2))
        assert found == pytest.approx((low, high), abs=PUBLISHED["newcombe"]["tolerance"])


def test_standard_error_of_the_survey_package():
    known = PUBLISHED["clusters"]
    pairs = zip(known["with"], known["sizes"], strict=True)
    found = share(*threads_of(*("1" * x + "0" * (n - x) for x, n in pairs)))
    assert (found.n_posts, found.n_threads, found.few_threads) == (183, 15, False)
    assert found.value == pytest.approx(known["value"], abs=known["tolerance"])
    assert found.se == pytest.approx(known["se"], abs=known["tolerance"])


def test_threads_that_speak_with_one_voice():
    found = share(*threads_of("1111", "0000", "1111", "0000"))
    assert (found.n_posts, found.n_with, found.n_threads, found.value) == (16, 8, 4, 0.5)
    # each thread is 2/16 away: se2 = 4/3 * 4 * (1/8)2; independent posts: .25/15
    assert found.se == pytest.approx((1 / 12) ** 0.5)
    assert (found.design_effect, found.effective_n) == (pytest.approx(5.0), pytest.approx(3.2))
    assert (found.low, found.high) == (0.0, 1.0)  # t(3) = 3.18: four threads tell little
    assert found.wilson_low == pytest.approx(0.280, abs=1e-3)


def test_interval_uses_t_of_the_threads():
    found = share(*threads_of(*["1000", "0100", "0000", "1010", "0001"] * 4))
    assert found.low == pytest.approx(found.value - 2.093024 * found.se, abs=1e-6)
    assert found.high == pytest.approx(found.value + 2.093024 * found.se, abs=1e-6)


def test_no_post_is_undefined():
    for marks in ((), ("..", ".")):
        found = share(*threads_of(*marks))
        assert (found.value, found.reason, found.n_posts) == (None, Undefined.NO_DATA, 0)


def test_one_thread_has_a_share_without_interval():
    found = share(*threads_of("1100"))
    assert (found.value, found.low, found.no_interval) == (0.5, None, Undefined.ONE_CLUSTER)
    assert found.wilson_low == pytest.approx(0.15, abs=1e-3)


@pytest.mark.parametrize(("mark", "low", "high"), [("0", 0.0, 0.2775), ("1", 0.7225, 1.0)])
def test_a_share_of_none_or_all_counts_threads_as_trials(mark, low, high):
    found = share(*threads_of(*[mark * 5] * 10))
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)
    assert (found.by_spread, found.design_effect, found.effective_n) == (False, None, None)


def test_threads_with_equal_shares_do_not_collapse_the_interval():
    found = share(*threads_of("10", "01", "10"))
    assert (found.low, found.high) == pytest.approx(wilson(0.5, 3))
    assert found.se == 0.0


def test_posts_to_which_the_code_was_not_open_are_left_out():
    assert share(*threads_of("1.0", "..", "10", "0")) == share(*threads_of("10", "10", "0"))


def test_table_of_codes_and_groups():
    values = np.array([[1, 0], [0, 0], [1, -1], [1, -1]])
    table = share_table(values, np.array([0, 1, 2, 3]), np.array([0, 0, 1, 1]), n_groups=2)
    assert [[cell.value for cell in row] for row in table] == [[0.5, 1.0], [0.0, None]]
    assert [[cell.n_threads for cell in row] for row in table] == [[2, 2], [2, 0]]


def test_difference_with_satterthwaite_degrees():
    first = share(*threads_of("1100", "1000", "1110", "0000"))
    second = share(*threads_of("1000", "0000", "0000"))
    found = difference(first, second)
    # scores of the threads in units of 1/16 and 1/12; df of the pooled variance by Satterthwaite
    a, b = 4 / 3 * (0.25 + 0.25 + 2.25 + 2.25) / 256, 3 / 2 * (4 / 9 + 1 / 9 + 1 / 9) / 144
    df = (a + b) ** 2 / (a**2 / 3 + b**2 / 2)
    assert found.value == pytest.approx(6 / 16 - 1 / 12)
    assert df == pytest.approx(4.3494, abs=1e-4)
    assert (found.high - found.low) / 2 == pytest.approx(2.690657 * (a + b) ** 0.5, abs=1e-6)
    assert found.holds is False


def test_difference_from_a_share_of_zero_combines_the_intervals():
    first, second = share(*threads_of(*["11"] * 10)), share(*threads_of(*["00"] * 20))
    found = difference(first, second)
    assert (found.value, found.high, found.holds) == (1.0, 1.0, True)
    assert found.low == pytest.approx(1 - np.hypot(0.277533, 0.161125), abs=1e-5)


def test_difference_stays_within_one():
    high, low = share(*threads_of("1111", "1110", "1111")), share(*threads_of("0000", "1000", "0000"))
    assert difference(high, low).high == 1.0
    assert difference(low, high).low == -1.0


def test_difference_without_posts_or_with_one_thread():
    some, none, one = share(*threads_of("10", "1")), share(*threads_of()), share(*threads_of("10"))
    assert difference(some, none).reason == difference(none, some).reason == Undefined.NO_DATA
    assert difference(some, one).no_interval == Undefined.ONE_CLUSTER
    assert difference(some, one).holds is None


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("01", min_size=1, max_size=5), min_size=2, max_size=8))
def test_intervals_hold_their_share(threads):
    found = share(*threads_of(*threads))
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert 0 <= found.wilson_low <= found.value <= found.wilson_high <= 1
    mirrored = share(*threads_of(*("".join("10"[int(m)] for m in t) for t in threads)))
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - found.high, 1 - found.low))
