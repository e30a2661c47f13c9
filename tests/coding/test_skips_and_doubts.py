"""A unit that cannot be coded is skipped with a reason; a doubt is flagged beside whatever was decided."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from coding_app.agreement.queries import is_comparable
from coding_app.coding.evidence import evidence
from coding_app.coding.models import Operation
from coding_app.coding.queries import round_works
from coding_app.coding.refusals import OperationIsReused, RoundIsClosed, StaleOperation, UnitIsSubmitted
from coding_app.home.queries import units_to_code
from coding_app.review.queries import cases
from coding_app.sampling import board
from coding_app.sampling import queries as sampling
from coding_app.sampling.models import Assignment
from coding_app.sampling.steps import close_round, reveal_round
from tests.coding.conftest import Coded


def stands(work: Assignment) -> tuple[bool, bool, bool]:
    work.refresh_from_db()
    return tuple(at is not None for at in (work.submitted_at, work.skipped_at, work.doubted_at))


def test_skipping_needs_a_reason_and_no_answer_and_keeps_the_codes(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder", 1)
    coded.act(work, "apply", "law.tasks")
    refused = coded.post(coder, work, kind="skip", after=1, reason="  ")
    assert refused.status_code == 422 and refused.json()["error"] == "Invalid"
    answer = coded.post(coder, work, kind="skip", after=1, reason="En espagnol").json()
    assert (answer["skipped"], answer["submitted"], answer["progress"]) == (True, False, {"done": 1, "total": 6})
    assert stands(work) == (False, True, False) and coded.slugs(work) == ["law.tasks"]
    assert work.operations.get(kind="skip").reason == "En espagnol"


def test_a_skipped_unit_is_taken_up_again_before_it_changes(coded: Coded) -> None:
    work = coded.assignment("coder", 1)
    coded.act(work, "skip", reason="Illisible")
    for act in (("apply", "law.tasks"), ("retract", "law.tasks")):
        with pytest.raises(UnitIsSubmitted) as caught:
            coded.act(work, *act)
        assert "not codable" in str(caught.value.sentence) and caught.value.state.skipped_at
    state = coded.act(work, "reopen")
    assert (state.skipped_at, state.done) == (None, 0)
    coded.fill(work, "law.tasks")
    with pytest.raises(UnitIsSubmitted):
        coded.act(work, "skip", reason="Illisible")
    assert stands(work) == (True, False, False)


def test_a_doubt_changes_nothing_else_and_stands_on_a_submitted_unit(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder", 1)
    coded.fill(work, "law.tasks")
    before = coded.slugs(work)
    answer = coded.post(coder, work, kind="doubt", after=7, reason="Ironie ?").json()
    assert (answer["doubted"], answer["submitted"], answer["sequence"]) == (True, True, 8)
    assert stands(work) == (True, False, True) and coded.slugs(work) == before
    assert coded.act(work, "undoubt").doubted_at is None
    assert stands(work) == (True, False, False)


def test_a_repetition_says_what_was_said_the_first_time(coded: Coded) -> None:
    work, skip, doubt = coded.assignment("coder", 1), uuid.uuid4(), uuid.uuid4()
    coded.act(work, "doubt", reason="Ironie ?", operation_id=doubt)
    first = coded.act(work, "skip", reason="Illisible", operation_id=skip)
    coded.act(work, "undoubt")
    coded.act(work, "reopen")
    again = coded.act(work, "skip", reason="Illisible", operation_id=skip, after=1)
    assert (again.skipped_at is not None, again.doubted_at is not None, again.sequence) == (True, True, 2)
    assert (again.marks, again.closed) == (first.marks, first.closed)
    assert coded.act(work, "doubt", reason="Ironie ?", operation_id=doubt, after=0).skipped_at is None
    with pytest.raises(OperationIsReused):
        coded.act(work, "skip", reason="Autre chose", operation_id=skip, after=1)
    assert stands(work) == (False, False, False) and work.operations.count() == 4


def test_stale_and_closed_hold_for_them_too(coded: Coded) -> None:
    work = coded.assignment("coder", 1)
    coded.act(work, "apply", "law.tasks")
    with pytest.raises(StaleOperation):
        coded.act(work, "doubt", after=0)
    close_round(round=coded.round, by=coded.people["manager"])
    for kind in ("skip", "doubt", "undoubt"):
        with pytest.raises(RoundIsClosed):
            coded.act(work, kind, reason="Illisible")


def test_time_is_kept_only_where_the_project_says_so(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder", 1)
    coded.post(coder, work, slug="law.tasks", seconds=12)
    coded.project.records_time = True
    coded.project.save()
    for after, seconds in enumerate([12, -3, 10**9, None, "x"], start=1):
        coded.post(coder, work, kind="doubt", after=after, seconds=seconds)
    rows = Operation.objects.filter(assignment=work).order_by("sequence").values_list("seconds", flat=True)
    # A clock that was set wrong holds nothing up; what is no number at all is refused with its act.
    assert list(rows) == [None, 12, None, 86400, None]


def test_skipped_units_count_as_handled_and_never_as_coded(coded: Coded) -> None:
    people = coded.people
    skipped, both = coded.assignment("coder", 1), coded.assignment("coder", 2)
    coded.act(skipped, "apply", "law.tasks")
    coded.act(skipped, "skip", reason="Illisible")
    coded.fill(both, "law.tasks")
    for position in (1, 2):
        coded.fill(coded.assignment("second_coder", position), "work.pay")
    (mine,) = round_works(coded.project, people["coder"])
    assert (mine.done, mine.left, units_to_code(coded.project, people["coder"])) == (2, 4, 4)
    lines = board.board(coded.round, date(2021, 1, 1)).lines
    assert [(line.assigned, line.handled) for line in lines] == [(6, 2), (6, 2)]
    row = sampling.rounds(coded.project).get()
    assert (row.submitted, row.skipped, row.handled) == (3, 1, 4)
    closed = close_round(round=coded.round, by=people["manager"])
    found = evidence(closed)
    assert is_comparable(closed, people["manager"]) and skipped.pk not in found.assignment_ids.tolist()
    assert found.assignment_ids.size == 3
    # One answer on the skipped unit, of the colleague alone: nothing to compare, nothing to settle from the skipper.
    assert all(people["coder"].pk not in case.answers for case in cases(closed) if case.unit == skipped.unit)


def test_without_javascript(coded: Coded, coder: Client) -> None:
    first, second = coded.round.assignments.filter(coder=coded.people["coder"]).order_by("position")[:2]

    def press(act: str, after: int, **more: str) -> object:
        fields = {"operation_id": str(uuid.uuid4()), "after": after, "act": act} | more
        return coder.post(coded.url("operation_form", first), fields, headers={"accept": "text/html"})

    assert press("skip", 0).status_code == 422
    assert press("doubt", 0, reason="Ironie ?")["Location"] == coded.url("workbench", first)
    answer = press("skip", 1, reason="Illisible")
    assert (answer.status_code, answer["Location"]) == (303, coded.url("workbench", second))
    assert press("reopen", 2)["Location"] == coded.url("workbench", first)
    assert press("undoubt", 3)["Location"] == coded.url("workbench", first)
    assert press("carry", 4).status_code == 422
    assert stands(first) == (False, False, False)


def listed(coded: Coded, client: Client) -> tuple[list[str], int]:
    """Return the words on the page of doubts, and how many lie with colleagues."""
    response = client.get(reverse("coding:flag_list", args=[coded.project.slug, coded.round.number]))
    rows = response.context["page"]
    words = [row.question or row.why for row in rows]
    assert all(one in response.text for one in words)
    return words, response.context["hidden"]


def test_the_team_reads_the_words_when_it_may_see_the_codings(coded: Coded, client_of: Callable) -> None:
    """Open and blind: one's own words, of the others a number; closed: who reviews; revealed: everybody."""
    mine, other = coded.assignment("coder", 1), coded.assignment("second_coder", 1)
    coded.act(mine, "doubt", reason="Premier avis")
    coded.act(mine, "undoubt")
    coded.act(mine, "doubt", reason="Ironie ?")
    coded.act(other, "skip", reason="Texte coupé")
    gone = coded.assignment("second_coder", 2)
    coded.act(gone, "skip", reason="Rendu ensuite")
    coded.act(gone, "reopen")
    page = {role: client_of(coded.people[role]) for role in ("coder", "owner", "adjudicator", "reader")}
    assert listed(coded, page["coder"]) == (["Ironie ?"], 1)
    assert all(listed(coded, page[role]) == ([], 2) for role in ("owner", "adjudicator", "reader"))
    by, both = coded.people["manager"], ["Ironie ?", "Texte coupé"]
    close_round(round=coded.round, by=by)
    assert listed(coded, page["coder"]) == (["Ironie ?"], 1) and listed(coded, page["reader"]) == ([], 2)
    assert listed(coded, page["owner"]) == listed(coded, page["adjudicator"]) == (both, 0)
    reveal_round(round=coded.round, by=by)
    assert listed(coded, page["coder"]) == listed(coded, page["reader"]) == (both, 0)


def test_a_round_without_a_doubt_says_so(coded: Coded, coder: Client) -> None:
    assert listed(coded, coder) == ([], 0)
    english = {"accept-language": "en"}
    html = coder.get(reverse("coding:flag_list", args=[coded.project.slug, 1]), headers=english).text
    assert "Coders flag a doubt with D" in html
    assert coder.get(reverse("coding:flag_list", args=[coded.project.slug, 9])).status_code == 404
