"""What each stratum gives: everything, nothing twice, and nobody without a chance."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding_app.sampling.recipe import Allocation
from coding_app.sampling.strata import MoreStrataThanUnits, Stratum, allocate, fill_up, hamilton

few = settings(max_examples=40, deadline=None)
PROPORTIONAL, EQUAL, GIVEN = Allocation.PROPORTIONAL, Allocation.EQUAL, Allocation.GIVEN
cells = st.dictionaries(
    st.tuples(st.sampled_from(["gp", "home_help"]), st.sampled_from([f"2020-{month:02}" for month in range(1, 13)])),
    st.integers(0, 200),
    min_size=1,
)


@few
@given(cells, st.integers(1, 300), st.sampled_from([PROPORTIONAL, EQUAL]))
def test_strata_hold_every_cell_once_give_the_size_and_weigh_as_the_population(counts, size, allocation):
    total = sum(counts.values())
    filled = {cell for cell, count in counts.items() if count}
    if allocation == EQUAL and len(filled) > min(size, total):
        with pytest.raises(MoreStrataThanUnits) as refusal:
            allocate(counts, size, allocation)
        assert refusal.value.args == (len(filled),)
        return
    strata = allocate(counts, size, allocation)
    assert sorted(cell for one in strata for cell in one.cells) == sorted(filled)
    assert all(1 <= one.drawn <= one.population == sum(counts[cell] for cell in one.cells) for one in strata)
    assert sum(one.drawn for one in strata) == min(size, total)
    assert sum(one.drawn * one.weight for one in strata) == pytest.approx(total)


@few
@given(cells, st.integers(1, 300))
def test_a_proportional_stratum_gives_its_share_to_a_unit(counts, size):
    total = sum(counts.values())
    for one in allocate(counts, size, PROPORTIONAL):
        exact = one.population * min(size, total) / total
        assert abs(one.drawn - exact) < 1 or (one.drawn == 1 and exact < 1)


@few
@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), st.data())
def test_vessels_are_filled_evenly(limits, data):
    total = data.draw(st.integers(0, sum(limits)))
    level, rest = fill_up(limits, total)
    assert sum(min(limit, level) for limit in limits) + rest == total
    assert 0 <= rest <= sum(limit > level for limit in limits)


def test_vessels_hold_no_more_than_they_can():
    with pytest.raises(ValueError, match="less"):
        fill_up([2, 3], 6)


def test_small_cells_are_drawn_together():
    counts = {("gp", "a"): 60, ("gp", "b"): 3, ("home_help", "a"): 36, ("home_help", "b"): 1}
    assert allocate(counts, 10, PROPORTIONAL) == [
        Stratum("gp/a", (("gp", "a"),), 60, 6),
        Stratum("home_help/a", (("home_help", "a"),), 36, 3),
        Stratum("*", (("gp", "b"), ("home_help", "b")), 4, 1),
    ]


def test_each_profession_gives_its_number_proportionally_inside():
    counts = {("gp", "a"): 30, ("gp", "b"): 10, ("home_help", "a"): 5}
    assert [(one.name, one.population, one.drawn) for one in allocate(counts, 0, GIVEN, {})] == []
    strata = allocate(counts, 99, GIVEN, {"gp": 20, "home_help": 8, "other": 4})
    assert [(one.name, one.population, one.drawn, one.weight) for one in strata] == [
        ("gp/a", 30, 15, 2.0), ("gp/b", 10, 5, 2.0), ("home_help/a", 5, 5, 1.0),
    ]  # fmt: skip


def test_what_a_small_stratum_cannot_give_goes_to_the_others():
    strata = allocate({("a",): 2, ("b",): 50, ("c",): 50}, 21, EQUAL)
    assert [one.drawn for one in strata] == [2, 10, 9]


def test_without_strata_there_is_one():
    assert allocate({(): 60}, 20, PROPORTIONAL) == [Stratum("", ((),), 60, 20)]
    assert allocate({(): 0}, 20, PROPORTIONAL) == []
    assert allocate({(): 9}, 0, PROPORTIONAL) == []


def test_the_largest_remainders_get_what_is_left():
    assert hamilton([50, 30, 20], 7) == [4, 2, 1]
    assert hamilton([10, 10, 10], 7) == [3, 2, 2]
