"""What an overlap will tell of a code: positives, the width of the interval, units that are missing."""

import pytest

from coding_app.sampling.foretelling import CodeLine, Part, code_line, overlap_units
from coding_app.sampling.recipe import Overlap
from coding_app.sampling.stats.planning import half_width, units_for_alpha


def drawn(units, rates, *, is_double=False):
    return Part(units, is_double=is_double, rates=rates)


def test_the_overlap_falls_by_lot_or_on_all_of_a_part():
    parts = [drawn(80, {}), drawn(20, {}, is_double=True), drawn(20, {})]
    assert overlap_units(parts, Overlap(25)) == [20, 20, 5]
    assert overlap_units([drawn(0, {})], Overlap(25)) == [0]


def test_a_code_in_figures():
    """One unit in ten: 172 double-coded units are needed (Krippendorff's table); 100 are there."""
    line = code_line("Law", 1, [drawn(400, {1: 0.1})], Overlap(25))
    assert (line.positives, line.missing, round(line.half, 3)) == (10, 72, 0.2)
    assert code_line("Law", 1, [drawn(800, {1: 0.1})], Overlap(25)).missing == 0


def test_oversampling_brings_positives_and_needs_fewer_units():
    parts = [drawn(100, {1: 0.02}), drawn(50, {1: 0.8}, is_double=True)]
    line = code_line("Law", 1, parts, Overlap(20))
    assert line.positives == pytest.approx(20 * 0.02 + 50 * 0.8)
    plain = code_line("Law", 1, parts[:1], Overlap(70))
    assert (line.missing, plain.missing) == (0, 733)
    assert plain.half is None  # 1.4 positives: too few to say


@pytest.mark.parametrize("rates", [{}, {1: 0.0}, {1: 1.0}], ids=["unknown", "never", "always"])
def test_of_a_code_nobody_met_nothing_is_foretold(rates):
    assert code_line("Law", 1, [drawn(400, rates)], Overlap(25)) == CodeLine("Law", rates.get(1))


@pytest.mark.parametrize(
    ("units", "prevalence", "low", "high"),
    [(200, 0.3, 0.70, 0.89), (400, 0.1, 0.70, 0.89), (400, 0.05, 0.63, 0.93)],
)
def test_the_width_is_that_of_simulated_intervals(units, prevalence, low, high):
    """Simulated with a true alpha of .8, two coders, 95 %."""
    assert half_width(units=units, prevalence=prevalence) == pytest.approx((high - low) / 2, abs=0.012)


def test_with_few_positives_nothing_is_said():
    assert half_width(units=50, prevalence=0.05) is None
    assert half_width(units=4, prevalence=0.5) is None
    assert half_width(units=100, prevalence=0.95) is not None
    for wrong in (
        {"units": -1, "prevalence": 0.5},
        {"units": 9, "prevalence": 0},
        {"units": 9, "prevalence": 0.5, "alpha": 1},
    ):
        with pytest.raises(ValueError, match="interval"):
            half_width(**wrong)


def test_units_needed_as_in_the_table():
    assert [units_for_alpha(smallest=0.667, prevalence=p) for p in (0.5, 0.2, 0.1, 0.05, 0.02)] == [
        60,
        96,
        172,
        330,
        803,
    ]
