"""Who is named by @ in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding_app.core.mentions import named_in

TEAM = {1: "Ana", 2: "Ana Petit", 3: "Éloïse Martin", 4: "J.-P. (médecin)", 5: "ana"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", set()),
        ("Ana devrait relire", set()),
        ("@Ana devrait relire", {1, 5}),
        ("@ana, @éloïse martin ?", {1, 3, 5}),
        ("voir avec @Ana Petit.", {2}),
        ("voir avec @Ana Petite", {1, 5}),  # no such colleague: the name that ends there
        ("@Anatole n’est pas de l’équipe", set()),
        ("ecrire à ana@Ana.example", set()),
        ("(@Éloïse\u202fMartin)", {3}),
        ("@Éloïse\nMartin", {3}),
        ("@J.-P. (médecin) saura", {4}),
        ("@Ana@Éloïse Martin", {1, 5}),
    ],
)
def test_names_after_an_at(text, found):
    assert named_in(text, TEAM) == found


def test_a_team_without_names():
    assert named_in("@Ana", {}) == set()
    assert named_in("@ ", {1: " "}) == set()


@given(st.text(), st.dictionaries(st.integers(), st.text(max_size=12), max_size=5))
def test_only_colleagues_are_found_and_never_without_an_at(text, names):
    found = named_in(text, names)
    assert found <= set(names)
    assert not found or "@" in text


@given(st.sampled_from(sorted(TEAM)), st.sampled_from(["", "Merci ", "(", "« "]), st.sampled_from(["", ".", " !", ","]))
def test_whoever_is_written_with_an_at_is_found(key, before, after):
    assert key in named_in(f"{before}@{TEAM[key]}{after}", TEAM)
