"""A coefficient as sums over units gives what its own module gives: of all, of groups, of any coders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding_app.agreement.stats.conger import conger_kappa
from coding_app.agreement.stats.data import MISSING, Ratings
from coding_app.agreement.stats.fleiss import fleiss_kappa
from coding_app.agreement.stats.gwet import gwet_ac
from coding_app.agreement.stats.kernels import (
    ac1_kernel,
    alpha_kernel,
    conger_kernel,
    fleiss_kernel,
    percent_kernel,
)  # fmt: skip
from coding_app.agreement.stats.krippendorff import Level, alpha
from coding_app.agreement.stats.patterns import patterns, with_times, without_coder
from coding_app.agreement.stats.percent import percent_agreement
from coding_app.agreement.stats.report import alpha_of, parts, question
from coding_app.agreement.stats.sets import SetDistance, set_alpha, set_distances
from coding_app.agreement.stats.undefined import Undefined

QUICK = settings(max_examples=15, deadline=None)
SCORES = np.array([1.0, 2.0, 4.0])


def random_ratings(seed=1, units=60, coders=3, missing=0.25):
    rng = np.random.default_rng(seed)
    values = np.where(
        rng.random((units, coders)) < 0.6, rng.integers(3, size=(units, 1)), rng.integers(3, size=(units, coders))
    )
    values[rng.random(values.shape) < missing] = MISSING
    return Ratings(values, SCORES, np.arange(units) // 5)


@st.composite
def some_ratings(draw):
    coders = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(st.integers(-1, 2), min_size=coders, max_size=coders), min_size=1, max_size=12))
    return Ratings(np.array(rows), SCORES, np.arange(len(rows)))


def figures(ratings):
    """Compute every coefficient by its sums."""
    rows = patterns(ratings).rows
    kernels = [alpha_kernel(rows, level) for level in Level]
    kernels += [make(rows) for make in (percent_kernel, ac1_kernel, fleiss_kernel, conger_kernel)]
    return [float(kernel.value(rows.times @ kernel.parts)) for kernel in kernels]


def known(ratings):
    """Compute every coefficient in its own module."""
    found = [alpha(ratings, level) for level in Level] + [percent_agreement(ratings), gwet_ac(ratings)]
    found += [fleiss_kappa(ratings).figure, conger_kappa(ratings).figure]
    return [np.nan if each.value is None else each.value for each in found]


@QUICK
@given(some_ratings())
def test_sums_give_the_coefficients(ratings):
    for fast, slow in zip(figures(ratings), known(ratings), strict=True):
        assert np.isnan(slow) or fast == pytest.approx(slow, abs=1e-12)


@QUICK
@given(some_ratings(), st.randoms(use_true_random=False))
def test_order_of_coders_does_not_matter(ratings, random):
    order = list(range(ratings.values.shape[1]))
    random.shuffle(order)
    again = Ratings(ratings.values[:, order], SCORES, ratings.clusters)
    assert figures(again) == pytest.approx(figures(ratings), nan_ok=True)


@QUICK
@given(some_ratings(), st.permutations([0, 1, 2]))
def test_names_of_categories_do_not_matter_to_nominal_figures(ratings, names):
    renamed = np.where(ratings.values == MISSING, MISSING, np.array(names)[ratings.values])
    one, other = figures(ratings), figures(Ratings(renamed, SCORES, ratings.clusters))
    for place in (0, 4, 5, 6, 7):
        assert other[place] == pytest.approx(one[place], nan_ok=True)


@QUICK
@given(some_ratings())
def test_twice_the_units_change_chance_corrected_shares_not(ratings):
    twice = Ratings(np.vstack([ratings.values] * 2), SCORES, np.arange(2 * len(ratings.values)))
    # Alpha corrects for small samples (n - 1), so doubling moves it, towards the same limit; the others stay.
    assert figures(twice)[4:] == pytest.approx(figures(ratings)[4:], nan_ok=True)


@QUICK
@given(some_ratings())
def test_a_unit_nobody_coded_changes_nothing(ratings):
    more = Ratings(
        np.vstack([ratings.values, np.full((1, ratings.values.shape[1]), MISSING)]),
        SCORES,
        np.arange(len(ratings.values) + 1),
    )
    assert figures(more) == pytest.approx(figures(ratings), nan_ok=True)


@pytest.mark.parametrize("level", list(Level))
def test_groups_of_units_at_once(level):
    ratings = random_ratings()
    asked = question(ratings, level)
    group = np.arange(60) % 3 - 1  # a third belongs to no group
    times = asked.patterns.times(group, 2)
    for place, part in enumerate(parts(asked, times)):
        alone = Ratings(ratings.values[group == place], SCORES, np.arange((group == place).sum()))
        assert part.alpha.value == pytest.approx(alpha(alone, level).value)
        assert part.percent.value == pytest.approx(percent_agreement(alone).value)
        assert (part.n_units, part.n_pairs) == (alone.basis.n_units, alone.basis.n_pairs)
        assert alpha_of(with_times(asked.rows, times[place]), level).value == pytest.approx(part.alpha.value)


def test_groups_without_anything_to_compare(coded):
    asked = question(coded(["aa", "aa", "a.", "ab"]))
    equal, single, nothing = parts(asked, asked.patterns.times(np.array([0, 0, 1, -1]), 3))
    assert (equal.alpha.reason, equal.percent.value) == (Undefined.NO_VARIATION, 1.0)
    assert single.alpha.reason == single.percent.reason == nothing.alpha.reason == Undefined.NO_PAIRABLE_UNITS


def test_sums_by_table_and_by_column_are_the_same(monkeypatch):
    found = patterns(random_ratings())
    numbers = np.random.default_rng(3).random((len(found.rows.values), 4))
    group = np.arange(60) % 7 - 1
    dense = found.sums(numbers, group, 6)
    monkeypatch.setattr("coding_app.agreement.stats.patterns._DENSE", 0)
    assert found.sums(numbers, group, 6) == pytest.approx(dense)


def test_distances_of_ones_own():
    rng = np.random.default_rng(4)
    sets = rng.random((90, 3)) < 0.5
    unit, coder = np.repeat(np.arange(30), 3), np.tile(np.arange(3), 30)
    distinct, position = np.unique(sets, axis=0, return_inverse=True)
    ratings = Ratings(position.reshape(30, 3), np.arange(len(distinct), dtype=float), np.arange(30))
    of = set_distances(distinct, SetDistance.MASI)
    assert alpha_of(question(ratings, of).rows, of).value == pytest.approx(set_alpha(unit, coder, sets).value)


def test_one_coder_left_out():
    ratings = random_ratings()
    rows = without_coder(patterns(ratings).rows, 1)
    alone = Ratings(ratings.values[:, [0, 2]], SCORES, ratings.clusters)
    assert alpha_of(rows, Level.NOMINAL).value == pytest.approx(alpha(alone).value)


def test_a_question_without_a_category_has_no_figure():
    asked = question(Ratings(np.full((2, 2), MISSING), np.zeros(0), np.arange(2)))
    assert alpha_of(asked.rows, asked.of).reason == Undefined.NO_DATA
    assert parts(asked, asked.patterns.times(np.zeros(2, dtype=np.intp), 1))[0].alpha.reason
