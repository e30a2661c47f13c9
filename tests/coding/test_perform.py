"""The action behind every key press."""

import uuid

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding_app.coding import actions, standing
from coding_app.coding.models import Coding, Operation
from coding_app.coding.refusals import (
    CodeIsNotAsked,
    DimensionsOpen,
    NotYourAssignment,
    OperationIsReused,
    RoundIsClosed,
    SpanIsOutside,
    StaleOperation,
    UnitIsSubmitted,
)
from coding_app.coding.standing import UnitIsBusy
from coding_app.sampling.steps import close_round
from tests.coding.conftest import Coded


def test_applying_makes_a_coding_under_the_version_of_the_round(coded: Coded) -> None:
    work = coded.assignment("coder")
    state = coded.act(work, "apply", "law.tasks")
    coding = Coding.objects.get()
    assert (coding.code.slug, coding.version, coding.retracted_at) == ("law.tasks", coded.round.codebook_version, None)
    assert (state.sequence, state.marks, state.done, state.total) == (1, ((coding.code.uuid, None, None),), 0, 6)
    assert state.closed == (coded.code("topic").uuid,)
    assert len(state.open) == 4  # act, stance, tone, register: an opening is no reply


def test_one_replaces_in_the_same_operation(coded: Coded) -> None:
    work = coded.assignment("coder")
    coded.act(work, "apply", "act.question")
    coded.act(work, "apply", "act.testimony")
    assert coded.slugs(work) == ["act.testimony"]
    gone = Coding.objects.get(code__slug="act.question")
    assert (gone.retracted_by, gone.retracted_by_operation.sequence) == (coded.people["coder"], 2)
    assert Operation.objects.count() == 2


def test_any_adds_and_none_stands_alone(coded: Coded) -> None:
    work = coded.assignment("coder")
    coded.act(work, "apply", "law.tasks")
    coded.act(work, "apply", "work.pay")
    assert coded.slugs(work) == ["law.tasks", "work.pay"]
    coded.act(work, "apply", "topic.none")
    assert coded.slugs(work) == ["topic.none"]
    coded.act(work, "apply", "work.pay")
    assert coded.slugs(work) == ["work.pay"]
    coded.act(work, "retract", "work.pay")
    assert coded.slugs(work) == []
    assert Coding.objects.count() == 4  # what was retracted is still there


def test_the_same_operation_again_changes_nothing_and_says_the_same(coded: Coded) -> None:
    work, name = coded.assignment("coder"), uuid.uuid4()
    first = coded.act(work, "apply", "law.tasks", operation_id=name)
    coded.act(work, "retract", "law.tasks")
    again = coded.act(work, "apply", "law.tasks", operation_id=name, after=0)
    assert again == first
    assert (Operation.objects.count(), Coding.objects.count()) == (2, 1)


def test_a_repeated_submit_says_submitted_even_after_it_was_taken_up_again(coded: Coded) -> None:
    work, name = coded.assignment("coder"), uuid.uuid4()
    coded.fill(work)
    coded.act(work, "reopen")
    coded.act(work, "submit", operation_id=name)
    coded.act(work, "reopen")
    again = coded.act(work, "submit", operation_id=name, after=7)
    assert again.submitted_at is not None
    work.refresh_from_db()
    assert work.submitted_at is None


@pytest.mark.parametrize("other", [{"slug": "work.pay"}, {"after": 1}, {"kind": "retract"}])
def test_the_same_id_for_another_act_is_refused(coded: Coded, other: dict[str, object]) -> None:
    work, name = coded.assignment("coder"), uuid.uuid4()
    coded.act(work, "apply", "law.tasks", operation_id=name)
    sent = {"kind": "apply", "slug": "law.tasks", "after": 0} | other
    with pytest.raises(OperationIsReused):
        coded.act(work, operation_id=name, **sent)


def test_an_id_of_a_colleague_is_refused(coded: Coded) -> None:
    name = uuid.uuid4()
    coded.act(coded.assignment("coder"), "apply", "law.tasks", operation_id=name)
    with pytest.raises(OperationIsReused):
        coded.act(coded.assignment("second_coder"), "apply", "law.tasks", operation_id=name)


@pytest.mark.parametrize("after", [0, 2, 99])
def test_a_stale_operation_is_refused_with_what_is_stored(coded: Coded, after: int) -> None:
    work = coded.assignment("coder")
    coded.act(work, "apply", "law.tasks")
    with pytest.raises(StaleOperation) as caught:
        coded.act(work, "apply", "work.pay", after=after)
    assert caught.value.state.marks == ((coded.code("law.tasks").uuid, None, None),)
    assert caught.value.state.sequence == 1
    assert coded.slugs(work) == ["law.tasks"]


