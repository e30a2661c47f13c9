"""Drawing by lot: reproducible, inside the population, and steady when the population changes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding_app.sampling.draw import by_lot, first_of_each, shuffled

few = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 2**31 - 1)
keys = st.lists(st.integers(0, 2**40), unique=True, max_size=60)


def test_a_draw_is_the_same_on_every_machine():
    assert shuffled(10, 7)[:4].tolist() == [8, 0, 7, 1]
    assert by_lot(range(10), 7).tolist() == [7, 8, 1, 2, 3, 9, 5, 4, 0, 6]


@few
@given(st.integers(0, 300), seeds)
def test_an_order_repeats_nothing_and_leaves_nothing_out(population, seed):
    everything = list(range(population))
    assert sorted(shuffled(population, seed).tolist()) == everything
    assert sorted(by_lot(np.arange(population), seed).tolist()) == everything


def test_another_seed_draws_other_units():
    assert shuffled(1000, 1)[:5].tolist() != shuffled(1000, 2)[:5].tolist()
    assert by_lot(range(1000), 1)[:5].tolist() != by_lot(range(1000), 2)[:5].tolist()


@few
@given(keys, keys, seeds)
def test_units_that_join_or_leave_move_no_other(population, others, seed):
    """Of those who are in both populations, the order is the same: a lot depends on its key and the seed alone."""
    joined = list(dict.fromkeys([*others, *population]))
    order = [joined[index] for index in by_lot(joined, seed)]
    assert [key for key in order if key in set(population)] == [population[index] for index in by_lot(population, seed)]


def test_lots_are_fair():
    """Each of 20 units comes first in about 100 of 2,000 draws (4 standard deviations: 39)."""
    first = np.bincount([by_lot(range(500, 520), seed)[0] for seed in range(2000)], minlength=20)
    assert (abs(first - 100) < 40).all()


@few
@given(st.lists(st.integers(-1, 3), max_size=80), st.lists(st.integers(0, 9), min_size=4, max_size=4), seeds)
def test_each_stratum_gives_its_first_in_the_order(of, sizes, seed):
    order, stratum = shuffled(len(of), seed), np.array(of, dtype=np.int64)
    drawn = first_of_each(order, stratum, sizes).tolist()
    places = [order.tolist().index(index) for index in drawn]
    assert places == sorted(places)
    for number, size in enumerate(sizes):
        mine = [index for index in order.tolist() if of[index] == number]
        assert [index for index in drawn if of[index] == number] == mine[:size]
    assert all(of[index] >= 0 for index in drawn)


@pytest.mark.parametrize(("sizes", "drawn"), [([2, 1], [4, 0, 1]), ([0, 9], [1, 3]), ([0, 0], [])])
def test_a_draw_by_hand(sizes, drawn):
    order = np.array([4, 1, 0, 3, 2])
    found = first_of_each(order, np.array([0, 1, 0, 1, 0]), sizes).tolist()
    assert sorted(found) == sorted(drawn)
    assert found == [index for index in order.tolist() if index in drawn]
