"""Threads as people paste or type them: who wrote, when, what, in answer to what."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.importers import pasted_text
from corpus.importers.pasted_text import Pasted, moment_of, parse

DAY = date(2020, 2, 20)
PAGE = """\
Mimi Durand
2 sem. ·
Faut-il nettoyer la litière du chat ?
Merci d'avance.

J’aime
Commenter
Partager
31
12 commentaires
Voir plus de commentaires
Zouzou Petit
Moteur de conversation
Non, ce n'est pas dans le contrat
2 sem
J’aime
Répondre
3
Nanou Martin
Zouzou Petit tout à fait d'accord !
Mon employeur a répondu
1 sem. J’aime Répondre 4
Mimi Durand a répondu
 ·
3 réponses
Luce Noir
1 sem
J’aime
Répondre
Ana B
Bof… Voir plus
J’aime
Répondre
3 j
"""


def told(text: str) -> list[tuple[str, str, str, int | None]]:
    return [(p.author, p.when, p.text, p.answers) for p in parse(text, DAY)]


def test_a_page_as_the_browser_copies_it():
    assert told(PAGE) == [
        ("Mimi Durand", "2 sem.", "Faut-il nettoyer la litière du chat ?\nMerci d'avance.", None),
        ("Zouzou Petit", "2 sem", "Non, ce n'est pas dans le contrat", 0),
        ("Nanou Martin", "1 sem.", "Zouzou Petit tout à fait d'accord !\nMon employeur a répondu", 1),
        ("Luce Noir", "1 sem", "", 0),
        ("Ana B", "3 j", "Bof…", 0),
    ]


def test_a_page_in_english_with_spaces_that_do_not_break():
    page = "Mimi Durand\n2w\u00a0·\nMust I?\nLike\nComment\nShare\n4\nZouzou Petit\nNo\n1w\nLike\nReply\nEdited\n"
    assert told(page) == [("Mimi Durand", "2w", "Must I?", None), ("Zouzou Petit", "1w", "No", 0)]


@pytest.mark.parametrize(
    "head", ["Mimi · 2 sem.", "Mimi (2 sem.)", "Mimi Petit, 2 sem.", "Mimi\n2 sem.", "Mimi · 2 sem. · Modifié"]
)
def test_heads_with_a_time(head):
    name = "Mimi Petit" if "Petit" in head else "Mimi"
    assert told(f"{head}\nFaut-il ?\n\nUn second alinéa : oui.\n\nZouzou · 3 j\nNon.") == [
        (name, "2 sem.", "Faut-il ?\n\nUn second alinéa : oui.", None),
        ("Zouzou", "3 j", "Non.", 0),
    ]


def test_heads_with_a_time_and_indentation():
    text = "Mimi · 2 sem.\nFaut-il ?\n  Zouzou · 1 sem.\n  Non.\n    Nanou · 6 j\n    Si.\n  Luce · 3 j\n  Bof"
    assert told(text) == [
        ("Mimi", "2 sem.", "Faut-il ?", None),
        ("Zouzou", "1 sem.", "Non.", 0),
        ("Nanou", "6 j", "Si.", 1),
        ("Luce", "3 j", "Bof", 0),
    ]


def test_names_before_a_colon_and_marks_of_quotation():
    assert told("Mimi : Faut-il ?\n> Zouzou : Non\n>> Nanou : Si\n> Luce : Bof\net encore") == [
        ("Mimi", "", "Faut-il ?", None),
        ("Zouzou", "", "Non", 0),
        ("Nanou", "", "Si", 1),
        ("Luce", "", "Bof\net encore", 0),
    ]


def test_dates_in_brackets():
    assert told("Mimi Durand (03/02/2020 08:15) : Faut-il ?\nZouzou (hier) : non\n\tNanou (2 h) - si") == [
        ("Mimi Durand", "03/02/2020 08:15", "Faut-il ?", None),
        ("Zouzou", "hier", "non", 0),
        ("Nanou", "2 h", "si", 1),
    ]


def test_dashes():
    assert told("Faut-il ?\n- Non\n  - Pourquoi pas\n    avec des gants\n- Si\n-- Ah ?") == [
        ("", "", "Faut-il ?", None),
        ("", "", "Non", 0),
        ("", "", "Pourquoi pas\navec des gants", 1),
        ("", "", "Si", 0),
        ("", "", "Ah ?", 3),
    ]


def test_marks_of_quotation_alone():
    assert told("Faut-il ?\n> Non\n> vraiment pas\n>> Si\n\n> Peut-être") == [
        ("", "", "Faut-il ?", None),
        ("", "", "Non\nvraiment pas", 0),
        ("", "", "Si", 1),
        ("", "", "Peut-être", 0),
    ]


def test_blank_lines_alone():
    assert told("Une question ?\n\nUne réponse.\nqui continue\n\nUne autre : voilà.") == [
        ("", "", "Une question ?", None),
        ("", "", "Une réponse.\nqui continue", 0),
        ("", "", "Une autre : voilà.", 0),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour : une question.\n\nMerci : à vous.",
        "Les horaires : trop longs\n\nVoir https://exemple.fr : utile ?\n\nRien",
        "Oui, hier\n\nNon, demain",
        "10 € de moins\n\n-10 € par mois",
    ],
)
def test_what_is_no_writer(text):
    assert [p.author for p in parse(text, DAY)] == [""] * len(text.split("\n\n"))


def test_two_roots_answer_the_opening():
    assert [p.answers for p in parse("Mimi : Q ?\nZouzou : a\nNanou : b\nMimi : Zouzou merci", DAY)] == [None, 0, 0, 1]


@pytest.mark.parametrize("text", ["", "   \n\n", "- \n- \n", "> "])
def test_nothing(text):
    assert parse(text, DAY) == []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab M:·>-\n\t 2jJ’aimeRépond(),."), max_size=200))
def test_any_paste_gives_a_tree(text):
    posts = parse(text, DAY)
    assert [p.answers is None for p in posts[:1]] == [True] * len(posts[:1])
    assert all(isinstance(p, Pasted) and p.answers is not None and p.answers < n for n, p in enumerate(posts) if n)


@pytest.mark.parametrize(
    ("when", "day", "status", "precision"),
    [
        ("2 sem.", "2020-02-06", "estimated", "week"),
        ("hier à 14:30", "2020-02-19", "estimated", "minute"),
        ("12 janvier, 08:15 ·", "2020-01-12", "estimated", "minute"),
        ("03/02/2020 08:15", "2020-02-03", "local_assumed", "minute"),
    ],
)
def test_times(when, day, status, precision):
    moment = moment_of(when, DAY)
    assert (moment.at.date().isoformat(), moment.status, moment.precision) == (day, status, precision)


@pytest.mark.parametrize("when", ["", "bientôt", "31/02/2020"])
def test_no_times(when):
    assert moment_of(when, DAY) is None


@pytest.mark.parametrize("block", ["oui\n\n", "Mimi Durand : oui\n", "Mimi Durand\noui\nJ’aime\nRépondre\n2 sem.\n"])
def test_nothing_is_looked_at_behind_one_post_too_many(block, monkeypatch):
    whole = parse(block * 9, DAY)
    seen = []
    spoken_to = pasted_text._spoken_to
    monkeypatch.setattr(pasted_text, "_spoken_to", lambda post, posts: seen.append(post) or spoken_to(post, posts))
    assert (len(whole), parse(block * 500, DAY, most=3), len(seen)) == (9, whole[:4], 3)
