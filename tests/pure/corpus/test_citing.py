"""Which quotes lead back to who wrote them."""

import pytest

from corpus.citing import is_traceable, longest_run


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("J'ai pas dormi", 3),
        ("un deux trois [prénom] quatre cinq", 3),
        ("un deux ████ trois quatre cinq six", 4),
        ("vu sur [lien exemple.fr] hier soir", 2),
        ("c'est [sic] dit ainsi", 4),
        ("🚑 peut-être demain…", 2),
    ],
)
def test_the_longest_run_is_counted_between_masks(text, words):
    assert longest_run(text) == words


def test_six_words_in_a_row_are_enough_unless_there_is_consent():
    text = "un deux trois quatre cinq six"
    assert is_traceable(text, "public")
    assert is_traceable(text, "closed")
    assert not is_traceable(text, "consent")
    assert not is_traceable("un deux trois quatre cinq", "public")
