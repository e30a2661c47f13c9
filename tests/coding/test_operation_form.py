"""Coding without JavaScript."""

import uuid
from collections.abc import Callable

from django.test import Client

from coding_app.coding.models import Operation
from tests.coding.conftest import Coded

HTML = {"headers": {"accept": "text/html"}}


def push(coded: Coded, client: Client, act: str, position: int = 0, **more: object) -> object:
    work = coded.assignment("coder", position)
    last = work.operations.count()
    fields = {"operation_id": str(uuid.uuid4()), "after": last, "act": act} | more
    return client.post(coded.url("operation_form", work), fields, **HTML)


def test_a_unit_is_coded_and_the_next_one_comes(coded: Coded, coder: Client) -> None:
    work = coded.round.assignments.filter(coder=coded.people["coder"]).order_by("position")[0]
    position = work.unit.post.position
    for dimension in ("topic", "act", "stance", "tone", "register", *(["answer"] if position else [])):
        response = push(coded, coder, f"apply:{coded.code(f'{dimension}.none').uuid}", position)
        assert (response.status_code, response["Location"]) == (303, coded.url("workbench", work))
    response = push(coded, coder, "submit", position)
    following = coded.round.assignments.filter(coder=coded.people["coder"]).order_by("position")[1]
    assert (response.status_code, response["Location"]) == (303, coded.url("workbench", following))


def test_the_last_unit_leads_back_to_the_queue(coded: Coded, coder: Client) -> None:
    work = coded.round.assignments.filter(coder=coded.people["coder"]).order_by("position").last()
    again = coded.assignment("coder", work.unit.post.position)
    coded.fill(again)
    coded.act(again, "reopen")
    assert push(coded, coder, "submit", work.unit.post.position)["Location"] == coded.url("queue")


def test_a_second_press_of_the_same_page_is_one_act(coded: Coded, coder: Client) -> None:
    act, name = f"apply:{coded.code('law.tasks').uuid}", str(uuid.uuid4())
    for _press in range(2):
        assert push(coded, coder, act, operation_id=name, after=0).status_code == 303
    assert Operation.objects.count() == 1


def test_refusals_are_pages(coded: Coded, coder: Client, client_of: Callable) -> None:
    act = f"apply:{coded.code('law.tasks').uuid}"
    assert push(coded, coder, "submit").status_code == 422
    assert push(coded, coder, act, after=3).status_code == 409
    assert push(coded, coder, "apply:x").status_code == 422
    assert push(coded, coder, "").status_code == 422
    assert push(coded, client_of(coded.people["reader"]), act).status_code == 403
    assert push(coded, client_of(coded.people["second_coder"]), act).status_code == 404
    assert push(coded, Client(), act).status_code == 302
    assert coder.get(coded.url("operation_form", coded.assignment("coder"))).status_code == 405
    assert not Operation.objects.exists()


def plain(coded: Coded, coder: Client, position: int = 0) -> str:
    """Return what is on the page for those without JavaScript."""
    html = coder.get(coded.url("workbench", coded.assignment("coder", position))).content.decode()
    return html.split("<noscript>")[1].split("</noscript>")[0]


def test_a_unit_is_set_aside_and_taken_up_again(coded: Coded, coder: Client) -> None:
    works = coded.round.assignments.filter(coder=coded.people["coder"]).order_by("position")
    position = works[0].unit.post.position
    assert 'value="skip"' in plain(coded, coder, position)
    assert push(coded, coder, "skip", position).status_code == 422
    answer = push(coded, coder, "skip", position, reason="Une image <illisible>")
    assert (answer.status_code, answer["Location"]) == (303, coded.url("workbench", works[1]))
    assert coded.assignment("coder", position).skipped_at is not None
    html = plain(coded, coder, position)
    assert "Une image &lt;illisible&gt;" in html and 'value="skip"' not in html and 'value="reopen"' in html
    assert push(coded, coder, "reopen", position).status_code == 303
    assert coded.assignment("coder", position).skipped_at is None


def test_a_doubt_is_flagged_and_taken_back(coded: Coded, coder: Client) -> None:
    answer = push(coded, coder, "doubt", reason="Ironie ?")
    assert (answer.status_code, answer["Location"]) == (303, coded.url("workbench", coded.assignment("coder")))
    html = plain(coded, coder)
    assert "Ironie ?" in html and 'value="undoubt"' in html and 'value="doubt"' not in html
    push(coded, coder, "undoubt")
    assert coded.assignment("coder").doubted_at is None and 'value="doubt"' in plain(coded, coder)
