"""The pages of surgery: consequences first, then the act; what bad input gets."""

import pytest
from django.urls import reverse

from coding_app.codebook import drafting
from coding_app.codebook.actions import create_draft
from coding_app.core.models import Event
from coding_app.sampling.steps import close_round
from coding_app.surgery import resting
from coding_app.surgery.actions import retire_code
from coding_app.surgery.undoing import undo_surgery

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(bench, client_of):
    return client_of(bench.manager)


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_consequences_offer_what_makes_sense(coded, manager, client_of):
    url = coded.url("consequences", coded.code("topic.pay").uuid)
    text = read(manager, url)
    for name in ("merge", "split", "retire"):
        assert coded.url(name, coded.code("topic.pay").uuid) in text
    assert "A blind round is not revealed" in text
    assert "/merge/" not in read(client_of(coded.reader), url)
    assert "/split/" not in read(manager, coded.url("consequences", coded.code("topic.work").uuid))
    assert "/retire/" not in read(manager, coded.url("consequences", coded.code("topic.none").uuid))


def test_merge_by_its_page(coded, manager):
    pay, care = coded.code("topic.pay"), coded.code("topic.care")
    url = coded.url("merge", pay.uuid)
    assert "Merge in the draft" not in read(manager, url)
    assert "of which there is today" in read(manager, f"{url}?into={care.uuid}")
    assert "lies in another dimension" in read(manager, f"{url}?into={coded.code('answer.advice').uuid}")
    answer = manager.post(url, {"into": str(care.uuid)})
    assert (answer.status_code, answer.url) == (303, coded.url("surgery"))
    text = read(manager, answer.url)
    assert "<strong>Pay</strong> → <strong>Care</strong>" in " ".join(text.split())
    manager.post(coded.url("undo", pay.uuid))
    assert coded.lineage() == []


