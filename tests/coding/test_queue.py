"""The queue of a coder."""

from collections.abc import Callable

from django.test import Client

from coding_app.sampling.actions import SampleRecipe, close_round, create_round
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


def test_nothing_to_do_is_said(coded: Coded, client_of: Callable) -> None:
    html = client_of(coded.people["adjudicator"]).get(coded.url("queue")).content.decode()
    assert 'class="empty' in html


def test_reader_stranger_anonymous_post(coded: Coded, coder: Client, client_of: Callable) -> None:
    url = coded.url("queue")
    assert client_of(coded.people["reader"]).get(url).status_code == 403
    assert client_of(coded.people["stranger"]).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert coder.post(url).status_code == 405


def test_query_count(coded: Coded, coder: Client, django_assert_num_queries: Callable) -> None:
    coder.get(coded.url("queue"))
    with django_assert_num_queries(5):  # session, user, membership, rounds, units
        coder.get(coded.url("queue"))
