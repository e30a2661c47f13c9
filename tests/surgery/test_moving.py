"""A round moved by a worker: batch by batch, all of it or nothing, once."""

import pytest

from coding_app.coding.models import Coding
from coding_app.core import jobs
from coding_app.core.jobs import Cancelled, Running
from coding_app.core.models import Job
from coding_app.sampling.models import RoundMove
from coding_app.sampling.steps import close_round
from coding_app.surgery import carrying, moving
from coding_app.surgery.tasks import run_move

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(coded, monkeypatch):
    """Take the small round for a large one: ten codings on six units, two units a batch."""
    monkeypatch.setattr(moving, "CODINGS_AT_ONCE", 9)
    monkeypatch.setattr(carrying, "UNITS_A_BATCH", 2)
    coded.publish()
    return coded


@pytest.fixture
def heard(monkeypatch):
    """Hear what a job reports; the reports of a test's own transaction reach nobody else."""
    told = []
    monkeypatch.setattr(Running, "progress", lambda self, done, total=None, *, force=False: told.append((done, total)))
    return told


def ask(bench, client):
    answer = client.post(bench.url("round_move", 1), {"version": 2, "reason": "plus clair"})
    assert answer.status_code == 303
    return answer.url


@pytest.fixture
def manager(large, client_of):
    return client_of(large.manager)


def test_a_large_round_is_moved_by_a_worker(large, manager, heard):
    address = ask(large, manager)
    job = Job.objects.get(kind="round_move")
    assert address.endswith(f"/jobs/{job.uuid}/") and large.round.codebook_version.number == 1
    assert job.parameters == {"round": str(large.round.uuid), "version": 2, "reason": "plus clair"}
    # Asked again, it is the same job, and its page leads there; there is no second form.
    assert ask(large, manager) == address and Job.objects.count() == 1
    page = manager.get(large.url("round_move", 1)).content.decode()
    assert address in page and "Move the round" not in page
    jobs.run(job.uuid)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"version": 2})
    assert heard == [(0, 6), (2, 6), (4, 6), (6, 6)]
    move = RoundMove.objects.get()
    assert (move.moved_by, move.reason, large.round.codebook_version.number) == (large.manager, "plus clair", 2)
    assert Coding.objects.filter(version=large.latest, retracted_at=None).count() == 10
    assert not Coding.objects.filter(version__number=1, retracted_at=None).exists()


def test_a_small_round_moves_at_once(large, manager, monkeypatch):
    monkeypatch.setattr(moving, "CODINGS_AT_ONCE", 10)
    assert "/rounds/1/" in ask(large, manager)
    assert large.round.codebook_version.number == 2 and not Job.objects.exists()


def test_what_is_cancelled_half_way_never_was(large):
    def stop(done, _total):
        if done == 4:
            raise Cancelled

    wanted = {"round": large.round, "version": large.latest, "reason": "x", "by": large.manager}
    with pytest.raises(Cancelled):
        carrying.move_round(**wanted, report=stop)
    assert large.round.codebook_version.number == 1 and not RoundMove.objects.exists()
    assert Coding.objects.filter(retracted_at=None).count() == Coding.objects.count() == 10
    carrying.move_round(**wanted)
    assert large.round.codebook_version.number == 2


def test_a_run_that_was_interrupted_after_its_commit_moves_nothing_twice(large, manager, heard):
    ask(large, manager)
    job = Job.objects.get()
    for attempt in (1, 2):
        assert run_move(Running(job, attempt)) == {"version": 2}
    assert RoundMove.objects.count() == 1 and Coding.objects.count() == 20


def test_a_round_closed_meanwhile_stays_where_it_was(large, manager, heard):
    ask(large, manager)
    job = Job.objects.get()
    close_round(round=large.round, by=large.manager)
    jobs.run(job.uuid)
    job.refresh_from_db()
    assert job.state == "failed" and "Nothing was moved" in job.message
    assert not RoundMove.objects.exists()
