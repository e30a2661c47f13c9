"""Reading the codebook in the browser."""

import re

import pytest
from django.urls import reverse

from coding_app.codebook import actions, drafting
from coding_app.projects.actions import create_project

PAGES = ["codebook", "version_list"]
EDITOR = ["draft"]


def url(study, name, *args):
    return reverse(f"codebook:{name}", args=[study.project.slug, *args])


@pytest.mark.parametrize("name", PAGES)
def test_a_reader_reads(study, name):
    study.publish()
    page = study.client(study.reader).get(url(study, name))
    assert page.status_code == 200
    assert "v1" in page.text or "Version 1" in page.text


@pytest.mark.parametrize("name", [*PAGES, *EDITOR, "codebook_new"])
def test_a_stranger_finds_nothing(study, name):
    assert study.client(study.stranger).get(url(study, name)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_not_written_to(study, name):
    assert study.client(study.manager).post(url(study, name)).status_code == 405


def test_without_a_codebook_managers_are_shown_where_to_begin(study):
    project = create_project(name="Neuf", by=study.manager)
    page = study.client(study.manager).get(reverse("codebook:codebook", args=[project.slug]))
    assert reverse("codebook:codebook_new", args=[project.slug]) in page.text


def test_the_published_version_is_in_force_and_the_draft_announced(study):
    study.publish()
    draft = actions.create_draft(codebook=study.codebook, by=study.manager)
    drafting.edit_definition(definition=study.entry("stance.for", draft), name_en="In favor", by=study.manager)
    page = study.client(study.reader).get(url(study, "codebook"))
    assert "In favor" not in page.text
    assert "Version 2 is being written." in page.text
    assert "In favor" in study.client(study.reader).get(url(study, "version", 2)).text


def test_the_entry_asked_for_is_shown_with_all_its_parts(study):
    page = study.client(study.reader).get(url(study, "codebook"), {"code": study.code("stance.for").uuid})
    for words in ("Clear approval", "Conditional", "leeks for those who work", "Fine if it closes at 1 pm"):
        assert words in page.text
    assert page.text.count('aria-current="true"') == 1


def test_definitions_are_read_in_french_when_the_browser_asks(study):
    client = study.client(study.reader)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    page = client.get(url(study, "codebook"), {"code": study.code("stance.for").uuid})
    assert "Approbation claire" in page.text
    assert "Clear approval" not in page.text


@pytest.mark.parametrize("wanted", ["x", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_entry_is_not_found(study, wanted):
    assert study.client(study.reader).get(url(study, "codebook"), {"code": wanted}).status_code == 404


def test_an_unknown_version_is_not_found(study):
    assert study.client(study.reader).get(url(study, "version", 9)).status_code == 404


def test_readers_see_no_way_to_write(study):
    study.publish()
    page = study.client(study.reader).get(url(study, "codebook"))
    assert "/draft/" not in page.text
    assert study.client(study.manager).get(url(study, "codebook")).text.count("/draft/create/") == 1


def test_the_page_of_a_code_tells_its_wordings_newest_first(study):
    study.publish()
    second = actions.create_draft(codebook=study.codebook, by=study.manager)
    actions.publish_version(version=second, note="rien", by=study.manager)
    third = actions.create_draft(codebook=study.codebook, by=study.manager)
    drafting.edit_definition(definition=study.entry("stance.for", third), name_en="In favor", by=study.manager)
    page = study.client(study.reader).get(url(study, "code", study.code("stance.for").uuid))
    assert re.findall(r'<h2 id="era-\d">([^<]+)</h2>', page.text) == ["In favor", "For"]
    assert re.findall(r">(v\d[^<]*)</a>", page.text) == ["v3 · Draft", "v2", "v1"]


def test_the_page_of_a_retired_code_says_so(study):
    study.publish()
    draft = actions.create_draft(codebook=study.codebook, by=study.manager)
    drafting.remove_entry(definition=study.entry("tone.4", draft), by=study.manager)
    actions.publish_version(version=draft, note="sans cordial", by=study.manager)
    page = study.client(study.reader).get(url(study, "code", study.code("tone.4").uuid))
    assert "v2 – “Cordial” was retired." in page.text


def test_a_code_of_another_project_is_not_found(study):
    project = create_project(name="Voisin", by=study.manager)
    actions.create_codebook(project=project, starter="debate", by=study.manager)
    other = project.codebook.codes.get(slug="stance.for")
    assert study.client(study.manager).get(url(study, "code", other.uuid)).status_code == 404
    assert study.client(study.stranger).get(url(study, "code", study.code("stance.for").uuid)).status_code == 404


def test_the_version_list_says_what_changed(study):
    study.publish()
    draft = actions.create_draft(codebook=study.codebook, by=study.manager)
    drafting.remove_entry(definition=study.entry("tone.4", draft), by=study.manager)
    drafting.edit_definition(definition=study.entry("tone.3", draft), definition_fr="Autre.", by=study.manager)
    page = study.client(study.reader).get(url(study, "version_list"))
    assert "2 changes since the version before" in page.text
    assert re.search(r"<strong>Cordial</strong>.*?removed", page.text, re.S)
    assert re.search(r"<strong>Even</strong>.*?reworded:\s+Definition", page.text, re.S)


@pytest.mark.parametrize(("name", "queries"), [("codebook", 8), ("version_list", 5)])
def test_pages_ask_a_fixed_number_of_questions(study, settings, django_assert_num_queries, name, queries):
    settings.CODE_FIGURES = ""
    study.publish()
    client = study.client(study.reader)
    with django_assert_num_queries(queries):
        client.get(url(study, name))


def test_a_starter_is_chosen_in_the_browser(study):
    project = create_project(name="Neuf", by=study.manager)
    client = study.client(study.manager)
    address = reverse("codebook:codebook_new", args=[project.slug])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"starter": "care_and_work"})
    assert (answer.status_code, answer["Location"]) == (303, reverse("codebook:draft", args=[project.slug]))
    assert project.codebook.codes.filter(slug="work.pay").count() == 1


def test_an_unknown_starter_is_invalid_and_makes_nothing(study):
    project = create_project(name="Neuf", by=study.manager)
    address = reverse("codebook:codebook_new", args=[project.slug])
    assert study.client(study.manager).post(address, {"starter": "x"}).status_code == 422
    assert not type(study.codebook).objects.filter(project=project).exists()


def test_a_second_codebook_is_a_conflict(study):
    assert study.client(study.manager).post(url(study, "codebook_new"), {"starter": "empty"}).status_code == 409


def test_readers_do_not_choose_a_starter(study):
    client = study.client(study.reader)
    assert client.get(url(study, "codebook_new")).status_code == 403
    assert client.post(url(study, "codebook_new"), {"starter": "empty"}).status_code == 403


def test_wording_is_escaped(study):
    drafting.edit_definition(
        definition=study.entry("stance.for"), definition_en="<script>alert(1)</script>", by=study.manager
    )
    page = study.client(study.reader).get(url(study, "codebook"), {"code": study.code("stance.for").uuid})
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>alert" not in page.text


def test_the_page_of_a_code_that_never_was_published_says_so(study):
    drafting.remove_entry(definition=study.entry("tone.4"), by=study.manager)
    page = study.client(study.reader).get(url(study, "code", study.code("tone.4").uuid))
    assert page.status_code == 200
    assert "No version defines this code any more" in page.text
