"""Pace: what was finished, when, and what it says of the rest."""

import pytest

from coding_app.sampling.pace import Pace


def test_the_rest_at_the_pace_so_far():
    pace = Pace(units=30, days=4, timed=20, seconds=3600.0)
    assert (pace.an_hour, pace.a_day) == (20.0, 7.5)
    assert (pace.minutes_for(50), pace.days_for(50)) == (150, 7)
    assert (pace.minutes_for(1), pace.days_for(1)) == (3, 1)
    assert (pace.minutes_for(0), pace.days_for(0)) == (0, 0)


@pytest.mark.parametrize("pace", [Pace(), Pace(4, 1, 4, 60.0), Pace(9, 0, 9, 0.0)])
def test_nothing_is_foretold_from_too_little(pace):
    assert pace.an_hour is None and pace.minutes_for(10) is None


def test_days_are_known_before_hours_are():
    assert Pace(units=3, days=2).days_for(4) == 3
    assert Pace().days_for(4) is None


def test_two_people_together():
    assert Pace(30, 4, 20, 3600.0) + Pace(10, 1, 5, 400.0) == Pace(40, 5, 25, 4000.0)
