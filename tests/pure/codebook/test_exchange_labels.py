"""Code lists of doccano and Label Studio, and plain lists."""

import json

import pytest

from coding_app.codebook.exchange import labels, neutral
from coding_app.codebook.exchange.neutral import Codebook, Entry, Words
from tests.pure.codebook.test_exchange_forms import refused

NONE = Entry(Words("Rien"), kind="none", key="0")
PAY = Entry(Words("Paie"), definition=Words("Argent\nreçu"), slug="topic.pay", key="r", colour="#3370c7")
FORM = Codebook(
    (
        Entry(
            Words("Thème"),
            kind="dimension",
            slug="topic",
            selection="any",
            entries=(Entry(Words("Travail"), kind="group", entries=(PAY,)), NONE),
        ),
        Entry(Words("Ton"), kind="dimension", selection="one", entries=(Entry(Words("Vif"), key="r"), NONE)),
    )
)
DOCCANO = [
    {"text": "Paie", "prefix_key": None, "suffix_key": "r", "background_color": "#3370c7", "text_color": "#ffffff"},
    {
        "text": "Thème / Rien",
        "prefix_key": None,
        "suffix_key": "0",
        "background_color": "#657288",
        "text_color": "#ffffff",
    },
    {"text": "Vif", "prefix_key": None, "suffix_key": None, "background_color": "#657288", "text_color": "#ffffff"},
    {
        "text": "Ton / Rien",
        "prefix_key": None,
        "suffix_key": None,
        "background_color": "#657288",
        "text_color": "#ffffff",
    },
]
LABEL_STUDIO = """<View>
  <Text name="text" value="$text" />
  <View>
    <Header value="Thème" />
    <Choices name="topic" toName="text" choice="multiple">
      <View>
        <Header value="Travail" />
        <Choice value="Paie" alias="topic.pay" hotkey="r" background="#3370c7" hint="Argent&#10;reçu" />
      </View>
      <Choice value="Rien" hotkey="0" />
    </Choices>
  </View>
  <View>
    <Header value="Ton" />
    <Choices name="ton" toName="text" choice="single">
      <Choice value="Vif" hotkey="r" />
      <Choice value="Rien" hotkey="0" />
    </Choices>
  </View>
</View>
"""


def test_doccano_gets_a_flat_list_of_names_and_keys_used_once():
    assert json.loads(labels.write_doccano(FORM, "fr")) == DOCCANO


def test_doccano_s_import_and_export_are_both_read():
    exported = [
        {
            "id": 1,
            "text": "Paie",
            "prefixKey": None,
            "suffixKey": "r",
            "backgroundColor": "#3370C7",
            "textColor": "#fff",
        },
        {
            "id": 2,
            "text": "Vif",
            "prefixKey": None,
            "suffixKey": None,
            "backgroundColor": "#209CEE",
            "textColor": "#fff",
        },
    ]
    expected = Codebook((Entry(Words("Paie"), key="r", colour="#3370c7"), Entry(Words("Vif"), colour="#209cee")))
    assert labels.read_doccano(json.dumps(exported).encode(), "fr") == expected
    assert [one.label for one in labels.read_doccano(labels.write_doccano(FORM, "fr"), "fr").entries] == [
        "Paie",
        "Thème / Rien",
        "Vif",
        "Ton / Rien",
    ]


def test_label_studio_gets_choices_for_each_dimension():
    assert labels.write_label_studio(FORM, "fr").decode() == LABEL_STUDIO
    found = labels.read_label_studio(LABEL_STUDIO.encode(), "fr")
    assert [(depth, entry.kind, entry.label, entry.slug) for entry, depth in neutral.walk(found.entries)] == [
        (0, "dimension", "Thème", "topic"),
        (1, "group", "Travail", ""),
        (2, "code", "Paie", "topic.pay"),
        (1, "code", "Rien", ""),
        (0, "dimension", "Ton", "ton"),
        (1, "code", "Vif", ""),
        (1, "code", "Rien", ""),
    ]
    assert found.entries[0].entries[0].entries == (PAY,)
    assert [one.selection for one in found.entries] == ["any", "one"]


