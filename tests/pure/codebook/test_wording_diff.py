"""Words that differ between two texts, and passages found in a text."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding_app.codebook import passages
from coding_app.codebook.changes import untold
from coding_app.codebook.figures import CodeFigures
from coding_app.codebook.wording_diff import Stretch, sides


def shown(side):
    return "".join(f"[{one.text}]" if one.is_changed else one.text for one in side)


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("", "", "", ""),
        ("Le salaire.", "Le salaire.", "Le salaire.", "Le salaire."),
        ("", "Tout neuf", "", "[Tout neuf]"),
        ("Tout part", "", "[Tout part]", ""),
        ("dû pour le travail", "dû pour un travail", "dû pour [le] travail", "dû pour [un] travail"),
        ("un mot", "un mot, puis", "un mot", "un mot[, puis]"),
        ("a b c d", "a x y d", "a [b c] d", "a [x y] d"),
        ("heures", "Heures", "[heures]", "[Heures]"),
        ("la nuit\nle jour", "la nuit\nle soir", "la nuit\nle [jour]", "la nuit\nle [soir]"),
        ("été 🐈", "été 🐕", "été [🐈]", "été [🐕]"),
    ],
)
def test_changed_words_are_marked_on_their_side(before, after, left, right):
    one, other = sides(before, after)
    assert (shown(one), shown(other)) == (left, right)


@given(st.text(alphabet="ab é,.\n🐈", max_size=30), st.text(alphabet="ab é,.\n🐈", max_size=30))
def test_nothing_is_lost_and_the_rest_is_common(before, after):
    left, right = sides(before, after)
    assert "".join(one.text for one in left) == before
    assert "".join(one.text for one in right) == after
    assert (before == after) == (not any(one.is_changed for one in (*left, *right)))
    assert all(one.text for one in (*left, *right))


def test_neighbors_with_the_same_mark_are_one_stretch():
    assert sides("a", "b c")[1] == [Stretch("b c", is_changed=True)]


TEXT = "Non, c’est non.\nPas  payée la nuit 🐈, non."


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("c’est non", [(5, 14)]),
        ("Pas payée", [(16, 26)]),
        ("non.\r\nPas", [(11, 19)]),
        ("🐈, non", [(35, 41)]),
        ("non", [(11, 14), (38, 41)]),
        ("n.n", []),
        ("jamais dit", []),
        ("  ", []),
        ("", []),
    ],
)
def test_words_are_found_where_they_stand(words, places):
    assert passages.places_of(TEXT, words) == places
    for start, end in places:
        assert TEXT[start:end].split() == words.split()


@dataclass
class Excerpt:
    post: object
    start: int | None = None
    end: int | None = None


def test_an_excerpt_is_the_post_or_a_passage_in_code_points():
    post = SimpleNamespace(text="ah 🐈 oui")
    assert passages.words_of(Excerpt(post)) == "ah 🐈 oui"
    assert passages.words_of(Excerpt(post, 3, 4)) == "🐈"
    assert passages.words_of(Excerpt(post, 5, 8)) == "oui"
    assert passages.words_of(Excerpt(None)) == ""


def test_a_fate_is_told_once_and_what_is_merged_is_not_retired_too():
    fates = [(1, "retired"), (2, "retired"), (3, "retired"), (4, "moved"), (5, "moved")]
    told = {(1, "merged"), (2, "retired"), (4, "moved"), (5, "split")}
    assert untold(fates, told) == [(3, "retired"), (5, "moved")]
    assert untold(fates, set()) == fates


def test_figures_say_whether_something_lies_below():
    assert not CodeFigures(codings=3, codings_below=3).has_below
    assert CodeFigures(codings=0, codings_below=3).has_below
