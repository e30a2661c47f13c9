"""Tables written in both profiles, and read again by the csv module."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding_app.exports.writers.cells import guarded, guarded_as_text, unguarded
from coding_app.exports.writers.delimited import ROWS_A_PIECE, Column
from coding_app.exports.writers.profiles import PROFILES

COLUMNS = [Column("id"), Column("text", is_text=True)]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def written(profile, rows, columns=COLUMNS):
    return b"".join(PROFILES[profile].pieces(columns, rows))


def read(profile, content):
    text = content.decode("utf-8-sig" if profile == "excel_fr" else "utf-8")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=PROFILES[profile].delimiter, strict=True))


def test_bytes_of_the_program_profile():
    rows = [("a1", "Bonjour, ça va ?"), ("a2", None), ("a3", 'dit "oui"')]
    assert written("rfc4180", rows) == ('id,text\r\na1,"Bonjour, ça va ?"\r\na2,\r\na3,"dit ""oui"""\r\n'.encode())


def test_bytes_of_the_french_excel_profile():
    rows = [("a1", "Bonjour, ça va ?"), ("a2", "oui ; non")]
    assert written("excel_fr", rows) == b"\xef\xbb\xbf" + (
        'id;text\r\na1;Bonjour, ça va ?\r\na2;"oui ; non"\r\n'.encode()
    )


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+33 6", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠a", "=cmd|' /C calc'!A0"],
)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_formula_is_text_in_both_profiles(profile, formula):
    [_header, [_id, cell]] = read(profile, written(profile, [("a1", formula)]))
    assert cell == "'" + formula
    assert unguarded(cell) == formula


def test_an_apostrophe_is_guarded_too_so_that_reading_back_is_exact():
    assert guarded("'tain") == "''tain"
    assert unguarded("''tain") == "'tain"
    assert guarded("l'aide") == "l'aide"


@pytest.mark.parametrize("text", ["007", "1/2", "1E5", "12:30", "06 12 34 56 78", "3,5", "50 %"])
def test_numbers_that_are_text_stay_text_in_excel(text):
    assert guarded_as_text(text) == "'" + text
    assert guarded(text) == text


@pytest.mark.parametrize("text", ["", "2 cp matin", "À 3, on y va", "v1"])
def test_ordinary_text_is_left_alone(text):
    assert guarded_as_text(text) == text


def test_ids_are_not_guarded():
    [_header, [identity, _text]] = read("rfc4180", written("rfc4180", [("-1", "a")]))
    assert identity == "-1"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("text", ["a\rb", "a\nb", "a\r\nb", "a\x0bb", "a\u2028b", "é\u0301👩🏽‍⚕️", 'a"b', "a;b,c"])
def test_round_trip_of_awkward_text(profile, text):
    rows = read(profile, written(profile, [("a1", text), ("a2", "after")]))
    assert rows == [["id", "text"], ["a1", text], ["a2", "after"]]


@given(st.lists(TEXTS, max_size=5))
def test_any_text_comes_back_the_same_from_both_profiles(texts):
    for profile in PROFILES:
        content = written(profile, [(str(n), text) for n, text in enumerate(texts)])
        assert [unguarded(row[1]) for row in read(profile, content)[1:]] == texts


def test_rows_are_written_piece_by_piece():
    taken = []

    def rows():
        for number in range(3 * ROWS_A_PIECE):
            taken.append(number)
            yield (str(number), "x")

    pieces = PROFILES["rfc4180"].pieces(COLUMNS, rows())
    next(pieces)
    assert taken == []
    next(pieces)
    assert len(taken) == ROWS_A_PIECE


def test_a_row_of_another_width_is_refused():
    with pytest.raises(ValueError, match="zip"):
        written("rfc4180", [("a1",)])
