"""Handing on: to whom, what, what stays, and what the old coder meets."""

import re
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coding_app.coding import actions as coding
from coding_app.coding.queries import queue, round_works, visible_codings
from coding_app.coding.refusals import UnitIsHandedOn
from coding_app.core.models import Event
from coding_app.projects.actions import remove_member
from coding_app.sampling import board, handing_on, steps
from coding_app.sampling.models import Assignment, Round


@pytest.fixture
def row(field):
    """Ana and bob have ten units each, chloe ten: nobody meets another's; ana coded something on her last."""
    return steps.open_round(round=field.draw(size=30, double_share=0, triple_share=0), by=field.manager)


def works(row, coder):
    return list(row.assignments.filter(coder=coder).order_by("position"))


def hand_on(field, row, *to, **more):
    terms = {"round": row, "coder": field.coders[0], "to": to or field.coders[1:], "by": field.manager} | more
    return handing_on.hand_on(**terms)


def act(work, kind="submit", code=None, operation_id=None):
    last = work.operations.count()
    return coding.perform(
        assignment=work, operation_id=operation_id or uuid.uuid4(), kind=kind, code=code, after=last, by=work.coder
    )


def begin(field, work):
    """Code something on a unit; return the code."""
    code = field.version.definitions.filter(kind="code").first().code
    act(work, "apply", code)
    return code


def test_all_that_is_left_goes_to_the_end_of_other_queues(field, row):
    ana, bob, chloe = field.coders
    mine = works(row, ana)
    Assignment.objects.filter(pk=mine[0].pk).update(submitted_at=row.opened_at)
    begin(field, mine[9])
    done = hand_on(field, row)
    assert (done.taken, done.begun, done.stayed, done.units) == ({bob.pk: 5, chloe.pk: 4}, 1, 0, 9)
    assert [one.unit_id for one in works(row, bob)[10:]] == [one.unit_id for one in mine[1:6]]
    assert [one.position for one in works(row, chloe)[10:]] == [11, 12, 13, 14]
    old = Assignment.objects.filter(coder=ana, released_at__isnull=False)
    assert old.count() == 9 and set(old.values_list("released_by", flat=True)) == {field.manager.pk}
    assert Event.objects.get(verb="work_handed_on").detail == {
        "coder": str(ana.uuid), "units": 9, "begun": 1, "to": {str(bob.uuid): 5, str(chloe.uuid): 4},
    }  # fmt: skip


def test_of_some_units_the_last_of_the_queue_go(field, row):
    mine = works(row, field.coders[0])
    assert hand_on(field, row, field.coders[1], units=3).units == 3
    assert [one.unit_id for one in works(row, field.coders[1])[10:]] == [one.unit_id for one in mine[7:]]
    assert queue(row, field.coders[0]).count() == 7


def test_what_was_coded_stays_a_row_and_enters_nothing(field, row):
    ana = field.coders[0]
    work = works(row, ana)[9]
    begin(field, work)
    hand_on(field, row)
    assert work.codings.filter(retracted_at__isnull=True).count() == 1
    assert not visible_codings(row, ana).exists()
    assert round_works(field.project, ana) == []
    lines = board.board(row, row.opened_at.date()).lines
    assert [(one.assigned, one.released) for one in lines] == [(0, 10), (15, 0), (15, 0)]
    assert [(one.coders, one.units) for one in board.overlap(row)] == [(1, 30)]
    page = field.client(field.manager).get(reverse("sampling:round", args=[field.project.slug, 1])).text
    assert "10 units of Ana" in page and "1 of them was begun: what was coded on it is kept" in page


