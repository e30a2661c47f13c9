"""Sharing out: fair, nobody twice on a unit, nobody beyond what they may take."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding_app.sampling.recipe import Overlap
from coding_app.sampling.sharing import (
    CapsTooLow,
    Plan,
    Share,
    TooFewCoders,
    coders_needed,
    met_by,
    overlap_counts,
    plan,
    share_out,
    threads_together,
)

# Each example shares out up to 120 units: thirty of them keep the whole file within two seconds.
few = settings(max_examples=30, deadline=None)


@st.composite
def draws(draw):
    """Make terms that can be shared out: units, coders, overlap, units met twice in any case, seed."""
    units = draw(st.integers(1, 120))
    if draw(st.booleans()):
        overlap = Overlap(draw(st.integers(0, 60)), draw(st.integers(0, 60)), is_number=True)
    else:
        triple = draw(st.integers(0, 100))
        overlap = Overlap(draw(st.integers(0, 100 - triple)), triple)
    twice = draw(st.integers(0, units))
    double, triple = overlap_counts(units - twice, overlap)
    coders = draw(st.integers(coders_needed(double + twice, triple), 8))
    return units, coders, overlap, twice, draw(st.integers(0, 2**31 - 1))


def shares_of(terms, caps=None):
    units, coders, overlap, twice, seed = terms
    return share_out(met_by(units, overlap, seed, range(twice)), coders, seed=seed, caps=caps)


def loads_of(shares, coders):
    counted = Counter(share.coder for share in shares)
    return [counted[coder] for coder in range(coders)]


@few
@given(draws())
def test_nobody_meets_a_unit_twice_and_every_unit_is_met(terms):
    pairs = [(share.unit, share.coder) for share in shares_of(terms)]
    assert len(set(pairs)) == len(pairs)
    assert {unit for unit, _coder in pairs} == set(range(terms[0]))


@few
@given(draws())
def test_loads_differ_by_one_at_most_and_a_plan_foretells_them(terms):
    units, coders, overlap, twice, _seed = terms
    loads, foretold = loads_of(shares_of(terms), coders), plan(units, overlap, [None] * coders, twice=twice)
    assert max(loads) - min(loads) <= 1
    assert foretold.codings == sum(loads)
    assert {load for pair in foretold.loads for load in pair} == set(loads)


@few
@given(draws(), st.lists(st.one_of(st.none(), st.integers(0, 90)), min_size=8, max_size=8))
def test_caps_are_kept_or_refused(terms, limits):
    units, coders, overlap, twice, _seed = terms
    caps = limits[:coders]
    try:
        foretold = plan(units, overlap, caps, twice=twice)
    except CapsTooLow as refusal:
        room, asked = refusal.args
        assert room < asked
        with pytest.raises(CapsTooLow):
            shares_of(terms, caps)
        return
    loads = loads_of(shares_of(terms, caps), coders)
    assert sum(loads) == foretold.codings
    assert all(low <= load <= high for load, (low, high) in zip(loads, foretold.loads, strict=True))
    assert all(cap is None or load <= cap for load, cap in zip(loads, caps, strict=True))


@few
@given(draws())
def test_as_many_units_are_met_by_two_and_three_as_were_asked(terms):
    units, _coders, overlap, twice, _seed = terms
    met = Counter(Counter(share.unit for share in shares_of(terms)).values())
    double, triple = overlap_counts(units - twice, overlap)
    assert (met[2], met[3], met[1]) == (double + twice, triple, units - twice - double - triple)


@few
@given(draws())
def test_the_seed_alone_decides_and_queues_have_no_gaps(terms):
    assert shares_of(terms) == shares_of(terms)
    queues = {}
    for share in shares_of(terms):
        queues.setdefault(share.coder, []).append(share.position)
    assert all(sorted(queue) == list(range(1, len(queue) + 1)) for queue in queues.values())


@few
@given(st.lists(st.integers(1, 9), min_size=3, max_size=40), st.integers(3, 5), st.integers(0, 99))
def test_whole_threads_keep_loads_within_the_largest_of_them(sizes, coders, seed):
    wanted = met_by(len(sizes), Overlap(20, 10), seed)
    loads = Counter()
    for share in share_out(wanted, coders, seed=seed, sizes=sizes):
        loads[share.coder] += sizes[share.unit]
    assert sum(loads.values()) == int((wanted * np.array(sizes)).sum())
    assert max(loads[coder] for coder in range(coders)) - min(loads[coder] for coder in range(coders)) <= 2 * max(sizes)


@pytest.mark.parametrize("coders", range(2, 8))
@pytest.mark.parametrize("seed", range(5))
def test_each_pair_of_coders_meets_when_there_are_enough_units(coders, seed):
    pairs = list(combinations(range(coders), 2))
    people = {}
    for share in share_out([2] * (2 * len(pairs)), coders, seed=seed):
        people.setdefault(share.unit, []).append(share.coder)
    met = Counter(tuple(sorted(both)) for both in people.values())
    assert all(met[pair] for pair in pairs)


def test_sharing_out_is_the_same_on_every_machine():
    shared = [(one.unit, one.coder) for one in share_out(met_by(4, Overlap(50), 7), 2, seed=7)]
    assert shared == [(3, 0), (0, 0), (2, 0), (2, 1), (0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("units", "overlap", "counts"),
    [
        (100, Overlap(20, 10), (20, 10)),
        (10, Overlap(25), (3, 0)),
        (10, Overlap(24), (2, 0)),
        (3, Overlap(50, 50), (1, 2)),
        (0, Overlap(20, 20), (0, 0)),
        (1, Overlap(50, 49), (1, 0)),
        (100, Overlap(30, 12, is_number=True), (30, 12)),
        (10, Overlap(30, 4, is_number=True), (6, 4)),
        (10, Overlap(3, 40, is_number=True), (0, 10)),
    ],
)
def test_shares_are_rounded_half_up_and_nothing_exceeds_the_units(units, overlap, counts):
    assert overlap_counts(units, overlap) == counts


@pytest.mark.parametrize("overlap", [Overlap(60, 41), Overlap(-1), Overlap(0, -1), Overlap(-1, 0, is_number=True)])
def test_shares_are_parts_of_one_whole(overlap):
    with pytest.raises(ValueError, match="whole"):
        overlap_counts(10, overlap)


@pytest.mark.parametrize(
    ("coders", "overlap", "needed"), [(1, Overlap(20), 2), (2, Overlap(0, 20), 3), (0, Overlap(), 1)]
)
def test_too_few_coders_are_refused_with_the_number_needed(coders, overlap, needed):
    for refused in (
        lambda: share_out(met_by(10, overlap, 1), coders, seed=1),
        lambda: plan(10, overlap, [None] * coders),
    ):
        with pytest.raises(TooFewCoders) as refusal:
            refused()
        assert refusal.value.args == (needed,)


def test_plans_in_figures():
    assert plan(100, Overlap(20, 10), [None] * 3) == Plan(100, 20, 10, ((46, 47),) * 3)
    assert plan(100, Overlap(20), [None, 10, None]) == Plan(100, 20, 0, ((55, 55), (10, 10), (55, 55)))
    assert plan(30, Overlap(), [None] * 4, twice=10) == Plan(30, 10, 0, ((10, 10),) * 4)


@pytest.mark.parametrize(
    ("units", "overlap", "caps", "refusal"),
    [
        (100, Overlap(), [40, 40], (80, 100)),
        (10, Overlap(100), [None, 4], (14, 20)),  # who takes all ten needs another for each of them
        (10, Overlap(0, 100), [None, None, 0], (20, 30)),
    ],
)
def test_caps_that_leave_no_room_are_refused_with_both_numbers(units, overlap, caps, refusal):
    with pytest.raises(CapsTooLow) as refused:
        plan(units, overlap, caps)
    assert refused.value.args == refusal


def test_which_units_are_met_by_several_is_drawn_by_lot():
    met = sum(met_by(10, Overlap(20), seed) for seed in range(200))
    # Each unit is met twice in about 40 of 200 draws; far outside means that the place in the draw decides.
    assert all(215 <= times <= 265 for times in met.tolist())


def test_units_of_one_thread_follow_each_other_in_reading_order():
    shares = [Share(unit, 0, position) for position, unit in enumerate([4, 0, 3, 1, 2], start=1)]
    shares += [Share(1, 1, 1), Share(0, 1, 2)]
    threads, places = [7, 8, 7, 8, 9], [30, 20, 10, 5, 1]
    found = threads_together(shares, threads, places)
    assert [(one.unit, one.position) for one in found if one.coder == 0] == [(4, 1), (2, 2), (0, 3), (3, 4), (1, 5)]
    assert [(one.unit, one.position) for one in found if one.coder == 1] == [(1, 1), (0, 2)]
    alone = share_out(met_by(40, Overlap(50, 10), 3), 3, seed=3)
    assert set(threads_together(alone, range(40), range(40))) == set(alone)  # nothing moves where no thread is shared
