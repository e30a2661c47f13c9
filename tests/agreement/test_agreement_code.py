"""The units behind a figure: who answered what, and only the differences on request."""

import pytest


@pytest.fixture
def page(study, client_of):
    client = client_of(study.people["adjudicator"])

    def get(slug, query="", number=1):
        url = f"/projects/{study.project.slug}/agreement/{number}/codes/{study.codes[slug].uuid}/{query}"
        return client.get(url, headers={"accept-language": "en"})

    return get


def test_units_with_each_answer(study, page):
    response = page("stance.for")
    assert (response.context["units"], response.context["differences"]) == (10, 2)
    rows = {row.unit.pk: row for row in response.context["rows"]}
    cells = [[code.slug for code in codes] for _coder, codes in rows[study.units["p4"].pk].cells]
    assert cells == [["stance.for"], []]
    assert study.units["p11"].pk not in rows  # coded by one
    assert "&lt;b&gt;texte&lt;/b&gt; p4" in response.content.decode()
    assert (
        f"/corpus/threads/{study.posts['p4'].thread.uuid}/#post-{study.posts['p4'].uuid}" in response.content.decode()
    )


def test_differences_only(study, page):
    rows = page("stance.for", "?show=differences").context["rows"]
    assert {row.unit.pk for row in rows} == {study.units["p4"].pk, study.units["p6"].pk}
    body = page("stance.for", "?show=differences").content.decode()
    assert f"/review/1/{study.units['p4'].uuid}/" in body


def test_a_dimension_as_a_whole(study, page):
    response = page("argument")
    assert (response.context["units"], response.context["differences"]) == (10, 1)
    (row,) = page("argument", "?show=differences").context["rows"]
    assert row.unit == study.units["p2"]


def test_readers_get_no_link_to_review(study, client_of):
    url = f"/projects/{study.project.slug}/agreement/1/codes/{study.codes['stance'].uuid}/"
    assert "/review/" not in client_of(study.people["reader"]).get(url).content.decode()


def test_pages(study, page, monkeypatch):
    monkeypatch.setattr("coding_app.agreement.code_views.UNITS_A_PAGE", 4)
    assert len(page("stance").context["rows"]) == 4
    assert len(page("stance", "?page=3").context["rows"]) == 2


@pytest.mark.parametrize("slug", ["stance.none"])
def test_none_applies_has_no_figure(page, slug):
    assert page(slug).status_code == 404


def test_unknown_round(page):
    assert page("stance", number=5).status_code == 404


def test_queries_do_not_grow(study, client_of, django_assert_num_queries):
    client = client_of(study.people["adjudicator"])
    url = f"/projects/{study.project.slug}/agreement/1/codes/{study.codes['stance'].uuid}/"
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)
