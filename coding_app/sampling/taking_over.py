"""Share the units that somebody left among others: in the order of the queue, to nobody who has met them."""

from collections.abc import Collection, Mapping, Sequence
from math import ceil


def shared(units: Sequence[int], to: Sequence[int], met: Mapping[int, Collection[int]]) -> dict[int, int]:
    """Return who gets which unit, by unit; units that all of them have met are left out.

    units: in the order of the queue, so that posts of a thread stay with one person where they can. met: the people
    who have met a unit in the round. Each gets an equal part, as long as somebody can take what another has met.
    """
    part = ceil(len(units) / len(to)) if to else 0
    load = dict.fromkeys(to, 0)
    given: dict[int, int] = {}
    for unit in units:
        able = [person for person in to if person not in met.get(unit, ())]
        if not able:
            continue
        with_room = [person for person in able if load[person] < part]
        chosen = with_room[0] if with_room else min(able, key=load.__getitem__)
        load[chosen] += 1
        given[unit] = chosen
    return given
