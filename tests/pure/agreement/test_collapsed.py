"""Units with the same labels are one row: no coefficient may change by it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding_app.agreement.stats.brennan_prediger import brennan_prediger
from coding_app.agreement.stats.cohen import KappaWeights, cohen_kappa
from coding_app.agreement.stats.conger import conger_kappa
from coding_app.agreement.stats.data import Ratings, basis
from coding_app.agreement.stats.fleiss import fleiss_kappa, fleiss_kappa_of_category
from coding_app.agreement.stats.gwet import Weights, gwet_ac
from coding_app.agreement.stats.krippendorff import Level, alpha, alpha_se
from coding_app.agreement.stats.light import light_kappa
from coding_app.agreement.stats.patterns import collapsed
from coding_app.agreement.stats.percent import Definition, percent_agreement
from coding_app.agreement.stats.scott import scott_pi
from coding_app.agreement.stats.specific import specific_agreement

COEFFICIENTS = [
    *(lambda r, d=d: percent_agreement(r, d) for d in Definition),
    *(lambda r, level=level: alpha(r, level) for level in Level),
    *(lambda r, w=w: gwet_ac(r, w) for w in Weights),
    lambda r: specific_agreement(r, 1),
    lambda r: cohen_kappa(r).figure,
    lambda r: cohen_kappa(r, KappaWeights.QUADRATIC).figure,
    lambda r: scott_pi(r).figure,
    light_kappa,
    lambda r: fleiss_kappa(r).figure,
    lambda r: conger_kappa(r).figure,
    lambda r: brennan_prediger(r).figure,
    lambda r: fleiss_kappa_of_category(r, 0).figure,
]


@st.composite
def ratings(draw):
    coders = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(st.integers(-1, 2), min_size=coders, max_size=coders), min_size=1, max_size=25))
    values = np.array(rows * draw(st.integers(1, 3)), dtype=np.intp)
    return Ratings(values, np.array([1.0, 2.0, 5.0]), np.arange(len(values)))


@given(ratings())
def test_no_coefficient_changes(given_ratings):
    few = collapsed(given_ratings)
    assert len(few.values) == len(np.unique(given_ratings.values, axis=0))
    assert few.times.sum() == len(given_ratings.values)
    one, other = basis(given_ratings), basis(few)
    assert (one.n_units, one.n_singletons, one.n_values, one.n_pairs, one.totals, one.reason) == (
        other.n_units, other.n_singletons, other.n_values, other.n_pairs, other.totals, other.reason,
    )  # fmt: skip
    for coefficient in COEFFICIENTS:
        a, b = coefficient(given_ratings), coefficient(few)
        assert a.reason == b.reason
        assert [a.value, a.low, a.high, a.se] == pytest.approx([b.value, b.low, b.high, b.se], abs=1e-9, nan_ok=True)
    assert alpha_se(given_ratings) == pytest.approx(alpha_se(few), abs=1e-9)


def test_collapsing_twice_and_many_patterns():
    values = np.random.default_rng(1).integers(-1, 40, size=(500, 6))
    many = Ratings(values, np.arange(40.0), np.arange(500))
    few = collapsed(many)
    assert alpha(few).value == pytest.approx(alpha(many).value, abs=1e-12)
    assert collapsed(few).times.sum() == 500
    too_many = Ratings(np.zeros((3, 40), dtype=np.intp), np.arange(10.0), np.arange(3))
    assert collapsed(too_many) is too_many
