"""Passages of a search: hits apart from other words, an ellipsis wherever something is left out."""

import pytest

from corpus.passages import CLOSE, EDGE, OPEN, Piece, pieces


def shown(text, marked):
    """Return a passage as a reader sees it, hits in brackets."""
    found = pieces(marked.replace("[", OPEN).replace("]", CLOSE), text[:EDGE], text[-EDGE:])
    return "".join(f"[{one.text}]" if one.is_hit else one.text for one in found)


def test_hits_are_pieces_of_their_own():
    text = "le contrat et le contrat"
    assert pieces(f"le {OPEN}contrat{CLOSE} et le {OPEN}contrat{CLOSE}", text, text) == (
        Piece("le "), Piece("contrat", is_hit=True), Piece(" et le "), Piece("contrat", is_hit=True),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "marked", "seen"),
    [
        ("Mon contrat est de 110 h.", "Mon [contrat] est de 110 h", "Mon [contrat] est de 110 h"),
        ("« Contrat » écrit 😬 elle paye", "[Contrat] » écrit 😬 elle paye", "[Contrat] » écrit 😬 elle paye"),
        ("Bonsoir. Mon contrat dit non", "contrat dit non", "… contrat dit non"),
        ("Mon contrat dit non, et après ?", "Mon [contrat] dit non", "Mon [contrat] dit non…"),
        ("Un. Deux contrat trois. Quatre. Cinq contrat", "Deux [contrat] … Cinq [contrat]",
         "… Deux [contrat] … Cinq [contrat]"),
        ("contrat " * 300, "[contrat] contrat", "[contrat] contrat"),
    ],
    ids=["whole", "marks outside", "cut before", "cut after", "two fragments", "long"],
)  # fmt: skip
def test_an_ellipsis_says_where_words_are_left_out(text, marked, seen):
    assert shown(text, marked) == seen


def test_nothing_found_is_nothing_shown():
    assert pieces("", "", "") == ()


def test_a_mark_that_is_not_closed_is_plain_text():
    assert pieces(f"a {OPEN}b", "a b", "a b") == (Piece("a "), Piece("b"))
