"""The queue of a coder."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation
from django.utils.timezone import now

from coding_app.coding import views
from coding_app.coding.queries import round_works
from coding_app.coding.timing import Pace, own_pace
from coding_app.sampling.actions import SampleRecipe, create_round
from coding_app.sampling.steps import close_round, open_round, reveal_round
from tests.coding.conftest import Coded


def test_works(coded: Coded, coder: Client) -> None:
    coded.fill(coded.assignment("coder", 1))
    coded.act(coded.assignment("coder", 2), "apply", "law.tasks")
    html = coder.get(coded.url("queue")).content.decode()
    assert "Essai" in html and "Lire tout le fil avant de coder." in html
    assert "1 / 6" in html
    assert html.count("queue-unit") == 6
    assert html.count("badge is-ok") == 1 and html.count("badge is-info") == 1 and html.count("badge is-outline") == 4
    first = coded.round.assignments.filter(coder=coded.people["coder"], submitted_at=None).order_by("position").first()
    assert f'class="button is-primary" href="{coded.url("workbench", first)}"' in html


def test_it_opens_on_the_page_of_the_next_unit(coded: Coded, coder: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "UNITS_A_PAGE", 2)
    works = list(coded.round.assignments.filter(coder=coded.people["coder"]).order_by("position"))

    def shown(query: str = "") -> list[int]:
        return [unit.position for unit in coder.get(coded.url("queue") + query).context["page"]]

    assert shown() == [1, 2] and shown("?page=3") == [5, 6]
    for work in works[:3]:
        coded.act(work, "skip", reason="illisible")
    assert shown() == [3, 4]
    html = coder.get(coded.url("queue") + f"?round={coded.round.number}").text
    assert "page=1" in html and "page=3" in html
    for work in works[3:]:
        coded.act(work, "skip", reason="illisible")
    assert shown() == [1, 2]


def test_a_colleague_leaves_no_trace(coded: Coded, coder: Client) -> None:
    def body() -> str:
        return coder.get(coded.url("queue")).content.decode().split("<main")[1]

    before = body()
    coded.fill(coded.assignment("second_coder", 1), "law.tasks")
    assert body() == before


def test_drafts_are_not_shown_and_closed_rounds_are_read(coded: Coded, coder: Client) -> None:
    create_round(
        project=coded.project, name="En préparation", kind="main", unit_kind="post", recipe=SampleRecipe(), size=2,
        seed=1, coders=[coded.people["coder"]], double_share=0, triple_share=0, is_blind=True,
        codebook_version=coded.round.codebook_version, by=coded.people["manager"],
    )  # fmt: skip
    close_round(round=coded.round, by=coded.people["manager"])
    html = coder.get(coded.url("queue")).content.decode()
    assert "En préparation" not in html
    assert "Essai" in html and "button is-primary" not in html.split("<main")[1].split("</main>")[0]


def test_open_rounds_stand_above_revealed_ones(coded: Coded) -> None:
    """Also one of an older number: what is to be done comes before what may be read again."""
    by = coded.people["manager"]
    later = create_round(
        project=coded.project, name="Plus tard", kind="main", unit_kind="post", recipe=SampleRecipe(), size=2,
        seed=1, coders=[coded.people["coder"]], double_share=0, triple_share=0, is_blind=True,
        codebook_version=coded.round.codebook_version, by=by,
    )  # fmt: skip
    reveal_round(round=close_round(round=open_round(round=later, by=by), by=by), by=by)
    works = round_works(coded.project, coded.people["coder"])
    assert [(work.round.name, work.round.state) for work in works] == [("Essai", "open"), ("Plus tard", "revealed")]


def test_nothing_to_do_is_said(coded: Coded, client_of: Callable) -> None:
    html = client_of(coded.people["adjudicator"]).get(coded.url("queue")).content.decode()
    assert 'class="empty' in html


def test_reader_stranger_anonymous_post(coded: Coded, coder: Client, client_of: Callable) -> None:
    url = coded.url("queue")
    assert client_of(coded.people["reader"]).get(url).status_code == 403
    assert client_of(coded.people["stranger"]).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert coder.post(url).status_code == 405


def spend(coded: Coded, name: str, times: list[list[int | None]]) -> None:
    """Submit units on which somebody spent these seconds, act by act."""
    coded.project.records_time = True
    coded.project.save()
    for position, seconds in enumerate(times):
        assignment = coded.assignment(name, position)
        coded.fill(assignment)
        for number, spent in enumerate(seconds, start=90):
            kept = {"operation_id": uuid4(), "sequence": number, "kind": "doubt", "seconds": spent}
            assignment.operations.create(**kept)


def test_a_coder_sees_their_own_median_time(coded: Coded, coder: Client, client_of: Callable) -> None:
    spend(coded, "coder", [[40, None, 5], [70], [100, 90]])
    spend(coded, "second_coder", [[999]])
    assert coder.get(coded.url("queue")).context["pace"] == (70, 3)
    assert own_pace(coded.round, coded.people["second_coder"]) == (999, 1)
    coded.project.records_time = False
    coded.project.save()
    assert coder.get(coded.url("queue")).context["pace"] is None


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 second"), (59, "59 seconds"), (60, "1 min 0 s"), (95, "1 min 35 s")]
)
def test_a_time_in_words(seconds: int, words: str) -> None:
    with translation.override("en"):
        assert Pace(seconds, 1).words == words


def test_a_skipped_unit_is_not_to_do(coded: Coded, coder: Client) -> None:
    coded.round.assignments.filter(coder=coded.people["coder"], position=1).update(skipped_at=now())
    html = coder.get(coded.url("queue")).text
    assert (html.count("queue-unit"), html.count("badge is-outline")) == (6, 5)


def test_query_count(coded: Coded, coder: Client, django_assert_num_queries: Callable) -> None:
    coder.get(coded.url("queue"))
    with django_assert_num_queries(7):  # session, user, membership, rounds; where the next unit stands, how many, units
        coder.get(coded.url("queue"))
