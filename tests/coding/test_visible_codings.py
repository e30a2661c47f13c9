"""Blindness: whose codings somebody may see."""

import pytest

from coding_app.coding import queries
from coding_app.projects.actions import create_project, remove_member
from coding_app.sampling.blindness import is_shown_to
from coding_app.sampling.steps import close_round, reveal_round, settle_round
from tests.coding.conftest import Coded, make_coded

EVERYBODY = ("owner", "manager", "adjudicator", "coder", "second_coder", "reader")


def seen(coded: Coded, person: str) -> list[tuple[int, str]]:
    by = coded.people[person]
    rows = queries.visible_codings(coded.round, by)
    whole = queries.visible_codings_of_project(coded.project, by)
    assert sorted(rows.values_list("pk", flat=True)) == sorted(whole.values_list("pk", flat=True))
    return sorted(rows.values_list("assignment__coder", "code__slug"))


@pytest.fixture
def both(coded: Coded) -> Coded:
    coded.act(coded.assignment("coder"), "apply", "law.tasks")
    coded.act(coded.assignment("second_coder"), "apply", "work.pay")
    coded.act(coded.assignment("second_coder", 1), "apply", "act.poll")
    coded.act(coded.assignment("second_coder", 1), "retract", "act.poll")
    return coded


def test_only_ones_own_while_the_round_is_blind(both: Coded) -> None:
    first, second = both.people["coder"].pk, both.people["second_coder"].pk
    expected = {"coder": [(first, "law.tasks")], "second_coder": [(second, "work.pay")]}
    for person in EVERYBODY:
        assert seen(both, person) == expected.get(person, []), person


REVIEWERS = ("owner", "manager", "adjudicator")
# Who sees the codings of others, step by step of a blind round.
STEPS = [("closed", REVIEWERS), ("revealed", EVERYBODY), ("settled", EVERYBODY)]


@pytest.mark.parametrize(("state", "who"), STEPS)
def test_who_sees_everything_that_lives_in_a_round_that_is_over(both: Coded, state: str, who: tuple[str, ...]) -> None:
    manager = both.people["manager"]
    both.round = close_round(round=both.round, by=manager)
    if state != "closed":
        both.round = reveal_round(round=both.round, by=manager)
    if state == "settled":
        both.round = settle_round(round=both.round, unresolved=0, by=manager)
    first, second = both.people["coder"].pk, both.people["second_coder"].pk
    all_of_them = [(first, "law.tasks"), (second, "work.pay")]
    for person in EVERYBODY:
        mine = [pair for pair in all_of_them if pair[0] == both.people[person].pk]
        assert seen(both, person) == sorted(all_of_them if person in who else mine), person
        assert is_shown_to(both.people[person], both.round) is (person in who)


def test_whoever_may_review_no_more_sees_their_own(both: Coded) -> None:
    both.round = close_round(round=both.round, by=both.people["manager"])
    adjudicator = both.people["adjudicator"]
    remove_member(membership=adjudicator.memberships.get(project=both.project), by=both.people["owner"])
    assert seen(both, "adjudicator") == []


def test_everything_in_a_round_that_is_not_blind(small: object) -> None:
    coded = make_coded(small, is_blind=False)
    coded.act(coded.assignment("coder"), "apply", "law.tasks")
    assert seen(coded, "second_coder") == [(coded.people["coder"].pk, "law.tasks")]


def test_another_project_shows_nothing(both: Coded) -> None:
    reveal_round(round=close_round(round=both.round, by=both.people["manager"]), by=both.people["manager"])
    other = create_project(name="Ailleurs", by=both.people["coder"])
    assert not queries.visible_codings_of_project(other, both.people["coder"]).exists()
