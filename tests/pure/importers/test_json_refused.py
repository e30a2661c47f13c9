"""A JSON answer of a system that is not read yet is refused; taken for a table it would be one absurd row."""

import json

import pytest

from corpus.importers import registry
from corpus.importers.base import UnreadableFile
from corpus.importers.head import Head
from corpus.importers.problems import sentence
from tests.pure.importers.conftest import read

PERSON = {"screen_name": "infirmiere_inventee", "entities": {"url": {"urls": []}}}
OLD_POST = {
    "created_at": "Mon Feb 03 08:00:00 +0000 2020",
    "full_text": "Des nouvelles du terrain",
    "id_str": "1220000000000000009",
    "entities": {"user_mentions": [{"screen_name": "autre_inventee", "indices": [0, 5]}]},
    "user": PERSON,
}
TIMELINE = {"data": {"thread": {"instructions": [{"entries": [{"content": {"result": {"legacy": OLD_POST}}}]}]}}}
CHAT = {"name": "Groupe", "type": "group", "id": 9, "messages": [{"id": 1, "text": [{"type": "bold"}]}] * 2}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("answer", "formats"),
    [
        (OLD_POST, ["table"]),
        ({"statuses": [OLD_POST, OLD_POST], "search_metadata": {"count": 2}}, ["table"]),
        (TIMELINE, ["auto", "table"]),
        (CHAT, ["auto", "table"]),
    ],
    ids=["one-post", "search", "timeline", "chat"],
)
def test_a_nested_answer_is_refused_with_a_sentence(file, answer, formats, indent):
    path = file(json.dumps(answer, indent=indent), "reponse.json")
    for wanted in formats:
        with pytest.raises(UnreadableFile) as refused:
            registry.guess_recipe(path, wanted)
        assert refused.value.code == "json_not_posts"
    assert "Export it as CSV" in sentence(refused.value.code, refused.value.params)


@pytest.mark.parametrize(
    ("answer", "posts"),
    [
        ({"text": "Seul", "author": {"name": "Ana"}, "date": "2020-02-03"}, 1),
        ({"posts": [{"text": "Un", "author": {"name": "Ana"}}, {"text": "Deux", "hashtags": ["a", "b"]}]}, 2),
        ([{"text": "Un"}, {"text": "Deux", "extra": {"deep": {"deeper": 1}}}], 2),
    ],
    ids=["one-record", "wrapped-records", "array"],
)
def test_records_are_still_a_table(file, answer, posts):
    found, problems = read(file(json.dumps(answer), "messages.json"))
    assert (len(found), problems) == (posts, [])


def test_lines_of_posts_may_nest(file):
    line = json.dumps({"text": "Un", "extra": {"deep": {"deeper": [{"a": 1}]}}})
    assert len(read(file(f"{line}\n{line}\n", "lignes.jsonl"))[0]) == 2


def test_an_object_of_thousands_of_names_is_refused_by_its_beginning(file):
    """What follows the beginning is never decoded: here it is no JSON at all."""
    names = ",".join(f'"nom{n}": {n}' for n in range(2_001))
    for text in ("{" + names + ", %%%", "{\n" + names.replace(",", ",\n") + ", %%%"):
        path = file(text, "noms.json")
        assert Head(path).values == ()
        with pytest.raises(UnreadableFile) as refused:
            registry.guess_recipe(path)
        assert (refused.value.code, refused.value.params) == ("too_many_columns", {"limit": "2000"})
    lines = "".join(f'{{"text": "bonjour", "a{n}": 1}}\n' for n in range(2_100))  # many names, few in each
    assert len(Head(file(lines, "lignes.jsonl")).values) == 5
