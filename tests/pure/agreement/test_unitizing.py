"""Agreement on segments: figures from the literature, and properties that must hold for any segments."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding_app.agreement.stats.undefined import Undefined
from coding_app.agreement.stats.unitizing import Segment, alpha_u, observed_u, u_alphas

FIRST = [Segment(0, 0, 2, 10), Segment(0, 0, 14, 20), Segment(1, 0, 4, 8), Segment(1, 0, 15, 17)]
THREE = [
    Segment(0, 0, 2, 5), Segment(0, 0, 9, 11), Segment(0, 1, 12, 20), Segment(1, 0, 2, 5), Segment(1, 1, 7, 15),
    Segment(2, 0, 2, 5), Segment(2, 1, 10, 15),
]  # fmt: skip


def test_krippendorff_1995_pair_a():
    assert observed_u(FIRST, n_coders=2, length=24) == 0.03125
    assert alpha_u(FIRST, n_coders=2, length=24).value == pytest.approx(0.5152877697841727, abs=1e-12)


def test_the_family_for_three_coders():
    found = u_alphas(THREE, n_coders=3, n_codes=2, length=20)
    assert found.u.value == pytest.approx(0.4739130434782609, abs=1e-12)
    assert found.binary.value == pytest.approx(0.4328125, abs=1e-12)
    assert found.coding.value == pytest.approx(0.7788819875776397, abs=1e-12)
    assert found.coverage == pytest.approx(0.38333333333333336, abs=1e-12)
    assert [f.value for f in found.by_code] == pytest.approx([0.7692517006802722, 0.7869714285714285], abs=1e-12)


@st.composite
def codings(draw):
    """Three coders, two codes, segments that do not overlap within a coder, over 60 characters."""
    made = []
    for coder in range(3):
        edges = sorted(draw(st.lists(st.integers(0, 60), min_size=2, max_size=8, unique=True)))
        codes = draw(st.lists(st.integers(0, 2), min_size=8, max_size=8))
        made += [Segment(coder, code, a, b) for (a, b), code in zip(pairwise(edges), codes, strict=False) if code < 2]
    return made


@given(codings(), st.permutations([0, 1, 2]))
def test_the_order_of_coders_does_not_matter(segments, order):
    moved = [s._replace(coder=order[s.coder]) for s in segments]
    one = u_alphas(segments, n_coders=3, n_codes=2, length=60)
    other = u_alphas(moved, n_coders=3, n_codes=2, length=60)
    assert one.u.reason == other.u.reason
    if one.u.value is not None:
        assert one.u.value == pytest.approx(other.u.value, abs=1e-9)


@given(codings())
def test_coders_who_do_the_same_agree(segments):
    same = [s._replace(coder=c) for s in segments if s.coder == 0 for c in range(3)]
    found = u_alphas(same, n_coders=3, n_codes=2, length=60)
    for figure in (found.u, found.binary, found.coding, *found.by_code):
        assert figure.value is None or figure.value == pytest.approx(1.0)
    assert alpha_u([s for s in same if s.code == 0], n_coders=3, length=60).value in (None, 1.0)


def test_what_is_refused_and_what_is_undefined():
    with pytest.raises(ValueError, match="overlap"):
        u_alphas([Segment(0, 0, 0, 5), Segment(0, 1, 4, 8)], n_coders=2, n_codes=2, length=10)
    with pytest.raises(ValueError, match="overlap"):
        alpha_u([Segment(0, 0, 0, 5), Segment(0, 0, 4, 8)], n_coders=2, length=10)
    with pytest.raises(ValueError, match="leaves"):
        u_alphas([Segment(0, 0, 0, 11)], n_coders=2, n_codes=1, length=10)
    assert u_alphas([], n_coders=1, n_codes=1, length=10).u.reason is Undefined.ONE_CODER
    assert u_alphas([], n_coders=2, n_codes=1, length=10).u.reason is Undefined.NO_VARIATION
    assert alpha_u([], n_coders=2, length=10).reason is Undefined.NO_VARIATION
    only = u_alphas([Segment(0, 0, 0, 5)], n_coders=2, n_codes=2, length=10)
    assert (only.coding.reason, only.by_code[1].reason) == (Undefined.NO_PAIRABLE_UNITS, Undefined.NOT_USED)
