"""Which codings enter a statistic, against a hand calculation."""

from collections.abc import Callable

import numpy as np
import pytest

from coding_app.coding.evidence import Evidence, RoundIsBlind, evidence
from coding_app.sampling.models import Round
from coding_app.sampling.steps import close_round
from tests.coding.conftest import Coded, make_coded

NAN = float("nan")


def closed(coded: Coded) -> Round:
    return close_round(round=coded.round, by=coded.people["manager"])


def row(coded: Coded, found: Evidence, person: str, position: int, *slugs: str) -> list[float]:
    """Return the values of one assignment for some codes."""
    work = coded.assignment(person, position)
    at = np.flatnonzero(found.assignment_ids == work.pk)
    assert at.size == 1
    return [float(found.column(coded.code(slug).pk)[at[0]]) for slug in slugs]


def test_it_is_what_was_coded(coded: Coded, django_assert_num_queries: Callable) -> None:
    coded.fill(coded.assignment("coder", 0), "law.tasks", "act.question", "tone.2")
    coded.fill(coded.assignment("second_coder", 0), "act.question", "tone.3")
    coded.fill(coded.assignment("coder", 1), "work.pay", "care.limits", "answer.rule")
    draft = coded.assignment("second_coder", 1)
    coded.act(draft, "apply", "work.pay")  # begun, not submitted
    changed = coded.assignment("coder", 2)
    coded.act(changed, "apply", "act.poll")
    coded.act(changed, "apply", "act.question")
    coded.fill(changed)  # "none applies" everywhere: pushes the question out
    again = coded.assignment("coder", 3)
    coded.fill(again)
    coded.act(again, "reopen")  # taken up again and left so

    final = Round.objects.select_related("codebook_version").get(pk=closed(coded).pk)
    with django_assert_num_queries(2):
        found = evidence(final)

    slugs = ("law.tasks", "work.pay", "care.limits", "topic.none", "act.question", "act.poll", "act.none")
    assert row(coded, found, "coder", 0, *slugs) == [1, 0, 0, 0, 1, 0, 0]
    assert row(coded, found, "second_coder", 0, *slugs) == [0, 0, 0, 1, 1, 0, 0]
    assert row(coded, found, "coder", 1, *slugs) == [0, 1, 1, 0, 0, 0, 1]
    assert row(coded, found, "coder", 2, *slugs) == [0, 0, 0, 1, 0, 0, 1]
    # An opening is not asked what it answers: missing, not zero.
    assert np.isnan(row(coded, found, "coder", 0, "answer.rule", "answer.none")).all()
    assert row(coded, found, "coder", 1, "answer.rule", "answer.none") == [1, 0]
    people = coded.people
    assert sorted(zip(found.coder_ids.tolist(), found.unit_ids.tolist(), strict=True)) == sorted(
        (people[person].pk, coded.assignment(person, position).unit_id)
        for person, position in [("coder", 0), ("second_coder", 0), ("coder", 1), ("coder", 2)]
    )
    assert set(found.thread_ids.tolist()) == {coded.assignment("coder", 0).unit.thread_id}


def test_its_shape(coded: Coded) -> None:
    coded.fill(coded.assignment("coder", 1))
    found = evidence(closed(coded))
    assert found.values.shape == (1, 56) and found.closed.shape == (1, 6)
    assert int(found.is_none.sum()) == 6 and found.closed.all()
    assert [int(found.columns(int(d)).size) for d in found.dimension_ids] == [26, 7, 8, 5, 6, 4]
    slugs = [coded.code(slug).pk for slug in ("work.pay", "register.none")]
    assert [found.code_ids[0], found.code_ids[-1]] == slugs
    with pytest.raises(KeyError):
        found.column(coded.code("law").pk)


def test_a_dimension_of_one_code_gives_a_choice(coded: Coded) -> None:
    coded.fill(coded.assignment("coder", 0), "tone.4")
    coded.fill(coded.assignment("second_coder", 0), "law.tasks", "work.pay")
    found = evidence(closed(coded))
    assert sorted(found.choice(coded.code("tone").pk).tolist()) == [3, 5]  # fourth of five; "none applies" is last
    assert np.isnan(found.choice(coded.code("answer").pk)).all()
    with pytest.raises(ValueError):
        found.choice(coded.code("topic").pk)


def test_no_figure_before_a_blind_round_is_closed(coded: Coded) -> None:
    coded.fill(coded.assignment("coder", 0))
    with pytest.raises(RoundIsBlind):
        evidence(coded.round)


def test_an_open_round_that_is_not_blind_and_an_empty_one(small: object) -> None:
    coded = make_coded(small, is_blind=False)
    assert evidence(coded.round).values.shape == (0, 56)
    coded.fill(coded.assignment("coder", 0), "law.tasks")
    assert row(coded, evidence(coded.round), "coder", 0, "law.tasks", "work.pay") == [1, 0]


def test_a_passage_counts_for_its_unit(coded: Coded) -> None:
    work = coded.assignment("coder", 1)
    coded.act(work, "apply", "law.tasks", start=0, end=3)
    coded.act(work, "apply", "law.tasks", start=4, end=8)
    coded.fill(work, "law.tasks")
    assert row(coded, evidence(closed(coded)), "coder", 1, "law.tasks") == [1]