@pytest.mark.parametrize("into", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_merge_into_nothing(bench, manager, into):
    url = bench.url("merge", bench.code("topic.pay").uuid)
    assert manager.get(url, {"into": into}).status_code == 200
    assert manager.post(url, {"into": into}).status_code == 422
    assert not bench.book.versions.filter(state="draft").exists()


def parts(*names, **more):
    body = {"parts-TOTAL_FORMS": len(names), "parts-INITIAL_FORMS": 0} | more
    for place, name in enumerate(names):
        body |= {f"parts-{place}-name_fr": name, f"parts-{place}-name_en": name}
    return body


def test_split_by_its_page(bench, manager):
    url = bench.url("split", bench.code("topic.pay").uuid)
    assert read(manager, url).count('<fieldset class="surgery-part"') == 2
    more = manager.post(url, parts("Net", "", more="1")).content.decode()
    assert more.count('<fieldset class="surgery-part"') == 3
    assert 'value="Net"' in more
    answer = manager.post(url, parts("Net", "", existing=[str(bench.code("topic.care").uuid)]))
    assert answer.status_code == 303
    assert bench.lineage() == [("split", "topic.pay", "topic.care"), ("split", "topic.pay", "topic.net")]


@pytest.mark.parametrize(
    "body",
    [
        {}, parts("Net"), parts(*["Net"] * 12), parts("Net", "Brut", existing=["x"]), parts("N" * 201, "Brut"),
        {"parts-TOTAL_FORMS": "many", "parts-INITIAL_FORMS": 0},
        parts("", "", **{"parts-0-definition_fr": "Sans nom"}),
    ],
)  # fmt: skip
def test_bad_splits(bench, manager, body):
    assert manager.post(bench.url("split", bench.code("topic.pay").uuid), body).status_code == 422
    assert not bench.book.versions.filter(state="draft").exists()


def test_retire_and_restore_by_their_pages(bench, manager):
    work = bench.code("topic.work")
    assert "<strong>Pay</strong>" in read(manager, bench.url("retire", work.uuid))
    assert manager.post(bench.url("retire", work.uuid)).status_code == 303
    bench.publish()
    text = read(manager, bench.url("surgery"))
    assert bench.url("restore", work.uuid) in text
    assert "words of version 1" in read(manager, bench.url("restore", work.uuid))
    assert manager.post(bench.url("restore", work.uuid)).status_code == 303
    assert manager.post(bench.url("restore", work.uuid)).status_code == 409
    assert sorted(slug for slug in bench.slugs() if "work" in slug or "pay" in slug) == ["topic.pay", "topic.work"]


def test_code_that_is_not_in_the_draft(bench, manager):
    retire_code(code=bench.code("topic.pay"), by=bench.manager)
    pay = bench.code("topic.pay").uuid
    for name in ("merge", "split", "retire"):
        assert "does not have this code" in read(manager, bench.url(name, pay))
    assert manager.post(bench.url("retire", pay)).status_code == 409
    assert manager.post(bench.url("undo", bench.code("topic.care").uuid)).status_code == 409


def test_round_moves_by_its_page(coded, manager):
    url = coded.url("round_move", 1)
    assert "under the latest version already" in read(manager, url)
    coded.split("topic.pay", "Net", "Brut")
    coded.publish()
    text = " ".join(read(manager, url).split())
    assert (
        '<strong>Pay</strong> <span class="badge is-outline">split</span> <strong>Net</strong>, <strong>Brut</strong>.'
        in text
    )
    assert manager.post(url, {"version": 2, "reason": ""}).status_code == 422
    assert manager.post(url, {"version": 1, "reason": "pour voir"}).status_code == 409
    assert manager.post(url, {"reason": "pour voir"}).status_code == 422
    answer = manager.post(url, {"version": 2, "reason": "la paie est deux choses"})
    assert answer.status_code == 303
    assert "la paie est deux choses" in read(manager, answer.url)
    assert manager.get(coded.url("round_move", 7)).status_code == 404


def test_a_move_names_what_lives_on_otherwise(coded, manager):
    create_draft(codebook=coded.book, by=coded.manager)
    edit = {"topic": {"selection": "one"}, "topic.pay": {"definition_en": "Wages"}, "answer.advice": {"key": "x"}}
    for slug, fields in edit.items():
        drafting.edit_definition(definition=coded.entry(slug), by=coded.manager, **fields)
    drafting.move_entry_to(definition=coded.entry("topic.care"), parent=coded.code("answer"), by=coded.manager)
    coded.publish()
    text = " ".join(read(manager, coded.url("round_move", 1)).split())
    for words in (
        '<strong>Topic</strong> <span class="badge is-outline">How many codes a unit takes</span> has other rules',
        '<strong>Pay</strong> <span class="badge is-outline">Definition</span> reads otherwise',
        '<strong>Care</strong> <span class="badge is-outline">in another dimension</span> answers another question',
        reverse("codebook:version_compare", args=[coded.project.slug]) + "?old=1&amp;new=2",
    ):
        assert words in text
    # A key changes what fingers do, not what a coding says.
    assert "<strong>Advice</strong>" not in text


def test_which_results_rest_on_which_version(coded, manager, client_of):
    coded.publish()
    coded.move()
    close_round(round=coded.round, by=coded.owner)
    Event.objects.create(verb="export_made", by=coded.owner, project=coded.project)
    found = resting.eras(coded.project)
    assert [(era.version.number, era.is_current, len(era.exports)) for era in found] == [(1, False, 0), (2, True, 1)]
    assert [(version.number, len(rows)) for version, rows in resting.by_version(found)] == [(2, 1), (1, 1)]
    text = read(client_of(coded.reader), coded.url("versions"))
    assert "les définitions ont changé" in text
    assert "1 export," in " ".join(text.split())
    assert "v1 → v2" in read(manager, f"/projects/{coded.project.slug}/rounds/")


def test_results_of_a_blind_open_round_are_no_exports(coded):
    Event.objects.create(verb="export_made", by=coded.owner, project=coded.project)
    assert [len(era.exports) for era in resting.eras(coded.project)] == [0]


def test_statements_of_the_pages(coded, manager, django_assert_num_queries):
    url = coded.url("consequences", coded.code("topic.pay").uuid)
    manager.get(url)
    with django_assert_num_queries(11):
        manager.get(url)
    with django_assert_num_queries(4):
        resting.eras(coded.project)


def test_undo_is_refused_once_published(bench, manager):
    bench.merge("topic.pay", "topic.care")
    bench.publish()
    assert manager.post(bench.url("undo", bench.code("topic.pay").uuid)).status_code == 409
    with pytest.raises(Exception, match="Nothing was done"):
        undo_surgery(code=bench.code("topic.pay"), by=bench.manager)
