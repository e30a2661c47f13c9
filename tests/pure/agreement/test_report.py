"""Compute all codes at once, pairs of coders, and sets of codes."""

import numpy as np
import pytest

from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.agreement.stats.data import Ratings, code_values
from coding_app.agreement.stats.krippendorff import Level, alpha
from coding_app.agreement.stats.pairs import pair_figures, tables
from coding_app.agreement.stats.report import BINARY, Codings, code_agreement, code_ratings, dimension_agreement
from coding_app.agreement.stats.sets import SetDistance, distinct_sets, set_alpha, set_distances
from coding_app.agreement.stats.undefined import Undefined

# Six posts in three threads, two coders each; codes: clear, hard, never chosen, offered to nobody.
UNIT = np.repeat(np.arange(6), 2)
CODER = np.array([0, 1, 0, 1, 0, 1, 0, 2, 0, 2, 0, 2])
CODINGS = Codings(UNIT, CODER, np.array([0, 0, 1, 1, 2, 2]), n_coders=3)
CHOSEN = {0: [0, 1, 4, 5, 8, 9], 1: [0, 2, 3, 7, 8], 2: [], 3: []}
SMALL = Resampling(resamples=200, seed=4)


def values():
    pairs = np.array([(row, code) for code, rows in CHOSEN.items() for row in rows])
    active = np.ones((12, 4), dtype=bool)
    active[:, 3] = False
    return code_values(*pairs.T, active)


def test_all_codes_at_once():
    clear, hard, unused, closed = code_agreement(code_ratings(CODINGS, values()), SMALL)
    assert (clear.percent.value, clear.alpha.value, clear.ac1.value, clear.positive.value) == (1.0, 1.0, 1.0, 1.0)
    assert clear.basis.prevalence == 0.5
    # hard: posts 10 11 00 01 10 00, so n = 12, five ones, three disagreements
    assert hard.percent.value == 0.5
    assert hard.alpha.value == pytest.approx(1 - 11 * 3 / 35)
    assert hard.positive.value == pytest.approx(2 / 5)
    assert hard.negative.value == pytest.approx(4 / 7)
    assert hard.alpha.low <= hard.alpha.value <= hard.alpha.high
    assert (unused.alpha.reason, unused.not_used, unused.ac1.value) == (Undefined.NO_VARIATION, True, 1.0)
    assert (unused.positive.reason, unused.negative.value) == (Undefined.NOT_USED, 1.0)
    assert (closed.alpha.reason, closed.not_used, closed.basis.n_units) == (Undefined.NO_DATA, False, 0)
    assert (hard.basis.n_units, hard.basis.n_pairs, hard.basis.n_threads, hard.basis.n_coders) == (6, 6, 3, 3)


def test_a_code_has_the_same_interval_alone_and_among_others():
    ratings = code_ratings(CODINGS, values())
    alone = code_agreement(ratings[1:2], SMALL)[0].alpha
    closed, unused, hard, clear = code_agreement(ratings[::-1], SMALL)
    assert (hard.alpha.low, hard.alpha.high) == pytest.approx((alone.low, alone.high))
    assert (clear.alpha.low, clear.alpha.high) == (1.0, 1.0)
    assert unused.alpha.low is closed.alpha.low is None


