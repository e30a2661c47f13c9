"""No file breaks a reader: it is accepted, or each lost row is named, or the whole file is refused by a sentence."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.importers import registry
from corpus.importers.base import PostRecord, Problem, Recipe, Severity, UnreadableFile
from corpus.importers.problems import SENTENCES, sentence
from tests.pure.importers import hostile

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(path: Path, recipe: Recipe | None = None, format: str = "auto") -> tuple[list, list[Problem], str]:
    refused = None
    try:
        items = list(registry.read(path, recipe or registry.guess_recipe(path, format)))
    except UnreadableFile as error:
        refused = error
    if refused:
        assert sentence(refused.code, refused.params)
        return [], [], refused.code
    posts = [i for i in items if isinstance(i, PostRecord)]
    problems = [i for i in items if isinstance(i, Problem)]
    assert all(sentence(p.code, p.params) for p in problems)
    return posts, problems, ""


@pytest.mark.parametrize("case", hostile.CASES, ids=lambda case: case.name)
def test_each_file_has_its_outcome(file, case):
    path = file(case.make(), case.file)
    posts, problems, refused = outcome(path)
    assert (refused, len(posts)) == (case.refused, case.posts)
    assert [(p.line, p.column, p.code) for p in problems] == list(case.places)
    assert not case.texts or tuple(p.text for p in posts) == case.texts


def test_names_are_unique():
    assert len({c.name for c in hostile.CASES}) == len(hostile.CASES) > 100
    assert {c.refused for c in hostile.CASES if c.refused} < set(SENTENCES)


ANY_TEXT = st.text(max_size=30) | st.sampled_from(
    ["", '"', "a;b", "1,9E+18", "=A1", "\0", "31/02/2020", "hier", "\ufeff", "é" * 50]
)
TABLES = st.lists(st.lists(ANY_TEXT, min_size=3, max_size=3), min_size=1, max_size=12)
COLUMNS = {"external_id": "id", "text": "message", "posted_at": "date"}


def counted(posts, problems) -> int:
    return len(posts) + sum(p.severity is Severity.REJECTED for p in problems)


@QUICK
@given(rows=TABLES, delimiter=st.sampled_from(",;\t|"))
def test_rows_in_are_posts_and_named_rejects(tmp_path, rows, delimiter):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "message", "date"], *rows])
    path = tmp_path / "t.csv"
    path.write_bytes(stream.getvalue().encode("utf-8", "surrogatepass"))
    recipe = Recipe(encoding="utf-8", delimiter=delimiter, columns=COLUMNS)
    posts, problems, refused = outcome(path, recipe)
    assert (refused, counted(posts, problems)) == ("", len(rows))


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
VALUES = st.recursive(PLAIN, lambda v: st.lists(v, max_size=3) | st.dictionaries(ANY_TEXT, v, max_size=3), max_leaves=8)


@QUICK
@given(rows=st.lists(st.fixed_dictionaries({"message": VALUES, "id": VALUES, "date": VALUES}) | VALUES, max_size=8))
def test_lines_in_are_posts_and_named_rejects(tmp_path, rows):
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(["{}", *map(json.dumps, rows)]), "utf-8")
    posts, problems, refused = outcome(path, Recipe(encoding="utf-8", columns=COLUMNS))
    assert (refused, counted(posts, problems)) == ("", len(rows) + 1)


STARTS = [
    *(
        b"",
        b"{",
        b"[",
        b'{"a":',
        b"[{",
        b"PK\x03\x04",
        b"{\\rtf1 ",
        b"WEBVTT\n\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1f\x8b\x08",
    ),
    *(b"id,message\n", b"1\n00:00:01,000 --> 00:00:02,000\n", b"[12/03/2020 10:11:12] A: ", b"%PDF-1.7\n", b"<html>"),
    *(b"window.YTD.tweets.part0 = [", hostile.xlsx(hostile.HEAD_ROW), hostile.docx(hostile.says("Q : a ?"))),
]


@QUICK
@given(
    start=st.sampled_from(STARTS), rest=st.binary(max_size=200) | ANY_TEXT.map(lambda t: t.encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(tmp_path, start, rest):
    path = tmp_path / "any.bin"
    path.write_bytes(start + rest)
    outcome(path)
    for name in registry.NAMES:
        outcome(path, format=name)


DOCUMENTS = {
    "xlsx": hostile.xlsx(hostile.HEAD_ROW + hostile.GOOD_ROW),
    "docx": hostile.docx(hostile.says("Q : a ?") + hostile.says("R : b")),
    "ods": hostile.ods("<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"),
    "odt": hostile.opened("text", "<text:p>Q : a ?</text:p>"),
}


@QUICK
@given(at=st.integers(min_value=0), byte=st.integers(0, 255), which=st.sampled_from(sorted(DOCUMENTS)))
def test_a_byte_turned_in_a_document_breaks_nothing(tmp_path, at, byte, which):
    content = bytearray(DOCUMENTS[which])
    content[at % len(content)] = byte
    path = tmp_path / "turned.bin"
    path.write_bytes(content)
    outcome(path)
