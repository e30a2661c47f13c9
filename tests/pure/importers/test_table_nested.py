"""Answers that lie inside of their post in a JSON file: each becomes a post, hung under the one it lies in."""

import json

import pytest

from corpus.importers import registry
from corpus.importers.base import PostRecord, Recipe
from tests.pure.importers.conftest import places, read

ANSWER = {
    "reponse": "Non, pas dans le contrat", "membre": "Zouzou", "quand": "03/02/2020 09:15",
    "reponses": [{"reponse": "Et pourquoi pas ?", "membre": "Luce", "quand": "13/02/2020"}],
}  # fmt: skip
OPENING = {
    "publication": "Faut-il nettoyer la litière ?", "membre": "Mimi", "quand": "03/02/2020 08:15", "reponses": [ANSWER],
}  # fmt: skip
SECOND = {"publication": "Les trajets sont-ils payés ?", "membre": "Luce", "quand": "24/02/2020", "reponses": []}
TREE = [
    ("Mimi", "Faut-il nettoyer la litière ?", "", "post"),
    ("Zouzou", "Non, pas dans le contrat", "Faut-il nettoyer la litière ?", "reply"),
    ("Luce", "Et pourquoi pas ?", "Non, pas dans le contrat", "reply"),
]


def tree(posts):
    said = {post.external_id: post.text for post in posts}
    return [(p.author_name, p.text, said.get(p.parent_external_id, ""), p.kind) for p in posts]


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ([OPENING, SECOND], {"children": "reponses"}),
        ([OPENING], {"children": "reponses"}),
        (OPENING, {"children": "reponses"}),
        ({"groupe": "AVS", "data": [OPENING, SECOND]}, {"records": "data", "children": "reponses"}),
    ],
)
def test_answers_hang_under_the_post_they_lie_in(file, content, options):
    path = file(json.dumps(content, indent=1), "f.json")
    recipe = registry.guess_recipe(path)
    assert (recipe.options, recipe.columns["posted_at"]) == (options, "quand")
    posts, problems = read(path)
    assert (tree(posts)[:3], problems) == (TREE, [])
    assert [p.posted_at.isoformat()[:16] for p in posts[:2]] == ["2020-02-03T07:15", "2020-02-03T08:15"]


def test_a_list_inside_of_an_object_is_named_by_its_path(file):
    wrapped = OPENING | {"reponses": None, "suite": {"data": [ANSWER | {"reponses": None}]}}
    path = file(json.dumps([wrapped, SECOND]), "f.json")
    assert registry.guess_recipe(path).options == {"children": "suite.data"}
    assert tree(read(path)[0])[:2] == TREE[:2]


def test_ids_of_the_file_stand_and_running_numbers_count_in_their_thread(file):
    def record(own, *answers):
        return {"id": own, "message": f"Un message assez long {own}", "auteur": "Ana", "date": "2020-02-03",
                "comments": list(answers)}  # fmt: skip

    content = [record("m1000001", record(1), record("m1000002")), record("m1000003", record(1))]
    posts, _ = read(file(json.dumps(content), "f.json"))
    assert [(p.external_id, p.parent_external_id) for p in posts] == [
        ("m1000001", ""), ("~m1000001/1", "m1000001"), ("m1000002", "m1000001"),
        ("m1000003", ""), ("~m1000003/1", "m1000003"),
    ]  # fmt: skip


def test_made_up_ids_are_the_same_in_a_later_capture(file):
    first = read(file(json.dumps([OPENING, SECOND]), "a.json"))[0]
    grown = OPENING | {"reponses": [SECOND | {"reponse": "Bof bof bof", "publication": None}, *OPENING["reponses"]]}
    later = read(file(json.dumps([SECOND, grown]), "b.json"))[0]
    assert {p.external_id for p in first} < {p.external_id for p in later}
    assert all(p.external_id.startswith("~") for p in first)


def test_answers_to_a_refused_row_stay_together_and_nothing_is_lost(file):
    lost = OPENING | {"publication": "", "reponses": [ANSWER | {"reponses": [5, "x"]}]}
    posts, problems = read(file(json.dumps([lost, SECOND]), "f.json"))
    assert places(problems) == [
        (1, "publication", "empty_text"),
        (1, "", "json_not_object"),
        (1, "", "json_not_object"),
    ]
    assert [(p.text, p.parent_external_id) for p in posts] == [
        ("Non, pas dans le contrat", "~1"), ("Les trajets sont-ils payés ?", ""),
    ]  # fmt: skip


def test_a_list_that_is_not_read_is_named(file):
    path = file(json.dumps([OPENING, SECOND]), "f.json")
    recipe = registry.guess_recipe(path)
    items = list(registry.read(path, Recipe(columns=recipe.columns)))
    assert (items[0].code, items[0].params) == ("lists_left_out", {"value": "reponses"})
    assert [i.text for i in items if isinstance(i, PostRecord)] == [OPENING["publication"], SECOND["publication"]]


@pytest.mark.parametrize(
    "held", [[{"start": 0, "end": 5, "code": "Fierté"}], [{"url": "https://exemple.fr/a.jpg"}], [1]]
)
def test_a_list_without_texts_is_no_list_of_answers(file, held):
    rows = [{"id": n, "text": f"Un texte assez long {n}", "held": held} for n in range(3)]
    path = file(json.dumps(rows), "f.json")
    assert registry.guess_recipe(path).options == {}
    assert read(path)[1] == []
