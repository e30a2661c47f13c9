"""What a worker does beside its jobs: wake abandoned ones, delete files that wait too long."""

import os
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from coding_app.core.models import Job
from coding_app.local import reaper
from coding_app.sources.models import Upload
from coding_app.sources.uploading import STALE_AFTER


@pytest.fixture(autouse=True)
def keep_connection(monkeypatch):
    """Stay inside the test's transaction."""
    monkeypatch.setattr(reaper, "close_old_connections", lambda: None)


@pytest.fixture
def sent(monkeypatch):
    found = []
    monkeypatch.setattr("coding_app.core.jobs.send", found.append)
    return found


@pytest.fixture
def left(small, settings, tmp_path):
    """An abandoned job, and a file of the day before yesterday."""
    settings.UPLOADS_DIR = tmp_path
    old = timezone.now() - 2 * STALE_AFTER
    upload = Upload.objects.create(
        project=small.project, file_name="f.csv", size=1, sha256="0" * 64, created_by=small.owner
    )
    Upload.objects.filter(pk=upload.pk).update(created_at=old)
    path = tmp_path / str(upload.uuid)
    path.write_text("x")
    os.utime(path, (old.timestamp(), old.timestamp()))
    job = Job.objects.create(project=small.project, kind="import", created_by=small.owner, parameters={})
    Job.objects.filter(pk=job.pk).update(state="running", lease_until=timezone.now() - timedelta(seconds=1), attempts=1)
    return job, path


def test_an_abandoned_job_is_sent_at_every_look_and_files_go_only_when_it_cleans(left, sent):
    job, path = left
    reaper.look(cleans=False)
    assert (sent, path.exists()) == ([job.uuid], True)
    reaper.look(cleans=True)
    assert (sent, path.exists()) == ([job.uuid, job.uuid], False)


def test_a_database_that_is_away_ends_no_worker(monkeypatch, capsys):
    def away():
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(reaper, "requeue_stale", away)
    reaper.look(cleans=True)
    said = capsys.readouterr()
    assert "could not be looked for: the connection is closed" in said.out + said.err


def test_it_cleans_once_an_hour_and_looks_more_often(monkeypatch):
    looks = []
    monkeypatch.setattr(reaper, "look", lambda *, cleans: looks.append(cleans))
    monkeypatch.setattr(reaper, "INTERVAL_SECONDS", 0.01)
    step = reaper.Reaper.__new__(reaper.Reaper)
    step.is_over = threading.Event()
    thread = threading.Thread(target=step._look_again_and_again)
    thread.start()
    time.sleep(0.2)
    step.stop(None)
    thread.join(2)
    assert looks[0] is True
    assert len(looks) > 2
    assert not any(looks[1:])
