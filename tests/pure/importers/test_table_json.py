"""Records are found wherever a JSON file keeps them; tasks of other coding tools are plain posts."""

import json

import pytest

from corpus.importers import json_stream, registry, table_json
from corpus.importers.base import Problem, Recipe, UnreadableFile
from corpus.importers.json_stream import Value, flatten, is_too_deep, items_under, picked
from tests.pure.importers.conftest import places, read

ROWS = [{"id": n, "body": {"message": f"Un message numéro {n}"}, "by": {"name": "Zoé"}} for n in range(1, 4)]


@pytest.mark.parametrize(
    ("content", "records"),
    [
        ({"data": {"items": ROWS}, "meta": {"count": 3}}, "data.items"),
        ({"ok": True, "n": 3, "results": ROWS, "columns": [{"name": "id"}, {"name": "body"}]}, "results"),
        ({"a": {"b": {"c": ROWS[:1]}}}, "a.b.c"),
    ],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_records_inside_of_one_object(file, content, records, indent):
    path = file(json.dumps(content, indent=indent), "f.json")
    recipe = registry.guess_recipe(path)
    assert recipe.options == {"records": records}
    assert recipe.columns == {"text": "body.message", "external_id": "id", "author_name": "by.name"}
    posts, problems = read(path, recipe)
    assert [(p.line, p.external_id, p.author_name) for p in posts][:1] == [(1, "1", "Zoé")]
    assert (len(posts), problems) == (1 if records == "a.b.c" else 3, [])


def test_a_huge_object_is_walked_through_and_not_held(file, monkeypatch):
    monkeypatch.setattr(table_json, "MAX_VALUE_CHARACTERS", 1000)
    rows = [{"id": 10**24 + n, "text": f"texte {n}", "score": 1.5} for n in range(200)]
    path = file(json.dumps({"data": {"items": rows}, "end": 1}), "f.json")
    posts, problems = read(
        path, Recipe(columns={"text": "text", "external_id": "id"}, options={"records": "data.items"})
    )
    assert (len(posts), posts[-1].line, posts[-1].external_id, problems) == (200, 200, str(10**24 + 199), [])


def test_a_path_that_is_not_there_is_refused(file):
    path = file(json.dumps({"data": {"items": ROWS}}), "f.json")
    with pytest.raises(UnreadableFile) as refused:
        read(path, Recipe(columns={"text": "body.message"}, options={"records": "data.rows"}))
    assert (refused.value.code, refused.value.params) == ("header_missing", {"value": "data.rows"})


def test_tasks_of_other_tools(file):
    span = {"id": 0, "start_offset": 0, "end_offset": 4, "label": "ORG"}
    doccano = file(json.dumps({"text": "Une phrase.", "entities": [span], "relations": []}), "d.jsonl")
    assert [p.text for p in read(doccano)[0]] == ["Une phrase."]
    old = [{"id": n, "text": f"Phrase numéro {n}.", "label": [[0, 6, "ORG"]]} for n in (1, 2)]
    assert [p.text for p in read(file("\n".join(map(json.dumps, old)), "d.jsonl"))[0]] == [
        "Phrase numéro 1.",
        "Phrase numéro 2.",
    ]
    task = {
        "id": 7,
        "data": {"text": "Une tâche à lire."},
        "annotations": [{"result": [{"value": {"choices": ["a"]}}]}],
    }
    posts, _ = read(file(json.dumps([task, task | {"id": 8}]), "l.json"))
    assert [(p.external_id, p.text) for p in posts] == [("7", "Une tâche à lire."), ("8", "Une tâche à lire.")]


def test_garbage_among_lines_is_named(file):
    lines = [
        "garbage",
        '{"id":"1","text":"un"}',
        "# et encore",
        '{"id":"2","text":"deux"}',
        '{"id":"3","text":"trois"}',
    ]
    path = file("\n".join(lines), "f.jsonl")
    posts, problems = read(path)
    assert [p.external_id for p in posts] == ["1", "2", "3"]
    assert [(p.line, p.code) for p in problems] == [(1, "json_invalid"), (3, "json_invalid")]


def test_depth_counts_outside_of_strings():
    assert is_too_deep("[" * 201 + "]" * 201)
    assert not is_too_deep("[" * 200 + "]" * 200)
    assert not is_too_deep(json.dumps(["[" * 5000, '"{' * 5000]))
    assert not is_too_deep("[{}," * 1 + "{}," * 5000)


def test_a_deep_element_costs_itself_only(file):
    deep = "[" * 300 + "]" * 300
    path = file(f'[{{"text":"un"}},\n{{"text":"a","x":{deep}}},\n{{"text":"deux"}}]', "f.json")
    posts, problems = read(path)
    assert ([p.text for p in posts], places(problems)) == (["un", "deux"], [(2, "", "json_too_deep")])


def test_walking_under_a_path(file):
    path = file('\ufeff{"a":{"b":[{"x":1.5},{"x":18446744073709551617}]},"c":[', "f.json")
    *values, last = items_under(path, "utf-8-sig", "a.b.item")
    assert values == [Value(1, {"x": 1.5}), Value(2, {"x": 2**64 + 1})]
    assert last == Problem(3, "", "json_invalid", {"detail": "parse error: premature EOF"})
    with pytest.raises(UnreadableFile) as refused:
        list(items_under(file('{"a":' * 50_000, "g.json"), "utf-8", "a.a.item"))
    assert refused.value.code == "json_too_deep"
    smiles = file(json.dumps({"a": [{"x": ":[{" * 3000}] * 2}), "h.json")
    assert len(list(items_under(smiles, "utf-8", "a.item"))) == 2


def test_a_line_too_long_to_hold_costs_itself_only(file, monkeypatch):
    monkeypatch.setattr(json_stream, "MAX_VALUE_CHARACTERS", 300_000)
    path = file('{"text":"un"}\n{"text":"' + "a" * 700_000 + '"}\n{"text":"deux"}\n', "f.jsonl")
    posts, problems = read(path, Recipe(columns={"text": "text"}))
    assert ([(p.line, p.text) for p in posts], places(problems)) == (
        [(1, "un"), (3, "deux")],
        [(2, "", "json_too_large")],
    )


@pytest.mark.parametrize("path", ["a", "b.c", "b.d", "b", "e.f", "g", "h", "i", "none", "b.none", "a.b"])
def test_a_picked_value_is_the_flattened_one(path):
    value = {"a": 1, "b": {"c": [1, 2], "d": {}}, "e.f": "x", "g": [{"a": 1}], "h": None, "i": 2.0}
    assert picked(value, path) == flatten(value).get(path, "")
