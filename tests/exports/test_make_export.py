"""Making an export: asked for once, written whole or not at all, the same from page and command."""

import hashlib
import io

import pytest
from django.core.management import CommandError, call_command

from coding_app.core import jobs
from coding_app.core.jobs import Cancelled, Interrupted, Running
from coding_app.core.models import Event, Job
from coding_app.exports import actions, files
from coding_app.exports.models import Export
from coding_app.exports.tasks import run_export


def ask(study, format="long_csv", profile="rfc4180", by=None):
    return actions.start_export(project=study.project, format=format, profile=profile, by=by or study.owner)


def finish(job, state="done"):
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=job.created_at)


@pytest.mark.parametrize(("format", "rows"), [("long_csv", 83), ("codebook_csv", 8)])
@pytest.mark.parametrize("profile", ["rfc4180", "excel_fr"])
def test_the_file_and_its_row_agree(study, reports, exports_dir, format, rows, profile):
    job = ask(study, format, profile)
    result = run_export(Running(job, 1))
    [export] = Export.objects.all()
    content = (exports_dir / str(job.uuid)).read_bytes()
    assert export.sha256 == hashlib.sha256(content).hexdigest() == result["sha256"]
    assert (export.size, export.rows, export.job, export.made_by) == (len(content), rows, job, study.owner)
    assert export.file_name.startswith(f"petit-projet-{format.removesuffix('_csv')}-{profile}-20")
    assert Event.objects.filter(verb="export_made").get().detail["sha256"] == export.sha256
    assert reports[-1] == rows


def test_page_and_command_write_the_same_bytes(study, reports, tmp_path):
    run_export(Running(ask(study), 1))
    out, said = tmp_path / "out.csv", io.StringIO()
    call_command("export", project="petit-projet", format="long_csv", profile="rfc4180", out=out, stdout=said)
    made, written = Export.objects.order_by("pk")
    digest = made.sha256
    assert (written.sha256, written.file_name, written.job, written.rows) == (digest, "out.csv", None, 83)
    assert hashlib.sha256(out.read_bytes()).hexdigest() == digest
    assert f"83 rows, {out.stat().st_size} bytes, sha256 {digest}" in said.getvalue()


def test_the_command_names_what_is_wrong(study, tmp_path):
    with pytest.raises(CommandError, match=r"No project has the address nulle-part\."):
        call_command("export", project="nulle-part", out=tmp_path / "out.csv")
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("export", project="petit-projet", out=tmp_path / "missing" / "out.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_of_the_same_job_gives_the_export_of_the_first(study, reports):
    job = ask(study)
    assert run_export(Running(job, 1)) == run_export(Running(job, 2))
    assert Export.objects.count() == 1


def test_two_exports_of_the_same_data_have_one_digest(study, reports):
    for _ in range(2):
        job = ask(study)
        run_export(Running(job, 1))
        finish(job)
    assert len(set(Export.objects.values_list("sha256", flat=True))) == 1


def test_cancelled_in_the_middle_leaves_nothing(study, monkeypatch, exports_dir):
    def stop(self, done, total=None, *, force=False):
        raise Cancelled

    monkeypatch.setattr(Running, "progress", stop)
    with pytest.raises(Cancelled):
        run_export(Running(ask(study), 1))
    assert list(exports_dir.iterdir()) == []
    assert not Export.objects.exists()


def test_what_a_killed_worker_left_is_removed_by_the_next_attempt(study, reports, exports_dir):
    job = ask(study)
    exports_dir.mkdir()
    (exports_dir / f"{job.uuid}.4711.partial").write_bytes(b"half")
    (exports_dir / "other.4711.partial").write_bytes(b"of another")
    run_export(Running(job, 2))
    assert sorted(path.name for path in exports_dir.iterdir()) == sorted([str(job.uuid), "other.4711.partial"])


def test_the_name_is_given_only_when_all_is_written(study, monkeypatch, exports_dir):
    seen = []
    job = ask(study)
    monkeypatch.setattr(
        Running, "progress", lambda self, *a, **k: seen.append([path.name for path in exports_dir.iterdir()])
    )
    run_export(Running(job, 1))
    *while_writing, at_the_end = seen
    assert while_writing
    assert all(len(names) == 1 and names[0].endswith(".partial") for names in while_writing)
    assert at_the_end == [str(job.uuid)]


def test_a_worker_that_lost_its_lease_makes_no_export(study, monkeypatch):
    def lost(self, done, total=None, *, force=False):
        if force:
            raise Interrupted

    monkeypatch.setattr(Running, "progress", lost)
    with pytest.raises(Interrupted):
        run_export(Running(ask(study), 1))
    assert not Export.objects.exists()


def test_one_at_a_time_for_each_person(study, reports):
    job = ask(study)
    with pytest.raises(actions.ExportIsUnderWay, match=r"not ready yet"):
        ask(study, "codebook_csv")
    ask(study, by=study.manager)
    run_export(Running(job, 1))
    finish(job)
    ask(study)


def test_an_unknown_format_is_refused_before_anything(study):
    for wanted, profile in [("xlsx", "rfc4180"), ("long_csv", "excel_us")]:
        with pytest.raises(actions.UnknownFormat):
            ask(study, wanted, profile)
    assert not Job.objects.exists()


def test_the_job_is_known_to_the_worker(settings, study):
    assert jobs.import_string(settings.JOBS["export"]) is run_export


def test_partials_of_others_are_never_touched(tmp_path):
    (tmp_path / "a.1.partial").touch()
    (tmp_path / "ab.1.partial").touch()
    files.remove_partials(tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["ab.1.partial"]
