"""Where alphas stand in the charts: by hand on a scale from -0.2 to 1."""

import pytest

from coding_app.agreement.drawing import multiple, place, written


@pytest.mark.parametrize(("value", "at"), [(-0.2, 0), (1.0, 120), (0.4, 60), (-3.0, 0), (2.0, 120)])
def test_places_on_the_scale_ends_included(value, at):
    assert place(value, 120) == pytest.approx(at)


@pytest.mark.parametrize(("value", "words"), [(1.0, "1"), (0.126, "0.13"), (0.0, "0"), (12.5, "12.5")])
def test_coordinates_are_short(value, words):
    assert written(value) == words


def test_what_is_undefined_breaks_the_line():
    chart = multiple([1.0, 0.4, None, 0.4], marks=[1], width=80, height=60)
    assert chart.dots == [(10.0, 0.0), (30.0, pytest.approx(30.0)), (70.0, pytest.approx(30.0))]
    assert [len(run) for run in chart.runs] == [2]
    assert chart.marks == [20]
    assert chart.zero == pytest.approx(50)
    assert [round(bound, 2) for bound in chart.bounds] == [16.65, 10.0]


def test_nothing_to_draw():
    chart = multiple([None])
    assert (chart.dots, chart.runs) == ([], [])