def test_the_level_applies_to_ac1():
    given = np.random.default_rng(2).integers(2, size=(60, 2))
    ratings = [Ratings(given, BINARY, np.arange(60) // 3)]
    wide, narrow = code_agreement(ratings, SMALL)[0], code_agreement(ratings, Resampling(200, 4, level=0.5))[0]
    assert narrow.ac1.high - narrow.ac1.low < wide.ac1.high - wide.ac1.low


def test_no_codes_and_no_codings():
    nothing = np.zeros(0, dtype=np.intp)
    empty = Codings(nothing, nothing, nothing, n_coders=0)
    assert code_agreement([], SMALL) == []
    (found,) = code_agreement(code_ratings(empty, np.zeros((0, 1), dtype=np.intp)), SMALL)
    assert (found.alpha.reason, found.percent.reason, found.ac1.reason) == (Undefined.NO_DATA,) * 3


def test_an_ordinal_dimension(coded):
    ratings = coded(["11", "12", "22", "33", "23", "31"], "123", clusters="sstuuv")
    found = dimension_agreement(ratings, Level.ORDINAL, SMALL)
    # each category 4 of 12 values: mean ranks 2, 6, 10; Do n = 2 (16 + 16 + 64), De n (n - 1) = 32 (16 + 16 + 64)
    assert found.alpha.value == pytest.approx(1 - 11 * 2 / 32)
    assert dimension_agreement(ratings, Level.NOMINAL, SMALL).alpha.value == pytest.approx(1 - 11 * 6 / 96)
    assert found.alpha.low < found.alpha.value < found.alpha.high
    assert (found.percent.value, found.positive, found.not_used) == (0.5, None, False)
    assert found.basis.totals == (4, 4, 4)


def test_pairs_of_coders(coded):
    first, second, third = pair_figures(coded(["ab.", "aa.", "bb.", "a.a", "a.a"]))
    assert [(p.first, p.second, p.n_units) for p in (first, second, third)] == [(0, 1, 3), (0, 2, 2), (1, 2, 0)]
    assert first.percent.value == pytest.approx(2 / 3)
    assert first.alpha.value == pytest.approx(1 - 5 * 1 / 9)
    assert (second.percent.value, second.alpha.reason) == (1.0, Undefined.NO_VARIATION)
    assert third.percent.reason == third.alpha.reason == Undefined.NO_PAIRABLE_UNITS
    assert first.few_units
    # The first says a a b, the second b a b: 2 of 3 agree, by chance (2/3)(1/3) + (1/3)(2/3) = 4/9.
    assert first.kappa.value == pytest.approx((2 / 3 - 4 / 9) / (5 / 9))
    assert (second.kappa.reason, third.kappa.reason) == (Undefined.NO_VARIATION, Undefined.NO_PAIRABLE_UNITS)


def test_a_pair_without_a_choice(coded):
    (pair,) = pair_figures(coded(["aa", "aa"], "a"))
    assert (pair.percent.value, pair.alpha.reason) == (1.0, Undefined.ONE_CATEGORY)


def test_a_pair_equals_alpha_of_the_two_alone(coded):
    pairs = pair_figures(coded(["abc", "bbb", "cc.", "aab", "c.c"], "abc"), Level.ORDINAL)
    alone = alpha(coded(["ac", "bb", "ab", "cc"], "abc"), Level.ORDINAL)
    assert pairs[1].alpha.value == pytest.approx(alone.value)


def test_distances_between_sets():
    sets = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0], [0, 1, 1, 0]], dtype=bool)
    masi, jaccard, dice = (set_distances(sets, SetDistance(kind)) for kind in ("masi", "jaccard", "dice"))
    assert (masi[0, 1], jaccard[0, 1], dice[0, 1]) == pytest.approx((2 / 3, 1 / 2, 1 / 3))
    assert (masi[2, 2], jaccard[2, 2], masi[0, 2], jaccard[0, 2]) == (0.0, 0.0, 1.0, 1.0)
    assert masi[0, 3] == pytest.approx(1 - 1 / 9)


def test_alpha_of_sets():
    # Krippendorff & Craggs 2016, Table 3, with set distances in place of their own
    sets = {(0, 0): "bd", (0, 1): "d", (1, 0): "abd", (1, 1): "b", (1, 2): "bd"}
    sets |= {(2, 0): "", (2, 1): "a", (2, 2): "a", (3, 0): "a"}
    unit, coder = np.array(list(sets)).T
    members = np.array([[code in chosen for code in "abd"] for chosen in sets.values()])
    found = {kind.value: round(set_alpha(unit, coder, members, kind).value, 6) for kind in SetDistance}
    assert found == {"nominal": 0.057692, "jaccard": 0.261719, "dice": 0.34375, "masi": 0.184466}
    assert set_alpha(unit[:1], coder[:1], members[:1]).reason == Undefined.ONE_CODER
    with pytest.raises(ValueError, match="two codings"):
        set_alpha(unit[[0, 0]], coder[[0, 0]], members[[0, 0]])


@pytest.mark.parametrize("codes", [3, 64, 70])
def test_different_sets_are_found_whatever_their_width(codes):
    sets = np.random.default_rng(5).random((40, codes)) < 0.05
    distinct, position = distinct_sets(sets)
    assert (distinct[position] == sets).all()
    assert len(distinct) == len(np.unique(sets, axis=0))


def test_many_categories_are_crossed_pair_by_pair(monkeypatch, coded):
    given = coded(["ab.", "aab", "bb.", "a.a", "bab"])
    at_once = tables(given)
    monkeypatch.setattr("coding_app.agreement.stats.pairs._MANY_CELLS", 0)
    assert (tables(given) == at_once).all()
