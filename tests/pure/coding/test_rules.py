"""What an act does to the codes of a unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding_app.coding import rules
from coding_app.coding.rules import Act, Mark, Question

TOPIC = Question(1, "any", "any", frozenset({11, 12, 13}), 10)
ACT = Question(2, "one", "any", frozenset({21, 22}), 20)
ANSWER = Question(3, "any", "reply", frozenset({31, 32}), 30)
BARE = Question(4, "one", "any", frozenset({41, 42}))
WORDS = Question(5, "any", "segment", frozenset({51, 52}), 50)
FRAME = Question(6, "any", "thread", frozenset({61}))
TONE = Question(7, "any", "post", frozenset({71}))
QUESTIONS = [TOPIC, ACT, ANSWER, BARE]
ALL = [*QUESTIONS, WORDS, FRAME, TONE]
CODES = sorted(code for question in QUESTIONS for code in question.choices)


def marks(*codes: int) -> rules.Marks:
    return frozenset(Mark(code) for code in codes)


def do(*acts: tuple[str, int]) -> rules.Marks:
    live = marks()
    for kind, code in acts:
        live = rules.perform(Act(kind, Mark(code)), live, QUESTIONS)
    return live


@pytest.mark.parametrize(
    ("acts", "left"),
    [
        ([("apply", 21)], {21}),
        ([("apply", 21), ("apply", 22)], {22}),
        ([("apply", 21), ("apply", 20)], {20}),
        ([("apply", 20), ("apply", 21)], {21}),
        ([("apply", 11), ("apply", 12)], {11, 12}),
        ([("apply", 11), ("apply", 12), ("apply", 10)], {10}),
        ([("apply", 10), ("apply", 12)], {12}),
        ([("apply", 11), ("apply", 11)], {11}),
        ([("apply", 11), ("retract", 11)], set()),
        ([("retract", 11)], set()),
        ([("apply", 11), ("apply", 21), ("apply", 41), ("apply", 42)], {11, 21, 42}),
    ],
)
def test_acts_leave(acts: list[tuple[str, int]], left: set[int]) -> None:
    assert do(*acts) == marks(*left)


def test_a_change_says_what_it_takes_away() -> None:
    change = rules.applied(Mark(10), marks(11, 12, 21), TOPIC)
    assert (change.removed, change.added) == (marks(11, 12), marks(10))
    assert rules.applied(Mark(11), marks(11), TOPIC) == rules.Change()


def test_passages_of_one_code_stand_together() -> None:
    live = frozenset({Mark(21, 0, 4)})
    assert rules.after(rules.applied(Mark(21, 5, 9), live, ACT), live) == {Mark(21, 0, 4), Mark(21, 5, 9)}


PLACES = [
    # One code in a place: the same passage, or the whole unit; nested and overlapping passages are other places.
    (ACT, {Mark(21, 0, 4)}, Mark(22, 0, 4), {Mark(22, 0, 4)}),
    (ACT, {Mark(21, 0, 4)}, Mark(22, 0, 5), {Mark(21, 0, 4), Mark(22, 0, 5)}),
    (ACT, {Mark(21, 0, 4)}, Mark(22, 2, 3), {Mark(21, 0, 4), Mark(22, 2, 3)}),
    (ACT, {Mark(21)}, Mark(22, 0, 4), {Mark(21), Mark(22, 0, 4)}),
    (ACT, {Mark(21), Mark(21, 0, 4)}, Mark(22), {Mark(22), Mark(21, 0, 4)}),
    (TOPIC, {Mark(11, 0, 4)}, Mark(12, 0, 4), {Mark(11, 0, 4), Mark(12, 0, 4)}),
    # "None applies" stands alone, and goes as soon as a passage says otherwise.
    (TOPIC, {Mark(11), Mark(11, 0, 4), Mark(12, 2, 9)}, Mark(10), {Mark(10)}),
    (TOPIC, {Mark(10)}, Mark(11, 0, 4), {Mark(11, 0, 4)}),
    (WORDS, {Mark(51, 0, 4)}, Mark(50), {Mark(50)}),
]


@pytest.mark.parametrize(("question", "live", "mark", "left"), PLACES)
def test_a_place_is_the_whole_unit_or_one_passage(question: Question, live: set, mark: Mark, left: set) -> None:
    assert rules.after(rules.applied(mark, frozenset(live), question), frozenset(live)) == left


@pytest.mark.parametrize(
    ("mark", "question", "kind", "why"),
    [
        (Mark(51), WORDS, "post", "passage_only"),
        (Mark(51, 0, 4), WORDS, "post", ""),
        (Mark(51), WORDS, "segment", ""),
        (Mark(50), WORDS, "post", ""),
        (Mark(50, 0, 4), WORDS, "post", "whole_only"),
        (Mark(10, 0, 4), TOPIC, "post", "whole_only"),
        (Mark(11), TOPIC, "thread", ""),
        (Mark(11, 0, 4), TOPIC, "post", ""),
        (Mark(71), TONE, "post", ""),
        (Mark(71, 0, 4), TONE, "post", "whole_only"),
    ],
)
def test_where_a_code_may_stand(mark: Mark, question: Question, kind: str, why: str) -> None:
    assert rules.misplaced(mark, question, kind=kind) == why


def test_a_code_that_is_not_asked_is_an_error() -> None:
    with pytest.raises(KeyError):
        rules.perform(Act("apply", Mark(31)), marks(), rules.asked(QUESTIONS, kind="post", is_reply=False))


@pytest.mark.parametrize(
    ("kind", "position", "asked"),
    [
        ("thread", None, [1, 2, 4, 6]),
        ("post", 0, [1, 2, 4, 5, 7]),
        ("post", 1, [1, 2, 3, 4, 5, 7]),
        ("segment", 0, [1, 2, 4, 5]),
        ("segment", 3, [1, 2, 3, 4, 5]),
    ],
)
def test_what_is_asked_of_which_unit(kind: str, position: int | None, asked: list[int]) -> None:
    found = rules.asked(ALL, kind=kind, is_reply=rules.is_reply(position))
    assert [question.id for question in found] == asked


def test_none_applies_closes_a_dimension() -> None:
    assert [question.id for question in rules.still_open(QUESTIONS, marks(10, 22))] == [3, 4]
    assert rules.is_closed(TOPIC, marks(10)) and not rules.is_closed(TOPIC, marks(22))


NONE = {question.none for question in QUESTIONS}
SPANS = [Mark(code, *span) for code in CODES if code not in NONE for span in ((0, 4), (2, 9))]
ACTS = st.lists(
    st.builds(Act, st.sampled_from(["apply", "retract"]), st.sampled_from([Mark(c) for c in CODES] + SPANS)),
    max_size=40,
)


def replay(acts: list[Act]) -> rules.Marks:
    live = marks()
    for act in acts:
        live = rules.perform(act, live, QUESTIONS)
    return live


@given(ACTS)
def test_one_code_at_most_where_one_is_chosen_and_none_stands_alone(acts: list[Act]) -> None:
    live = replay(acts)
    for question in QUESTIONS:
        held = [mark for mark in live if mark.code in question.choices]
        assert question.selection == "any" or len({mark[1:] for mark in held}) == len(held)
        assert question.none not in {mark.code for mark in held} or held == [Mark(question.none)]


@given(ACTS, ACTS)
def test_undoing_leads_back_to_where_one_was(before: list[Act], more: list[Act]) -> None:
    then = replay(before)
    now = then
    for act in more:
        now = rules.perform(act, now, QUESTIONS)
    for question in QUESTIONS:
        for act in rules.way_back(now, then, question):
            now = rules.perform(act, now, QUESTIONS)
    assert now == then


@given(ACTS, st.sampled_from(CODES))
def test_one_act_is_undone_by_acts_of_its_own_dimension(acts: list[Act], code: int) -> None:
    then = replay(acts)
    question = rules.question_of(code, QUESTIONS)
    assert question is not None
    now = rules.perform(Act("apply", Mark(code)), then, QUESTIONS)
    way = rules.way_back(now, then, question)
    assert {act.mark.code for act in way} <= question.choices
    assert (way == []) == (now == then)
