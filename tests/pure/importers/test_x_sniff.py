"""Each form of X is recognized for what it is, and no foreign file is taken for one or crashes a reader."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.importers.base import PostRecord, Problem, Recipe, UnreadableFile
from corpus.importers.head import Head
from corpus.importers.problems import SENTENCES, sentence
from corpus.importers.twitter import IMPORTERS
from tests.pure.importers import test_x_api_v1, test_x_archive, test_x_scrapes, test_x_tables, test_x_web

BY_NAME = {m.NAME: m for m in IMPORTERS}
V2_FLAT = {"id": "1", "text": "a", "author_id": "2", "created_at": "2020-01-01T00:00:00Z", "conversation_id": "1"}
V2_PAGE = {"data": [V2_FLAT], "includes": {"users": []}, "meta": {"result_count": 1}}
KNOWN = {
    "x_api_v2": [V2_FLAT, V2_PAGE],
    "x_api_v1": [test_x_api_v1.FIRST, test_x_api_v1.REPOST, {"statuses": [test_x_api_v1.QUOTE]}],
    "x_web": [test_x_web.THREAD, test_x_web.POLL, test_x_web.LIMITED],
    "x_zeeschuimer": [test_x_web.envelope(test_x_web.POLL)],
    "x_scrape": [test_x_scrapes.ROOT, test_x_scrapes.ANSWER],
}
FOREIGN = [
    {"data": [{"id": "1", "text": "x"}], "paging": {}},
    {"data": {"instructions": "none", "user": {}}},
    {"statuses": [{"id": "1", "content": "<p>Bonjour</p>", "account": {"acct": "a"}}], "accounts": []},
    {"id": "109", "content": "<p>Bonjour</p>", "created_at": "2023-01-01T00:00:00Z", "account": {"username": "a"}},
    {"kind": "youtube#commentThreadListResponse", "items": [{"id": "U", "snippet": {}}]},
    {"name": "Groupe", "type": "group", "id": 9, "messages": [{"id": 1, "text": "a"}]},
    {"body": "texte", "author": "a", "created_utc": 1, "id": "t1", "parent_id": "t3_x"},
    {"id": 1, "text": "note", "user": "ana"},
    {"source_platform": "tiktok.com", "data": {"id": "1"}},
    {"legacy": {"full_text": 5}},
    {"data": None, "meta": None, "includes": None},
]


def names(path) -> list[str]:
    return [m.NAME for m in IMPORTERS if m.sniff(Head(path))]


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in KNOWN.items() for v in values])
def test_each_form_has_one_reader(file, name, value):
    assert names(file(json.dumps(value) + "\n", "f.jsonl")) == [name]
    assert names(file(json.dumps([value, value], indent=1), "f.json")) == [name]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("medialab_csv", test_x_tables.MEDIALAB),
        ("x_4cat_csv", test_x_tables.FOURCAT),
        ("tcat_csv", test_x_tables.TCAT),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_each_table_has_one_reader(file, name, row, delimiter):
    assert names(file(test_x_tables.table(row, delimiter=delimiter))) == [name]


@pytest.mark.parametrize("value", FOREIGN)
@pytest.mark.parametrize("indent", [None, 1])
def test_foreign_json_is_left_to_others(file, value, indent):
    assert names(file(json.dumps(value, indent=indent), "f.json")) == []


@pytest.mark.parametrize(
    "content",
    ["id;texte;date\n1;Bonjour;2020-01-01\n", "var x = [1]", "[12/03/2020 10:00] Ana: window.YTD", "WEBVTT\n\n", "x"],
)
def test_foreign_text_is_left_to_others(file, content):
    assert names(file(content, "f.txt")) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**20) | st.floats(0, 1e20) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths_in(value: object, path: tuple = ()) -> list[tuple]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(*path, key) for key, _ in inner] + [p for key, v in inner for p in paths_in(v, (*path, key))]


def changed(value: object, path: tuple, new: object) -> object:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(copy[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize("name", [*KNOWN, "x_archive"])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_value_of_another_kind_anywhere_crashes_no_reader(file, name, data):
    """Replace one part of a post by anything: the post or a named problem comes out, and the next post is read."""
    known = test_x_archive.wrapped(test_x_archive.POST) if name == "x_archive" else KNOWN[name]
    value = data.draw(st.sampled_from(known))
    spoiled = changed(value, data.draw(st.sampled_from(paths_in(value))), data.draw(JSON))
    if name == "x_archive":
        path = file(test_x_archive.script("tweets", [spoiled, *known]), "f.js")
    else:
        path = file(json.dumps(spoiled) + "\n" + json.dumps(value) + "\n", "f.jsonl")
    for module in IMPORTERS:
        module.sniff(Head(path))
    items = list(BY_NAME[name].read(path, Recipe(format=name)))
    named = [i for i in items if isinstance(i, Problem)]
    assert any(isinstance(i, PostRecord) for i in items)
    assert all(sentence(p.code, p.params) for p in named)
    whole = {i.line for i in items} | ({1} if any(p.line == 0 for p in named) else set())
    assert whole >= {1, 2}


@pytest.mark.parametrize("module", IMPORTERS, ids=lambda m: m.NAME)
def test_readers_refuse_foreign_files_without_crashing(file, module):
    for content in ('{"a": 1}\n[1]\n"x"\nnull\n{broken\n', "a,b\n1,2\n", "[" * 100_000, "window.YTD.tweets.part0 = {"):
        items, code = [], "file_empty"
        try:
            items = list(module.read(file(content, "f.bin"), Recipe(format=module.NAME)))
        except UnreadableFile as refused:
            code = refused.code
        assert code in SENTENCES
        assert not [i for i in items if isinstance(i, PostRecord)]
