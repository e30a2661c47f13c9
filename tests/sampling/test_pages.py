"""Rounds in the browser."""

import re

import pytest
from django.urls import reverse

from coding_app.projects.models import Membership
from coding_app.sampling import actions, steps
from coding_app.sampling.models import Round

HTMX = {"HX-Request": "true"}


def url(field, name, *args):
    return reverse(f"sampling:{name}", args=[field.project.slug, *args])


def filled(field, **change):
    """What the form of a new round sends."""
    people = Membership.objects.filter(project=field.project, user__in=field.coders)
    return {
        "name": "Premier tour",
        "kind": "main",
        "unit_kind": "post",
        "size": "20",
        "seed": "7",
        "coders": [str(one.uuid) for one in people],
        "double_share": "20",
        "triple_share": "10",
        "is_blind": "on",
        "codebook_version": "1",
        "instructions": "",
        "professions": [],
        "sources": [],
        "since": "",
        "until": "",
    } | change


@pytest.fixture
def manager(field):
    """The browser of the manager."""
    return field.client(field.manager)


@pytest.mark.parametrize("name", ["round_list", "round"])
def test_a_reader_reads_and_finds_no_way_to_write(field, name):
    row = field.draw()
    page = field.client(field.reader).get(url(field, name, *([row.number] if name == "round" else [])))
    assert page.status_code == 200
    assert "Essai" in page.text
    assert "/rounds/new/" not in page.text
    assert "/open/" not in page.text


@pytest.mark.parametrize("name", ["round_list", "round_new"])
def test_a_stranger_finds_nothing(field, name):
    assert field.client(field.stranger).get(url(field, name)).status_code == 404


def test_rounds_of_other_projects_are_not_found(field):
    field.draw()
    foreign = field.stranger.memberships.get().project
    client = field.client(field.stranger)
    for name in ("round", "round_open", "round_close"):
        method = client.get if name == "round" else client.post
        assert method(reverse(f"sampling:{name}", args=[foreign.slug, 1])).status_code == 404
        assert method(url(field, name, 1)).status_code == 404
    assert Round.objects.get().state == "draft"


@pytest.mark.parametrize("name", ["round_open", "round_close"])
def test_opening_and_closing_is_for_managers_and_never_by_get(field, manager, name):
    field.draw()
    assert field.client(field.reader).post(url(field, name, 1)).status_code == 403
    assert field.client(field.coders[0]).post(url(field, name, 1)).status_code == 403
    assert manager.get(url(field, name, 1)).status_code == 405
    assert Round.objects.get().state == "draft"


def test_a_round_is_drawn_in_the_browser(field, manager):
    page = manager.get(url(field, "round_new"))
    assert re.search(r'name="seed" value="\d+"', page.text)
    assert page.text.count("checked") >= 4
    answer = manager.post(url(field, "round_new"), filled(field, professions=["gp"], sources=[str(field.doctors.uuid)]))
    assert (answer.status_code, answer["Location"]) == (303, url(field, "round", 1))
    row = Round.objects.get()
    assert (row.name, row.is_blind, row.sample.seed, row.sample.population) == ("Premier tour", True, 7, 30)
    assert row.assignments.values("coder").distinct().count() == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"double_share": "60", "triple_share": "50"}, "more than 100 per cent"),
        ({"since": "2020-05-01", "until": "2020-04-01"}, "ends before it begins"),
        ({"coders": []}, "Choose at least one coder."),
        ({"size": "0"}, "greater than or equal to 1"),
        ({"seed": "-1"}, "greater than or equal to 0"),
        ({"unit_kind": "segment"}, "segment"),
        ({"codebook_version": "9"}, "9"),
        ({"professions": ["other"]}, "No post fits these limits"),
    ],
)
def test_an_invalid_round_is_refused_with_a_sentence(field, manager, change, words):
    answer = manager.post(url(field, "round_new"), filled(field, **change))
    assert answer.status_code == 422
    assert words in answer.text
    assert not Round.objects.exists()


def test_an_overlap_with_too_few_coders_is_said_at_the_field(field, manager):
    answer = manager.post(url(field, "round_new"), filled(field, coders=filled(field)["coders"][:2]))
    assert answer.status_code == 422
    assert "This overlap needs at least 3 coders." in answer.text


