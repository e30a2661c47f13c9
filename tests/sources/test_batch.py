"""The report of an import, its problems to take away, and taking the import back."""

import csv
import io

import pytest

from coding_app.core.models import Event
from coding_app.projects.actions import create_project
from coding_app.sources import actions
from coding_app.sources.actions import BatchCannotBeUndone
from corpus.models import Author, ImportBatch, ImportProblem, Post, Thread
from tests.sources.conftest import GROUP, bring

pytestmark = pytest.mark.django_db
MAY = {"owner": 200, "manager": 200, "adjudicator": 403, "coder": 403, "reader": 403, "stranger": 404}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def batch(imported):
    return imported.batch


@pytest.mark.parametrize(("role", "status"), MAY.items())
@pytest.mark.parametrize("page", ["batch", "batch_problems"])
def test_pages_by_role(small, client_of, url, batch, role, status, page):
    assert client_of(small.people[role]).get(url(page, batch.uuid)).status_code == status


@pytest.mark.parametrize(("role", "status"), (MAY | {"owner": 303, "manager": 303}).items())
def test_batch_undo_by_role(small, client_of, url, batch, role, status):
    assert client_of(small.people[role]).post(url("batch_undo", batch.uuid)).status_code == status
    assert Post.objects.exists() == (status != 303)


@pytest.mark.parametrize("page", ["batch", "batch_problems"])
def test_a_batch_of_another_project_is_not_there(small, client_of, batch, page):
    other = create_project(name="Autre", by=small.owner)
    end = "problems.csv" if page == "batch_problems" else ""
    address = f"/projects/{other.slug}/import/batches/{batch.uuid}/{end}"
    assert client_of(small.owner).get(address).status_code == 404


def test_the_report_tells_figures_columns_and_problems(manager, url, batch):
    html = manager.get(url("batch", batch.uuid)).content.decode()
    for words in (
        batch.sha256,
        "manager Petit",
        "Line",
        "The text is empty and the post has no picture or poll.",
        "“31/02/2020 10:00” is not a date that exists.",
        "Contenu du message",
    ):
        assert words in html
    assert "31/02" in html and "2 posts" not in html


def test_problems_come_a_hundred_a_page(manager, url, batch):
    ImportProblem.objects.bulk_create(
        ImportProblem(batch=batch, severity="warning", line=n, column="c", reason="parent_is_self") for n in range(150)
    )
    first = manager.get(url("batch", batch.uuid))
    assert (len(first.context["lines"]), first.context["page"].paginator.count) == (100, 152)
    # What was rejected stands first.
    assert [problem.severity for problem, _sentence in first.context["lines"][:3]] == [
        "rejected",
        "rejected",
        "warning",
    ]
    assert len(manager.get(url("batch", batch.uuid), {"page": 2}).context["lines"]) == 52


def test_problems_are_taken_away_as_a_table_no_spreadsheet_calculates(manager, url, batch):
    ImportProblem.objects.create(
        batch=batch, severity="rejected", line=9, column="=cmd|' /C calc'!A0", reason="empty_text"
    )
    answer = manager.get(url("batch_problems", batch.uuid))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeffLine;Column;")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[:2] for row in rows[1:]] == [
        ["5", "Publié le"],
        ["7", "Contenu du message"],
        ["9", "'=cmd|' /C calc'!A0"],
    ]


def test_an_import_is_undone_and_its_report_stays(small, manager, url, batch):
    answer = manager.post(url("batch_undo", batch.uuid), follow=True)
    assert "The import was undone: 5 posts left the corpus. This report stays." in answer.content.decode()
    assert [Post.objects.count(), Thread.objects.count(), Author.objects.count()] == [0, 0, 0]
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by, batch.posts_added) == ("undone", "manager Petit", 5)
    assert Event.objects.get(verb="import_undone").object_uuid == batch.uuid
    assert url("batch_undo", batch.uuid) not in answer.content.decode()


def test_an_undone_file_can_be_imported_again(small, source, batch, tmp_path):
    actions.undo_batch(batch=batch, by=small.manager)
    assert bring(source, small.manager, tmp_path).posts == 5
    assert sorted(ImportBatch.objects.values_list("state", flat=True)) == ["done", "undone"]


def test_an_import_is_undone_once(small, batch):
    actions.undo_batch(batch=batch, by=small.manager)
    with pytest.raises(BatchCannotBeUndone):
        actions.undo_batch(batch=batch, by=small.manager)


def test_an_import_somebody_works_on_stays(small, manager, url, batch):
    from corpus.models import Redaction

    Redaction.objects.create(post=Post.objects.first(), start=0, end=2, reason="nom", made_by="Ana")
    answer = manager.post(url("batch_undo", batch.uuid))
    assert answer.status_code == 409
    assert "Nothing was removed." in answer.content.decode()
    assert Post.objects.count() == 5
    assert not Event.objects.filter(verb="import_undone").exists()


def test_undoing_is_posted(manager, url, batch):
    assert manager.get(url("batch_undo", batch.uuid)).status_code == 405


def test_statements_do_not_grow_with_problems(
    small, manager, url, source, batch, tmp_path, django_assert_max_num_queries
):
    worse = [GROUP[0], *(f"F;a;31/02/2020;t{n};0;;x{n}" for n in range(60))]
    row = bring(source, small.manager, tmp_path, worse).batch
    with django_assert_max_num_queries(6):
        manager.get(url("batch", row.uuid))


def test_a_reason_of_another_version_is_a_plain_sentence(manager, url, batch):
    ImportProblem.objects.create(batch=batch, severity="warning", line=9, reason="moon_phase")
    ImportProblem.objects.create(batch=batch, severity="warning", line=10, reason="id_scientific")
    html = manager.get(url("batch", batch.uuid)).content.decode()
    assert "This version has no words for the reason “moon_phase”." in html
    assert "“…”" in html  # a sentence whose words are missing shows a gap
    assert manager.get(url("batch_problems", batch.uuid)).status_code == 200
