"""Say why a figure is undefined, rather than show 0, 1 or NaN."""

import numpy as np
import pytest

from coding_app.agreement.stats.data import MISSING, basis, code_values, from_long, from_records
from coding_app.agreement.stats.gwet import Weights, gwet_ac, weight_matrix
from coding_app.agreement.stats.krippendorff import Level, alpha, distance
from coding_app.agreement.stats.percent import Definition, percent_agreement
from coding_app.agreement.stats.specific import specific_agreement
from coding_app.agreement.stats.undefined import Undefined


@pytest.mark.parametrize(
    ("rows", "categories", "reasons"),
    [
        ([], "ab", ("no_data", "no_data", "no_data", "no_data")),
        (["..", ".."], "ab", ("no_data", "no_data", "no_data", "no_data")),
        (["a", "b", "a"], "ab", ("one_coder", "one_coder", "one_coder", "one_coder")),
        (["a.", ".b"], "ab", ("no_pairable_units",) * 4),
        (["aa", "aa"], "ab", (None, "no_variation", None, "not_used")),
        (["aa", "aa", "b.", ".b"], "ab", (None, "no_variation", None, "not_used")),
        (["aa", "aa"], "a", (None, "one_category", "one_category", None)),
        (["aa", "bb"], "ab", (None, None, None, None)),
    ],
    ids=[
        "empty",
        "nobody",
        "one coder",
        "no common unit",
        "no variation",
        "only singletons vary",
        "one category",
        "ok",
    ],
)
def test_reasons(coded, rows, categories, reasons):
    ratings = coded(rows, categories)
    last = len(categories) - 1
    figures = percent_agreement(ratings), alpha(ratings), gwet_ac(ratings), specific_agreement(ratings, last)
    assert tuple(f.reason for f in figures) == reasons
    assert all((f.value is None) == (f.reason is not None) for f in figures)


def test_no_variation_keeps_percent_and_ac1(coded):
    ratings = coded(["aa"] * 10)
    assert (percent_agreement(ratings).value, gwet_ac(ratings).value) == (1.0, 1.0)
    assert specific_agreement(ratings, 0).value == 1.0


def test_one_slip_in_twenty_is_alpha_zero(coded):
    ratings = coded(["aa"] * 19 + ["ba"])
    assert alpha(ratings).value == 0.0
    assert percent_agreement(ratings).value == 0.95
    assert gwet_ac(ratings).value == pytest.approx(0.947437, abs=1e-6)
    assert specific_agreement(ratings, 1).value == 0.0
    assert specific_agreement(ratings, 0).value == pytest.approx(38 / 39)


def test_systematic_disagreement_is_negative(coded):
    ratings = coded(["ab", "ba"] * 5)
    assert alpha(ratings).value == pytest.approx(-0.9)
    assert gwet_ac(ratings).value == -1.0


def test_perfect_agreement_with_variation_is_one(coded):
    ratings = coded(["aa", "bb", "aa"])
    assert (alpha(ratings).value, percent_agreement(ratings).value, gwet_ac(ratings).value) == (1.0, 1.0, 1.0)


def test_ac1_interval_is_cut_at_one_and_needs_two_units(coded):
    figure = gwet_ac(coded(["aa"] * 19 + ["ba"]))
    assert figure.high == 1.0
    assert figure.low == pytest.approx(figure.value - 2.093024 * figure.se, abs=1e-6)
    assert gwet_ac(coded(["aa"])).no_interval == Undefined.ONE_UNIT


def test_unused_categories_change_ac1_only(coded):
    rows = ["aa", "bb", "ab"]
    two, three = coded(rows, "ab"), coded(rows, "abc")
    assert alpha(two).value == alpha(three).value
    assert round(gwet_ac(two).value, 6) == 0.333333
    assert round(gwet_ac(three).value, 6) == 0.555556


def test_basis_counts_what_the_coefficient_rests_on(coded):
    found = basis(coded(["aab", "bb.", "a..", "...", ".ab"], clusters="sstuu"))
    assert (found.n_units, found.n_singletons, found.n_values, found.n_pairs) == (3, 1, 7, 5)
    assert (found.n_coders, found.n_threads, found.totals, found.few_threads) == (3, 2, (3, 4), True)
    assert found.prevalence == pytest.approx(4 / 7)
    assert basis(coded([])).prevalence is None


def test_a_finished_coding_without_code_is_zero_and_a_closed_code_is_missing():
    active = np.array([[True, True, False], [True, True, True], [True, True, False]])
    values = code_values(np.array([0, 0, 2]), np.array([1, 2, 0]), active)
    assert values.tolist() == [[0, 1, MISSING], [0, 0, 0], [1, 0, MISSING]]


def test_refuses_two_codings_of_a_unit_by_a_coder():
    with pytest.raises(ValueError, match="two codings"):
        from_records([("p1", "ana", 0), ("p1", "ana", 1)], [0, 1])


@pytest.mark.parametrize("value", [-2, 2])
def test_refuses_a_value_that_is_not_declared(value):
    one = np.array([0])
    with pytest.raises(ValueError, match="declared"):
        from_long(one, one, np.array([value]), scores=np.array([0.0, 1.0]), clusters=one, n_coders=1)


def test_refuses_an_unknown_category():
    with pytest.raises(ValueError, match="'c'"):
        from_records([("p1", "ana", "c")], ["a", "b"])


def test_ratio_data_cannot_be_negative():
    with pytest.raises(ValueError, match="negative"):
        distance(Level.RATIO, np.array([-1.0, 1.0]))


def test_ordinal_distance_follows_the_scores_not_the_order_of_declaration():
    records = [(u, c, v) for u, row in enumerate([(1, 1), (1, 2), (3, 3), (2, 3), (2, 2)]) for c, v in enumerate(row)]
    sorted_, unsorted = from_records(records, [1, 2, 3]), from_records(records, [3, 1, 2])
    assert alpha(unsorted, Level.ORDINAL).value == pytest.approx(alpha(sorted_, Level.ORDINAL).value)


def test_unanimous_and_pooled_definitions_by_hand(coded):
    ratings = coded(["aaa", "aab", "bb.", "a.."])
    found = [percent_agreement(ratings, definition).value for definition in Definition]
    # gwet (1 + 1/3 + 1)/3; 1-Do (3 + 1 + 2)/8; pairs 5/7; coder pairs (3/3 + 1/2 + 1/2)/3; unanimous 2/3
    assert found == pytest.approx([7 / 9, 6 / 8, 5 / 7, 2 / 3, 2 / 3])


@pytest.mark.parametrize(
    ("weights", "first_row"),
    [("identity", [1, 0, 0]), ("linear", [1, 2 / 3, 0]), ("quadratic", [1, 8 / 9, 0]), ("ordinal", [1, 2 / 3, 0])],
)
def test_weights_of_gwet(weights, first_row):
    found = weight_matrix(Weights(weights), np.array([1.0, 2.0, 4.0]))
    assert found[0].tolist() == pytest.approx(first_row)
    assert (found == found.T).all()