def test_a_save_on_it_is_refused_with_a_sentence_and_an_old_answer_is_given_again(field, row):
    work = works(row, field.coders[0])[0]
    known = uuid.uuid4()
    code = field.version.definitions.filter(kind="code").first().code
    coding.perform(assignment=work, operation_id=known, kind="apply", code=code, after=0, by=work.coder)
    hand_on(field, row)
    with pytest.raises(UnitIsHandedOn, match="handed on to somebody else"):
        act(work, "retract", code)
    again = coding.perform(assignment=work, operation_id=known, kind="apply", code=code, after=0, by=work.coder)
    assert again.sequence == 1
    sent = {"operation_id": str(uuid.uuid4()), "kind": "retract", "code": str(code.uuid), "after": 1}
    client = field.client(field.coders[0])
    address = reverse("coding:operation_create", args=[field.project.slug, work.uuid])
    answer = client.post(address, sent, content_type="application/json", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (409, "UnitIsHandedOn")
    screen = client.get(reverse("coding:workbench", args=[field.project.slug, work.uuid])).text
    assert "handed on" in screen and '"isOpen": false' in screen


def test_whoever_had_the_unit_in_this_round_does_not_get_it(field, row):
    ana, bob, chloe = field.coders
    hand_on(field, row, bob)
    with pytest.raises(handing_on.NothingToHandOn):
        hand_on(field, row, bob)
    assert hand_on(field, row, ana, coder=bob).stayed == 10
    assert hand_on(field, row, chloe, coder=bob).units == 10


REFUSED = [
    ({"to": []}, handing_on.NobodyToTakeIt),
    ({"to": "ana"}, handing_on.NobodyToTakeIt),
    ({"to": "reader"}, handing_on.NobodyToTakeIt),
    ({"to": "gone"}, handing_on.NobodyToTakeIt),
    ({"state": "closed"}, handing_on.RoundIsNotOpen),
    ({"kind": "drift"}, handing_on.WorkIsTheirs),
]


@pytest.mark.parametrize(("case", "refusal"), REFUSED, ids=["nobody", "themself", "reader", "gone", "closed", "drift"])
def test_what_is_refused_changes_nothing(field, case, refusal):
    row = field.draw(size=30, double_share=0, triple_share=0)
    if case.get("kind"):
        Round.objects.filter(pk=row.pk).update(kind="drift", origin=row)
    row = steps.open_round(round=row, by=field.manager)
    if case.get("state"):
        steps.close_round(round=row, by=field.manager)
    to = {"ana": [field.coders[0]], "reader": [field.reader], "gone": [field.coders[1]]}.get(case.get("to") or "", [])
    if case.get("to") == "gone":
        remove_member(membership=field.coders[1].memberships.get(), by=field.manager)
    with pytest.raises(refusal):
        hand_on(field, row, to=to or ([] if "to" in case else field.coders[1:]))
    assert not Assignment.objects.filter(released_at__isnull=False).exists()


def test_a_coder_who_left_the_team_is_handed_on_too(field, row):
    remove_member(membership=field.coders[0].memberships.get(), by=field.manager)
    assert hand_on(field, row).units == 10


def test_few_statements_however_many_units(field, row, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        hand_on(field, row)


def test_acts_under_way_are_waited_for_in_the_order_of_closing(field, row):
    for act_of in (hand_on, lambda field, row: steps.close_round(round=row, by=field.manager)):
        with CaptureQueriesContext(connection) as asked:
            act_of(field, row)
        locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"] or "FOR NO KEY UPDATE" in one["sql"]]
        assert [re.search(r'FROM "coding_app_(\w+)"', sql)[1] for sql in locks] == ["assignment", "round"]


def test_the_database_keeps_it_so(field, row):
    work = works(row, field.coders[0])[9]
    begin(field, work)
    hand_on(field, row)
    for statement, words in [
        ("UPDATE coding_app_assignment SET released_at = NULL, released_by_id = NULL WHERE id = %s", "stays so"),
        ("UPDATE coding_app_coding SET retracted_at = now() WHERE assignment_id = %s", "handed on"),
    ]:
        with pytest.raises(DatabaseError, match=words), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [work.pk])


def test_the_form_says_it_before_and_after(field, row):
    manager = field.client(field.manager)
    address = reverse("sampling:round_hand_on", args=[field.project.slug, 1])
    ana, bob, chloe = (str(one.uuid) for one in field.coders)
    page = manager.get(f"{address}?coder={ana}").text
    assert "only in a new round" in page and f'value="{ana}" required' in page.replace(" checked", "")
    wrong = manager.post(address, {"coder": ana, "to": [ana], "units": ""})
    assert wrong.status_code == 422 and "Their own work" in wrong.text
    sent = manager.post(address, {"coder": ana, "to": [bob, chloe], "units": "4"}, follow=True)
    assert "4 units were handed on." in sent.text
    assert field.client(field.coders[1]).get(address).status_code == 403
