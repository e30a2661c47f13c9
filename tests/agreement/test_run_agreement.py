"""The background job: the same run as on the spot, however often it is run."""

import pytest

from coding_app.agreement.actions import compute_agreement, start_agreement
from coding_app.agreement.models import AgreementRun
from coding_app.agreement.tasks import run_agreement
from coding_app.coding.evidence import RoundIsBlind
from coding_app.core.jobs import Running


@pytest.fixture
def running(monkeypatch):
    """Run without the second connection, which cannot see this transaction."""
    told = []
    monkeypatch.setattr(Running, "progress", lambda self, done, total=None, *, force=False: told.append((done, total)))
    return lambda job: (Running(job, 1), told)


def test_job_makes_the_run(study, running):
    job = start_agreement(round=study.round, by=study.people["manager"])
    run, told = running(job)
    result = run_agreement(run)
    assert result == {"run": str(AgreementRun.objects.filter(round=study.round).get().uuid)}
    assert told == [(0, 1), (1, 1)]
    assert AgreementRun.objects.filter(round=study.round).get().made_by == study.people["manager"]
    assert run_agreement(run) == result
    assert (
        compute_agreement(round=study.round, by=None).uuid == AgreementRun.objects.filter(round=study.round).get().uuid
    )


def test_job_is_started_once(study):
    first = start_agreement(round=study.round, by=study.people["manager"])
    assert start_agreement(round=study.round, by=study.people["owner"]) == first


def test_job_of_a_blind_open_round_is_refused(open_study, running):
    run, _told = running(start_agreement(round=open_study.round, by=open_study.people["manager"]))
    with pytest.raises(RoundIsBlind):
        run_agreement(run)
