"""The import wizard from the first page to the report, as a manager sends it; and what goes wrong on the way."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from coding_app.core.models import Job
from coding_app.projects.actions import create_project
from coding_app.sources import checking, files, uploading
from coding_app.sources.models import Upload
from corpus.models import ImportBatch, ImportRecipe, Post, Source
from tests.factories import complete_record
from tests.sources.conftest import COLUMNS, GROUP, HEADER, columns, content, file, stored

pytestmark = pytest.mark.django_db
NEW = {
    "source": "",
    "platform": "facebook",
    "name": "AVS",
    "profession": "home_help",
    "access": "closed",
    "legal_basis": "",
}
READING_IT = {"owner": 200, "manager": 200, "adjudicator": 403, "coder": 403, "reader": 403, "stranger": 404}
WRITING_IT = READING_IT | {"owner": 303, "manager": 303}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.mark.parametrize(("role", "status"), READING_IT.items())
@pytest.mark.parametrize("page", ["upload_new", "upload_source", "upload_columns", "upload_check"])
def test_pages_by_role(small, client_of, url, waiting, role, status, page):
    rest = [] if page == "upload_new" else [waiting.uuid]
    assert client_of(small.people[role]).get(url(page, *rest)).status_code == status


@pytest.mark.parametrize(("role", "status"), WRITING_IT.items())
@pytest.mark.parametrize("act", ["upload_start", "upload_discard"])
def test_acts_by_role(small, client_of, url, waiting, role, status, act):
    assert client_of(small.people[role]).post(url(act, waiting.uuid)).status_code == status
    waiting.refresh_from_db()
    assert (waiting.job is not None, waiting.discarded_at is not None) == (
        (status == 303 and act == "upload_start"), (status == 303 and act == "upload_discard"),
    )  # fmt: skip


@pytest.mark.parametrize("page", ["upload_source", "upload_columns", "upload_check", "upload_progress"])
def test_an_upload_of_another_project_is_not_there(small, client_of, waiting, page):
    other = create_project(name="Autre", by=small.owner)
    address = f"/projects/{other.slug}/import/{waiting.uuid}/{page.removeprefix('upload_')}/"
    assert client_of(small.owner).get(address).status_code == 404


@pytest.mark.parametrize("act", ["upload_start", "upload_discard"])
def test_only_posting_acts(manager, url, waiting, act):
    assert manager.get(url(act, waiting.uuid)).status_code == 405


def test_from_the_file_to_the_report(small, manager, url, run_job, folders):
    sent = manager.post(url("upload_new"), NEW | {"file": file()})
    upload = Upload.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, url("upload_columns", upload.uuid))
    assert Source.objects.get().name == "AVS"
    Source.objects.update(**complete_record())
    assert (upload.size, upload.format, upload.options["encoding"], upload.options["delimiter"]) == (
        len(content()), "table", "cp1252", ";",
    )  # fmt: skip
    assert [path.stat().st_mode & 0o777 for path in stored(folders)] == [0o600]
    assert manager.get(sent["Location"]).status_code == 200

    sent = manager.post(url("upload_columns", upload.uuid), columns())
    assert (sent.status_code, sent["Location"]) == (303, url("upload_check", upload.uuid))
    page = manager.get(sent["Location"])
    report = page.context["check"].report
    assert (report.posts, report.threads, report.authors, report.orphans, report.rejected) == (5, 3, 3, 1, 2)
    lines = [(p.line, p.column, p.sentence) for p in page.context["check"].problems]
    assert lines == [
        (5, "Publié le", "“31/02/2020 10:00” is not a date that exists."),
        (7, "Contenu du message", "The text is empty and the post has no picture or poll."),
    ]
    assert not ImportBatch.objects.exists()

    sent = manager.post(url("upload_start", upload.uuid))
    assert (sent.status_code, sent["Location"]) == (303, url("upload_progress", upload.uuid))
    assert "every 1s" in manager.get(sent["Location"]).content.decode()
    done = run_job(upload)
    assert (done.job.state, done.job.message) == ("done", "")
    assert list(stored(folders)) == []
    assert done.discarded_at is not None

    sent = manager.get(url("upload_progress", upload.uuid))
    assert (sent.status_code, sent["Location"]) == (303, url("batch", ImportBatch.objects.get().uuid))
    assert Post.objects.count() == 5
    assert "groupe.csv" in manager.get(sent["Location"]).content.decode()


def test_the_same_file_again_leads_to_the_first_report(small, manager, url, source, waiting, run_job):
    uploading.start_import(upload=waiting, by=small.manager)
    first = run_job(waiting).batch
    manager.post(url("upload_new"), NEW | {"source": str(source.uuid), "file": file()})
    again = Upload.objects.latest("pk")
    uploading.start_import(upload=again, by=small.manager)
    run_job(again)
    answer = manager.get(url("upload_progress", again.uuid), follow=True)
    assert answer.redirect_chain == [(url("batch", first.uuid), 303)]
    assert "This file was imported before. Nothing was added" in answer.content.decode()
    assert (ImportBatch.objects.count(), Post.objects.count()) == (1, 5)


def test_a_second_click_starts_no_second_import(small, manager, url, waiting):
    for _click in range(2):
        assert manager.post(url("upload_start", waiting.uuid)).status_code == 303
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("lines", "figures", "words"),
    [
        ([*GROUP[:3], GROUP[3].replace("Œuvrer", "Agir"), *GROUP[4:]], (0, 1, 0), "there in other words"),
        ([GROUP[0], GROUP[1], GROUP[3], *GROUP[4:]], (0, 0, 1), "there, gone from this file"),
    ],
)
def test_a_capture_with_edits_or_deletions_only_is_imported(manager, url, imported, source, lines, figures, words):
    manager.post(url("upload_new"), NEW | {"source": str(source.uuid), "file": file(lines)})
    upload = Upload.objects.get()
    manager.post(url("upload_columns", upload.uuid), columns())
    page = manager.get(url("upload_check", upload.uuid))
    report = page.context["check"].report
    assert (report.posts, report.changed, report.vanished) == figures
    html = page.content.decode()
    assert words in html
    assert "There is nothing to add" not in html


def test_a_capture_without_news_says_so(manager, url, imported, source):
    manager.post(url("upload_new"), NEW | {"source": str(source.uuid), "file": file(GROUP[:4])})
    upload = Upload.objects.get()
    manager.post(url("upload_columns", upload.uuid), columns())
    html = manager.get(url("upload_check", upload.uuid)).content.decode()
    assert "There is nothing to add" in html
    assert "there in other words" not in html


def test_going_back_keeps_the_columns_and_the_file(manager, url, waiting):
    manager.post(url("upload_columns", waiting.uuid), columns(likes=""))
    assert manager.get(url("upload_source", waiting.uuid)).context["form"]["source"].value() == waiting.source.uuid
    sent = manager.post(url("upload_source", waiting.uuid), {"source": str(waiting.source.uuid)})
    assert sent["Location"] == url("upload_columns", waiting.uuid)
    rows = manager.get(sent["Location"]).context["rows"]
    chosen = {row.field.name.removeprefix("column_"): row.field.value() for row in [*rows.main, *rows.more]}
    assert {n: column for n, column in chosen.items() if column} == {n: c for n, c in COLUMNS.items() if n != "likes"}


def test_another_file_takes_the_place_of_the_one_that_waits(manager, url, waiting, folders):
    sent = manager.post(
        url("upload_source", waiting.uuid), {"source": str(waiting.source.uuid), "file": file(GROUP[:3], "court.csv")}
    )
    kept = Upload.objects.get(discarded_at=None)
    assert (kept.file_name, sent["Location"]) == ("court.csv", url("upload_columns", kept.uuid))
    assert [path.name for path in stored(folders)] == [str(kept.uuid)]


def test_the_page_of_columns_shows_guesses_samples_rows_and_dates(manager, url, waiting):
    page = manager.get(url("upload_columns", waiting.uuid))
    text = next(row for row in page.context["rows"].main if row.field.name == "column_text")
    assert text.samples[0] == "Faut-il nettoyer la litière du chat ?"
    assert text.guess in {"likely", "doubtful"}
    seen = page.context["seen"]
    assert (len(seen.rows), seen.rows[0][0]) == (7, 2)
    assert [one.written for one in seen.dates][:1] == ["03/02/2020 08:15"]
    assert seen.dates[0].moment.at.isoformat() == "2020-02-03T07:15:00+00:00"


def test_other_choices_read_the_file_again(manager, url, waiting):
    sent = manager.post(url("upload_columns", waiting.uuid), columns() | {"act": "reread", "encoding": "mac_roman"})
    assert sent.status_code == 303
    page = manager.get(sent["Location"])
    assert page.context["recipe"].encoding == "mac_roman"
    assert "Publié le" not in page.context["seen"].names
    assert page.context["recipe"].columns["author_handle"] == "Pseudo"


def test_another_format_reads_the_file_again(small, manager, url, source):
    line = b'{"id": "1", "text": "Faut-il nettoyer ?", "author_id": "7", "created_at": "2020-02-03T08:00:00Z"}\n'
    manager.post(url("upload_new"), NEW | {"source": str(source.uuid), "file": SimpleUploadedFile("a.jsonl", line * 3)})
    upload = Upload.objects.get()
    other = "table" if upload.format != "table" else "x_api_v2"
    sent = manager.post(
        url("upload_columns", upload.uuid),
        {"format": other, "encoding": "utf-8", "act": "reread", "timezone": "Europe/Paris"},
    )
    assert sent.status_code == 303
    assert manager.get(sent["Location"]).context["recipe"].format == other


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"column_text": ""}, "Choose the column that holds the text of the posts."),
        ({"column_text": "Pseudo"}, "The column “Pseudo” was chosen twice: for “Text” and “Handle of the author”."),
        ({"timezone": "Europe/Brest"}, "There is no time zone “Europe/Brest”."),
        ({"column_text": "Absente"}, "Select a valid choice."),
        ({"header_row": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_mapping_that_cannot_be_is_422_and_kept(manager, url, waiting, change, sentence):
    page = manager.post(url("upload_columns", waiting.uuid), columns() | {"column_likes": "Nb j'aime"} | change)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert page.context["columns"]["column_posted_at"].value() == "Publié le"
    waiting.refresh_from_db()
    assert waiting.options["columns"] == COLUMNS


def test_choices_are_saved_under_a_name_and_used_for_the_next_file(small, manager, url, source, waiting):
    manager.post(
        url("upload_columns", waiting.uuid),
        columns(language="Fil de discussion", thread_external_id="") | {"recipe_name": "Export du groupe"},
    )
    saved = ImportRecipe.objects.get()
    assert (saved.name, saved.format, saved.mapping["encoding"]) == ("Export du groupe", "table", "")
    manager.post(url("upload_new"), NEW | {"source": str(source.uuid), "file": file(GROUP[:4])})
    upload = Upload.objects.latest("pk")
    page = manager.get(url("upload_columns", upload.uuid), {"recipe": str(saved.uuid)})
    assert page.context["recipe"].columns["language"] == "Fil de discussion"
    assert page.context["recipe"].encoding == "cp1252"
    upload.refresh_from_db()
    assert "language" not in upload.options["columns"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty. Nothing was imported. Choose another file."),
        (bytes(range(256)) * 40, "This is not a text file. Nothing was imported. Save the table again"),
        (b"PK\x03\x04 no workbook", "The file cannot be opened: it is damaged or of another kind than its name says."),
    ],
)
def test_a_wrong_file_is_422_with_a_sentence_and_the_entries_kept(manager, url, folders, data, words):
    page = manager.post(url("upload_new"), NEW | {"file": SimpleUploadedFile("faux.csv", data)})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert page.context["form"]["name"].value() == "AVS"
    assert list(stored(folders)) == []
    assert not Upload.objects.exists()


def test_a_new_source_of_a_refused_file_is_chosen_at_the_next_try(manager, url):
    page = manager.post(url("upload_new"), NEW | {"file": SimpleUploadedFile("faux.csv", b"")})
    source = Source.objects.get()
    assert page.context["form"]["source"].value() == str(source.uuid)
    sent = manager.post(url("upload_new"), NEW | {"source": str(source.uuid), "file": file()})
    assert sent.status_code == 303


def test_a_file_over_the_limit_is_refused(manager, url, settings, folders):
    settings.MAX_IMPORT_BYTES = 100
    page = manager.post(url("upload_new"), NEW | {"file": file()})
    assert page.status_code == 422
    assert "The file is larger than 0 MB. Nothing was kept." in page.content.decode()
    assert list(stored(folders)) == []


def test_a_new_source_needs_a_name_and_a_form_a_file(manager, url):
    page = manager.post(url("upload_new"), NEW | {"name": ""})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"name", "file"}
    assert not Source.objects.exists()


def test_a_source_that_exists_is_not_made_again(manager, url, source):
    page = manager.post(url("upload_new"), NEW | {"name": source.name, "file": file()})
    assert page.status_code == 422
    assert "This project already has a source with this name" in page.content.decode()


def test_a_source_of_another_project_cannot_be_chosen(small, manager, url):
    other = create_project(name="Autre", by=small.owner)
    foreign = Source.objects.create(corpus=other.corpus, platform="x", name="Ailleurs", profession="gp")
    page = manager.post(url("upload_new"), NEW | {"source": str(foreign.uuid), "file": file()})
    assert (page.status_code, Upload.objects.count()) == (422, 0)


def test_a_file_name_keeps_its_last_part_without_control_characters(small, source):
    assert uploading.plain_name("C:\\Users\\Ana\\mars\u202e.csv\0") == "mars.csv"
    assert uploading.plain_name("../../etc/passwd") == "passwd"
    assert uploading.plain_name("/") == "file"


def test_a_check_of_a_file_without_ids_warns(manager, url, waiting):
    manager.post(url("upload_columns", waiting.uuid), columns(external_id=""))
    assert "no column holds the ids of the posts" in manager.get(url("upload_check", waiting.uuid)).content.decode()


def test_a_long_file_is_checked_at_its_head_and_says_so(manager, url, waiting, monkeypatch):
    monkeypatch.setitem(checking.check_file.__kwdefaults__, "rows", 3)
    page = manager.get(url("upload_check", waiting.uuid))
    assert page.context["check"].is_partial
    assert page.context["check"].report.posts == 3
    assert "only its first 20,000 rows were tried here" in page.content.decode()


def test_a_refused_import_keeps_the_file_and_leads_back(small, manager, url, waiting, run_job, folders):
    waiting.options |= {"columns": {"text": "Absente"}}
    waiting.save()
    assert manager.get(url("upload_check", waiting.uuid)).status_code == 422
    manager.post(url("upload_start", waiting.uuid))
    after = run_job(waiting)
    assert after.job.state == "failed"
    assert "Absente" in after.job.message
    assert len(list(stored(folders))) == 1
    page = manager.get(url("upload_progress", waiting.uuid)).content.decode()
    assert url("upload_columns", waiting.uuid) in page
    assert "every 1s" not in page


def test_a_cancelled_import_can_be_started_again(small, manager, url, waiting, run_job):
    manager.post(url("upload_start", waiting.uuid))
    Job.objects.update(cancel_requested_at=timezone.now())
    assert run_job(waiting).job.state == "cancelled"
    assert (Post.objects.count(), ImportBatch.objects.get().state) == (0, "cancelled")
    manager.post(url("upload_start", waiting.uuid))
    assert run_job(waiting).job.state == "done"
    assert Post.objects.count() == 5


def test_a_job_that_runs_again_after_a_crash_finds_its_own_work(small, waiting, run_job, folders):
    job = uploading.start_import(upload=waiting, by=small.manager)
    run_job(waiting)
    # The worker died after the commit of the posts and before anything else was written.
    files.store(waiting.uuid, [content()])
    Upload.objects.update(batch=None, discarded_at=None)
    Job.objects.update(state="running", finished_at=None, lease_until=timezone.now() - timedelta(1), result={})
    after = run_job(waiting)
    assert (after.job.state, after.job.attempts) == ("done", 2)
    assert after.job.result == {"batch": str(ImportBatch.objects.get().uuid), "is_repeat": False}
    assert (after.batch, Post.objects.count()) == (ImportBatch.objects.get(), 5)
    assert list(stored(folders)) == []
    assert job.pk == after.job.pk


def test_a_batch_left_open_by_a_dead_worker_is_closed(small, source, waiting, run_job):
    lost = ImportBatch.objects.create(source=source, sha256=waiting.sha256, importer="table", importer_version="1")
    uploading.start_import(upload=waiting, by=small.manager)
    run_job(waiting)
    lost.refresh_from_db()
    assert lost.state == "failed"
    assert sorted(ImportBatch.objects.values_list("state", flat=True)) == ["done", "failed"]


def test_an_upload_whose_file_is_gone_says_so(manager, url, waiting, folders):
    next(stored(folders)).unlink()
    answer = manager.get(url("upload_check", waiting.uuid))
    assert answer.status_code == 409
    assert "This file is no longer on the server" in answer.content.decode()
    assert manager.post(url("upload_start", waiting.uuid)).status_code == 409
    assert not Job.objects.exists()


def test_a_discarded_file_is_gone_from_the_disk_and_the_list(manager, url, waiting, folders):
    assert "groupe.csv" in manager.get(url("upload_new")).content.decode()
    manager.post(url("upload_discard", waiting.uuid))
    assert list(stored(folders)) == []
    assert "groupe.csv" not in manager.get(url("upload_new")).content.decode()


def test_files_that_nobody_imports_go_after_a_day(small, source, waiting, folders):
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert uploading.discard_stale() == 1
    assert list(stored(folders)) == []
    waiting.refresh_from_db()
    assert waiting.discarded_at is not None


def test_old_files_of_no_upload_go_and_other_names_stay(small, folders):
    folders.mkdir()
    lost, young, other = folders / str(uuid4()), folders / str(uuid4()), folders / "readme"
    for path in (lost, young, other):
        path.write_text("x")
    yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
    for path in (lost, other):
        os.utime(path, (yesterday, yesterday))
    uploading.discard_stale()
    assert sorted(folders.iterdir()) == sorted([young, other])


def test_a_stale_file_under_import_stays(small, waiting, folders):
    uploading.start_import(upload=waiting, by=small.manager)
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert uploading.discard_stale() == 0
    assert len(list(stored(folders))) == 1


def test_imported_text_is_escaped_in_the_preview(manager, url, source):
    evil = "Litière;<b>nanou</b>;03/02/2020 08:15;<script>alert(1)</script> bonjour à tous;0;;m1"
    manager.post(url("upload_new"), NEW | {"source": str(source.uuid), "file": file([HEADER, evil])})
    html = manager.get(url("upload_columns", Upload.objects.get().uuid)).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; bonjour" in html


def test_statements_of_the_pages(manager, url, waiting, django_assert_max_num_queries):
    for page, most in (("upload_columns", 6), ("upload_check", 28), ("upload_source", 6)):
        with django_assert_max_num_queries(most):
            manager.get(url(page, waiting.uuid))
