"""The coding screen."""

import json
import re
from collections.abc import Callable

from django.test import Client
from django.utils import translation

from coding_app.coding import actions
from coding_app.sampling.actions import close_round
from tests.coding.conftest import Coded, add_thread, make_coded


def page(coded: Coded, client: Client, position: int = 1, query: str = "") -> str:
    response = client.get(coded.url("workbench", coded.assignment("coder", position)) + query)
    assert response.status_code == 200
    return response.content.decode()


def model(html: str) -> dict:
    return json.loads(re.search(r'<script id="unit-model"[^>]*>(.*?)</script>', html)[1])


def test_works(coded: Coded, coder: Client) -> None:
    html = page(coded, coder, 1)
    assert "Non, ce n’est pas dans le contrat" in html
    assert html.count('class="post ') == 6
    assert html.count("data-unit>") == 0 or "data-unit" in html
    assert re.search(r'class="post d1 is-unit is-current[^"]*"', html)
    assert [dimension["name"] for dimension in model(html)["dimensions"]] == [
        "Thème", "Acte", "Réponse", "Position", "Tonalité", "Registre",
    ]  # fmt: skip
    assert "Réponse" not in [dimension["name"] for dimension in model(page(coded, coder, 0))["dimensions"]]


def test_it_speaks_english_too(coded: Coded, coder: Client) -> None:
    with translation.override("en"):
        html = coder.get(
            coded.url("workbench", coded.assignment("coder", 1)), headers={"accept-language": "en"}
        ).content.decode()
    assert [dimension["name"] for dimension in model(html)["dimensions"]][:3] == ["Topic", "Act", "Answer"]


def test_it_shows_what_the_coder_has_done(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder", 1)
    coded.act(work, "apply", "law.tasks")
    actions.write_memo(assignment=work, text="À revoir <b>", by=coded.people["coder"], previous=None)
    html = page(coded, coder, 1)
    assert model(html)["codes"] == [str(coded.code("law.tasks").uuid)]
    assert model(html)["sequence"] == 1
    assert html.count('aria-pressed="true"') == 1
    assert "À revoir &lt;b&gt;" in html


def test_reader_stranger_colleague(coded: Coded, client_of: Callable) -> None:
    url = coded.url("workbench", coded.assignment("coder"))
    assert client_of(coded.people["reader"]).get(url).status_code == 403
    assert client_of(coded.people["stranger"]).get(url).status_code == 404
    for person in ("second_coder", "owner", "adjudicator"):
        assert client_of(coded.people[person]).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_post_is_refused(coded: Coded, coder: Client) -> None:
    assert coder.post(coded.url("workbench", coded.assignment("coder"))).status_code == 405


def test_nothing_of_a_colleague_is_on_it_open_or_closed(coded: Coded, coder: Client) -> None:
    before = page(coded, coder, 1)
    colleague = coded.assignment("second_coder", 1)
    coded.fill(colleague, "law.tasks", "answer.rule")
    actions.write_memo(assignment=colleague, text="Avis secret", by=colleague.coder, previous=None)
    for _state in ("open", "closed"):
        html = page(coded, coder, 1)
        assert "Avis secret" not in html and "second_coder" not in html
        assert 'aria-pressed="true"' not in html
        assert model(html) | {"isOpen": True} == model(before)
        close_round(round=coded.round, by=coded.people["manager"]) if _state == "open" else None


def test_a_closed_round_is_read_only(coded: Coded, coder: Client) -> None:
    close_round(round=coded.round, by=coded.people["manager"])
    html = page(coded, coder, 1)
    assert model(html)["isOpen"] is False
    assert 'data-do="done"' not in html


def test_a_long_thread_is_folded_and_opens(coded: Coded, coder: Client, small: object) -> None:
    thread = coded.assignment("coder", 1).unit.thread
    batch, source = thread.batch, thread.source
    first = thread.posts.get(position=0)
    thread.posts.model.objects.bulk_create(
        thread.posts.model(
            source=source, thread=thread, batch=batch, author=first.author, parent=first, position=at,
            text=f"Réponse numéro {at}", digest=at.to_bytes(32, "big"), time_status="unknown",
        )
        for at in range(6, 212)
    )  # fmt: skip
    html = page(coded, coder, 3)
    # The opening, the post it answers, its neighbors and its only sibling: positions 0 to 6.
    assert html.count('class="post ') == 7
    assert "Réponse numéro 6" in html and "Réponse numéro 7" not in html
    assert html.count("?all=1") == 2
    assert page(coded, coder, 3, "?all=1").count('class="post ') == 212


def test_imported_text_stays_text(coded: Coded, coder: Client) -> None:
    thread = add_thread(coded.project, ["<img src=x onerror=alert(1)>{{ 7 }}</script>"], [None], name="<b>")
    thread.title = "<script>alert(2)</script>"
    thread.save()
    unit = coded.assignment("coder", 0).unit
    type(unit).objects.filter(pk=unit.pk).update(thread=thread, post=thread.posts.get())
    html = page(coded, coder, 0)
    assert "<img src=x" not in html and "&lt;img src=x" in html
    assert "<script>alert" not in html


def test_a_whole_thread_can_be_the_unit(small: object, client_of: Callable) -> None:
    coded = make_coded(small, unit_kind="thread")
    work = coded.round.assignments.get(coder=coded.people["coder"])
    html = client_of(coded.people["coder"]).get(coded.url("workbench", work)).content.decode()
    assert "is-thread-unit" in html and len(model(html)["dimensions"]) == 5


def test_the_neighbors(coded: Coded, coder: Client) -> None:
    works = list(coded.round.assignments.filter(coder=coded.people["coder"]).order_by("position"))
    third = coded.round.assignments.select_related("round__codebook_version", "unit__post").get(pk=works[3].pk)
    coded.fill(third)
    html = coder.get(coded.url("workbench", works[2])).content.decode()
    found = model(html)
    assert [found[name] for name in ("previous", "next", "nextOpen")] == [
        coded.url("workbench", works[1]), coded.url("workbench", works[3]), coded.url("workbench", works[4]),
    ]  # fmt: skip
    assert found["progress"] == {"done": 1, "total": 6}
    last = model(coder.get(coded.url("workbench", works[5])).content.decode())
    assert (last["next"], last["nextOpen"]) == ("", "")


def test_single_keys_can_be_off(coded: Coded, coder: Client) -> None:
    coded.people["coder"].has_single_key_shortcuts = False
    coded.people["coder"].save()
    html = page(coded, coder)
    assert model(html)["hasKeys"] is False and 'data-shortcuts="off"' in html


def test_query_count(coded: Coded, coder: Client, django_assert_num_queries: Callable) -> None:
    url = coded.url("workbench", coded.assignment("coder", 1))
    coder.get(url)
    # session, user, membership; assignment, codings, shape of the thread, posts, attachments, polls, codes,
    # last operation, memo, place in the queue, neighbors
    with django_assert_num_queries(14):
        coder.get(url)
