"""The endpoint of the queue."""

import json
import uuid
from collections.abc import Callable

from django.db import connection
from django.test import Client

from coding_app.codebook.models import Code
from coding_app.coding.models import Coding, Operation
from coding_app.coding.queries import structure
from coding_app.projects.actions import create_project
from coding_app.sampling.steps import close_round
from tests.coding.conftest import Coded


def test_works(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder", 1)
    response = coded.post(coder, work, slug="law.tasks")
    assert response.status_code == 200
    answer = response.json()
    names = [coded.code(slug) for slug in ("act", "answer", "stance", "tone", "register")]
    assert answer == {
        "sequence": 1,
        "version": 1,
        "submitted": False,
        "skipped": False,
        "doubted": False,
        "marks": [{"code": str(coded.code("law.tasks").uuid), "start": None, "end": None}],
        "closed": [str(coded.code("topic").uuid)],
        "open": [str(code.uuid) for code in names],
        # How far the coder is changes when a unit is done: it is counted then.
        "progress": None,
    }
    assert coded.slugs(work) == ["law.tasks"]
    assert coded.post(coder, work, kind="skip", reason="vide", after=1).json()["progress"] == {"done": 1, "total": 6}


def test_reader_is_refused(coded: Coded, client_of: Callable) -> None:
    response = coded.post(client_of(coded.people["reader"]), coded.assignment("coder"), slug="law.tasks")
    assert (response.status_code, response.json()["error"]) == (403, "NotAllowed")
    assert not Operation.objects.exists()


def test_stranger_and_colleague_find_nothing(coded: Coded, client_of: Callable) -> None:
    for person in ("stranger", "second_coder", "manager", "owner"):
        response = coded.post(client_of(coded.people[person]), coded.assignment("coder"), slug="law.tasks")
        assert (response.status_code, response.json()["error"]) == (404, "NotYourAssignment"), person
    assert not Operation.objects.exists()


def test_an_assignment_is_not_reached_through_another_project(coded: Coded, coder: Client) -> None:
    other = create_project(name="Ailleurs", by=coded.people["coder"])
    url = coded.url("operation_create", coded.assignment("coder")).replace(coded.project.slug, other.slug)
    body = {"operation_id": str(uuid.uuid4()), "kind": "reopen", "after": 0}
    assert coder.post(url, json.dumps(body), content_type="application/json").status_code == 404


def test_anonymous_is_told_so_in_json(coded: Coded) -> None:
    response = coded.post(Client(), coded.assignment("coder"), slug="law.tasks")
    assert (response.status_code, response.json()["error"]) == (401, "SignedOut")


def test_stale_is_answered_with_the_state(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder")
    coded.post(coder, work, slug="law.tasks")
    response = coded.post(coder, work, slug="work.pay", after=0)
    assert response.status_code == 409
    answer = response.json()
    assert (answer["error"], answer["state"]["sequence"]) == ("StaleOperation", 1)
    assert [mark["code"] for mark in answer["state"]["marks"]] == [str(coded.code("law.tasks").uuid)]


def test_a_closed_round_is_a_conflict(coded: Coded, coder: Client) -> None:
    close_round(round=coded.round, by=coded.people["manager"])
    response = coded.post(coder, coded.assignment("coder"), slug="law.tasks")
    assert (response.status_code, response.json()["error"]) == (409, "RoundIsClosed")


def test_what_cannot_be_right_is_refused(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder")
    for fields in (
        {"kind": "apply"},
        {"kind": "submit", "slug": "law.tasks"},
        {"kind": "erase", "slug": "law.tasks"},
        {"kind": ["apply"], "slug": "law.tasks"},
        {"kind": "carry"},
        {"kind": "skip", "reason": " "},
        {"kind": "skip", "reason": 7},
        {"kind": "skip", "reason": "vide\0"},
        {"kind": "skip", "reason": "vide \ud83d"},
        {"kind": "skip", "reason": "x" * 2001},
        {"slug": "law.tasks", "seconds": "x"},
        {"slug": "law.tasks", "start": 1.5, "end": 3, "quote": "on"},
        {"slug": "law.tasks", "start": 0, "end": 3},
        {"slug": "law.tasks", "after": -1},
        {"slug": "law.tasks", "after": "x"},
        {"slug": "law.tasks", "after": False},
        {"slug": "law.tasks", "after": 2**31 - 1},
        {"slug": "law.tasks", "operation_id": None},
        {"slug": "law.tasks", "operation_id": "7"},
        {"code": str(uuid.uuid4())},
        {"code": "law.tasks"},
        {"slug": "law"},
        {"slug": "answer.rule"},
        {"kind": "submit"},
    ):
        response = coded.post(coder, work, **fields)
        assert response.status_code == 422, fields
        assert response.json()["sentence"], fields
    url = coded.url("operation_create", work)
    for body in ("", "{", "[]", "null", '"x"'):
        assert coder.post(url, body, content_type="application/json").status_code == 422
    assert not Operation.objects.exists()


def test_the_same_id_is_one_row_and_another_content_is_refused(coded: Coded, coder: Client) -> None:
    work, name = coded.assignment("coder"), str(uuid.uuid4())
    first = coded.post(coder, work, slug="law.tasks", operation_id=name)
    again = coded.post(coder, work, slug="law.tasks", operation_id=name)
    assert (again.status_code, again.json()) == (200, first.json())
    other = coded.post(coder, work, slug="work.pay", operation_id=name)
    assert (other.status_code, other.json()["error"]) == (422, "OperationIsReused")
    assert (Operation.objects.count(), Coding.objects.count()) == (1, 1)


def test_get_is_refused(coded: Coded, coder: Client) -> None:
    assert coder.get(coded.url("operation_create", coded.assignment("coder"))).status_code == 405


def test_a_token_is_asked_for(coded: Coded) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(coded.people["coder"], backend="django.contrib.auth.backends.ModelBackend")
    response = coded.post(client, coded.assignment("coder"), slug="law.tasks")
    assert response.status_code == 403
    assert "json" not in response["Content-Type"]  # how the queue knows that its token is old


def test_query_count(coded: Coded, coder: Client, django_assert_num_queries: Callable) -> None:
    work = coded.assignment("coder")
    coded.post(coder, work, slug="act.question")
    # session, user, membership; 2 for the savepoint; the lock; where the unit stands; the operation with all it does
    code = str(coded.code("act.testimony").uuid)
    with django_assert_num_queries(8):
        assert coded.post(coder, work, code=code, after=1).status_code == 200


def test_its_statements_are_planned_once_a_connection(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder")
    topics = sorted(structure(coded.round.codebook_version).questions[0].codes)[:8]
    names = dict(Code.objects.filter(pk__in=topics).values_list("pk", "uuid"))
    for after, topic in enumerate(topics):
        assert coded.post(coder, work, code=str(names[topic]), after=after).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans FROM pg_prepared_statements")
        # membership, lock, where the unit stands, the operation; PostgreSQL tries five plans before it keeps one
        assert cursor.fetchall() == [(3,)] * 4


def test_what_waits_is_told_to_the_right_person(coded: Coded, coder: Client, client_of: Callable) -> None:
    answer = coder.get(coded.url("session_state")).json()
    assert answer["user"] == str(coded.people["coder"].uuid) and len(answer["csrf"]) == 64
    assert Client().get(coded.url("session_state")).status_code == 401
    assert client_of(coded.people["stranger"]).get(coded.url("session_state")).status_code == 404
    assert client_of(coded.people["reader"]).get(coded.url("session_state")).status_code == 403
    assert coder.post(coded.url("session_state")).status_code == 405
