"""Drawing and sharing out: reproducible, fair, nobody twice on a unit."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding_app.sampling.draw import (
    Plan,
    Share,
    TooFewCoders,
    coders_needed,
    draw_units,
    overlap_counts,
    plan,
    share_out,
    threads_together,
)

# Each example draws up to 120 units: thirty of them keep the whole file within a second.
few = settings(max_examples=30, deadline=None)


@st.composite
def draws(draw):
    """Make terms that can be shared out."""
    triple = draw(st.integers(0, 100))
    double = draw(st.integers(0, 100 - triple))
    units = draw(st.integers(1, 120))
    coders = draw(st.integers(coders_needed(units, double, triple), 8))
    return units, coders, double, triple, draw(st.integers(0, 2**31 - 1))


def shares_of(terms):
    units, coders, double, triple, seed = terms
    return share_out(units, coders, double_share=double, triple_share=triple, seed=seed)


@few
@given(draws())
def test_nobody_meets_a_unit_twice_and_every_unit_is_met(terms):
    pairs = [(share.unit, share.coder) for share in shares_of(terms)]
    assert len(set(pairs)) == len(pairs)
    assert {unit for unit, _coder in pairs} == set(range(terms[0]))


@few
@given(draws())
def test_loads_differ_by_one_at_most(terms):
    loads = Counter(share.coder for share in shares_of(terms))
    counts = [loads[coder] for coder in range(terms[1])]
    assert max(counts) - min(counts) <= 1


@few
@given(draws())
def test_as_many_units_are_met_by_two_and_three_as_were_asked(terms):
    units, _coders, double, triple, _seed = terms
    met = Counter(Counter(share.unit for share in shares_of(terms)).values())
    assert (met[2], met[3]) == overlap_counts(units, double, triple)
    assert set(met) <= {1, 2, 3}


@few
@given(draws())
def test_queues_are_numbered_from_one_without_gaps(terms):
    queues = {}
    for share in shares_of(terms):
        queues.setdefault(share.coder, []).append(share.position)
    assert all(sorted(queue) == list(range(1, len(queue) + 1)) for queue in queues.values())


@few
@given(draws())
def test_the_seed_alone_decides(terms):
    assert shares_of(terms) == shares_of(terms)


@few
@given(draws())
def test_a_plan_foretells_the_draw(terms):
    units, coders, double, triple, _seed = terms
    foretold = plan(units, units, coders, double_share=double, triple_share=triple)
    shares = shares_of(terms)
    loads = Counter(share.coder for share in shares)
    assert foretold.codings == len(shares)
    counts = [loads[coder] for coder in range(coders)]
    assert (foretold.lightest, foretold.heaviest) == (min(counts), max(counts))
    assert foretold.single + foretold.double + foretold.triple == units


@pytest.mark.parametrize("coders", range(2, 8))
@pytest.mark.parametrize("seed", range(20))
def test_each_pair_of_coders_meets_when_there_are_enough_units(coders, seed):
    pairs = list(combinations(range(coders), 2))
    people = {}
    for share in share_out(2 * len(pairs), coders, double_share=100, triple_share=0, seed=seed):
        people.setdefault(share.unit, []).append(share.coder)
    met = Counter(tuple(sorted(both)) for both in people.values())
    assert all(met[pair] for pair in pairs)


def test_another_seed_draws_other_units():
    assert draw_units(1000, 5, 1) != draw_units(1000, 5, 2)


def test_a_draw_is_the_same_on_every_machine():
    assert draw_units(10, 4, 7) == [8, 0, 7, 1]
    shared = [(one.unit, one.coder) for one in share_out(4, 2, double_share=50, triple_share=0, seed=7)]
    assert shared == [(3, 0), (0, 0), (2, 0), (2, 1), (0, 1), (1, 1)]


@few
@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 2**31 - 1))
def test_a_draw_repeats_nothing_and_stays_inside(population, size, seed):
    drawn = draw_units(population, size, seed)
    assert len(drawn) == len(set(drawn)) == min(population, size)
    assert all(0 <= index < population for index in drawn)


@pytest.mark.parametrize(("population", "size"), [(-1, 2), (2, -1)])
def test_counts_are_not_negative(population, size):
    with pytest.raises(ValueError, match="counts"):
        draw_units(population, size, 1)


@pytest.mark.parametrize(
    ("units", "double", "triple", "counts"),
    [
        (100, 20, 10, (20, 10)),
        (10, 25, 0, (3, 0)),
        (10, 24, 0, (2, 0)),
        (3, 50, 50, (1, 2)),
        (0, 20, 20, (0, 0)),
        (1, 50, 49, (1, 0)),
        (7, 100, 0, (7, 0)),
    ],
)
def test_shares_are_rounded_half_up_and_never_exceed_the_units(units, double, triple, counts):
    assert overlap_counts(units, double, triple) == counts


@pytest.mark.parametrize(("double", "triple"), [(60, 41), (-1, 0), (0, -1), (101, 0)])
def test_shares_are_parts_of_one_whole(double, triple):
    with pytest.raises(ValueError, match="whole"):
        overlap_counts(10, double, triple)


@pytest.mark.parametrize(("coders", "double", "triple", "needed"), [(1, 20, 0, 2), (2, 0, 20, 3), (0, 0, 0, 1)])
def test_too_few_coders_are_refused_with_the_number_needed(coders, double, triple, needed):
    for refused in (
        lambda: share_out(10, coders, double_share=double, triple_share=triple, seed=1),
        lambda: plan(10, 10, coders, double_share=double, triple_share=triple),
    ):
        with pytest.raises(TooFewCoders) as refusal:
            refused()
        assert refusal.value.args == (needed,)


def test_a_plan_in_figures():
    assert plan(500, 100, 3, double_share=20, triple_share=10) == Plan(500, 100, 20, 10, 46, 47)
    assert plan(30, 100, 4, double_share=0, triple_share=0) == Plan(30, 30, 0, 0, 7, 8)


def test_which_units_are_met_by_several_is_drawn_by_lot():
    met = Counter()
    for seed in range(200):
        for share in share_out(10, 2, double_share=20, triple_share=0, seed=seed):
            met[share.unit] += 1
    # Each unit is met twice in about 40 of 200 draws; far outside means that the place in the draw decides.
    assert all(215 <= met[unit] <= 265 for unit in range(10))


def test_units_of_one_thread_follow_each_other_in_reading_order():
    shares = [Share(unit, 0, position) for position, unit in enumerate([4, 0, 3, 1, 2], start=1)]
    shares += [Share(1, 1, 1), Share(0, 1, 2)]
    threads, places = [7, 8, 7, 8, 9], [30, 20, 10, 5, 1]
    found = threads_together(shares, threads, places)
    assert [(one.unit, one.position) for one in found if one.coder == 0] == [(4, 1), (2, 2), (0, 3), (3, 4), (1, 5)]
    assert [(one.unit, one.position) for one in found if one.coder == 1] == [(1, 1), (0, 2)]
    alone = share_out(40, 3, double_share=50, triple_share=10, seed=3)
    assert set(threads_together(alone, range(40), range(40))) == set(alone)  # nothing moves where no thread is shared
