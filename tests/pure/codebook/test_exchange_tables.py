"""Codebooks as CSV and as our own JSON."""

import codecs
import json
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings

from coding_app.codebook import starters
from coding_app.codebook.exchange import neutral, own_json, tables
from coding_app.codebook.exchange.neutral import Codebook, CodeSet, Entry, Words
from tests.pure.codebook.test_exchange_forms import books, refused

FORM = Codebook(
    entries=(
        Entry(
            Words("Thème", "Topic"),
            kind="dimension",
            selection="any",
            colour="#3370c7",
            entries=(
                Entry(
                    Words("Paie", "Pay"),
                    definition=Words("=argent"),
                    slug="topic.pay",
                    key="r",
                    is_sensitive=True,
                    is_interpretive=True,
                    guid=UUID(int=3),
                ),
            ),
        ),
    ),
    name=Words("Grille", "Codebook"),
)
HEADER = (
    "id,parent,name_fr,name_en,definition_fr,definition_en,use_when_fr,use_when_en,do_not_use_when_fr,do_not_use_when_en,"
    "positive_example_fr,positive_example_en,negative_example_fr,negative_example_en,"
    "kind,key,colour,selection,level,applies_to,is_sensitive,is_interpretive,slug,guid\r\n"
)


def test_the_table_is_this_one():
    data = tables.write_csv(FORM)
    assert data.startswith(codecs.BOM_UTF8)
    assert data.decode("utf-8-sig") == (
        HEADER
        + "1,,Thème,Topic,,,,,,,,,,,dimension,,#3370c7,any,,,,,,\r\n"
        + "2,1,Paie,Pay,'=argent,,,,,,,,,,code,r,,,,,true,true,topic.pay,00000000-0000-0000-0000-000000000003\r\n"
    )
    assert tables.read_csv(data, "fr") == replace(FORM, name=Words())


@settings(max_examples=25)
@given(books())
def test_a_table_gives_back_every_entry_in_both_languages(form):
    assert tables.read_csv(tables.write_csv(form), "en") == replace(form, name=Words(), sets=())


def outline(data, language="fr"):
    found = tables.read_csv(data if isinstance(data, bytes) else data.encode(), language)
    return [(depth, entry.kind, entry.label) for entry, depth in neutral.walk(found.entries)]


def test_anybody_s_table_is_read():
    data = "Catégorie;Code;Définition;Couleur\nTravail;Paie;Argent reçu;#f00\nTravail;Travail;;\n;Autre;;\n\n;;;\n"
    assert outline(data) == [
        (0, "dimension", "Travail"),
        (1, "code", "Paie"),
        (1, "code", "Travail"),
        (0, "code", "Autre"),
    ]
    pay = tables.read_csv(data.encode(), "fr").entries[0].entries[0]
    assert (pay.definition, pay.colour) == (Words("Argent reçu"), "#ff0000")
    assert tables.read_csv(data.encode(), "en").entries[1].name == Words("", "Autre")


def test_a_parent_is_named_by_its_id_its_stable_name_or_its_name():
    data = "id,name,parent,slug\n7,Travail,,work\n8,Paie,7,\n9,Temps,work,\n10,Lieu,Travail,\n"
    assert outline(data) == [(0, "code", "Travail"), (1, "code", "Paie"), (1, "code", "Temps"), (1, "code", "Lieu")]


