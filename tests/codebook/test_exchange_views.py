"""Codebooks in and out through the pages: downloads, upload, check, acceptance, refusals."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding_app.codebook import picking, queries, waiting
from coding_app.codebook.actions import publish_version
from coding_app.codebook.exchange.formats import FORMATS
from coding_app.codebook.exchange_pages import form_of
from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition
from coding_app.core.models import Event
from coding_app.projects.actions import create_project

QDC = b"""<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Another program"><Codes>
<Code guid="a0000000-0000-4000-8000-000000000001" name="Travail" isCodable="true" color="#ff0000">
<Code guid="a0000000-0000-4000-8000-000000000002" name="Salaire" isCodable="true">
<Description>Ce qui est gagn\xc3\xa9</Description></Code>
<Code guid="a0000000-0000-4000-8000-000000000003" name="Horaires" isCodable="true"/></Code></Codes></CodeBook>"""


def url(study, name, *rest, **query):
    return reverse(f"codebook:{name}", args=[study.project.slug, *rest], query=query or None)


def upload(study, data, name="codes.qdc", language="fr", by=None):
    file = SimpleUploadedFile(name, data)
    client = study.client(by or study.manager)
    return client.post(url(study, "exchange_upload"), {"file": file, "language": language})


def accept(study, existing="keep", **other):
    found = waiting.waiting(study.project, study.manager)
    sent = {"digest": found.digest if found else "x", "existing": existing} | other
    return study.client(study.manager).post(url(study, "exchange_check"), sent)


def check(study, **query):
    return study.client(study.manager).get(url(study, "exchange_check", **query)).content.decode()


def test_picked_examples_are_a_loss_of_every_format(study, talk):
    picking.pick_example(version=study.draft, code=study.code("stance.for"), post=talk[1], by=study.manager)
    page = study.client(study.manager).get(url(study, "exchange")).content.decode()
    assert "Nothing is lost." not in page
    assert page.count("Examples picked from posts are not in the file") == len(FORMATS)


def test_foreign_colors_are_remarked(study):
    upload(study, QDC)
    assert check(study).count("Colors that are not among the sixteen here became the nearest of them.") == 1
    upload(study, QDC.replace(b"#ff0000", b"#3370c7"))
    assert "the nearest of them" not in check(study)


def test_each_format_says_what_it_loses_and_comes_as_a_download(study):
    page = study.client(study.manager).get(url(study, "exchange")).content.decode()
    assert "Sensitive" not in page
    assert "The file is a flat list: dimensions and groups are not in it." in page
    assert "Nothing is lost." in page  # our JSON
    for name, file in FORMATS.items():
        answer = study.client(study.manager).get(url(study, "version_file", 1, name, language="en"))
        assert answer["Content-Disposition"] == f'attachment; filename="trottinettes-codebook-v1-en{file.suffix}"'
        assert answer["Content-Type"] == file.media_type
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert file.read(answer.content, "en").entries
    assert study.client(study.manager).get(url(study, "version_file", 1, "docx")).status_code == 404
    assert study.client(study.manager).get(url(study, "version_file", 9, "qdc")).status_code == 404
    assert study.client(study.reader).get(url(study, "version_file", 1, "qdc")).status_code == 403


def test_our_own_file_read_into_another_project_is_the_same_codebook(study):
    file = study.client(study.manager).get(url(study, "version_file", 1, "json")).content
    twin = create_project(name="Jumeau", by=study.manager)
    before, study.project = study.draft, twin
    assert upload(study, file, "codes.json").status_code == 303
    assert "Make the codebook" in check(study)
    assert accept(study, name_fr="Jumeau", name_en="Twin").status_code == 303
    made = queries.draft(twin)
    assert (made.codebook.name_fr, made.number) == ("Jumeau", 1)
    form, first = form_of(made), form_of(before)
    bare = json.loads(FORMATS["json"].write(form, "fr")), json.loads(FORMATS["json"].write(first, "fr"))
    for content in bare:
        content.pop("name")
        _without_guids(content)  # identities are taken by the first project
    assert bare[0] == bare[1]


def _without_guids(content):
    content.pop("guid", None)
    for entry in content.get("entries", ()):
        _without_guids(entry)


def test_a_file_of_another_program_makes_the_codebook_with_its_colors_and_identities(study):
    study.project = create_project(name="Neuf", by=study.manager)
    upload(study, QDC)
    page = check(study)
    assert "“Travail” holds codes: it was made a dimension or group, no code itself." in page
    assert "Also make a code of each code that holds others" in page
    accept(study, name_fr="Neuf", name_en="New", keep_parents="1")
    rows = list(queries.definitions(queries.draft(study.project)))
    assert [(row.kind, row.name_fr, row.colour) for row in rows] == [
        ("dimension", "Travail", 14),
        ("code", "Travail", 14),
        ("code", "Salaire", 14),
        ("code", "Horaires", 14),
        ("none", "Aucun code ne convient", 16),
    ]
    assert str(rows[2].code.uuid) == "a0000000-0000-4000-8000-000000000002"
    assert rows[2].definition_fr == "Ce qui est gagné"
    assert waiting.waiting(study.project, study.manager) is not None  # forgotten when the transaction is through


def test_a_merge_adds_what_is_new_and_keeps_or_updates_the_rest(study):
    study.publish()
    stance = study.entry("stance.for")
    file = json.dumps(
        {"codes": [
            {"slug": "stance", "kind": "dimension", "name_fr": "Position", "name_en": "Stance"},
            {"slug": "x", "uuid": str(stance.code.uuid), "parent": "stance", "name_fr": "Très pour", "colour": 3},
            {"slug": "stance.hesitant", "parent": "stance", "name_fr": "Hésitant", "name_en": "Hesitant", "key": "1"},
        ]}
    ).encode()  # fmt: skip
    upload(study, file, "more.json")
    page = check(study)
    assert "same identity" in page
    assert "otherwise: Name, Color" in page
    accept(study)
    draft = queries.draft(study.project)
    assert draft.number == 2  # begun, for there was none
    kept, added = study.entry("stance.for", draft), study.entry("stance.hesitant", draft)
    assert (kept.name_fr, kept.colour) == (stance.name_fr, stance.colour)
    assert (added.name_en, added.parent.slug, added.key) == ("Hesitant", "stance", "")  # 1 is taken
    upload(study, file, "more.json")
    accept(study, "update")
    changed = study.entry("stance.for", draft)
    assert (changed.name_fr, changed.name_en, changed.colour) == ("Très pour", stance.name_en, 3)
    assert changed.definition_fr == stance.definition_fr
    assert study.entry("stance", draft).selection == study.entry("stance").selection  # the file says nothing of it
    assert [row.position for row in queries.definitions(draft)] == list(range(1, draft.definitions.count() + 1))
    assert Event.objects.filter(verb="codebook_taken_in").count() == 2


def test_a_code_taken_out_comes_back_as_the_same_code(study):
    study.publish()
    upload(study, b"name,dimension\nPour,Position\n", "codes.csv")
    first = study.code("stance.for")
    accept(study)
    draft = queries.draft(study.project)
    CodeDefinition.objects.filter(version=draft, code=first).delete()
    upload(study, f"name,guid,dimension\nPour,{first.uuid},Position\n".encode(), "codes.csv")
    assert "comes back" in check(study)
    accept(study)
    back = study.entry("stance.for", draft)
    assert (back.code, back.definition_fr) == (first, study.entry("stance.for").definition_fr)
    assert not draft.lineage.exists()  # the version before had it: nothing came back
    old = study.code("stance.against")
    CodeDefinition.objects.filter(version=draft, code=old).delete()
    publish_version(version=draft, note="", by=study.manager)
    upload(study, f"name,guid,dimension\nContre,{old.uuid},Position\n".encode(), "codes.csv")
    accept(study)
    assert [(row.kind, row.from_code) for row in queries.draft(study.project).lineage.all()] == [("restored", old)]


def test_a_code_that_the_draft_itself_retired_does_not_come_back_by_a_file(study):
    study.publish()
    upload(study, b"name,dimension\nAutre chose,Position\n", "codes.csv")
    accept(study)
    draft, code = queries.draft(study.project), study.code("stance.for")
    CodeDefinition.objects.filter(version=draft, code=code).delete()
    draft.lineage.create(kind="retired", from_code=code, made_by=study.manager)
    upload(study, f"name,guid,dimension\nPour,{code.uuid},Position\n".encode(), "codes.csv")
    assert "comes back" not in check(study)
    accept(study)
    assert not draft.definitions.filter(code=code).exists()
    assert draft.definitions.filter(name_fr="Pour").exists()


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.qdc", "The file is empty"),
        (b"<html></html>", "a.qdc", "This XML holds no codebook: it begins with “html”."),
        (b"<CodeBook", "a.qdc", "Line 1 of the file is not well-formed XML."),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><CodeBook/>', "a.qdc", "Nothing was"),
        (b'{"a": 1}', "a.json", "This JSON holds no codebook."),
        (b"colonne\n1\n", "a.csv", "The table has no column of names."),
        (b"PK\x03\x04", "a.qdpx", "Nothing was"),
        (b"name\n" + b"x\n" * 5_001, "a.csv", "The file holds more than 5000 codes."),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(study, data, name, words):
    answer = upload(study, data, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert waiting.waiting(study.project, study.manager) is None


def test_a_codebook_never_grows_over_five_thousand_entries_and_nothing_is_written_in_part(study):
    upload(study, b"name\n" + b"".join(b"n%d\n" % number for number in range(4_995)), "many.csv")
    before = (CodeDefinition.objects.count(), Code.objects.count())
    answer = accept(study)
    assert answer.status_code == 422
    assert "more than 5000 entries" in answer.content.decode()
    assert (CodeDefinition.objects.count(), Code.objects.count()) == before


def test_another_file_than_the_one_shown_is_not_taken_in(study):
    assert study.client(study.manager).get(url(study, "exchange_check")).status_code == 302
    upload(study, QDC)
    answer = accept(study, digest="of another")
    assert answer.status_code == 409
    study.client(study.manager).post(url(study, "exchange_discard"))
    assert accept(study).status_code == 409
    assert not Code.objects.filter(slug__startswith="travail").exists()
    assert upload(study, QDC, by=study.reader).status_code == 403


def test_hostile_names_stay_text(study):
    upload(study, "name\n<img src=x onerror=alert(1)>\n=1+1\n\u202eabc".encode(), "a.csv")
    page = check(study)
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_the_number_of_statements_does_not_grow_with_the_file(study, django_assert_max_num_queries):
    upload(study, b"name\n" + b"".join(b"n%d\n" % number for number in range(400)), "many.csv")
    with django_assert_max_num_queries(45):
        accept(study)
    assert CodebookVersion.objects.get().definitions.count() == 402 + len(study.slugs()) - 402
