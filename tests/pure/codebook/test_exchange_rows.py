"""The neutral form and the rows of our own codebooks."""

import re
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import given, settings

from coding_app.codebook import checks, starters
from coding_app.codebook.exchange import neutral, rows
from coding_app.codebook.exchange.neutral import Codebook, CodeSet, Entry, Words
from coding_app.codebook.exchange.rows import Note
from coding_app.codebook.tree import LANGUAGES, WORDINGS
from tests.pure.codebook.test_exchange_forms import books, refused


@pytest.mark.parametrize("name", starters.NAMES)
def test_a_starter_comes_back_as_it_was(name):
    starter = starters.starter(name)
    found = rows.from_neutral(rows.to_neutral(starter.rows, Words(starter.name_fr, starter.name_en)))
    assert found.rows == starter.rows
    assert (found.name, found.notes) == (Words(starter.name_fr, starter.name_en), ())


@dataclass(frozen=True)
class Id:
    slug: str
    uuid: UUID


@dataclass(frozen=True)
class Definition:
    code_id: int
    parent_id: int | None
    position: int
    kind: str
    code: Id
    name_fr: str
    name_en: str = ""
    key: str = ""
    colour: int = 2
    selection: str = ""
    level: str = ""
    applies_to: str = ""
    texts: dict = field(default_factory=dict)

    def __getattr__(self, name):
        if name.rpartition("_")[0] in WORDINGS:
            return self.texts.get(name, "")
        raise AttributeError(name)


def test_the_definitions_of_a_version_keep_their_identities():
    found = rows.of_definitions(
        [
            Definition(
                8, 7, 2, "code", Id("topic.pay", UUID(int=8)), "Paie", "Pay", "r", texts={"use_when_fr": "Euros"}
            ),
            Definition(
                7,
                None,
                1,
                "dimension",
                Id("topic", UUID(int=7)),
                "Thème",
                selection="any",
                level="nominal",
                applies_to="any",
            ),
        ],
        Words("Grille"),
    )
    assert found == Codebook(
        (
            Entry(
                Words("Thème"),
                kind="dimension",
                slug="topic",
                colour="#8f6b09",
                selection="any",
                level="nominal",
                applies_to="any",
                guid=UUID(int=7),
                entries=(
                    Entry(
                        Words("Paie", "Pay"),
                        use_when=Words("Euros"),
                        slug="topic.pay",
                        key="r",
                        colour="#8f6b09",
                        guid=UUID(int=8),
                    ),
                ),
            ),
        ),
        name=Words("Grille"),
    )
    assert [row["uuid"] for row in rows.from_neutral(found).rows[:2]] == [str(UUID(int=7)), str(UUID(int=8))]


def brief(found):
    return [(row["kind"], row["slug"], row["parent"], row["name_fr"]) for row in found.rows]


def node(name, *below, kind="code", **plain):
    return Entry(Words(name), kind=kind, entries=below, **plain)


def test_a_deep_tree_of_another_program_becomes_three_levels():
    form = Codebook((node("A", node("B", node("C", node("D")), node("E")), node("F")), node("Seul")))
    found = rows.from_neutral(form)
    assert brief(found) == [
        ("dimension", "a", None, "A"),
        ("group", "b", "a", "B"),
        ("code", "b.e", "b", "E"),
        ("group", "b_c", "a", "B / C"),
        ("code", "b_c.d", "b_c", "D"),
        ("code", "a.f", "a", "F"),
        ("none", "a.none", "a", "Aucun code ne convient"),
        ("dimension", "codes", None, "Codes"),
        ("code", "codes.seul", "codes", "Seul"),
        ("none", "codes.none", "codes", "Aucun code ne convient"),
    ]
    assert found.notes == (
        Note("parent_not_codable", "A"),
        Note("parent_not_codable", "B"),
        Note("moved_up", "C"),
        Note("parent_not_codable", "B / C"),
        Note("codes_gathered"),
    )
    assert [
        (row["selection"], row["level"], row["applies_to"]) for row in found.rows if row["kind"] == "dimension"
    ] == [
        ("any", "nominal", "any"),
        ("any", "nominal", "any"),
    ]


