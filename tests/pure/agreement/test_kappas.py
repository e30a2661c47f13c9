"""The kappas, the tests of marginals and the numbers of units reproduce what papers and manuals print."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from coding_app.agreement.stats import krippendorff, marginals
from coding_app.agreement.stats.brennan_prediger import brennan_prediger
from coding_app.agreement.stats.cohen import KappaWeights, cohen_kappa
from coding_app.agreement.stats.conger import conger_kappa
from coding_app.agreement.stats.data import from_records
from coding_app.agreement.stats.fleiss import fleiss_kappa, fleiss_kappa_of_category
from coding_app.agreement.stats.light import light_kappa
from coding_app.agreement.stats.quantiles import chi_square_tail
from coding_app.agreement.stats.scott import scott_pi
from coding_app.agreement.stats.tabled import cross_table, dichotomized
from coding_app.agreement.stats.undefined import Undefined
from coding_app.sampling.stats import planning


def of_table(table, categories=None):
    """Two coders from a cross table of counts, rows the first coder."""
    rows = [(a, b) for a, line in enumerate(table) for b, times in enumerate(line) for _ in range(times)]
    return of_rows(rows, categories or range(len(table)))


def of_rows(rows, categories):
    records = [(u, c, v) for u, row in enumerate(rows) for c, v in enumerate(row) if v is not None]
    return from_records(records, list(categories))


SAS = of_table([[3, 1, 0], [2, 6, 1], [0, 2, 8]])
FLEISS = [
    "444444",
    "222555",
    "233335",
    "555555",
    "222444",
    "113333",
    "333355",
    "113334",
    "114444",
    "555555",
    "144444",
    "124444",
    "222333",
    "144444",
    "224445",
    "333335",
    "111455",
    "111112",
    "224444",
    "133555",
    "555555",
    "244444",
    "224555",
    "114444",
    "144445",
    "222224",
    "111155",
    "224444",
    "133333",
    "555555",
]
GENDER = [
    "aaac",
    "aabc",
    "aabc",
    "aacc",
    "abaa",
    "baaa",
    "bbbb",
    "bcbb",
    "cccc",
    "aaac",
    "aabc",
    "aabc",
    "aacc",
    "abaa",
    "baaa",
]
VISION = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]


def test_cohen_and_scott_on_the_example_of_artstein_and_poesio():
    ratings = of_table([[20, 10], [20, 50]])
    found = cohen_kappa(ratings)
    assert (round(found.figure.value, 3), round(found.observed, 2), round(found.expected, 2)) == (0.348, 0.7, 0.54)
    assert round(scott_pi(ratings).figure.value, 3) == 0.341
    assert round(brennan_prediger(ratings).figure.value, 3) == 0.4


def test_the_standard_errors_of_a_large_table():
    found = cohen_kappa(of_table(VISION))
    assert found.figure.value == pytest.approx(0.5953888280894342, abs=1e-12)
    assert found.figure.se == pytest.approx(0.007286851134745739, abs=1e-12)
    assert found.se_null == pytest.approx(0.0070392755007656444, abs=1e-12)


def test_agresti_1992_kappa_of_the_whole_and_of_a_category():
    ratings = of_table([[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]])
    found = cohen_kappa(ratings).figure
    assert (round(found.value, 3), round(found.se, 3)) == (0.493, 0.057)
    categories = [cohen_kappa(dichotomized(ratings, k)).figure.value for k in range(4)]
    assert [round(v, 5) for v in categories[:2]] == [0.78103, 0.26632]


@pytest.mark.parametrize("kind", ["linear", "quadratic", "linear_ranks", "quadratic_ranks"])
def test_weighted_kappa_equals_its_definition_by_disagreement(kind):
    ratings = SAS
    table = cross_table(ratings)
    gap = np.abs(np.arange(3)[:, None] - np.arange(3)) ** (1 if kind.startswith("linear") else 2)
    chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    by_hand = 1 - (gap * table).sum() / (gap * chance).sum()
    assert cohen_kappa(ratings, KappaWeights(kind)).figure.value == pytest.approx(by_hand, abs=1e-12)


def test_ranks_and_scores_differ_when_a_number_is_left_out():
    ratings = of_rows([(1, 2), (2, 2), (9, 2), (9, 9), (1, 1), (9, 1)], [1, 2, 9])
    by_score = cohen_kappa(ratings, KappaWeights.LINEAR).figure.value
    by_rank = cohen_kappa(ratings, KappaWeights.LINEAR_RANKS).figure.value
    assert (round(by_score, 4), round(by_rank, 4)) == (0.3239, 0.2941)


def test_fleiss_1971_with_the_right_standard_error():
    ratings = of_rows([tuple(row) for row in FLEISS], "12345")
    found = fleiss_kappa(ratings)
    assert [round(v, 4) for v in (found.figure.value, found.observed, found.expected)] == [0.4302, 0.5556, 0.2199]
    assert round(found.z, 3) == 17.652
    of_category = [fleiss_kappa_of_category(ratings, k) for k in range(5)]
    assert [round(f.figure.value, 3) for f in of_category] == [0.245, 0.245, 0.52, 0.471, 0.566]
    assert [round(of_category[k].z, 3) for k in (0, 2, 4)] == [5.192, 11.031, 12.009]
    assert round(conger_kappa(ratings).figure.value, 7) == 0.4418085
    assert round(light_kappa(ratings).value, 7) == 0.4594121


def test_krippendorff_2004_p230_with_missing_codings():
    rows = [
        (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4),
        (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
    ]  # fmt: skip
    ratings = of_rows(rows, [1, 2, 3, 4, 5])
    fleiss, conger = fleiss_kappa(ratings), conger_kappa(ratings)
    free = brennan_prediger(ratings).figure
    assert [round(v, 5) for v in (fleiss.figure.value, fleiss.figure.se, fleiss.expected)] == [
        0.76117,
        0.15302,
        0.23872,
    ]
    assert (round(conger.figure.value, 5), round(conger.expected, 5)) == (0.76282, 0.23343)
    assert (round(free.value, 5), round(free.se, 5)) == (0.77273, 0.14472)


def test_gwet_2014_fifteen_units_of_four_coders():
    ratings = of_rows([tuple(row) for row in GENDER], "abc")
    fleiss, conger = fleiss_kappa(ratings), conger_kappa(ratings)
    assert fleiss.figure.value == pytest.approx(0.1288888888888889, abs=1e-12)
    assert fleiss.figure.se == pytest.approx(0.14050133467014367, abs=1e-12)
    assert conger.figure.value == pytest.approx(0.1657207718501702, abs=1e-12)
    assert krippendorff.alpha(ratings).value == pytest.approx(0.14340740740740765, abs=1e-12)
    assert krippendorff.alpha_se(ratings) == pytest.approx(0.1405, abs=2e-5)
    assert krippendorff.alpha_se(of_rows([("a", "b")], "ab")) is None


def test_feinstein_and_cicchetti_indices():
    table = np.array([[45.0, 15.0], [25.0, 15.0]])
    assert (marginals.prevalence_index(table), marginals.bias_index(table)) == (0.3, 0.1)


def test_vision_of_7477_women_marginals():
    found, sharper = marginals.stuart_maxwell(np.array(VISION)), marginals.bhapkar(np.array(VISION))
    assert (round(found.value, 3), found.df, round(sharper.value, 3)) == (11.957, 3, 11.976)
    assert found.p == pytest.approx(stats.chi2.sf(found.value, 3), rel=1e-12)


def test_a_category_both_used_equally_often_stays_in_the_test_of_marginals():
    # R irr leaves such a category out and gives another value.
    table = np.array([[10.0, 2, 3], [1, 10, 2], [1, 3, 10]])
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    d, v = (rows - columns)[1:], np.diag(rows + columns) - table - table.T
    by_other_categories = float(d @ np.linalg.inv(v[1:, 1:]) @ d)
    assert marginals.stuart_maxwell(table).value == pytest.approx(by_other_categories, abs=1e-12)
    assert marginals.stuart_maxwell(np.diag([5.0, 5])).reason is Undefined.NO_VARIATION


@pytest.mark.parametrize(
    ("smallest", "categories", "p_level", "units"), [(0.8, 4, 0.05, 139), (0.8, 2, 0.05, 103), (0.8, 5, 0.1, 99)]
)
def test_units_needed_for_alpha(smallest, categories, p_level, units):
    assert planning.units_for_alpha(smallest=smallest, prevalence=1 / categories, p_level=p_level) == units


@pytest.mark.parametrize(("prevalence", "units"), [(0.2, 164), (0.1, 294), (0.05, 560), (0.02, 1363)])
def test_rare_codes_need_many_units(prevalence, units):
    assert planning.units_for_alpha(smallest=0.8, prevalence=prevalence) == units


def test_units_needed_for_kappa_and_what_has_no_answer():
    assert planning.units_for_kappa(rates=(0.5, 0.5), null=0.7, true=0.85) == 117
    with pytest.raises(ValueError, match="equal"):
        planning.units_for_kappa(rates=(0.5, 0.5), null=0.7, true=0.7)
    with pytest.raises(ValueError, match="answers"):
        planning.units_for_alpha(smallest=1, prevalence=0.5)


@given(st.floats(0, 200), st.integers(1, 30))
def test_the_tail_of_chi_square_is_that_of_scipy(value, df):
    assert chi_square_tail(value, df) == pytest.approx(stats.chi2.sf(value, df), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    "coefficient",
    [
        lambda r: cohen_kappa(r).figure,
        lambda r: scott_pi(r).figure,
        light_kappa,
        lambda r: fleiss_kappa(r).figure,
        lambda r: conger_kappa(r).figure,
    ],
)
def test_what_cannot_be_said_is_not_said(coefficient):
    assert coefficient(of_rows([], "ab")).reason is Undefined.NO_DATA
    assert coefficient(of_rows([("a",), ("b",)], "ab")).reason is Undefined.ONE_CODER
    assert coefficient(of_rows([("a", "a")] * 5, "ab")).reason is Undefined.NO_VARIATION
    assert coefficient(of_rows([("a", "a")] * 5, "a")).reason is Undefined.ONE_CATEGORY
    assert coefficient(of_rows([("a", "a"), ("b", "b")], "ab")).value == 1.0
    assert coefficient(of_rows([("a", "b"), ("b", "a")], "ab")).value == pytest.approx(-1.0)
