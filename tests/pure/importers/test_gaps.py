"""Conversations by silence, and the ids made up for chats that have none."""

from datetime import UTC, datetime, timedelta

import pytest

from corpus.importers.base import Recipe, UnreadableFile
from corpus.importers.messaging.gaps import Conversations, MadeUpIds, minutes_of

START = datetime(2024, 1, 15, 8, tzinfo=UTC)


def threads(minutes, *offsets):
    talks, found = Conversations(minutes), []
    for number, offset in enumerate(offsets):
        at = None if offset is None else START + timedelta(minutes=offset)
        thread = talks.place(str(number), at)
        talks.keep(at, thread)
        found.append(int(thread))
    return found


@pytest.mark.parametrize(
    ("minutes", "offsets", "expected"),
    [
        (60, (0, 59, 118), [0, 0, 0]),  # between neighbours, not since the opening
        (60, (0, 60, 61), [0, 1, 1]),
        (60, (0, 30, 29, 31), [0, 0, 0, 0]),  # clocks that disagree by a minute
        (60, (500, 501, 0, 1), [0, 0, 2, 2]),  # an older export behind a newer one
        (60, (0, None, 90, None), [0, 0, 2, 2]),
        (60, (None, None, 5), [0, 0, 0]),
        (0, (0, 100_000, 5), [0, 0, 0]),
        (1, (0, 0, 1), [0, 0, 2]),
    ],
)
def test_a_silence_cuts(minutes, offsets, expected):
    assert threads(minutes, *offsets) == expected


@pytest.mark.parametrize(
    ("minutes", "cut", "join", "expected"),
    [
        (60, "2", "", [0, 1, 2, 2]),
        (60, "", "3", [0, 0, 0, 0]),
        (60, "2; 4", "3", [0, 1, 1, 3]),
        (0, "3", "", [0, 0, 2, 2]),
        (60, "1", "1,\n99", [0, 0, 2, 2]),
    ],
)
def test_a_person_moves_the_cuts(minutes, cut, join, expected):
    talks = Conversations.of(Recipe(options={"cut_at": cut, "join_at": join}), str(minutes))
    found = []
    for number, offset in enumerate((0, 1, 90, 91)):
        thread = talks.place(str(number), START + timedelta(minutes=offset), number + 1)
        talks.keep(START + timedelta(minutes=offset), thread)
        found.append(int(thread))
    assert found == expected


@pytest.mark.parametrize("written", ["three", "-1", "1.5", "²"])
def test_no_lines(written):
    with pytest.raises(UnreadableFile, match="lines_unknown"):
        Conversations.of(Recipe(options={"cut_at": written}), "240")


def test_what_stands_elsewhere_keeps_the_talk_going():
    talks = Conversations(60)
    talks.keep(START, talks.place("a", START))
    talks.keep(START + timedelta(minutes=50))
    assert talks.place("b", START + timedelta(minutes=100)) == "a"
    assert talks.place("c", START + timedelta(minutes=110)) == "c"


@pytest.mark.parametrize(("written", "minutes"), [("", 240), ("0", 0), (" 15 ", 15), ("525600", 525_600)])
def test_minutes(written, minutes):
    assert minutes_of(Recipe(options={"gap_minutes": written}), "240") == minutes


@pytest.mark.parametrize("written", ["-1", "1.5", "525601", "9" * 5_000, "²", "two", "١٢"])
def test_no_minutes(written):
    with pytest.raises(UnreadableFile, match="gap_unknown") as refused:
        minutes_of(Recipe(options={"gap_minutes": written}), "240")
    assert refused.value.params == {"value": written[:40]}


def test_ids_are_the_same_in_every_export_and_say_nothing():
    first, second = MadeUpIds(), MadeUpIds()
    told = [("Léa", "08:00", "oui"), ("Léa", "08:00", "oui"), ("Léa", "08:01", "oui"), ("Zoé", "08:00", "oui")]
    made = [first.make(*t) for t in told]
    assert made == [second.make(*t) for t in told]
    assert len(set(made)) == 4
    assert made[1] == f"{made[0]}:2"
    assert all(i.startswith("~") and "oui" not in i and "Léa" not in i for i in made)
    assert first.make("Léa", "08:00", "\udcff") != first.make("Léa", "08:00", "oui")


def test_only_recent_minutes_are_remembered():
    ids = MadeUpIds()
    first = ids.make("Léa", "minute", "oui")
    for number in range(300):
        ids.make("Léa", str(number), "oui")
    assert ids.make("Léa", "minute", "oui") == first
