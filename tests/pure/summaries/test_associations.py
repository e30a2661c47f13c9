"""Tables, ratios, co-occurrence and corrections for many tests, against published examples."""

import math

import numpy as np
import pytest

from coding_app.agreement.stats.quantiles import f_tail, student
from coding_app.summaries.stats.associations import association, co_occurrence, odds_ratio, risk_ratio
from coding_app.summaries.stats.clustered import rao_scott
from coding_app.summaries.stats.many_tests import benjamini_hochberg, holm
from coding_app.summaries.stats.misclassification import back_calculated, corrected_share

GSS = np.array([[762, 327, 468], [484, 239, 477]], dtype=float)  # Agresti (2007), p. 37


def test_gender_and_party_of_the_general_social_survey():
    found = association(GSS)
    assert (round(found.chi2, 2), round(found.g2, 2), found.df) == (30.07, 30.02, 2)
    assert found.cramers_v == pytest.approx(0.10444, abs=5e-6)
    assert found.adjusted_residuals.round(2).tolist() == [[4.5, 0.7, -5.32], [-4.5, -0.7, 5.32]]


@pytest.mark.parametrize("table", [[[1, 2]], [[0, 0], [1, 2]], [[0, 1], [0, 2]]])
def test_a_table_without_a_second_class_has_no_association(table):
    assert association(np.array(table, dtype=float)) is None


def test_the_physicians_health_study():
    found = risk_ratio(189, 11034, 104, 11037)
    assert [round(one, 2) for one in (found.value, found.low, found.high)] == [1.82, 1.43, 2.31]
    assert risk_ratio(0, 10, 1, 10) is None


def test_odds_ratio_by_woolf():
    found = odds_ratio(np.array([[30.0, 70], [15, 85]]))
    assert found.value == pytest.approx(30 * 85 / (70 * 15))
    half = 1.959963984540054 * math.sqrt(1 / 30 + 1 / 70 + 1 / 15 + 1 / 85)
    assert (math.log(found.low), math.log(found.high)) == pytest.approx(
        (math.log(found.value) - half, math.log(found.value) + half)
    )
    assert odds_ratio(np.array([[0.0, 1], [1, 1]])) is None


def test_two_codes_on_one_unit():
    found = co_occurrence(200, 60, 50, 30)
    assert (found.expected, found.jaccard, found.lift) == (15.0, 0.375, 2.0)
    assert found.phi == pytest.approx(0.37796447)
    never = co_occurrence(10, 0, 0, 0)
    assert (never.jaccard, never.lift, never.phi) == (None, None, None)


P = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0]


def test_fifteen_tests_of_benjamini_and_hochberg():
    mixed = np.random.default_rng(1).permutation(15)
    assert int((benjamini_hochberg(np.array(P)) <= 0.05).sum()) == 4
    assert int((holm(np.array(P)) <= 0.05).sum()) == 3
    for adjust in (benjamini_hochberg, holm):
        assert adjust(np.array(P)[mixed]).tolist() == adjust(np.array(P))[mixed].tolist()
    assert holm(np.array([0.5, 0.5])).tolist() == [1.0, 1.0]


def test_independent_posts_need_no_correction():
    """With one post a thread, Rao and Scott's F is Pearson's chi-square over its degrees of freedom, but for n - 1."""
    row, column = np.repeat([0, 1], [1557, 1200]), np.repeat([0, 1, 2, 0, 1, 2], GSS.astype(int).ravel())
    found = rao_scott(row, column, np.arange(row.size))
    assert found.design_effect == pytest.approx(1.0, abs=0.01)
    assert found.f == pytest.approx(30.07 / 2, rel=0.01)
    assert found.df == pytest.approx(2, abs=0.01)


def test_posts_said_three_times_over_count_once():
    rng = np.random.default_rng(3)
    row, column = rng.integers(0, 2, 90), rng.integers(0, 3, 90)
    once, thrice = (rao_scott(*(np.repeat(one, k) for one in (row, column, np.arange(90)))) for k in (1, 3))
    assert thrice.design_effect == pytest.approx(3 * once.design_effect)
    assert (thrice.f, thrice.p) == pytest.approx((once.f, once.p))


def test_one_thread_tells_nothing_about_threads():
    assert rao_scott(np.array([0, 1]), np.array([0, 1]), np.array([5, 5])) is None
    assert rao_scott(np.array([0, 0]), np.array([0, 1]), np.array([1, 2])) is None


@pytest.mark.parametrize(("df", "level"), [(3, 0.95), (14, 0.9), (200, 0.99)])
def test_f_with_one_degree_is_the_square_of_t(df, level):
    assert f_tail(student(level, df) ** 2, 1, df) == pytest.approx(1 - level, abs=1e-9)


def test_shares_corrected_for_coders_who_err():
    assert corrected_share(0.3, sensitivity=0.85, specificity=0.95) == pytest.approx(0.3125)
    assert corrected_share(0.01, sensitivity=0.85, specificity=0.95) == 0.0
    assert corrected_share(0.3, sensitivity=0.5, specificity=0.5) is None
    found = back_calculated(np.array([0.4, 0.6]), np.array([[0.9, 0.1], [0.2, 0.8]]))
    assert found.tolist() == pytest.approx([2 / 7, 5 / 7])
    assert back_calculated(np.array([0.4, 0.6]), np.full((2, 2), 0.5)) is None
