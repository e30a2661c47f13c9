"""What the dashboard adds to the stored figures: sections, words on demand, other runs, text, interpretive codes."""

import pytest

from coding_app.accounts.models import User
from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.agreement.queries import report
from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.codebook.models import CodeDefinition
from tests.agreement.study import build


@pytest.fixture
def client(study, client_of):
    return client_of(study.people["manager"])


@pytest.fixture
def get(study, client):
    def answer(rest="", language="en"):
        return client.get(f"/projects/{study.project.slug}/agreement/{rest}", headers={"accept-language": language})

    return answer


@pytest.fixture
def run(study):
    return compute_agreement(round=study.round, by=study.people["manager"])


def test_sections_of_what_the_run_holds(study, run, get):
    response = get()
    body = response.content.decode()
    shown = {each.section.kind.slug: each.section.table for each in response.context["sections"]}
    assert shown["depth"].columns[:2] == ["Opening post", "Answer"]
    assert sorted(shown["coder"].columns) == sorted(study.people[who].display_name for who in ("coder", "second_coder"))
    assert not shown["without"]
    assert "Fewer than three people coded this round" in body
    assert 'id="by-depth"' in body
    assert 'title=""' not in body
    assert "This is the only round with figures so far" in body


def test_rows_made_elsewhere_are_shown(study, run, get):
    AgreementFigure.objects.bulk_create(
        AgreementFigure(run=run, code=study.codes["stance.against"], metric="krippendorff_alpha", subset=subset,
                        subset_value=value, value=0.25, low=0.1, high=0.4, units=12, pairs=12)
        for subset, value in (("profession", "gp"), ("difference", "gp - home_help"))
    )  # fmt: skip
    body = get().content.decode()
    assert "General practitioners minus Home helpers 0.25 [0.10; 0.40]" in body
    assert "Not equally reliable in both professions" in body


def test_words_of_landis_and_koch_only_when_asked_for(run, get):
    assert '<th scope="col">Landis' not in get().content.decode()
    body = get("?words=landis-koch").content.decode()
    assert '<th scope="col">Landis' in body
    assert "<td>substantial</td>" in body or "<td>moderate</td>" in body
    assert "Their authors called the bounds arbitrary" in get().content.decode()


def test_an_earlier_run_opens_as_it_was(study, run, get):
    newer = compute_agreement(round=study.round, by=None, resampling=Resampling(seed=2))
    response = get(f"?round=1&run={run.uuid}")
    assert response.context["run"] == run
    assert "These are not the latest figures of this round" in response.content.decode()
    assert get().context["run"] == newer
    assert f"run={run.uuid}" in get().content.decode()
    code = study.codes["stance.for"].uuid
    assert f"/1/codes/{code}/?run={run.uuid}&amp;depth=1#inputs" in response.content.decode()
    assert f"/agreement.txt?run={run.uuid}" in response.content.decode()
    assert "seed 1," in get(f"1/agreement.txt?run={run.uuid}").content.decode()
    assert "seed 2," in get("1/agreement.txt").content.decode()
    assert get(f"1/codes/{code}/?run={run.uuid}").context["run"] == run
    assert get(f"1/by/depth/?run={run.uuid}").context["run"] == run
    for name in ("x", "00000000-0000-0000-0000-000000000000"):
        assert get(f"?round=1&run={name}").status_code == 404


def test_opened_again_the_figures_are_the_same_without_being_read_again(run, get, django_assert_num_queries):
    first = get().context["kept"]
    with django_assert_num_queries(16):
        second = get()
    assert second.context["kept"] == first
    assert first.html in second.content.decode()


def test_a_coder_who_was_renamed_shows_at_once(study, run, get):
    get()
    User.objects.filter(pk=study.people["coder"].pk).update(display_name="Nom tout neuf")
    assert "Nom tout neuf" in get().context["kept"].html


def test_computing_again_says_that_nothing_changed(study, run, client):
    url = f"/projects/{study.project.slug}/agreement/compute/"
    response = client.post(url, {"round": 1}, follow=True, headers={"accept-language": "en"})
    assert "The codings are the same, to the last one" in response.content.decode()
    assert AgreementRun.objects.filter(round=study.round).get() == run


def test_page_of_one_division(study, run, get):
    response = get("1/by/depth/")
    assert response.context["shown"].section.table.columns[0] == "Opening post"
    assert study.codes["stance.for"].uuid.hex in response.content.decode().replace("-", "")
    assert [get(f"1/by/{name}/").status_code for name in ("color", "source")] == [404, 200]


def test_page_as_text(study, run, get):
    response = get("1/agreement.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0].startswith("Coders agree clearly on 0 of 14 codes")
    row = next(line.split("\t") for line in lines if line.startswith("  Against"))
    assert row[1:5] == ["10", "10", "80.0%", "0.60"]
    assert run.data_sha256 in response.content.decode()
    assert "Codes: 14;" in response.content.decode()


def test_behind_a_figure(study, run, get):
    code = study.codes["stance.for"].uuid
    response = get(f"1/codes/{code}/")
    body = response.content.decode()
    inputs = response.context["apart"].inputs
    assert inputs.coincidence.tolist() == [[10, 2], [2, 6]]
    assert inputs.alpha == pytest.approx(report(run).lines[0].alpha.value)
    assert "1 − (20 − 1) × 4 / 192 = <b>0.6042</b>" in body
    assert "6 / 8 = <b>75%</b>" in body
    assert response.context["has_changed"] is False
    assert "no longer those behind the stored figures" not in body
    assert 'id="divided"' in body


def test_behind_a_dimension_of_sets_and_a_scale(study, run, get):
    argument = get(f"1/codes/{study.codes['argument'].uuid}/").context
    assert argument["apart"].inputs.alpha == pytest.approx(1 - 38 / 102)
    assert "none of them" in argument["apart"].categories
    tone = get(f"1/codes/{study.codes['tone'].uuid}/").context
    assert (tone["apart"].inputs.alpha, tone["has_changed"]) == (None, False)
    assert "no_variation" in dict(tone["elsewhere"])


@pytest.fixture
def interpretive(small, client_of):
    study = build(small, interpretive=["stance.against"])
    study.reveal()
    return study


def test_an_interpretive_code_has_counts_and_no_coefficient(interpretive, client_of):
    study = interpretive
    run = compute_agreement(round=study.round, by=None)
    assert CodeDefinition.objects.filter(version=study.version, is_interpretive=True).count() == 1
    kept = set(
        AgreementFigure.objects.filter(run=run, code=study.codes["stance.against"]).values_list("metric", flat=True)
    )
    assert "krippendorff_alpha" not in kept
    client = client_of(study.people["reader"])
    url = f"/projects/{study.project.slug}/agreement/"
    body = client.get(url, headers={"accept-language": "en"}).content.decode()
    assert "1 is interpretive, without coefficient" in body
    assert "interpretive: no coefficient" in body
    assert "Read and discussed instead, without a coefficient: 1." in body
    page = client.get(f"{url}1/codes/{study.codes['stance.against'].uuid}/", headers={"accept-language": "en"})
    assert "apart" not in page.context
    assert "The codebook calls this code interpretive" in page.content.decode()
    assert page.context["differences"] == 2
