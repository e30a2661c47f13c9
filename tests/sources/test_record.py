"""The record of a source comes before its data."""

from datetime import UTC, date, datetime

import pytest

from coding_app.core.models import Event
from coding_app.sources import actions, uploading
from coding_app.sources.recording import SourceRecordIncomplete
from corpus import vault
from corpus.keys import read_key
from corpus.models import Author, ImportBatch, Post, Source
from corpus.records import missing, missing_words
from tests.factories import complete_record
from tests.sources.conftest import content

pytestmark = pytest.mark.django_db
MAY = {"owner": 200, "manager": 200, "adjudicator": 403, "coder": 403, "reader": 403, "stranger": 404}
PLACE = {"platform": "x", "name": "#DocTocToc", "profession": "gp", "access": "public"}
ALL = [
    "accessed_how", "legal_basis", "register_number", "ethics_reference", "notice_text", "consent", "opt_out_contact",
    "retain_until", "sensitive",
]  # fmt: skip


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def written(**changes):
    lines = complete_record() | changes
    return {name: str(value) if isinstance(value, date) else value for name, value in lines.items()}


@pytest.mark.parametrize(
    ("lines", "lacking"),
    [
        ({}, ALL),
        (complete_record(), []),
        (complete_record(access="public", consent=""), []),
        (complete_record(access="closed", consent="  "), ["consent"]),
        (complete_record(access="consent", consent=""), ["consent"]),
        (complete_record(access="secret", consent="", accessed_how=" "), ["accessed_how", "consent"]),
        (complete_record(legal_basis=" \n"), ["legal_basis"]),
        (complete_record(sensitive=[]), ["sensitive"]),
        (complete_record(sensitive=["none"]), []),
        (complete_record(sensitive=["none", "health"]), ["sensitive"]),
        (complete_record(retain_until=None, notice_text=""), ["notice_text", "retain_until"]),
    ],
)
def test_what_a_record_lacks(lines, lacking):
    source = Source(**({"access": "closed"} | lines))
    assert missing(source) == lacking
    assert len(missing_words(source)) == len(lacking)


def test_nothing_is_imported_before_the_record_is_complete(small, source, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(content())
    Source.objects.filter(pk=source.pk).update(opt_out_contact="")
    with pytest.raises(SourceRecordIncomplete, match="not complete: contact for people who want to be left out"):
        actions.import_file(source=source, path=path, file_name="a.csv", by=small.manager)
    assert (ImportBatch.objects.count(), Post.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"retain_until": date(2020, 1, 1)}, "could be kept until Jan. 1, 2020"),
        ({"retain_until": date(2020, 1, 1), "kept_longer_because": "audit"}, ""),
        ({"purged_at": datetime(2021, 1, 1, tzinfo=UTC)}, "were erased at the end of their time"),
    ],
)
def test_nothing_is_imported_when_the_time_of_the_source_is_over(small, source, waiting, manager, url, lines, said):
    Source.objects.filter(pk=source.pk).update(**lines)
    page = manager.get(url("upload_check", waiting.uuid)).content.decode()
    sent = manager.post(url("upload_start", waiting.uuid))
    assert (sent.status_code, said in page, "disabled" in page) == ((409, True, True) if said else (303, True, False))
    assert said in sent.content.decode()


def test_the_platform_stays_once_posts_came_in(source, imported, manager, url):
    page = url("source_record", source.uuid)
    form = written() | {"platform": "x", "name": source.name, "profession": "gp", "access": "closed"}
    answer = manager.post(page, form)
    assert (answer.status_code, "its platform can no longer change" in answer.content.decode()) == (422, True)
    assert manager.post(page, form | {"platform": "facebook"}).status_code == 303
    ImportBatch.objects.update(state="failed")
    assert manager.post(page, form).status_code == 303
    assert Source.objects.values_list("platform", "profession").get() == ("x", "gp")


def test_names_are_forgotten_when_the_record_no_longer_asks_for_them(source, imported, manager, url):
    Source.objects.update(keeps_identities=True)
    author = Author.objects.first()
    vault.store(Source.objects.get(), [(author.pk, "Odile Rond")], read_key(source.corpus.uuid))
    place = {"platform": source.platform, "name": source.name, "profession": source.profession, "access": source.access}
    manager.post(url("source_record", source.uuid), written() | place | {"keeps_identities": "on"})
    assert vault.holds(author)
    manager.post(url("source_record", source.uuid), written() | place)
    assert not vault.holds(author)


def test_the_wizard_stops_before_the_last_step_and_comes_back_to_it(small, source, waiting, manager, url):
    Source.objects.filter(pk=source.pk).update(retain_until=None)
    page = manager.get(url("upload_check", waiting.uuid))
    assert page.context["missing"] == ["Date until which the posts are kept"]
    assert b'type="submit" disabled aria-describedby="record-missing"' in page.content
    record = f"{url('source_record', source.uuid)}?upload={waiting.uuid}"
    assert record.encode() in page.content
    assert manager.post(url("upload_start", waiting.uuid)).status_code == 422
    with pytest.raises(SourceRecordIncomplete):
        uploading.start_import(upload=waiting, by=small.manager)
    sent = manager.post(record, PLACE | {"access": "closed"} | written(retain_until="2030-01-01"))
    assert (sent.status_code, sent["Location"]) == (303, url("upload_check", waiting.uuid))
    assert (
        b"disabled" not in manager.get(sent["Location"]).content.split(b'id="record-missing"')[-1].split(b"<form")[-1]
    )


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_who_may_read_and_write_it(small, source, client_of, url, role, status):
    assert client_of(small.people[role]).get(url("source_record", source.uuid)).status_code == status


def test_it_is_completed_in_steps_and_the_journal_names_the_lines(small, source, manager, url):
    Source.objects.filter(pk=source.pk).update(notice_text="", ethics_reference="")
    address = url("source_record", source.uuid)
    assert len(manager.get(address).context["missing"]) == 2
    sent = manager.post(address, PLACE | written(notice_text=""))
    assert (sent.status_code, sent["Location"]) == (303, address)
    assert "notice_text" not in Event.objects.filter(verb="source_recorded").latest("pk").detail["lines"]
    sent = manager.post(address, PLACE | written())
    assert sent["Location"] == f"{url('upload_new')}?source={source.uuid}"
    event = Event.objects.filter(verb="source_recorded").latest("pk")
    assert (event.by, event.object_uuid, event.detail) == (small.manager, source.uuid, {"lines": ["notice_text"]})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sensitive": ["none", "health"]}, "sensitive"),
        ({"period_start": "2020-02-01", "period_end": "2020-01-01"}, "period_end"),
        ({"retain_until": "soon"}, "retain_until"),
    ],
)
def test_what_cannot_be_is_422_and_kept_on_the_form(source, manager, url, change, field):
    page = manager.post(url("source_record", source.uuid), PLACE | written() | change)
    assert (page.status_code, field in page.context["form"].errors) == (422, True)
    assert Source.objects.get(pk=source.pk).name == "Groupe d'essai"


def test_a_name_of_another_source_is_refused(small, source, manager, url):
    actions.create_source(project=small.project, by=small.manager, **PLACE)
    page = manager.post(url("source_record", source.uuid), PLACE | written())
    assert page.status_code == 422
    assert "Another source has this name" in str(page.context["form"].non_field_errors())