def test_a_closed_round_takes_no_more(coded: Coded) -> None:
    work, name = coded.assignment("coder"), uuid.uuid4()
    coded.act(work, "apply", "law.tasks", operation_id=name)
    close_round(round=coded.round, by=coded.people["manager"])
    with pytest.raises(RoundIsClosed):
        coded.act(work, "apply", "work.pay")
    # An answer that got lost on its way may still be asked for.
    assert coded.act(work, "apply", "law.tasks", operation_id=name, after=0).sequence == 1


def test_a_unit_is_submitted_only_when_every_dimension_is_closed(coded: Coded) -> None:
    work = coded.assignment("coder", 1)
    coded.act(work, "apply", "law.tasks")
    with pytest.raises(DimensionsOpen) as caught:
        coded.act(work, "submit")
    assert "Answer" in str(caught.value) and "Topic" not in str(caught.value)
    assert Operation.objects.count() == 1
    for slug in ("act.other", "answer.rule", "stance.a", "tone.3", "register.ordinary"):
        coded.act(work, "apply", slug)
    state = coded.act(work, "submit")
    assert (state.done, state.open) == (1, ())
    work.refresh_from_db()
    assert work.submitted_at == state.submitted_at


def test_a_submitted_unit_is_taken_up_again_before_it_changes(coded: Coded) -> None:
    work = coded.assignment("coder")
    coded.fill(work, "law.tasks")
    with pytest.raises(UnitIsSubmitted):
        coded.act(work, "retract", "law.tasks")
    assert coded.act(work, "reopen").submitted_at is None
    coded.act(work, "retract", "law.tasks")
    with pytest.raises(DimensionsOpen):
        coded.act(work, "submit")


def test_an_opening_is_not_asked_what_it_answers(coded: Coded) -> None:
    with pytest.raises(CodeIsNotAsked):
        coded.act(coded.assignment("coder", 0), "apply", "answer.rule")
    with pytest.raises(CodeIsNotAsked):
        coded.act(coded.assignment("coder", 1), "apply", "law")  # a heading
    with pytest.raises(CodeIsNotAsked):
        coded.act(coded.assignment("coder", 1), "apply", "topic")


def test_somebody_else_cannot_code_it(coded: Coded) -> None:
    work = coded.assignment("coder")
    for person in ("second_coder", "manager", "owner"):
        with pytest.raises(NotYourAssignment):
            coded.act(work, "apply", "law.tasks", by=coded.people[person])
    assert not Operation.objects.exists()


def test_a_passage_lies_in_the_text(coded: Coded) -> None:
    work = coded.assignment("coder", 1)
    text = work.unit.post.text
    coded.act(work, "apply", "law.tasks", start=0, end=len(text))  # code points: the cat counts one
    coded.act(work, "apply", "law.tasks", start=0, end=3)
    assert coded.slugs(work) == ["law.tasks", "law.tasks"]
    for start, end in [(0, len(text) + 1), (3, 3), (None, 4), (2, None)]:
        with pytest.raises(SpanIsOutside):
            coded.act(work, "apply", "work.pay", start=start, end=end)


def test_every_state_is_the_replay_of_its_operations(coded: Coded) -> None:
    work = coded.assignment("coder", 1)
    coded.fill(work, "law.tasks", "work.pay")
    coded.act(work, "reopen")
    coded.act(work, "retract", "law.tasks")
    made = Operation.objects.filter(assignment=work).order_by("sequence")
    assert [row.sequence for row in made] == list(range(1, len(made) + 1))
    assert coded.slugs(work) == [
        "act.none",
        "answer.none",
        "register.none",
        "stance.none",
        "tone.none",
        "work.pay",
    ]


def test_a_save_takes_few_queries(coded: Coded) -> None:
    work = coded.assignment("coder", 1)
    coded.act(work, "apply", "act.question")
    new, user = coded.code("act.testimony"), coded.people["coder"]
    with CaptureQueriesContext(connection) as queries:
        actions.perform(assignment=work, operation_id=uuid.uuid4(), kind="apply", code=new, after=1, by=user)
    # the lock; where the unit stands; the operation with all that it does; and the savepoint
    assert len([q for q in queries if "SAVEPOINT" not in (q["sql"] or "")]) == 3  # a prepared one is told as None


def test_a_unit_that_is_kept_for_long_does_not_hold_up_the_service(coded: Coded, monkeypatch) -> None:
    """While a round moves, its units are locked: a save gives up after a second, and comes again by itself."""
    params = connection.get_connection_params()
    known = {key: params[key] for key in ("dbname", "user", "password", "host", "port") if params.get(key)}
    monkeypatch.setattr(
        standing, "_LOCK", "SELECT set_config('lock_timeout', '10ms', true), pg_advisory_xact_lock(4711)"
    )
    with psycopg.connect(**known) as other:
        other.execute("SELECT pg_advisory_lock(4711)")
        with pytest.raises(UnitIsBusy) as refused:
            coded.act(coded.assignment("coder"), "apply", "law.tasks")
    assert refused.value.status == 503 and not Operation.objects.exists()
    coded.act(coded.assignment("coder"), "apply", "law.tasks")
    assert Operation.objects.count() == 1
