"""The page of exports: who may see it, what it says."""

import pytest
from django.urls import reverse

from coding_app.core.jobs import Running
from coding_app.core.models import Job
from coding_app.exports.actions import start_export
from coding_app.exports.models import Export
from coding_app.exports.tasks import run_export
from coding_app.projects.actions import create_project
from tests.summaries.small_study import code_unit, draw

MAY = {"owner": 200, "manager": 200, "adjudicator": 200, "coder": 403, "reader": 403, "stranger": 404}


def url(study, name="export_list", *rest):
    return reverse(f"exports:{name}", args=[study.project.slug, *rest])


@pytest.fixture
def export(study, reports):
    job = start_export(project=study.project, format="long_csv", profile="rfc4180", by=study.owner)
    run_export(Running(job, 1))
    Job.objects.update(state="done", finished_at=job.created_at)
    return Export.objects.get()


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_export_list_by_role(study, client_of, role, status):
    assert client_of(study.people[role]).get(url(study)).status_code == status


@pytest.mark.parametrize(("role", "status"), {**MAY, "owner": 303, "manager": 303, "adjudicator": 303}.items())
def test_export_create_by_role(study, client_of, role, status):
    sent = {"format": "long_csv", "profile": "excel_fr"}
    assert client_of(study.people[role]).post(url(study, "export_create"), sent).status_code == status
    assert Job.objects.count() == (status == 303)


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_export_download_by_role(study, export, client_of, role, status):
    assert client_of(study.people[role]).get(url(study, "export_download", export.uuid)).status_code == status


def test_a_visitor_signs_in_first(study, client):
    assert client.get(url(study)).status_code == 302


def test_the_download_is_a_file_and_never_a_page(study, export, client_of):
    answer = client_of(study.owner).get(url(study, "export_download", export.uuid))
    assert answer["Content-Disposition"] == f'attachment; filename="{export.file_name}"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert len(b"".join(answer)) == export.size == int(answer["Content-Length"])


def test_an_export_of_another_project_is_not_there(study, export, client_of):
    other = create_project(name="Autre", by=study.owner)
    answer = client_of(study.owner).get(reverse("exports:export_download", args=[other.slug, export.uuid]))
    assert answer.status_code == 404


def test_a_file_that_is_gone_is_said_to_be_gone(study, export, client_of, exports_dir):
    (exports_dir / str(export.uuid)).unlink()
    answer = client_of(study.owner).get(url(study, "export_download", export.uuid))
    assert answer.status_code == 410


def test_only_posting_asks_for_an_export(study, client_of):
    assert client_of(study.owner).get(url(study, "export_create")).status_code == 405


def test_an_unknown_format_is_422(study, client_of):
    sent = {"format": "sav", "profile": "rfc4180"}
    assert client_of(study.owner).post(url(study, "export_create"), sent).status_code == 422
    assert not Job.objects.exists()


def test_a_second_export_under_way_is_409(study, client_of):
    client = client_of(study.owner)
    sent = {"format": "long_csv", "profile": "rfc4180"}
    assert [client.post(url(study, "export_create"), sent).status_code for _ in range(2)] == [303, 409]


def test_the_page_names_the_rounds_held_back_and_never_what_is_in_them(study, client_of):
    row = draw(study.project, study.version, [(study.posts["G1.0"], [study.coder])])
    code_unit(study, row, "G1.0", "coder", {"topic.care"})
    answer = client_of(study.owner).get(url(study))
    assert [r.number for r in answer.context["held_back"]] == [2]
    assert [r.number for r in answer.context["leaving"]] == [1]


def test_the_page_lists_what_was_made_with_its_digest(study, export, client_of):
    content = client_of(study.owner).get(url(study)).content.decode()
    assert export.sha256 in content
    assert "owner Petit" in content
    assert url(study, "export_download", export.uuid) in content
    assert "every 2s" not in content


def test_the_page_asks_again_while_a_file_is_being_made(study, client_of):
    start_export(project=study.project, format="long_csv", profile="rfc4180", by=study.manager)
    assert "every 2s" in client_of(study.owner).get(url(study)).content.decode()


def test_statements_of_the_page(study, export, client_of, django_assert_max_num_queries):
    client = client_of(study.owner)
    with django_assert_max_num_queries(9):
        client.get(url(study))
