"""What must not change the coefficients of sets of codes, and what duplicating units makes of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding_app.agreement.stats.multi_valued import mv_alpha, observed_difference
from coding_app.agreement.stats.sets import SetDistance, set_alpha

QUICK = settings(max_examples=15, deadline=None)
KINDS = pytest.mark.parametrize("kind", list(SetDistance))


@st.composite
def codings(draw):
    """Draw sets of three codes (codings x codes) with their unit and coder; each unit has one coding to three."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=6))
    size = sum(sizes)
    sets = np.array(draw(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=size, max_size=size)))
    return np.repeat(np.arange(len(sizes)), sizes), np.concatenate([np.arange(each) for each in sizes]), sets


def same(one, other):
    assert one.reason == other.reason
    assert one.value == (None if other.value is None else pytest.approx(other.value))


@KINDS
@QUICK
@given(codings(), st.permutations([0, 1, 2]), st.permutations([0, 1, 2]))
def test_order_of_coders_and_names_of_codes_do_not_matter(kind, found, coders, codes):
    unit, coder, sets = found
    same(set_alpha(unit, np.array(coders)[coder], sets[:, codes], kind), set_alpha(unit, coder, sets, kind))
    order = np.random.default_rng(len(unit)).permutation(len(unit))
    same(mv_alpha(unit[order], sets[order][:, codes]), mv_alpha(unit, sets))


@KINDS
@QUICK
@given(codings())
def test_a_unit_coded_once_or_by_nobody_changes_nothing(kind, found):
    unit, coder, sets = found
    # The next unit is coded by nobody, the one after it once.
    more = np.append(unit, unit[-1] + 2), np.append(coder, 0), np.vstack([sets, [True, False, True]])
    same(mv_alpha(more[0], more[2]), mv_alpha(unit, sets))
    if set_alpha(unit, coder, sets, kind).reason not in {"no_data", "one_coder"}:
        same(set_alpha(*more, kind), set_alpha(unit, coder, sets, kind))


@KINDS
@QUICK
@given(codings())
def test_twice_the_units_change_the_correction_for_small_samples_alone(kind, found):
    unit, coder, sets = found
    twice = np.append(unit, unit + unit[-1] + 1), np.tile(coder, 2), np.vstack([sets, sets])
    one, two = set_alpha(unit, coder, sets, kind), set_alpha(*twice, kind)
    assert one.reason == two.reason
    pairable = np.bincount(unit)[unit] > 1
    if one.value is not None:
        n = int(pairable.sum())
        assert 1 - two.value == pytest.approx((1 - one.value) * (2 * n - 1) / (2 * (n - 1)))
    if pairable.any():
        again = np.tile(pairable, 2)
        observed = observed_difference(unit[pairable], sets[pairable].astype(float))
        assert observed_difference(twice[0][again], twice[2][again].astype(float)) == pytest.approx(observed)
