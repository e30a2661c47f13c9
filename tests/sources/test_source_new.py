"""Making a source and its record before the first file."""

import pytest

from corpus.models import Source
from tests.sources.test_record import written

pytestmark = pytest.mark.django_db
MAY = {"owner": 200, "manager": 200, "adjudicator": 403, "coder": 403, "reader": 403, "stranger": 404}
GIVEN = {"platform": "x", "name": "#DocTocToc", "profession": "gp", "access": "public"}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_source_new_by_role(small, client_of, url, role, status):
    assert client_of(small.people[role]).get(url("source_new")).status_code == status


def test_a_source_with_its_record_waits_for_its_file(small, manager, url):
    sent = manager.post(url("source_new"), GIVEN | written())
    source = Source.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, f"{url('upload_new')}?source={source.uuid}")
    assert (source.name, source.platform, source.corpus) == ("#DocTocToc", "x", small.project.corpus)
    assert (source.register_number, source.sensitive, str(source.retain_until), source.keeps_identities) == (
        "T-2020-01", ["health", "third_parties"], "2099-12-31", False,
    )  # fmt: skip
    assert manager.get(sent["Location"]).context["form"]["source"].value() == str(source.uuid)


def test_a_source_without_its_record_leads_to_the_record(manager, url):
    sent = manager.post(url("source_new"), GIVEN)
    assert sent["Location"] == url("source_record", Source.objects.get().uuid)
    assert "this is missing" in manager.get(sent["Location"]).content.decode()


@pytest.mark.parametrize("change", [{"name": ""}, {"platform": "minitel"}, {"profession": "poet"}])
def test_what_cannot_be_is_422(manager, url, change):
    assert manager.post(url("source_new"), GIVEN | change).status_code == 422
    assert not Source.objects.exists()


def test_a_name_twice_is_422_and_kept_on_the_form(manager, url):
    manager.post(url("source_new"), GIVEN)
    page = manager.post(url("source_new"), GIVEN)
    assert (page.status_code, page.context["form"]["name"].value()) == (422, "#DocTocToc")
    assert Source.objects.count() == 1
