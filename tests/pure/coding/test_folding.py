"""Which posts of a thread are shown around a unit."""

import pytest

from coding_app.coding.folding import Gap, Place, ancestors, depths, shown, with_gaps, with_units


def flat(count: int) -> list[Place]:
    """Return an opening with replies that all answer it; ids are 100 + position."""
    return [Place(100 + at, None if at == 0 else 100, at) for at in range(count)]


DEEP = [Place(1, None, 0), Place(2, 1, 1), Place(3, 2, 2), Place(4, 3, 3), Place(5, None, 4), Place(6, 99, 5)]


def test_depth_is_the_number_of_answers_above_and_stops() -> None:
    assert depths(DEEP) == {1: 0, 2: 1, 3: 2, 4: 3, 5: 1, 6: 1}
    chain = [Place(at, at - 1 if at else None, at) for at in range(12)]
    assert list(depths(chain).values()) == [0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6]


def test_ancestors_lead_to_the_opening() -> None:
    assert ancestors(DEEP, 4) == {3, 2, 1}
    assert ancestors(DEEP, 6) == {99}
    assert ancestors([Place(1, 2, 0), Place(2, 1, 1)], 1) == {1, 2}


@pytest.mark.parametrize("count", [1, 30])
def test_a_short_thread_is_shown_whole(count: int) -> None:
    assert len(shown(flat(count), 100)) == count


def test_a_long_thread_is_folded_around_the_unit() -> None:
    found = shown(flat(212), 200)
    assert found == {100, *range(197, 204)}
    lines = with_gaps(flat(212), found)
    assert lines[1] == Gap(96)
    assert lines[-1] == Gap(108)
    assert sum(line.count for line in lines if isinstance(line, Gap)) + len(found) == 212


def test_ancestors_and_answers_of_the_unit_stay() -> None:
    places = flat(100)
    places[90] = Place(190, 110, 90)
    places[95] = Place(195, 190, 95)
    places[99] = Place(199, 195, 99)
    assert {100, 110, 190, 195} <= shown(places, 190)
    assert {100, 110, 190, 195, 199} <= shown(places, 199)


def test_the_whole_thread_on_request_and_its_beginning_when_it_is_the_unit() -> None:
    assert len(shown(flat(212), 200, is_whole=True)) == 212
    assert shown(flat(212), None) == set(range(100, 130))
    assert with_gaps(flat(212), shown(flat(212), None))[-1] == Gap(182)


def test_neighbors_without_a_gap_stand_together() -> None:
    assert with_gaps(flat(3), {100, 101, 102}) == flat(3)
    assert with_gaps(flat(3), {101}) == [Gap(1), flat(3)[1], Gap(1)]


def test_the_nearest_units_come_with_what_they_answer() -> None:
    long = [*flat(100), *(Place(300 + at, 150, 100 + at) for at in range(40))]
    around = shown(long, 110)
    units = {110, *range(300, 340)}
    found = with_units(long, around, 110, units)
    assert found - around == {*range(300, 320), 150}  # twenty, and the one post that they answer
    assert with_units(long, {place.id for place in long}, 110, units) == {place.id for place in long}
    assert with_units(long, {100}, None, {101}) == {100, 101}