@pytest.mark.parametrize("name", ["round_new", "round_preview"])
def test_readers_and_strangers_draw_and_foretell_nothing(field, name):
    assert field.client(field.reader).post(url(field, name), filled(field)).status_code == 403
    assert field.client(field.stranger).post(url(field, name), filled(field)).status_code == 404
    assert not Round.objects.exists()


def figures(text):
    pairs = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", text)
    return dict(pairs)


def test_the_preview_foretells_the_draw_and_writes_nothing(field, manager):
    answer = manager.post(url(field, "round_preview"), filled(field, name="", since="2020-01-01"), headers=HTMX)
    assert answer.status_code == 200
    assert figures(answer.text) == {
        "can be drawn": "54",
        "will be drawn": "20",
        "for each coder": "9–10",
        "coded by two": "4",
        "coded by three": "2",
        "units to submit in all": "28",
        **dict.fromkeys(["Ana", "Bob", "Chloe"], "9–10"),
    }
    assert "Posts without a date are left out" in answer.text
    assert "<html" not in answer.text
    assert not Round.objects.exists()
    assert manager.get(url(field, "round_preview")).status_code == 405


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"professions": ["other"]}, "Nothing fits these limits."),
        ({"size": "500"}, "fewer units than you ask for"),
        ({"double_share": "0", "triple_share": "0"}, "agreement cannot be computed"),
    ],
)
def test_the_preview_warns(field, manager, change, words):
    answer = manager.post(url(field, "round_preview"), filled(field, **change), headers=HTMX)
    assert words in answer.text


def test_the_preview_says_what_is_wrong(field, manager):
    answer = manager.post(url(field, "round_preview"), filled(field, size=""), headers=HTMX)
    assert answer.status_code == 422
    assert "How many units – This field is required." in answer.text


def test_the_preview_works_without_scripts_and_keeps_what_was_typed(field, manager):
    page = manager.post(url(field, "round_preview"), filled(field, name="Tour gardé", professions=["gp"]))
    assert figures(page.text)["can be drawn"] == "30"
    assert 'value="Tour gardé"' in page.text
    assert re.search(r'value="gp"[^>]*checked', page.text)
    assert not re.search(r'value="home_help"[^>]*checked', page.text)


def test_without_a_published_codebook_no_round_is_offered(field):
    foreign = field.stranger.memberships.get().project
    page = field.client(field.stranger).get(reverse("sampling:round_new", args=[foreign.slug]))
    assert "No published codebook" in page.text
    assert 'name="seed"' not in page.text


def test_a_round_is_opened_and_closed_in_the_browser(field, manager):
    field.draw()
    page = manager.get(url(field, "round", 1))
    assert "Its coders can begin" in page.text
    assert manager.post(url(field, "round_open", 1)).status_code == 303
    page = manager.get(url(field, "round", 1))
    assert "28 units not submitted stay as they are and enter no figure." in page.text
    closed = manager.post(url(field, "round_close", 1), follow=True)
    assert "28 units were not submitted: they enter no figure." in closed.text
    assert manager.post(url(field, "round_close", 1)).status_code == 409
    assert Round.objects.get().state == "closed"


def test_the_page_of_a_round_says_its_terms_in_words(field):
    recipe = actions.SampleRecipe(professions=["gp"], sources=[field.doctors.uuid])
    field.draw(recipe=recipe)
    page = field.client(field.reader).get(url(field, "round", 1))
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page.text))
    assert (facts["Professions"], facts["Sources"], facts["Seed"]) == ("General practitioners", "#DocTocToc", "7")
    assert (facts["Could be drawn"], facts["Asked for"], facts["units drawn"]) == ("30", "20", "20")
    assert facts["Period"] == "all, posts without a date included"
    assert "This round is blind" in page.text
    assert "Lire deux fois." in page.text


def test_a_coder_of_an_open_round_is_sent_to_code(field):
    steps.open_round(round=field.draw(), by=field.manager)
    link = f'href="{reverse("coding:queue", args=[field.project.slug])}">'
    mine = field.client(field.coders[0]).get(url(field, "round", 1)).text
    others = field.client(field.manager).get(url(field, "round", 1)).text
    assert mine.count(link) == others.count(link) + 1


@pytest.mark.parametrize(("name", "queries"), [("round_list", 5), ("round", 10)])
def test_pages_ask_a_fixed_number_of_questions(field, django_assert_num_queries, name, queries):
    for _round in range(3):
        field.draw()
    client = field.client(field.reader)
    with django_assert_num_queries(queries):
        client.get(url(field, name, *([1] if name == "round" else [])))
