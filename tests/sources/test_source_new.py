"""Making a source before its first file."""

import pytest

from corpus.models import Source

pytestmark = pytest.mark.django_db
MAY = {"owner": 200, "manager": 200, "adjudicator": 403, "coder": 403, "reader": 403, "stranger": 404}
GIVEN = {"platform": "x", "name": "#DocTocToc", "profession": "gp", "access": "public", "legal_basis": ""}


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_source_new_by_role(small, client_of, url, role, status):
    assert client_of(small.people[role]).get(url("source_new")).status_code == status


def test_a_source_is_made_and_waits_for_its_file(small, manager, url):
    sent = manager.post(url("source_new"), GIVEN)
    source = Source.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, f"{url('upload_new')}?source={source.uuid}")
    assert (source.name, source.platform, source.corpus) == ("#DocTocToc", "x", small.project.corpus)
    assert manager.get(sent["Location"]).context["form"]["source"].value() == str(source.uuid)


@pytest.mark.parametrize("change", [{"name": ""}, {"platform": "minitel"}, {"profession": "poet"}])
def test_what_cannot_be_is_422(manager, url, change):
    assert manager.post(url("source_new"), GIVEN | change).status_code == 422
    assert not Source.objects.exists()


def test_a_name_twice_is_422_and_kept_on_the_form(manager, url):
    manager.post(url("source_new"), GIVEN)
    page = manager.post(url("source_new"), GIVEN)
    assert (page.status_code, page.context["form"]["name"].value()) == (422, "#DocTocToc")
    assert Source.objects.count() == 1
