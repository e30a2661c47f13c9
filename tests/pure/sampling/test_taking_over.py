"""Who takes over what somebody left: equal parts, in order, nobody a unit they have met."""

from hypothesis import given
from hypothesis import strategies as st

from coding_app.sampling.taking_over import shared


def test_equal_parts_one_after_the_other():
    assert shared([5, 6, 7, 8, 9], [1, 2], {}) == {5: 1, 6: 1, 7: 1, 8: 2, 9: 2}
    assert shared([5, 6], [3], {}) == {5: 3, 6: 3}
    assert shared([5], [], {}) == {}


def test_whoever_met_a_unit_does_not_get_it():
    assert shared([5, 6, 7, 8], [1, 2], {5: {1}, 6: {1, 2}, 7: {1, 9}}) == {5: 2, 7: 2, 8: 1}


def test_a_part_grows_when_the_others_cannot_take_theirs():
    assert shared([1, 2, 3, 4], [7, 8], {1: {7}, 2: {7}, 3: {7}, 4: {7}}) == {1: 8, 2: 8, 3: 8, 4: 8}


@given(
    st.lists(st.integers(1, 60), unique=True, max_size=40),
    st.lists(st.integers(100, 104), unique=True, min_size=1),
    st.dictionaries(st.integers(1, 60), st.sets(st.integers(100, 104))),
)
def test_every_unit_that_somebody_can_take_is_taken_by_one_who_can(units, to, met):
    given_to = shared(units, to, met)
    assert all(person in to and person not in met.get(unit, ()) for unit, person in given_to.items())
    assert set(units) - set(given_to) == {unit for unit in units if set(to) <= met.get(unit, set())}
    if not met:
        loads = [list(given_to.values()).count(person) for person in to]
        assert max(loads) <= -(-len(units) // len(to))
