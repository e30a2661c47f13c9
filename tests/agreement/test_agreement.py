"""The agreement page: figures of closed rounds for every member, nothing of a blind open one for anybody."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.models import AgreementRun
from tests.agreement.study import build, code, draw

ROLES = ["owner", "manager", "adjudicator", "coder", "reader"]
FIGURE_WORDS = ["0,60", "0.60", "80%", "80 %", "krippendorff", "stance.for", "Basile", "second_coder"]


def address(study, rest=""):
    return f"/projects/{study.project.slug}/agreement/{rest}"


@pytest.fixture
def client(study, client_of):
    return client_of(study.people["manager"])


def test_page_shows_the_stored_run(study, client):
    run = compute_agreement(round=study.round, by=study.people["manager"])
    response = client.get(address(study), headers={"accept-language": "en"})
    assert response.status_code == 200
    report = response.context["report"]
    assert report.run == run
    line = next(line for line in report.lines if line.entry.slug == "stance.for")
    assert line.alpha.value == pytest.approx(1 - 76 / 192)
    body = response.content.decode()
    assert "0.60" in body
    assert run.data_sha256 in body
    assert "Only 3 threads" in body
    # stance, argument, tone with its whole
    assert body.count('why">undefined, because all codings are equal') == 2 + 5 + (1 + 4)
    assert "style=" not in body


def test_words_of_the_headline(study, client):
    compute_agreement(round=study.round, by=None)
    response = client.get(address(study), headers={"accept-language": "en"})
    # 8 and 12 choices of 20: "against" is judged, "for" is too rare; tone is "2" throughout.
    assert response.context["headline"] == (
        "Coders agree clearly on 0 of 14 codes; 1 is doubtful,"
        " 13 cannot be judged (too few cases: 12, all codings equal: 1)."
    )
    assert "10 of 11 units drawn (91%) were coded by two people or more" in response.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_every_member_reads_it(study, client_of, role):
    compute_agreement(round=study.round, by=None)
    person = client_of(study.people[role])
    assert person.get(address(study)).context["report"] is not None
    stance = study.codes["stance"].uuid
    assert person.get(address(study, f"1/codes/{stance}/")).status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_blind_open_round_shows_nothing_to_anybody(open_study, client_of, role):
    person = client_of(open_study.people[role])
    response = person.get(address(open_study, "?round=1"), headers={"accept-language": "en"})
    body = response.content.decode().split('id="content"')[1]
    assert "There are no figures before the round is closed" in body
    assert "report" not in response.context
    assert not [word for word in FIGURE_WORDS if word in body]
    for rest in (f"1/codes/{open_study.codes['stance.for'].uuid}/", "1/figures.csv", "1/codings.csv"):
        expected = 403 if rest.endswith("csv") and role in {"coder", "reader"} else 404
        assert person.get(address(open_study, rest)).status_code == expected
    sent = person.post(address(open_study, "compute/"), {"round": 1})
    assert sent.status_code == (403 if role in {"coder", "reader"} else 409)
    assert not AgreementRun.objects.filter(round=open_study.round).exists()


def test_strangers_get_404(study, client_of):
    stranger = client_of(study.people["stranger"])
    for rest in ("", "1/figures.csv", "1/codings.csv", f"1/codes/{study.codes['stance'].uuid}/"):
        assert stranger.get(address(study, rest)).status_code == 404
    assert stranger.post(address(study, "compute/"), {"round": 1}).status_code == 404


@pytest.mark.parametrize("number", ["7", "x", "-1", "99999999999"])
def test_unknown_round_is_404(study, client, number):
    assert client.get(address(study, f"?round={number}")).status_code == 404


def test_latest_closed_round_by_default(study, client):
    draw(study.project, study.version, study.posts, [study.people["coder"]], number=2)
    assert client.get(address(study)).context["round"].number == 1


def test_compute_answers_303_and_shows_the_figures(study, client):
    assert "kept" not in client.get(address(study)).context
    response = client.post(address(study, "compute/"), {"round": 1})
    assert (response.status_code, response.url) == (303, address(study, "?round=1"))
    assert AgreementRun.objects.filter(round=study.round).get().made_by == study.people["manager"]
    assert client.get(address(study, "compute/")).status_code == 405


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("coder", 403), ("adjudicator", 303)])
def test_who_may_compute_and_download(study, client_of, role, status):
    person = client_of(study.people[role])
    assert person.post(address(study, "compute/"), {"round": 1}).status_code == status
    compute_agreement(round=study.round, by=None)
    is_allowed = status == 303
    for name in ("figures", "codings"):
        assert person.get(address(study, f"1/{name}.csv")).status_code == (200 if is_allowed else 403)
        assert (f"1/{name}.csv" in person.get(address(study)).content.decode()) is is_allowed


def test_new_codings_make_the_figures_old(small, client_of):
    study = build(small, is_blind=False)
    person = client_of(small.manager)
    person.post(address(study, "compute/"), {"round": 1})
    page = address(study, "?round=1")
    assert person.get(page).context["is_current"] is True
    code(study, "p11", small.second_coder, [], is_submitted=True)
    response = person.get(page, headers={"accept-language": "en"})
    assert response.context["is_current"] is False
    assert "have changed since these figures were computed" in response.content.decode()
    assert "was not blind" in response.content.decode()


def test_figures_from_before_the_closing_are_not_shown(small, client_of):
    study = build(small, is_blind=False)
    before = compute_agreement(round=study.round, by=None)
    study.close()
    person = client_of(small.manager)
    assert "kept" not in person.get(address(study)).context
    person.post(address(study, "compute/"), {"round": 1})
    shown = person.get(address(study)).context["run"]
    assert (shown != before, shown.data_sha256) == (True, before.data_sha256)


def test_large_round_goes_to_a_worker(study, client, monkeypatch):
    monkeypatch.setattr("coding_app.agreement.queries.CODINGS_AT_ONCE", 10)
    for _ in range(2):
        client.post(address(study, "compute/"), {"round": 1})
    job = study.project.jobs.get()
    assert (job.kind, job.parameters) == ("agreement", {"round": str(study.round.uuid)})
    assert not AgreementRun.objects.filter(round=study.round).exists()
    assert client.get(address(study)).context["job"] == job


def test_command_says_what_the_page_says(study, client):
    out = StringIO()
    call_command("agreement", project=study.project.slug, round=1, json=True, stdout=out)
    found = json.loads(out.getvalue())
    report = client.get(address(study)).context["report"]
    shown = {line.entry.slug: line for line in report.lines}
    told = [each for each in found["figures"] if each["code"] and not each["coder_a"] and not each["subset"]]
    assert {each["code"] for each in told} == set(shown)
    for each in told:
        figure = shown[each["code"]].figures[each["metric"]]
        assert (each["value"], each["low"], each["high"]) == (figure.value, figure.low, figure.high)
        assert each["undefined_because"] == figure.undefined_because
    assert found["data_sha256"] == report.run.data_sha256
    assert found["parameters"] == {"resamples": 2000, "seed": 1, "level": 0.95}


def test_command_in_words(study):
    out = StringIO()
    call_command("agreement", project=study.project.slug, round=1, stdout=out)
    line = next(line for line in out.getvalue().splitlines() if line.strip().startswith("stance.for"))
    assert line.split()[:5] == ["stance.for", "10", "10", "0.800", "0.604"]


@pytest.mark.parametrize("number", [1, 9])
def test_command_refuses_blind_and_unknown_rounds(open_study, number):
    with pytest.raises(CommandError):
        call_command("agreement", project=open_study.project.slug, round=number, json=True)


def test_queries_do_not_grow(study, client, django_assert_num_queries):
    compute_agreement(round=study.round, by=None)
    client.get(address(study))
    with django_assert_num_queries(16):
        client.get(address(study))


def test_figures_file(study, client):
    compute_agreement(round=study.round, by=None)
    lines = client.get(address(study, "1/figures.csv")).content.decode().splitlines()
    assert lines[0].startswith("dimension,code,metric,subset,subset_value,coder_a,coder_b,value")
    alpha = [line for line in lines if line.startswith("stance,stance.for,krippendorff_alpha,,,,,0.604")]
    assert len(alpha) == 1
