"""Headers in French and English find their fields, and a mapping is checked in sentences."""

import pytest

from corpus.importers.base import Recipe
from corpus.importers.mapping import columns_of, fold, guess_mapping, name_columns, read_count, validate_mapping

ROWS = [["1", "0", "Une phrase assez longue pour un message", "Zoé", "03/02/2020", "12"]]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["id", "parent_id", "message", "from", "created_time", "likes"],
            {
                "external_id": "id",
                "parent_external_id": "parent_id",
                "text": "message",
                "author_name": "from",
                "posted_at": "created_time",
                "likes": "likes",
            },
        ),
        (
            ["Identifiant", "En réponse à", "Texte du message", "Auteur·ice", "Date de publication", "Nb j’aime"],
            {
                "external_id": "Identifiant",
                "parent_external_id": "En réponse à",
                "text": "Texte du message",
                "author_name": "Auteur·ice",
                "posted_at": "Date de publication",
                "likes": "Nb j’aime",
            },
        ),
        (
            ["ID_POST", "Fil de discussion", "Contenu", "Pseudo", "Date/heure", "Réactions"],
            {
                "external_id": "ID_POST",
                "thread_external_id": "Fil de discussion",
                "text": "Contenu",
                "author_handle": "Pseudo",
                "posted_at": "Date/heure",
                "likes": "Réactions",
            },
        ),
        (
            ["tweet_id", "in_reply_to_status_id", "full_text", "user_screen_name", "created_at", "retweet_count"],
            {
                "external_id": "tweet_id",
                "parent_external_id": "in_reply_to_status_id",
                "text": "full_text",
                "author_handle": "user_screen_name",
                "posted_at": "created_at",
                "reposts": "retweet_count",
            },
        ),
    ],
)
def test_guesses(headers, expected):
    assert columns_of(guess_mapping(headers, ROWS)) == expected


def test_a_column_of_long_cells_is_the_text_when_no_header_says_so():
    guess = guess_mapping(["a", "b"], [["x", "Une phrase assez longue pour être un message."]])
    assert (guess["text"].column, guess["text"].confidence) == ("b", 0.5)


def test_words_and_numbers_do_not_pass_for_counts():
    assert "likes" not in guess_mapping(["message", "likes"], [["une phrase de plus", "pas mal"]] * 5)


def test_fold_and_names():
    assert fold("  Réponse à  (œuvre) ") == "reponseaoeuvre"
    assert name_columns(["a", "", "a", " a "]) == ["a", "column 2", "a (2)", "a (3)"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12),
        ("1 204", 1204),
        ("1\u202f204", 1204),
        ("1,204", 1204),
        ("1,2 k", 1200),
        ("3k", 3000),
        ("12.0", 12),
        ("", None),
        ("beaucoup", None),
        ("-1", None),
        ("1.5", None),
    ],
)
def test_counts(written, number):
    assert read_count(written) == number


def test_a_mapping_is_refused_with_sentences():
    found = validate_mapping(
        {"posted_time": "b", "likes": "b", "nom": "x"}, ["a", "b"], timezone="Mars/Base", date_order="ymdd"
    )
    assert [(o.field, o.sentence % o.params) for o in found] == [
        ("nom", "There is no field “nom”."),
        ("text", "Choose the column that holds the text of the posts."),
        ("likes", "The column “b” was chosen twice: for “posted_time” and “likes”."),
        ("nom", "The file has no column “x”."),
        ("posted_time", "A time of day needs a date: choose the column of the date too."),
        ("timezone", "There is no time zone “Mars/Base”."),
        ("date_order", "The order of dates is dmy, mdy or ymd, not “ymdd”."),
    ]
    assert validate_mapping({"text": "a"}, ["a"]) == []


def test_a_recipe_survives_its_file():
    recipe = Recipe(columns={"text": "a"}, delimiter=";", header_row=0)
    assert Recipe.from_dict(recipe.to_dict()) == recipe
    for wrong in ({"colonnes": {}}, {"columns": {"text": 3}}, {"header_row": True}, {"encoding": None}, []):
        with pytest.raises(ValueError, match="recipe"):
            Recipe.from_dict(wrong)


def test_a_date_of_an_answer_is_no_text():
    rows = [["03/02/2020 08:15:00", "Non, pas dans le contrat"], ["04/02/2020 09:00:00", "Bof"]]
    found = guess_mapping(["Date réponse", "Réponse"], rows)
    assert {name: guess.column for name, guess in found.items()} == {"text": "Réponse", "posted_at": "Date réponse"}
    assert guess_mapping(["Quand"], [["03/02/2020"]])["posted_at"].column == "Quand"
