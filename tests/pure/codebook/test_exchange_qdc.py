"""REFI-QDA codebooks, in and out."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from lxml import etree

from coding_app.codebook.exchange import neutral, qdc
from coding_app.codebook.exchange.neutral import Codebook, CodeSet, Entry, Words
from tests.pure.codebook.test_exchange_forms import books, refused

RECOVERING = etree.XMLParser(recover=True)
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("refi_codebook.xsd")))
FORM = Codebook(
    entries=(
        Entry(
            Words("Thème"),
            kind="dimension",
            selection="any",
            colour="#3370c7",
            guid=UUID(int=1),
            entries=(
                Entry(Words("Soin"), kind="group", guid=UUID(int=2), entries=(Entry(Words("Lien"), guid=UUID(int=3)),)),
                Entry(Words("Rien"), kind="none", guid=UUID(int=4), key="0"),
            ),
        ),
    ),
    sets=(CodeSet(Words("Fréquents"), (UUID(int=3),), Words("Plus de dix fois"), UUID(int=5)),),
)
FILE = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Entente">
  <Codes>
    <Code guid="00000000-0000-0000-0000-000000000001" name="Thème" isCodable="false" color="#3370c7">
      <Description>— Entente —
selection: any</Description>
      <Code guid="00000000-0000-0000-0000-000000000002" name="Soin" isCodable="false">
        <Code guid="00000000-0000-0000-0000-000000000003" name="Lien" isCodable="true" />
      </Code>
      <Code guid="00000000-0000-0000-0000-000000000004" name="Rien" isCodable="true">
        <Description>— Entente —
kind: none
key: 0</Description>
      </Code>
    </Code>
  </Codes>
  <Sets>
    <Set guid="00000000-0000-0000-0000-000000000005" name="Fréquents">
      <Description>Plus de dix fois</Description>
      <MemberCode guid="00000000-0000-0000-0000-000000000003" />
    </Set>
  </Sets>
</CodeBook>
"""


def test_the_file_is_this_one():
    assert qdc.write_qdc(FORM, "fr").decode() == FILE
    assert qdc.read_qdc(FILE.encode(), "fr") == FORM


def held(form, language):
    sets = tuple(
        replace(one, name=one.name.only(language), definition=one.definition.only(language)) for one in form.sets
    )
    found = tuple(entry.only(language) for entry in neutral.with_guids(form).entries)
    return Codebook(found, Words(), sets)


