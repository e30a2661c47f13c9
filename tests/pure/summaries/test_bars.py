"""The drawing of shares."""

import pytest

from coding_app.agreement.stats.undefined import Undefined
from coding_app.summaries.bars import bars, scale_of
from coding_app.summaries.stats.shares import Share


@pytest.mark.parametrize(
    ("values", "scale"),
    [([0.2, None], 0.2), ([0.21], 0.3), ([0.0], 0.1), ([], 0.1), ([-0.35, 0.1], 0.4), ([1.0], 1.0), ([0.3], 0.3)],
)
def test_a_scale_ends_at_the_next_tenth(values, scale):
    assert scale_of(values) == pytest.approx(scale)


def test_bars_and_their_intervals():
    found = bars([Share(5, 1, 2, 0.2, low=0.1, high=0.6), Share(5, 4, 2, 0.8)], scale=0.8)
    first, second = found.bars
    assert (first.y, first.middle, first.length, first.low, first.high) == ("5", "10", "50", "25", "150")
    assert (second.y, second.length, second.low) == ("20", "200", "")
    assert found.height == "35"


def test_no_value_has_no_bar():
    [bar] = bars([Share(0, 0, 0, reason=Undefined.NO_DATA)], scale=1.0).bars
    assert (bar.length, bar.low, bar.high) == ("", "", "")
