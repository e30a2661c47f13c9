"""Hold alpha against an independent implementation and against what must never change it."""

import krippendorff as oracle
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coding_app.agreement.stats.data import MISSING, Ratings, basis
from coding_app.agreement.stats.gwet import gwet_ac
from coding_app.agreement.stats.krippendorff import Level, alpha
from coding_app.agreement.stats.percent import Definition, percent_agreement

QUICK = settings(max_examples=15, deadline=None)


@st.composite
def grids(draw, n_categories=3):
    """Draw units x coders of category positions, with missing codings."""
    units, coders = draw(st.integers(2, 8)), draw(st.integers(2, 4))
    row = st.lists(st.integers(MISSING, n_categories - 1), min_size=coders, max_size=coders)
    return np.array(draw(st.lists(row, min_size=units, max_size=units)), dtype=np.intp)


def ratings_of(grid, scores=(0.0, 1.0, 2.0)):
    return Ratings(grid, np.array(scores), np.arange(len(grid)))


def figures(ratings):
    return [alpha(ratings, level).value for level in Level] + [gwet_ac(ratings).value, percent_agreement(ratings).value]


@QUICK
@given(grids(), st.randoms(use_true_random=False))
def test_order_of_units_and_coders_does_not_matter(grid, random):
    units, coders = list(range(grid.shape[0])), list(range(grid.shape[1]))
    random.shuffle(units)
    random.shuffle(coders)
    shuffled = ratings_of(grid[units][:, coders])
    for one, other in zip(figures(ratings_of(grid)), figures(shuffled), strict=True):
        assert one == (None if other is None else pytest.approx(other))


@QUICK
@given(grids(), st.permutations([0, 1, 2]))
def test_renaming_categories_does_not_change_nominal_figures(grid, names):
    renamed = np.where(grid == MISSING, MISSING, np.array(names)[grid])
    one, other = alpha(ratings_of(grid)).value, alpha(ratings_of(renamed)).value
    assert one == (None if other is None else pytest.approx(other))


@QUICK
@given(grids())
def test_units_coded_once_or_never_do_not_change_alpha(grid):
    extra = np.full((2, grid.shape[1]), MISSING)
    extra[0, 0] = 2
    more = ratings_of(np.vstack([grid, extra]))
    for level in Level:
        assert alpha(more, level).value == alpha(ratings_of(grid), level).value
    assert basis(more).n_singletons == basis(ratings_of(grid)).n_singletons + 1


@QUICK
@given(grids())
def test_values_stay_at_or_below_one(grid):
    assert all(value is None or value <= 1 + 1e-12 for value in figures(ratings_of(grid)))


@QUICK
@given(st.lists(st.integers(0, 2), min_size=2, max_size=8), st.integers(2, 4))
def test_perfect_agreement_with_variation_is_one(answers, coders):
    assume(len(set(answers)) > 1)
    grid = np.repeat(np.array(answers)[:, None], coders, axis=1)
    assert figures(ratings_of(grid)) == pytest.approx([1.0] * 6)


@QUICK
@given(grids(n_categories=2))
def test_two_complete_coders_have_one_percent_agreement(grid):
    pair = np.abs(grid[:, :2])
    values = {round(percent_agreement(ratings_of(pair), definition).value, 12) for definition in Definition}
    assert len(values) == 1


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("seed", range(6))
def test_equals_the_oracle_on_random_data(level, seed):
    rng = np.random.default_rng(seed)
    scores = np.array([1.0, 2.0, 4.0, 7.0])
    truth = rng.integers(4, size=40)
    grid = np.where(rng.random((40, 4)) < 0.6, truth[:, None], rng.integers(4, size=(40, 4)))
    grid[rng.random(grid.shape) < 0.3] = MISSING
    values = np.where(grid == MISSING, np.nan, scores[grid])
    expected = oracle.alpha(reliability_data=values.T, level_of_measurement=level.value)
    assert alpha(ratings_of(grid, scores), level).value == pytest.approx(expected, abs=1e-12)
