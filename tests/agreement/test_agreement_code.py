"""The units behind a figure: who answered what, and only the differences on request."""

import pytest

from coding_app.agreement import behind
from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.lines import alpha_of
from coding_app.codebook.queries import dimensions
from coding_app.coding.evidence import evidence
from coding_app.sources.recording import record_source
from tests.agreement.study import build, code, draw


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
    cells = [[code.slug for code in codes] for _coder, codes, _is_counted in rows[study.units["p4"].pk].cells]
    assert cells == [["stance.for"], []]
    assert study.units["p11"].pk not in rows  # coded by one
    assert "&lt;b&gt;texte&lt;/b&gt; p4" in response.content.decode()
    assert (
        f"/corpus/threads/{study.posts['p4'].thread.uuid}/?post={study.posts['p4'].uuid}#post-"
        in response.content.decode()
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


def test_a_cell_opens_to_its_own_matrix_and_units(study, page, client_of):
    run = compute_agreement(round=study.round, by=None)
    # Answers: p2 ++  p3 --  p4 +-  p6 -+  p7 --  p9 --  p10 --
    answers = page("stance.for", "?depth=1").context
    assert answers["apart"].inputs.coincidence.tolist() == [[8, 2], [2, 2]]
    assert (answers["units"], answers["differences"], answers["has_changed"]) == (7, 2, False)
    openings = page("stance.for", "?depth=0&show=differences")
    assert (openings.context["apart"].inputs.alpha, openings.context["rows"]) == (1, [])
    assert "Part of the codings: <b>By depth in the thread: Opening post</b>" in openings.content.decode()
    coders = ",".join(str(study.people[name].uuid) for name in ("second_coder", "coder"))
    pair = page("stance.for", f"?coders={coders}").context
    stored = alpha_of(pair["limit"].figures(pair["line"]))
    assert stored.run_id == run.pk and stored.coder_a_id
    assert pair["apart"].inputs.alpha == pytest.approx(stored.value)
    alone = page("stance.for", f"?without={study.people['coder'].uuid}").context
    assert (alone["units"], alone["apart"].inputs.n) == (0, 0)
    body = client_of(study.people["reader"]).get(f"/projects/{study.project.slug}/agreement/").content.decode()
    codes = f"/projects/{study.project.slug}/agreement/1/codes/{study.codes['stance.for'].uuid}/"
    assert f'href="{codes}?depth=1#inputs"' in body
    assert f"/{study.codes['stance'].uuid}/?coders={study.people['coder'].uuid}," in body


def test_every_division_of_units_opens(study, page, monkeypatch):
    monkeypatch.setattr("coding_app.agreement.subsets.SHORTEST_BATCH", 3)
    # Three batches: p1 to p4, p5 to p7, p8 to p10.
    compute_agreement(round=study.round, by=None)
    source = study.posts["p1"].source.uuid
    asked = {"profession=home_help": 10, f"source={source}": 10, "batch=1": 4, "batch=3": 3, "window=3": 10}
    found = {query: page("stance.for", f"?{query}").context for query in asked}
    assert {query: context["units"] for query, context in found.items()} == asked
    assert not any(context["has_changed"] for context in found.values())


@pytest.mark.parametrize(
    "query", ["depth=9", "profession=gp", "source=x", "batch=7", "coders=x", "without=x", "coders={coder}"]
)
def test_a_part_that_is_not_there(study, page, query):
    asked = query.format(coder=study.people["coder"].uuid)
    assert page("stance.for", f"?{asked}").status_code == 404


def test_answers_that_are_no_category_are_missing_in_the_list_too(small):
    study = build(small)
    row, _units = draw(study.project, study.version, study.posts, [small.coder, small.second_coder], number=2)
    study.round = row
    given = {"p1": ("tone.1", "tone.2"), "p2": ("tone.4", "tone.none"), "p3": ("tone.2", "tone.2")}
    for name, answers in given.items():
        for who, answer in zip((small.coder, small.second_coder), answers, strict=True):
            code(study, name, who, ["stance.for", "stance.against", "argument.none", answer], row=row)
    found = evidence(study.close().round)
    by_slug = {dimension.slug: dimension for dimension in dimensions(study.version)}
    tone = behind.comparisons(found, by_slug["tone"])
    assert [each.unit_id for each in tone] == [study.units["p1"].pk, study.units["p3"].pk]
    assert len(tone) == behind.apart(found, by_slug["tone"]).inputs.basis.n_units
    # Two codes where one is chosen are no category; of each code alone they are an answer.
    assert behind.comparisons(found, by_slug["stance"]) == []
    assert len(behind.comparisons(found, by_slug["stance"], by_slug["stance"].codes[0])) == 3


def test_a_source_of_another_profession_makes_the_figures_of_a_closed_round_old(study, page, client_of):
    compute_agreement(round=study.round, by=None)
    client = client_of(study.people["manager"])
    url = f"/projects/{study.project.slug}/agreement/?round=1"
    source = study.posts["p1"].source
    record_source(project=study.project, source=source, lines={"name": "Un autre nom"}, by=study.people["manager"])
    assert client.get(url).context["is_current"] is True
    record_source(project=study.project, source=source, lines={"profession": "gp"}, by=study.people["manager"])
    assert client.get(url).context["is_current"] is False
    body = page("stance.for").content.decode()
    assert "are no longer those behind the stored figures" in body
    client.post(f"/projects/{study.project.slug}/agreement/compute/", {"round": 1})
    assert client.get(url).context["is_current"] is True