def test_a_category_that_is_a_row_is_not_made_again():
    assert outline("name,kind,category\nA,dimension,\nB,,A\nC,,D\nE,,D\n") == [
        (0, "dimension", "A"),
        (1, "code", "B"),
        (0, "dimension", "D"),
        (1, "code", "C"),
        (1, "code", "E"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_tables_of_spreadsheets_are_read(encoding):
    assert outline("nom\tmémo\nÉté\tœuf\n".encode(encoding)) == [(0, "code", "Été")]


TABLES = {
    "nameless": (b"a,b\n1,2\n", "csv_no_name", {}),
    "empty": (b"", "csv_no_name", {}),
    "row without a name": (b"name,definition\n,x\n", "name_missing", {"number": "1"}),
    "columns": (b"name,nom\na,b\n", "column_twice", {"name": "nom"}),
    "quote": (b'name\n"a"b\n', "csv_broken", {"line": "2"}),
    "cell": (b"name,definition\na," + b"x" * 60_000, "text_too_long", {"name": "a"}),
    "parent": (b"name,parent\na,z\n", "parent_unknown", {"name": "a", "value": "z"}),
    "circle": (b"id,name,parent\n1,a,2\n2,b,1\n", "parent_circle", {"name": "a"}),
    "ids": (b"id,name\n1,a\n1,b\n", "id_twice", {"value": "1"}),
    "colour": (b"name,color\na,bleu\n", "colour_broken", {"name": "a", "value": "bleu"}),
    "guids": (b"name,guid\na,x\nb,x\n", "guid_twice", {"name": "a", "other": "b"}),
    "bytes": (b"name\n\x81\x8d\n", "text_unreadable", {}),
    "utf16": (b"\xff\xfen\0a\0m\0e\0\n\0\x00\xd8", "text_unreadable", {}),
    "many": (b"name\n" + b"a\n" * 5_001, "too_many", {"limit": "5000"}),
    "large": (b" " * ((20 << 20) + 1), "too_large", {}),
}


@pytest.mark.parametrize(("data", "code", "params"), TABLES.values(), ids=TABLES)
def test_tables_that_cannot_be_read_are_refused_by_name(data, code, params):
    with refused(code, **params):
        tables.read_csv(data, "fr")


def test_our_json_is_this_one():
    assert json.loads(own_json.write_json(replace(FORM, sets=(CodeSet(Words("S"), (UUID(int=3),)),)))) == {
        "format": "entente-codebook",
        "version": 1,
        "name": {"fr": "Grille", "en": "Codebook"},
        "entries": [
            {
                "kind": "dimension",
                "colour": "#3370c7",
                "selection": "any",
                "name": {"fr": "Thème", "en": "Topic"},
                "entries": [
                    {
                        "guid": "00000000-0000-0000-0000-000000000003",
                        "kind": "code",
                        "slug": "topic.pay",
                        "key": "r",
                        "is_sensitive": True,
                        "is_interpretive": True,
                        "name": {"fr": "Paie", "en": "Pay"},
                        "definition": {"fr": "=argent"},
                    }
                ],
            }
        ],
        "sets": [{"name": {"fr": "S"}, "members": ["00000000-0000-0000-0000-000000000003"]}],
    }


@settings(max_examples=25)
@given(books())
def test_our_json_loses_nothing(form):
    assert own_json.read_json(own_json.write_json(form)) == form


@pytest.mark.parametrize("name", starters.NAMES)
def test_the_json_of_the_starters_is_read(name):
    data = (starters.FOLDER / f"{name}.json").read_bytes()
    form = own_json.read_json(data)
    assert sum(1 for _ in neutral.walk(form.entries)) == len(starters.starter(name).rows)
    assert form.name.fr == starters.starter(name).name_fr
    assert own_json.read_json(own_json.write_json(form)) == form


def own(**content):
    return json.dumps({"format": "entente-codebook", "version": 1} | content).encode()


VALUES = {
    "broken": (b'{\n"a":', "json_broken", {"line": "2"}),
    "bytes": (b'{"a": "\xff"}', "text_unreadable", {}),
    "number": (b"1" * 5_000, "json_broken", {}),
    "deep": (b"[" * 100_000, "too_deep", {}),
    "other": (b"{}", "json_other", {}),
    "list": (b"[]", "json_other", {}),
    "newer": (own(version=2), "version_newer", {}),
    "version": (own(version="1"), "json_field", {"field": "version"}),
    "entries": (own(entries={"a": 1}), "json_field", {"field": "entries"}),
    "entry": (own(entries=[1]), "json_field", {"field": "entries"}),
    "name": (own(entries=[{"name": "a"}]), "json_field", {"field": "name"}),
    "text": (own(entries=[{"name": {"fr": 1}}]), "json_field", {"field": "fr"}),
    "kind": (own(entries=[{"name": {"fr": "a"}, "kind": "x"}]), "json_field", {"field": "kind"}),
    "guid": (own(entries=[{"name": {"fr": "a"}, "guid": "x"}]), "json_field", {"field": "guid"}),
    "colour": (own(entries=[{"name": {"fr": "a"}, "colour": "x"}]), "colour_broken", {"name": "a", "value": "x"}),
    "set": (own(sets=["a"]), "json_field", {"field": "sets"}),
    "flag": (own(entries=[{"name": {"fr": "a"}, "is_sensitive": 1}]), "json_field", {"field": "is_sensitive"}),
    "starter": (b'{"codes": [1]}', "json_field", {"field": "codes"}),
    "starter colour": (b'{"codes": [{"slug": "a", "colour": "1"}]}', "json_field", {"field": "colour"}),
    "starter kind": (b'{"codes": [{"slug": "a", "kind": "b"}]}', "json_field", {"field": "kind"}),
    "starter parent": (b'{"codes": [{"slug": "a", "name_fr": "A", "parent": "b"}]}', "parent_unknown", {"value": "b"}),
    "starter uuid": (b'{"codes": [{"slug": "a", "name_fr": "A", "uuid": "b"}]}', "json_field", {"field": "uuid"}),
}


@pytest.mark.parametrize(("data", "code", "params"), VALUES.values(), ids=VALUES)
def test_json_that_is_no_codebook_is_refused_by_name(data, code, params):
    with refused(code, **params):
        own_json.read_json(data)


def test_json_nested_deeper_than_a_codebook_is_refused():
    deep = {"name": {"fr": "x"}}
    for _ in range(30):
        deep = {"name": {"fr": "x"}, "entries": [deep]}
    with refused("too_deep", limit="20"):
        own_json.read_json(own(entries=[deep]))
