"""Memos: never changed, one living wording."""

import uuid
from collections.abc import Callable

from django.test import Client

from coding_app.coding.models import Note
from tests.coding.conftest import Coded


def save(coded: Coded, client: Client, text: str, previous: object = "", **more: object) -> object:
    url = coded.url("note_save", coded.assignment("coder"))
    return client.post(url, {"text": text, "previous": str(previous)}, **more)


JSON = {"headers": {"accept": "application/json"}}


def test_a_new_wording_ends_the_old_one(coded: Coded, coder: Client) -> None:
    first = save(coded, coder, "Un doute", **JSON).json()["previous"]
    second = save(coded, coder, "Un doute sur la position", first, **JSON).json()["previous"]
    notes = Note.objects.order_by("pk")
    assert [(note.text, note.ended_at is None) for note in notes] == [
        ("Un doute", False), ("Un doute sur la position", True),
    ]  # fmt: skip
    assert str(notes[1].uuid) == second != first


def test_the_same_wording_makes_no_row_and_an_empty_one_ends_it(coded: Coded, coder: Client) -> None:
    name = save(coded, coder, "Un doute", **JSON).json()["previous"]
    assert save(coded, coder, " Un doute ", name, **JSON).json()["previous"] == name
    assert save(coded, coder, "", name, **JSON).json()["previous"] == ""
    assert Note.objects.count() == 1 and Note.objects.get().ended_at is not None
    assert save(coded, coder, "", **JSON).status_code == 200


def test_another_tab_is_not_overwritten(coded: Coded, coder: Client) -> None:
    stored = save(coded, coder, "Dans un onglet", **JSON).json()["previous"]
    for known in ("", uuid.uuid4()):
        response = save(coded, coder, "Dans l’autre", known, **JSON)
        assert response.status_code == 409
        answer = response.json()
        assert (answer["text"], answer["previous"]) == ("Dans un onglet", stored)
    assert Note.objects.count() == 1


def test_a_plain_form_comes_back_to_the_unit(coded: Coded, coder: Client) -> None:
    response = save(coded, coder, "Un doute", headers={"accept": "text/html"})
    assert (response.status_code, response["Location"]) == (303, coded.url("workbench", coded.assignment("coder")))


def test_reader_stranger_colleague_anonymous_get_too_long(coded: Coded, coder: Client, client_of: Callable) -> None:
    assert save(coded, client_of(coded.people["reader"]), "x").status_code == 403
    assert save(coded, client_of(coded.people["stranger"]), "x").status_code == 404
    assert save(coded, client_of(coded.people["second_coder"]), "x").status_code == 404
    assert save(coded, Client(), "x").status_code == 401
    assert save(coded, coder, "x" * 20_001).status_code == 422
    assert coder.get(coded.url("note_save", coded.assignment("coder"))).status_code == 405
    assert not Note.objects.exists()