def test_configurations_of_others_are_read():
    data = b"""<!-- mine --><View><Text name="t" value="$t"/>
     <Labels name="ner" toName="t"><Label value="Lieu" background="green"/><Label alias="p" background="#F00"/></Labels>
     <Taxonomy name="tax" toName="t"><Choice value="A"><Choice value="B"/></Choice></Taxonomy>
     <Choices name="one" toName="t" choice="single-radio"><Choice value="C"/></Choices></View>"""
    found = labels.read_label_studio(data, "en")
    assert [(depth, entry.label, entry.colour) for entry, depth in neutral.walk(found.entries)] == [
        (0, "ner", ""),
        (1, "Lieu", ""),
        (1, "p", "#ff0000"),
        (0, "tax", ""),
        (1, "A", ""),
        (2, "B", ""),
        (0, "one", ""),
        (1, "C", ""),
    ]
    assert [one.selection for one in found.entries] == ["one", "any", "one"]


def test_codes_in_no_dimension_get_one():
    data = labels.write_label_studio(Codebook((Entry(Words("A")), Entry(Words("B")))), "fr")
    found = labels.read_label_studio(data, "fr")
    assert [(depth, entry.label) for entry, depth in neutral.walk(found.entries)] == [(0, "codes"), (1, "A"), (1, "B")]


def test_a_list_has_one_name_a_line():
    assert labels.write_list(FORM, "fr").decode() == "Paie\nThème / Rien\nVif\nTon / Rien\n"
    found = labels.read_list("\ufeffPaie\r\n\r\n  Lien \nPaie\n".encode(), "fr")
    assert found == Codebook((Entry(Words("Paie")), Entry(Words("Lien"))))


def test_names_are_told_apart_even_when_their_dimensions_are_not():
    twice = Entry(Words("T"), kind="dimension", entries=(Entry(Words("a")), Entry(Words("a"))))
    assert [name for _, name in labels.applied(Codebook((twice, twice)), "fr")] == [
        "T / a",
        "T / a (2)",
        "T / a (3)",
        "T / a (4)",
    ]


DEEP = b"<View>" + b"<View>" * 200 + b"</View>" * 200 + b"</View>"
REFUSED = [
    (labels.read_doccano, b"{}", "json_other", {}),
    (labels.read_doccano, b'[{"name": "a"}]', "json_other", {}),
    (labels.read_doccano, b'[{"text": 1}]', "json_field", {"field": "text"}),
    (labels.read_doccano, b'[{"text": ""}]', "name_missing", {}),
    (labels.read_doccano, b'[{"text": "a", "background_color": "red"}]', "colour_broken", {"name": "a"}),
    (labels.read_doccano, b'[{"text": "a"}' + b', {"text": "a"}' * 5_000 + b"]", "too_many", {}),
    (labels.read_label_studio, b"<View/>", "xml_other", {"name": "View"}),
    (labels.read_label_studio, b"<a/>", "xml_other", {"name": "a"}),
    (labels.read_label_studio, b"<View>", "xml_broken", {"line": "1"}),
    (labels.read_label_studio, b"", "xml_broken", {}),
    (labels.read_label_studio, b'<?xml version="1.0" encoding="klingon"?><View/>', "xml_broken", {}),
    (labels.read_label_studio, b'<!DOCTYPE a [<!ENTITY b "c">]><View>&b;</View>', "archive_doctype", {}),
    (labels.read_label_studio, DEEP, "too_deep", {}),
    (labels.read_label_studio, b'<View><Choices name="a"><Choice/></Choices></View>', "name_missing", {"number": "2"}),
    (labels.read_label_studio, b" " * ((5 << 20) + 1), "too_large", {"limit": "5"}),
    (labels.read_list, b"\x81", "text_unreadable", {}),
    (labels.read_list, b"x" * 501, "name_too_long", {}),
    (labels.read_list, "\n".join(map(str, range(5_001))).encode(), "too_many", {}),
]


@pytest.mark.parametrize(("read", "data", "code", "params"), REFUSED, ids=range(len(REFUSED)))
def test_files_that_are_no_list_of_codes_are_refused_by_name(read, data, code, params):
    with refused(code, **params):
        read(data, "fr")
