"""A coefficient taken apart: by hand, on published data, and what other programs make of the same codings."""

import numpy as np
import pytest

from coding_app.agreement.inputs import Elsewhere, inputs, same
from coding_app.agreement.stats.gwet import gwet_ac
from coding_app.agreement.stats.krippendorff import Level, alpha, fixed
from coding_app.agreement.stats.percent import Definition
from coding_app.agreement.stats.specific import specific_agreement

FREELON = ["abb", "bcc", "aac", "bcc", "acc"]
"""Freelon (2010), Table 10, data R3.04: nominal alpha .0278; kripp.alpha of R irr 0.84.1 gives -.0069."""


def test_two_coders_by_hand(coded):
    # both b 3, first only 1, second only 1, neither 5.
    found = inputs(coded(["bb"] * 3 + ["ba", "ab"] + ["aa"] * 5), category=1)
    assert found.coincidence.tolist() == [[10, 2], [2, 6]]
    assert (found.n, found.totals.tolist()) == (20, [12, 8])
    assert (found.observed, found.expected) == (4, 192)
    assert found.alpha == pytest.approx(1 - 19 * 4 / 192)
    assert (found.agreeing, found.possible) == (6, 8)
    assert found.chance == pytest.approx(2 * 0.4 * 0.6)
    assert found.ac1 == pytest.approx((0.8 - 0.48) / 0.52)
    assert {figure.value for figure in found.percents.values()} == {0.8}
    assert found.elsewhere == []


def test_published_data_and_what_irr_gives(coded):
    found = inputs(coded(FREELON, "abc"))
    assert found.n == 15
    assert round(found.alpha, 4) == 0.0278
    assert round(found.irr, 4) == -0.0069
    assert found.elsewhere == [Elsewhere.IRR, Elsewhere.PERCENT]
    assert found.percents[Definition.UNANIMOUS].value == 0
    assert found.percents[Definition.GWET].value == pytest.approx(1 / 3)


@pytest.mark.parametrize("rows", [["ab.", "bbb", "aaa"], ["ab", "bb", "aa"]], ids=["missing", "two"])
def test_irr_is_right_with_a_missing_value_or_two_coders(coded, rows):
    found = inputs(coded(rows))
    assert found.irr is None
    assert Elsewhere.IRR not in found.elsewhere


@pytest.mark.parametrize("level", [Level.NOMINAL, Level.ORDINAL])
@pytest.mark.parametrize("rows", [["abca", "bb.c", "a...", "ccab"], ["ab", "cc", "b.", "ac"]], ids=["four", "two"])
def test_the_parts_make_up_the_coefficients(coded, rows, level):
    ratings = coded(rows, "abc")
    found = inputs(ratings, level, category=2)
    assert found.alpha == pytest.approx(alpha(ratings, level).value)
    assert found.ac1 == pytest.approx(gwet_ac(ratings).value)
    assert found.agreeing / found.possible == pytest.approx(specific_agreement(ratings, 2).value)
    assert (Elsewhere.ICR in found.elsewhere) is (len(rows[0]) == 4)
    assert (Elsewhere.ORDINAL in found.elsewhere) is (level is Level.ORDINAL)


def test_no_variation_has_no_alpha_and_says_who_gives_one(coded):
    found = inputs(coded(["aa", "aa"]), category=1)
    assert (found.alpha, found.n, found.possible) == (None, 4, 0)
    assert found.elsewhere == [Elsewhere.NO_VARIATION]


def test_one_coder_only(coded):
    found = inputs(coded(["a", "b"]))
    assert (found.n, found.alpha, found.ac1, found.elsewhere) == (0, None, None, [])


def test_sets_take_their_own_distance(coded):
    distance = fixed(np.array([[0, 0.5], [0.5, 0]]))
    found = inputs(coded(["ab", "aa", "bb"]), sets=distance)
    # observed 2 x .5, expected 2 x 3 x 3 x .5
    assert (found.observed, found.expected, found.chance) == (1, 9, None)
    assert found.alpha == pytest.approx(1 - 5 / 9)
    assert found.elsewhere == [Elsewhere.SETS]


def test_at_or_below_zero_is_no_error(coded):
    assert inputs(coded(["aa"] * 19 + ["ba"])).elsewhere == [Elsewhere.NEGATIVE]


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [(0.5, 0.5 + 1e-12, True), (0.5, 0.51, False), (None, None, True), (None, 0.0, False)],
)
def test_the_same_figure(first, second, is_same):
    assert same(first, second) is is_same
