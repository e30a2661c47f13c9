"""Where coders differ, and the consensus layer, on the small study."""

from collections import Counter

import pytest

from coding_app.coding.evidence import RoundIsBlind
from coding_app.review.actions import settle
from coding_app.review.queries import State, cases, consensus
from tests.agreement.study import build, code, draw


def case_of(study, name, slug):
    return next(case for case in cases(study.round) if case.unit == study.units[name] and case.dimension.slug == slug)


def keep(study, name, slug, person="coder", **more):
    return settle(
        round=study.round, unit=study.units[name], dimension=study.codes[slug], decision="keep_coder",
        kept_coder=study.people[person], reason="relu", by=study.people["adjudicator"], **more,
    )  # fmt: skip


def test_states_by_hand(study):
    found = Counter((case.dimension.slug, case.state.value) for case in cases(study.round))
    assert found == {
        ("stance", "differ"): 2, ("stance", "agree"): 8, ("stance", "incomplete"): 1,
        ("argument", "differ"): 1, ("argument", "agree"): 9, ("argument", "incomplete"): 1,
        ("tone", "agree"): 10, ("tone", "incomplete"): 1,
    }  # fmt: skip


def test_a_case_holds_the_answers(study):
    case = case_of(study, "p2", "argument")
    first, second = study.people["coder"], study.people["second_coder"]
    fact, none = study.codes["argument.fact"].pk, study.codes["argument.none"].pk
    assert case.answers == {first.pk: frozenset({fact}), second.pk: frozenset({none})}
    assert case.codes_in_question == {fact, none}
    assert case.differs_between(first.pk, second.pk)
    assert set(case.coders) == {first, second}


def test_drafts_are_no_answer(study):
    assert list(case_of(study, "p11", "stance").answers) == [study.people["coder"].pk]


def test_order_is_that_of_reading(study):
    names = {unit.pk: name for name, unit in study.units.items()}
    assert list(dict.fromkeys(names[case.unit.pk] for case in cases(study.round))) == [f"p{n}" for n in range(1, 12)]


def test_units_of_one_coder_are_no_cases(study):
    row, _units = draw(study.project, study.version, study.posts, [study.people["coder"]], number=2, is_blind=False)
    assert cases(row) == []


def test_blind_open_round_is_refused(open_study):
    with pytest.raises(RoundIsBlind):
        cases(open_study.round)


def test_settled_is_a_state_and_keeps_the_answers(study):
    decision = keep(study, "p4", "stance")
    case = case_of(study, "p4", "stance")
    assert (case.state, case.decision, len(case.answers)) == (State.SETTLED, decision, 2)


def test_queries_do_not_grow(study, django_assert_num_queries):
    cases(study.round)
    with django_assert_num_queries(7):
        cases(study.round)


def test_consensus_holds_what_was_decided_and_nothing_else(study):
    assert consensus(study.project, [study.round]) == {}
    keep(study, "p4", "stance")
    keep(study, "p2", "argument", "second_coder")
    assert consensus(study.project, [study.round]) == {
        (study.units["p4"].pk, study.codes["stance"].pk): {study.codes["stance.for"].pk},
        (study.units["p2"].pk, study.codes["argument"].pk): {study.codes["argument.none"].pk},
    }
    assert consensus(study.project, []) == {}


def test_consensus_takes_the_decision_that_stands(study):
    keep(study, "p4", "stance")
    keep(study, "p4", "stance", "second_coder")
    key = study.units["p4"].pk, study.codes["stance"].pk
    assert consensus(study.project, [study.round]) == {key: {study.codes["stance.against"].pk}}


def test_consensus_of_two_rounds_takes_the_later_decision(study):
    keep(study, "p4", "stance")
    first = study.round
    coders = [study.people["coder"], study.people["second_coder"]]
    study.round, _units = draw(study.project, study.version, study.posts, coders, number=2, is_blind=False)
    code(study, "p4", coders[0], ["stance.conditional", "argument.none", "tone.1"])
    keep(study, "p4", "stance")
    key = study.units["p4"].pk, study.codes["stance"].pk
    assert consensus(study.project, [study.round, first])[key] == {study.codes["stance.conditional"].pk}
    assert consensus(study.project, [first])[key] == {study.codes["stance.for"].pk}


def test_consensus_of_another_project_is_out_of_reach(study, small):
    from coding_app.projects.actions import create_project

    keep(study, "p4", "stance")
    assert consensus(create_project(name="Ailleurs", by=small.stranger), [study.round]) == {}


def test_consensus_of_a_round_that_is_not_blind(small):
    study = build(small, is_blind=False)
    keep(study, "p4", "stance")
    assert len(consensus(study.project, [study.round])) == 1
