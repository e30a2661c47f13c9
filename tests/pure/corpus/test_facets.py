"""Counts of facets from shapes, by hand."""

from corpus.facets import FLAGS, Shapes

QUESTION, POLL, ANSWERED = (1 << FLAGS[name] for name in ("question", "poll", "answered"))
JANUARY, MARCH = (2020 - 1970) * 12 + 1, (2020 - 1970) * 12 + 3
SIX_TO_20, DEEP, REPLY = 2 << 16, 3 << 18, 1 << 22
SOURCES = {"profession": {"gp": [1], "home_help": [2, 3]}, "source": {"a": [1], "b": [2], "c": [3]}}
# source, shape, threads, of them outside
ROWS = [
    (1, JANUARY | QUESTION, 10, 1),
    (1, MARCH | QUESTION | POLL | ANSWERED | REPLY, 4, 0),
    (2, JANUARY | ANSWERED | SIX_TO_20 | DEEP | REPLY, 3, 3),
    (3, 0, 2, 0),
]


def counted(since="", until="", **chosen):
    shapes = Shapes(ROWS, [])
    shapes.within(since, until)
    return shapes.counts(chosen, SOURCES)


def test_without_a_choice_every_thread_counts():
    found = counted()
    assert found[""] == {"": 19}
    assert found["profession"] == {"gp": 14, "home_help": 5}
    assert (found["question"], found["poll"], found["alone"]) == ({"1": 14}, {"1": 4}, {"1": 12})
    assert found["answers"] == {"0": 16, "1-5": 0, "6-20": 3, "21-": 0}
    assert found["depth"] == {"0": 16, "1": 0, "2": 0, "3-5": 3, "6-": 0}
    assert found["kind"]["reply"] == 7
    assert found["month"] == {"2020-01": 13, "2020-03": 4}
    assert found["outside"] == {"1": 4}


def test_a_thread_with_an_emoticon_is_told_by_its_bit():
    shapes = Shapes([(1, JANUARY | 1 << 27, 3, 0), (1, JANUARY, 4, 0)], [])
    found = shapes.counts({"emoticon": ["1"]}, SOURCES)
    assert (found[""], found["emoticon"], found["kind"]["question"]) == ({"": 3}, {"1": 3}, 0)


def test_a_facet_leaves_its_own_choice_aside():
    found = counted(profession=["gp"], question=["1"])
    assert found[""] == {"": 14}
    assert found["profession"] == {"gp": 14, "home_help": 0}
    assert found["question"] == {"1": 14}
    assert found["source"] == {"a": 14, "b": 0, "c": 0}


def test_values_of_one_facet_are_alternatives_and_unknown_ones_fit_nothing():
    assert counted(source=["b", "c"])[""] == {"": 5}
    assert counted(source=["unknown"])[""] == {"": 0}
    assert counted(outside=["1"])[""] == {"": 4}


def test_a_period_leaves_out_what_has_no_month_and_keeps_the_other_months_in_its_own_facet():
    found = counted(since="2020-02")
    assert found[""] == {"": 4}
    assert found["month"] == {"2020-01": 13, "2020-03": 4}
    assert counted(until="2020-12")[""] == {"": 17}


def test_other_choices_come_as_verdicts():
    shapes = Shapes([(1, JANUARY, 1, 5, 2), (1, JANUARY, 0, 7, 0)], ["coders"])
    found = shapes.counts({}, SOURCES)
    assert (found[""], found["outside"], shapes.without("coders")) == ({"": 5}, {"1": 2}, 12)


def test_nothing_at_all_is_counted_too():
    assert Shapes([], []).counts({}, SOURCES)[""] == {"": 0}
