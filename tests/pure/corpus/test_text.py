"""What leads to a person is found, and nothing else."""

import re

import pytest

from corpus.text import clean, fold_in_place, fold_name, mentions, words_of


def test_clean():
    assert clean(" e\u0301te\u0301\r\nsuite\r") == "été\nsuite"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@a et (@b_2), .@c@d", ["a", "b_2"]),
        ("écrire à x@y.fr", []),
        ("@dr.blouse, @élodie-t. fin", ["dr.blouse", "élodie-t"]),
        ("@ rien", []),
    ],
)
def test_mentions(text, found):
    assert [m.word for m in mentions(text)] == found


def test_mention_spans_are_code_points():
    (span,) = mentions("🐈‍⬛ @zoé !")
    assert ("🐈‍⬛ @zoé !"[span.start : span.end], span.word) == ("@zoé", "zoé")


def test_clean_takes_out_what_no_database_can_hold():
    assert clean("a\0b\ud83d fin") == "ab? fin"


def test_folding():
    assert fold_name("  @Dr_Blouse ") == "dr_blouse"
    assert fold_name("Zoe\u0301  Té") == "zoé té"
    assert [len(fold_in_place(t)) for t in ("İstanbul", "É")] == [8, 1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L'été, c'est «fini» !", ["L", "été", "c", "est", "fini"]),
        ("a_b/c-d…e", ["a_b", "c", "d", "e"]),
        ("x\u200dy\x1cz ½ ²", ["x", "y", "z", "½", "²"]),
        ("🐈 ?! @zoé", ["zoé"]),
        ("…", []),
        ("", []),
    ],
)
def test_words_are_those_of_the_pattern(text, words):
    assert words_of(text) == words == re.findall(r"\w+", text)
