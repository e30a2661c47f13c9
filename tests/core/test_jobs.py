"""Background jobs: the row tells the truth whatever happens to the worker."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coding_app.core import jobs
from coding_app.core.errors import Invalid
from coding_app.core.models import Job

pytestmark = pytest.mark.django_db
seen = []


def succeed(running):
    seen.append(running.job.uuid)
    return {"answer": 42}


def refuse(running):
    raise Invalid("Ligne 3 : rien à lire.")


def break_down(running):
    raise ZeroDivisionError


def stop(running):
    raise jobs.Cancelled


@pytest.fixture
def job(small, settings):
    seen.clear()
    settings.JOBS = {name: f"tests.core.test_jobs.{name}" for name in ("succeed", "refuse", "break_down", "stop")}

    def make(kind):
        return jobs.start(project=small.project, kind=kind, by=small.owner, parameters={})

    return make


def state(row):
    row.refresh_from_db()
    return row.state, row.message, row.result


def test_start_sends_the_id_after_commit(job, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(jobs, "send", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        row = job("succeed")
        assert sent == []
    assert sent == [row.uuid]


def test_done_keeps_the_result(job):
    row = job("succeed")
    jobs.run(row.uuid)
    assert state(row) == ("done", "", {"answer": 42})
    assert row.finished_at


def test_second_message_does_nothing(job):
    row = job("succeed")
    jobs.run(row.uuid)
    jobs.run(row.uuid)
    assert seen == [row.uuid]


def test_refusal_is_a_failure_with_its_sentence(job):
    row = job("refuse")
    jobs.run(row.uuid)
    assert state(row)[:2] == ("failed", "Ligne 3 : rien à lire.")


def test_error_of_the_program_is_recorded_and_raised(job):
    row = job("break_down")
    with pytest.raises(ZeroDivisionError):
        jobs.run(row.uuid)
    assert state(row)[0] == "failed"


def test_cancel_of_a_waiting_job_ends_it(job):
    row = job("succeed")
    jobs.request_cancel(job=row)
    jobs.run(row.uuid)
    assert state(row)[0] == "cancelled"
    assert seen == []


def test_cancelled_by_its_handler(job):
    row = job("stop")
    jobs.run(row.uuid)
    assert state(row)[0] == "cancelled"


def test_abandoned_job_is_sent_again_and_runs_once_more(job, monkeypatch):
    row = job("succeed")
    past = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=row.pk).update(state="running", attempts=1, lease_until=past)
    sent = []
    monkeypatch.setattr(jobs, "send", sent.append)
    assert jobs.requeue_stale() == 1
    assert sent == [row.uuid]
    jobs.run(row.uuid)
    assert state(row)[0] == "done"
    assert row.attempts == 2


def test_running_job_with_a_lease_is_left_alone(job, monkeypatch):
    row = job("succeed")
    later = timezone.now() + timedelta(minutes=5)
    Job.objects.filter(pk=row.pk).update(state="running", attempts=1, lease_until=later)
    monkeypatch.setattr(jobs, "send", lambda uuid: pytest.fail("sent"))
    assert jobs.requeue_stale() == 0
    jobs.run(row.uuid)
    assert seen == []


def test_job_interrupted_too_often_is_given_up(job):
    row = job("succeed")
    past = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=row.pk).update(state="running", attempts=jobs.MAX_ATTEMPTS, lease_until=past)
    assert jobs.requeue_stale() == 0
    assert state(row)[0] == "failed"