def test_parents_that_were_codes_can_stay_codes():
    found = rows.from_neutral(Codebook((node("A", node("B"), guid=UUID(int=1)),)), keep_parents=True)
    assert brief(found)[:3] == [("dimension", "a", None, "A"), ("code", "a.a", "a", "A"), ("code", "a.b", "a", "B")]
    assert [row.get("uuid") for row in found.rows[:3]] == [str(UUID(int=1)), None, None]
    assert found.notes == ()


def test_what_cannot_stay_is_noted():
    long = "Nom " * 60
    below = (
        node("a", key="r", slug="x.y"),
        node("b", key="r", slug="x.y"),
        node("c", key="j"),
        node("r1", kind="none"),
        node("r2", kind="none"),
        node(long),
    )
    top = node("T", *below, kind="dimension", applies_to="document", selection="one")
    found = rows.from_neutral(Codebook((top,), sets=(CodeSet(Words("S")),)))
    assert found.notes == (
        Note("rule_changed", "T", "document"),
        Note("slug_changed", "b", "x.y"),
        Note("key_dropped", "b", "r"),
        Note("key_dropped", "c", "j"),
        Note("none_again", "r2"),
        Note("name_shortened", long[:80]),
        Note("sets_left_out"),
    )
    assert brief(found)[-1] == ("none", "t.none", "t", "r1")
    shortened = found.rows[-2]
    assert (len(shortened["name_fr"]), shortened["name_fr"][-5:]) == (200, " Nom…")
    assert shortened["definition_fr"] == long.strip()
    assert found.rows[0]["selection"] == "one"


def test_every_note_has_a_sentence():
    for reason, sentence in rows.SENTENCES.items():
        words = {"name": "N", "value": "V"}
        assert "%" not in sentence % words, reason


def test_colors_come_from_the_nearest_or_from_the_dimension():
    form = Codebook((node("A", node("x", colour="#0000ff"), node("y")), node("B", node("z"))))
    assert [row["colour"] for row in rows.from_neutral(form).rows] == [1, 1, 1, 16, 2, 2, 16]


def test_rows_that_are_no_tree_are_refused():
    with refused("parent_unknown", value="z"):
        rows.to_neutral([{"slug": "a", "parent": "z", "name_fr": "A"}], Words())
    with refused("id_twice", value="a"):
        rows.to_neutral([{"slug": "a", "name_fr": "A"}, {"slug": "a", "name_fr": "B"}], Words())


PARENTS = {"dimension": {None}, "group": {"dimension"}, "code": {"dimension", "group"}, "none": {"dimension"}}


@settings(max_examples=25)
@given(books())
def test_whatever_a_file_says_the_rows_are_ours(form):
    found = rows.from_neutral(form)
    kinds = {None: None}
    keys, nones = {}, {}
    for row in found.rows:
        assert kinds[row["parent"]] in PARENTS[row["kind"]]
        assert row["slug"] not in kinds
        assert re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*", row["slug"])
        assert len(row["slug"]) <= 80
        assert 1 <= row["colour"] <= 16
        assert 0 < max(len(row[f"name_{one}"]) for one in LANGUAGES) <= 200
        assert row.get("is_sensitive", True)
        assert not checks.key_problem(row["key"], row["kind"])
        assert (row["kind"] == "dimension") == ("selection" in row)
        dimension = row["slug"] if row["kind"] == "dimension" else None
        kinds[row["slug"]] = row["kind"]
        if dimension:
            keys, nones = {}, nones | {dimension: 0}
        if row["key"]:
            assert row["key"] not in keys
            keys[row["key"]] = True
        if row["kind"] == "none":
            nones[row["parent"]] += 1
    assert set(nones.values()) == {1}
    # Every entry of the file has a row; a "none applies" and a dimension may have been added.
    given_guids = {str(entry.guid) for entry, _ in neutral.walk(form.entries) if entry.guid}
    assert {row["uuid"] for row in found.rows if "uuid" in row} == given_guids
    entries = sum(1 for _ in neutral.walk(form.entries))
    assert entries <= len(found.rows) <= entries + len(nones) + 1
    assert rows.from_neutral(rows.to_neutral(found.rows, found.name)) == rows.Rows(found.name, found.rows, ())