@settings(max_examples=25)
@given(books())
def test_what_is_written_is_valid_and_read_again_as_it_was(form):
    data = qdc.write_qdc(form, "fr")
    SCHEMA.assertValid(etree.fromstring(data))
    assert qdc.read_qdc(data, "fr") == held(form, "fr")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('isCodable="true"', 'isCodable="yes"'),
        ('color="#3370c7"', 'color="blue"'),
        ("000000000003", "3"),
        ('name="Lien" ', ""),
        ('name="Soin"', 'name=""'),
        ("Code guid", "Category guid"),
        ("<Codes>", "<Codes><Sets/>"),
        ("00000000-0000-0000-0000-000000000002", "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_the_schema_refuses_what_is_wrong(right, wrong):
    SCHEMA.assertValid(etree.fromstring(FILE.encode()))
    assert not SCHEMA.validate(etree.fromstring(FILE.encode().replace(right.encode(), wrong.encode()), RECOVERING))


def test_an_empty_codebook_cannot_be_written():
    with refused("nothing_to_write"):
        qdc.write_qdc(Codebook(), "fr")


def codes(inside, namespace="urn:QDA-XML:codebook:1.0"):
    return f'<CodeBook xmlns="{namespace}"><Codes>{inside}</Codes></CodeBook>'.encode()


OF_OTHERS = {
    # Braces around identities, a namespace with a colon, upper case, no color.
    "braces": codes('<Code guid="{5215CC69-B628-4E02-AFB9-9BEEAEE55808}" name="A" isCodable="true" color=""/>'),
    "colon": codes(
        '<Code guid="5215cc69-b628-4e02-afb9-9beeaee55808" name="A" isCodable="1"/>', "urn:QDA-XML:codebook:1:0"
    ),
    "bare": b'<CodeBook><Codes><Code guid="5215cc69-b628-4e02-afb9-9beeaee55808" name="A"/></Codes></CodeBook>',
    "prefix": b'<q:CodeBook xmlns:q="urn:QDA-XML:codebook:1.0"><q:Codes>'
    b'<q:Code guid="5215cc69-b628-4e02-afb9-9beeaee55808" name="A" isCodable="true"/></q:Codes></q:CodeBook>',
}


@pytest.mark.parametrize("data", OF_OTHERS.values(), ids=OF_OTHERS)
def test_files_of_other_programs_are_read(data):
    assert qdc.read_qdc(data, "en") == Codebook(
        (Entry(Words("", "A"), guid=UUID("5215cc69-b628-4e02-afb9-9beeaee55808")),)
    )


G = "0000000000a"
SEEN = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation'
# As each program writes the same codebook: other namespaces, encodings, cases, places of attributes, ways to group.
PROGRAMS = {
    "NVivo": f"""<?xml version="1.0" encoding="UTF-8" standalone="no" ?><CodeBook origin="NVivo 12 For Mac"
xmlns="urn:QDA-XML:codebook:1:0" {SEEN}="urn:QDA-XML:codebook:1:0 Codebook.xsd"><Codes>
<Code color="#FF0000" guid="{{00000000-0000-0000-0000-{G}1}}" isCodable="true" name="Travail">
<Code guid="{{00000000-0000-0000-0000-{G}2}}" isCodable="true" name="Paie"><Description>Ce qui est dû.</Description>
</Code></Code></Codes></CodeBook>""".replace("\n", "\r\n").encode("utf-8-sig"),
    "ATLAS.ti": f"""<?xml version="1.0" encoding="utf-8"?>
<CodeBook {SEEN}="urn:QDA-XML:codebook:1.0 http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd"
 origin="ATLAS.ti" xmlns="urn:QDA-XML:codebook:1.0"><Codes>
<Code guid="00000000-0000-0000-0000-{G}1" name="Travail" isCodable="true" color="#ff0000">
<Code guid="00000000-0000-0000-0000-{G}2" name="Paie" isCodable="true"><Description>Ce qui est dû.</Description></Code>
</Code></Codes><Sets><Set guid="00000000-0000-0000-0000-{G}3" name="Groupe">
<MemberCode guid="00000000-0000-0000-0000-{G}2" /></Set></Sets></CodeBook>""".encode(),
    "MAXQDA": f"""<?xml version="1.0" encoding="utf-16"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="MAXQDA 2022"><Codes>
<Code guid="00000000-0000-0000-0000-{G}1" name="Travail" isCodable="true" color="#FF0000"><Description />
<Code guid="00000000-0000-0000-0000-{G}2" name="Paie" isCodable="true" color=""><Description>Ce qui est dû.
</Description></Code></Code></Codes><Sets /></CodeBook>""".encode("utf-16"),
    "QualCoder": f"""<?xml version="1.0" encoding="UTF-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1:0" origin="QualCoder"><Codes>
<Code guid="00000000-0000-0000-0000-{G}1" name="Travail" isCodable="false" color="#F00">
<Code color="" isCodable="1" name="Paie" guid="00000000-0000-0000-0000-{G}2"><Description> Ce qui est dû. </Description>
</Code></Code></Codes></CodeBook>""".encode(),
    "Taguette": f"""<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.4.1"><Codes>
<Code guid="00000000-0000-0000-0000-{G.upper()}1" name="Travail" isCodable="true"></Code>
<Code guid="00000000-0000-0000-0000-{G.upper()}2" name="Travail.Paie" isCodable="true">
<Description>Ce qui est dû.</Description></Code></Codes></CodeBook>""".encode(),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_same_codebook_of_five_programs(program):
    found = qdc.read_qdc(PROGRAMS[program], "fr")
    flat = program == "Taguette"
    first, second = (entry for entry, _depth in neutral.walk(found.entries))
    assert (first.name.fr, first.guid, first.colour) == ("Travail", UUID(int=0xA1), "" if flat else "#ff0000")
    assert (second.guid, second.colour, second.definition.fr.strip()) == (UUID(int=0xA2), "", "Ce qui est dû.")
    assert (second.name.fr, len(found.entries)) == (("Travail.Paie", 2) if flat else ("Paie", 1))
    assert first.is_codable == (program != "QualCoder")
    groups = [(one.name.fr, one.members) for one in found.sets if one.members]
    assert groups == ([("Groupe", (UUID(int=0xA2),))] if program == "ATLAS.ti" else [])


def test_an_identity_that_is_no_guid_becomes_always_the_same_one():
    inside = '<Code guid="12" name="A" isCodable="true"/><Code name="B" isCodable="false"/>'
    data = codes(inside).replace(
        b"</Codes>", b'</Codes><Sets><Set guid="s" name="S"><MemberCode guid="12"/></Set></Sets>'
    )
    first, second = qdc.read_qdc(data, "fr").entries
    assert first.guid == UUID("faaeeb06-af72-5864-899a-e835b4d22f92")
    assert (second.guid, second.kind) == (None, "dimension")
    assert qdc.read_qdc(data, "fr").sets[0].members == (first.guid,)


def test_utf16_is_read():
    data = '<?xml version="1.0" encoding="utf-16"?>' + codes('<Code name="Été" isCodable="true"/>').decode()
    assert qdc.read_qdc(data.encode("utf-16"), "fr").entries[0].name.fr == "Été"


PROJECT = """<Project xmlns="urn:QDA-XML:project:1.0" name="P">
 <Users><User guid="00000000-0000-0000-0000-0000000000aa" name="Une personne"/></Users>
 <CodeBook><Codes>
  <Code guid="00000000-0000-0000-0000-000000000001" name="Thème" isCodable="true" color="#F00">
   <Description>Ce dont on parle.
Deux lignes.</Description>
   <NoteRef targetGUID="00000000-0000-0000-0000-0000000000bb"/>
   <Code guid="00000000-0000-0000-0000-000000000002" name="Paie" isCodable="true"/>
  </Code>
 </Codes></CodeBook>
 <Sources><TextSource guid="00000000-0000-0000-0000-0000000000cc" name="t"><Description>Pas celle-ci</Description>
  <Coding guid="00000000-0000-0000-0000-0000000000dd">
   <CodeRef targetGUID="00000000-0000-0000-0000-000000000002"/></Coding>
 </TextSource></Sources>
 <Sets>
  <Set guid="00000000-0000-0000-0000-0000000000e1" name="Codes"><Description>D</Description>
   <MemberCode targetGUID="00000000-0000-0000-0000-000000000002"/>
   <MemberCode targetGUID="00000000-0000-0000-0000-0000000000ff"/></Set>
  <Set guid="00000000-0000-0000-0000-0000000000e2" name="Textes">
   <MemberSource targetGUID="00000000-0000-0000-0000-0000000000cc"/></Set>
 </Sets>
</Project>""".encode()
OF_PROJECT = Codebook(
    entries=(
        Entry(
            Words("Thème"),
            definition=Words("Ce dont on parle.\nDeux lignes."),
            colour="#ff0000",
            guid=UUID(int=1),
            entries=(Entry(Words("Paie"), guid=UUID(int=2)),),
        ),
    ),
    sets=(CodeSet(Words("Codes"), (UUID(int=2),), Words("D"), UUID(int=0xE1)),),
)


def zipped(path, **members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    path.write_bytes(buffer.getvalue())
    return path


def test_of_a_project_only_the_codebook_is_read(tmp_path):
    for name in ("project_qde", "Project_qde", "PROJECT_QDE", "folder__project_qde"):
        path = zipped(tmp_path / "p.qdpx", sources__a_txt=b"Bonjour", **{name: PROJECT})
        assert qdc.read_qdpx(path, "fr") == OF_PROJECT
    assert qdc.read_qdc(PROJECT, "fr") == OF_PROJECT


def test_a_zip_without_a_project_is_refused(tmp_path):
    with refused("no_project"):
        qdc.read_qdpx(zipped(tmp_path / "p.qdpx", a_txt=b"x"), "fr")
    with refused("archive_compressed_too_much"):
        qdc.read_qdpx(zipped(tmp_path / "p.qdpx", project_qde=b" " * (11 << 20)), "fr")
    (tmp_path / "no.qdpx").write_bytes(b"PK\x03\x04 nothing")
    with refused("archive_damaged"):
        qdc.read_qdpx(tmp_path / "no.qdpx", "fr")


LAUGHS = (
    b"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><CodeBook><Codes>&b;</Codes></CodeBook>"""
)
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><CodeBook><Codes>&a;</Codes></CodeBook>"""
HOSTILE = {
    "laughs": (LAUGHS, "archive_doctype", {}),
    "outside": (OUTSIDE, "archive_doctype", {}),
    "doctype": (b"<!DOCTYPE CodeBook><CodeBook/>", "archive_doctype", {}),
    "cut": (codes('<Code name="A">')[:-20], "xml_broken", {"line": "1"}),
    "empty": (b"", "xml_broken", {}),
    "encoding": (b'<?xml version="1.0" encoding="klingon"?><CodeBook/>', "xml_broken", {}),
    "multibyte": (b'<?xml version="1.0" encoding="shift_jis"?><CodeBook/>', "xml_broken", {}),
    "namespace": (codes("", "urn:other"), "xml_other", {"name": "CodeBook urn:other"}),
    "root": (b"<html/>", "xml_other", {"name": "html"}),
    "colour": (codes('<Code name="Paie" color="rouge"/>'), "colour_broken", {"name": "Paie", "value": "rouge"}),
    "name": (codes(f'<Code name="{"x" * 501}"/>'), "name_too_long", {}),
    "nameless": (codes('<Code guid="a"/>'), "name_missing", {"number": "1"}),
    "text": (
        codes(f'<Code name="A"><Description>{"x" * 300_001}</Description></Code>'),
        "text_too_long",
        {"name": "A"},
    ),
    "twice": (codes('<Code guid="a" name="A"/><Code guid="a" name="B"/>'), "guid_twice", {"name": "A", "other": "B"}),
    "deep": (codes('<Code name="A">' * 21 + "</Code>" * 21), "too_deep", {"limit": "20"}),
    "deeper": (b"<CodeBook>" + b"<x>" * 100_000, "too_deep", {}),
    "many": (codes('<Code name="A"/>' * 5_001), "too_many", {"limit": "5000"}),
    "large": (b" " * ((20 << 20) + 1), "too_large", {"limit": "20"}),
}


@pytest.mark.parametrize(("data", "code", "params"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_by_name(data, code, params):
    with refused(code, **params):
        qdc.read_qdc(data, "fr")


def test_elements_in_the_wrong_place_are_passed_over():
    inside = (
        b"<CodeBook><MemberCode guid='a'/><Description>no</Description><Set name='no'><MemberCode guid='a'/></Set>"
        b"<Codes><Code guid='a' name='A'><Sets><Set name='no'><Code name='no'/></Set></Sets>"
        b"<Codes><Code name='no'/></Codes>"
        b"<x><Description>no</Description></x><Description>yes<b>no</b></Description></Code></Codes></CodeBook>"
    )
    found = qdc.read_qdc(inside, "fr")
    assert [(entry.label, entry.definition.fr) for entry, _ in neutral.walk(found.entries)] == [("A", "yes")]
    assert found.sets == ()
