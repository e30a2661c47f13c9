"""Bars of months: one for each, to scale, empty months kept."""

from coding_app.sources.histogram import HEIGHT, WIDTH, bars


def test_no_month_no_bar():
    assert bars([]) == []


def test_one_month_takes_the_width():
    (bar,) = bars([("2020-02", 7)])
    assert (bar.month, bar.x, bar.y, bar.height, bar.is_within) == ("2020-02", 0, 0, HEIGHT, True)
    assert bar.width == WIDTH - 2


def test_empty_months_keep_their_place_and_heights_are_to_scale():
    made = bars([("2019-12", 1000), ("2020-02", 500), ("2020-03", 1)], since="2020-01", until="2020-02")
    assert [(b.month, b.threads, b.height) for b in made] == [
        ("2019-12", 1000, 48.0), ("2020-01", 0, 0.0), ("2020-02", 500, 24.0), ("2020-03", 1, 1.0),
    ]  # fmt: skip
    assert [b.x for b in made] == [0.0, 60.0, 120.0, 180.0]
    assert [b.is_within for b in made] == [False, True, True, False]
