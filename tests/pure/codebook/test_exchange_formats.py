"""All formats at once: what is lost is said, nothing else is; no file breaks a reader."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding_app.codebook.exchange import formats, losses, neutral, qdc
from coding_app.codebook.exchange.neutral import Codebook, CodeSet, Entry, Words
from coding_app.codebook.exchange.refusals import UnusableCodebook
from tests.pure.codebook.test_exchange_forms import refused
from tests.pure.codebook.test_exchange_labels import FORM
from tests.pure.codebook.test_exchange_qdc import PROJECT

LETTERS = st.sampled_from("abcdefghijkl")
RARELY = st.sampled_from(["", "", "", "x"])


@st.composite
def plain(draw, depth=0):
    """An entry with little more than what a list of codes has."""
    kind = draw(st.sampled_from([["dimension", "code"], ["group", "code"], ["code"]][depth]))
    below = st.lists(plain(depth + 1), max_size=3) if kind != "code" else st.just([])
    return Entry(
        Words(draw(LETTERS)),
        kind=kind,
        slug=draw(LETTERS if kind == "dimension" else RARELY),
        key=draw(RARELY),
        is_sensitive=draw(st.sampled_from([False, False, False, True])),
        is_interpretive=draw(st.sampled_from([False, False, False, True])),
        definition=Words(draw(RARELY)),
        colour=draw(st.sampled_from(["", "#123456"])) if kind == "code" else "",
        selection=draw(st.sampled_from(["any", "one"])) if kind == "dimension" else draw(RARELY),
        entries=tuple(draw(below)),
    )


plain_books = st.lists(plain(), min_size=1, max_size=3).map(lambda found: Codebook(tuple(found)))


@settings(max_examples=100)
@given(plain_books, st.sampled_from(sorted(formats.FORMATS)))
def test_when_nothing_is_said_to_be_lost_nothing_is(form, name):
    if losses.losses(form, name):
        return
    file = formats.FORMATS[name]
    found = file.read(file.write(form, "fr"), "fr")
    assert found == (neutral.with_guids(form) if name == "qdc" else form)


CODES = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True)


@given(CODES, st.sampled_from(sorted(formats.FORMATS)))
def test_a_plain_list_goes_through_every_format_that_keeps_lists(found, name):
    form = Codebook(tuple(Entry(Words(one)) for one in found))
    file = formats.FORMATS[name]
    read = file.read(file.write(form, "fr"), "fr")
    lists = [entry.label for entry, _ in neutral.walk(read.entries) if entry.is_codable]
    assert lists == found


def test_what_each_format_loses_is_said():
    rich = Codebook((*FORM.entries, Entry(Words("Seul", "Alone"), guid=None)), Words("Grille"), (CodeSet(Words("S")),))
    said = {name: losses.losses(rich, name) for name in formats.FORMATS}
    sentence = losses.SENTENCES
    assert said == {
        "qdc": [sentence["language"], sentence["name"]],
        "csv": [sentence["name"], sentence["sets"]],
        "json": [],
        "doccano": [
            sentence[code]
            for code in (
                "language",
                "name",
                "sets",
                "tree",
                "texts",
                "stable_names",
                "rules",
                "none",
                "keys_repeated",
                "names_repeated",
                "colours_filled",
            )
        ],
        "label_studio": [sentence[code] for code in ("language", "name", "sets", "none", "names_on_top", "names_made")],
        "list": [
            sentence[code]
            for code in (
                "language",
                "name",
                "sets",
                "tree",
                "texts",
                "stable_names",
                "rules",
                "none",
                "colours",
                "keys",
                "names_repeated",
            )
        ],
    }
    assert set(losses.IS_LOST) == set(losses.SENTENCES)


def test_a_file_is_recognized_by_what_is_in_it(tmp_path):
    path = tmp_path / "upload"
    for name, file in formats.FORMATS.items():
        path.write_bytes(file.write(FORM, "fr"))
        assert formats.recognized(path.read_bytes(), f"x{file.suffix}") == name
        assert formats.read_file(path, f"x{file.suffix}", "fr").entries
    path.write_bytes(qdc.write_qdc(FORM, "fr").decode().replace("utf-8", "utf-16").encode("utf-16"))
    assert formats.read_file(path, "x", "fr").entries[0].label == "Thème"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Project.qde", PROJECT)
    assert formats.read_file(path, "x.qdpx", "fr").entries[0].label == "Thème"
    path.write_bytes(b" \n")
    with refused("file_empty"):
        formats.read_file(path, "x", "fr")
    path.write_bytes(b"x" * ((20 << 20) + 1))
    with refused("too_large"):
        formats.read_file(path, "x", "fr")


def unharmed(read, *args):
    """Read, and let nothing out but a refusal with its whole sentence."""
    try:
        form = read(*args)
    except UnusableCodebook as refusal:
        said = refusal.sentence % refusal.params
    else:
        said = ""
        assert neutral.checked(form) == form
    assert "%(" not in said


WHOLE = [file.write(FORM, "fr") for file in formats.FORMATS.values()]
BEGINNINGS = [
    b"",
    b"<",
    b"<View>",
    b"<CodeBook>",
    b"{",
    b"[",
    b"name\n",
    b"\xff\xfe",
    b'<?xml version="1.0" encoding="',
]


@given(st.sampled_from(sorted(formats.FORMATS)), st.sampled_from(BEGINNINGS), st.binary(max_size=60))
def test_no_bytes_break_a_reader(name, begin, data):
    unharmed(formats.FORMATS[name].read, begin + data, "fr")


@settings(max_examples=300)
@given(
    st.sampled_from(WHOLE),
    st.floats(0, 1),
    st.integers(0, 9),
    st.binary(max_size=6),
    st.sampled_from(sorted(formats.FORMATS)),
)
def test_no_damage_to_a_good_file_breaks_a_reader(data, where, gone, put, name):
    at = int(where * len(data))
    broken = data[:at] + put + data[at + gone :]
    unharmed(formats.FORMATS[name].read, broken, "fr")


def project():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", PROJECT)
        archive.writestr("sources/a.txt", b"Bonjour")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("damaged") / "p.qdpx"


@given(st.floats(0, 1), st.integers(0, 9), st.binary(max_size=6))
def test_no_damage_to_a_project_breaks_its_reader(place, where, gone, put):
    data = project()
    at = int(where * len(data))
    place.write_bytes(data[:at] + put + data[at + gone :])
    unharmed(formats.read_file, place, "p.qdpx", "fr")
