"""Rounds, agreement, consensus, exports: the figures of the pages, for programs."""

import uuid

import pytest

from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.api.rounds import FigureSerializer
from coding_app.core.jobs import Running
from coding_app.core.models import Job
from coding_app.exports.actions import make_export
from coding_app.review.actions import settle
from coding_app.review.models import Adjudication
from coding_app.review.queries import State, cases
from coding_app.sampling.steps import close_round, reveal_round


@pytest.fixture
def closed(coded):
    """Both coders coded the first reply, not the same; the round is closed."""
    coded.fill(coded.assignment("coder", 1), "law.tasks", "stance.a")
    coded.fill(coded.assignment("second_coder", 1), "law.tasks", "stance.b")
    coded.round = reveal_round(round=close_round(round=coded.round, by=coded.people["owner"]), by=coded.people["owner"])
    return coded


def test_rounds_give_counts_only(program, coded, django_assert_num_queries):
    coded.fill(coded.assignment("coder", 1))
    ours = program("reader")
    with django_assert_num_queries(4):
        [row] = ours.get("round_list").json()
    assert (row["number"], row["state"], row["is_blind"]) == (1, "open", True)
    assert (row["units"], row["assigned"], row["submitted"], row["seed"]) == (6, 12, 1, 7)
    assert ours.get("round", 1).json() == row
    assert ours.get("round", 2).status_code == 404


def test_a_blind_round_has_no_figures_for_anybody(program, coded):
    for person in ("reader", "coder", "manager", "owner"):
        answer = program(person).get("round_agreement", 1)
        assert (answer.status_code, bool(answer.json()["detail"])) == (409, True)


def test_figures_are_there_once_they_are_computed(program, closed):
    assert program("reader").get("round_agreement", 1).status_code == 404
    compute_agreement(round=closed.round, by=closed.people["owner"], resampling=Resampling(resamples=20))
    answer = program("reader").get("round_agreement", 1).json()
    assert (answer["round"], answer["codebook_version"], len(answer["data_sha256"])) == (1, 1, 64)
    found = {(row["code"], row["metric"]): row for row in answer["figures"] if not row["coder_a"]}
    assert found["law.tasks", "percent_agreement"]["value"] == 1.0
    assert found["stance.a", "percent_agreement"]["value"] == 0.0
    assert found["work.pay", "krippendorff_alpha"]["undefined_because"] != ""
    assert sorted(answer["coders"].values()) == ["coder Petit", "second_coder Petit"]
    assert set(answer["figures"][0]) == set(FigureSerializer().fields)  # what the schema promises


def test_consensus_is_what_was_decided(program, closed, django_assert_num_queries):
    case = next(case for case in cases(closed.round) if case.dimension.slug == "stance" and case.state == State.DIFFER)
    settle(
        round=closed.round, unit=case.unit, dimension=case.dimension, decision=Adjudication.Decision.KEEP_CODER,
        kept_coder=closed.people["second_coder"], reason="Le fil tranche.", by=closed.people["adjudicator"],
    )  # fmt: skip
    ours = program("adjudicator")
    with django_assert_num_queries(6):
        [row] = ours.get("consensus_list", round=1).json()["results"]
    assert (row["dimension"], row["codes"], row["decision"]) == ("stance", ["stance.b"], "keep_coder")
    assert (row["kept_coder"]["display_name"], row["reason"]) == ("second_coder Petit", "Le fil tranche.")
    assert row["unit"]["uuid"] == str(case.unit.uuid)
    assert ours.get("consensus_list", round=2).json()["results"] == []


def test_an_export_is_asked_for_made_and_fetched(program, closed, settings, tmp_path, monkeypatch):
    settings.EXPORTS_DIR = tmp_path
    monkeypatch.setattr(Running, "progress", lambda self, done, total=None, *, force=False: None)
    ours = program("adjudicator")
    asked = ours.post("export_list", format="long_csv")
    assert (asked.status_code, asked.json()["state"], asked.json()["export"]) == (202, "queued", None)
    name = asked.json()["uuid"]
    assert ours.get("export", name).json()["export"] is None
    assert ours.get("export_file", name).status_code == 404
    make_export(running=Running(Job.objects.get(uuid=name), 1))
    made = ours.get("export", name).json()["export"]
    assert (made["format"], made["profile"], len(made["sha256"])) == ("long_csv", "rfc4180", 64)
    assert [row["uuid"] for row in ours.get("export_list").json()["results"]] == [made["uuid"]]
    file = ours.client.get(made["file"], headers=ours.headers)
    assert file["Content-Disposition"].startswith("attachment")
    assert (file["Content-Type"].split(";")[0], file["X-Content-Type-Options"]) == ("text/csv", "nosniff")
    content = b"".join(file.streaming_content)
    assert len(content) == made["size"]
    assert b"law.tasks" in content
    assert program("coder").get("export_file", name).status_code == 403
    assert program("stranger").get("export_file", name).status_code == 404


def test_a_second_export_waits_for_the_first(program, closed):
    ours = program("adjudicator")
    assert ours.post("export_list", format="codebook_csv", profile="excel_fr").status_code == 202
    assert ours.post("export_list", format="codebook_csv").status_code == 409


@pytest.mark.parametrize("body", [{}, {"format": "docx"}, {"format": "long_csv", "profile": "../../etc"}])
def test_an_export_that_does_not_exist_is_refused(program, coded, body):
    answer = program("owner").post("export_list", **body)
    assert (answer.status_code, coded.project.exports.count(), coded.project.jobs.count()) == (400, 0, 0)


def test_only_jobs_that_export_are_told(program, coded):
    job = Job.objects.create(project=coded.project, kind="import", created_by=coded.people["owner"])
    assert program("owner").get("export", job.uuid).status_code == 404
    assert program("owner").get("export", uuid.uuid4()).status_code == 404
