"""The tree, the checks, slugs and changes: without a database."""

from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5

import pytest

from coding_app.codebook import changes, checks, slugs, starters, tree

SPACE = UUID(int=7)


@dataclass(frozen=True)
class Id:
    slug: str

    @property
    def uuid(self):
        return uuid5(SPACE, self.slug)


@dataclass(frozen=True)
class Row:
    code_id: int
    parent_id: int | None
    position: int
    kind: str
    name_fr: str = "Nom"
    name_en: str = "Name"
    key: str = ""
    colour: int = 1
    selection: str = ""
    level: str = ""
    applies_to: str = ""
    is_sensitive: bool = False
    is_interpretive: bool = False
    definition_fr: str = ""
    definition_en: str = ""
    use_when_fr: str = ""
    use_when_en: str = ""
    do_not_use_when_fr: str = ""
    do_not_use_when_en: str = ""
    positive_example_fr: str = ""
    positive_example_en: str = ""
    negative_example_fr: str = ""
    negative_example_en: str = ""
    code: Id = field(default=Id("x"))


def small():
    """One dimension with a code, a group with a code, and none; another dimension with a code and none."""
    return [
        Row(1, None, 1, "dimension", "Thème", "Topic", selection="any", level="nominal", applies_to="any"),
        Row(2, 1, 2, "code", "Paie", "Pay", "r"),
        Row(3, 1, 3, "group", "Soin", "Care"),
        Row(4, 3, 4, "code", "Lien", "Bond", "a"),
        Row(5, 1, 5, "none", "Rien", "None", "0"),
        Row(6, None, 6, "dimension", "Ton", "Tone", selection="one", level="ordinal", applies_to="reply"),
        Row(7, 6, 7, "code", "Vif", "Sharp", "r"),
        Row(8, 6, 8, "none", "Illisible", "", "0"),
    ]


def ids(rows):
    return [row.code_id for row in rows]


def test_build_nests_entries_in_their_dimension():
    topic, tone = tree.build(small(), "en")
    assert [(one.name, one.kind, one.depth) for one in topic.entries] == [
        ("Pay", "code", 0),
        ("Care", "group", 0),
        ("Bond", "code", 1),
        ("None", "none", 0),
    ]
    assert (tone.selection, tone.level, tone.applies_to) == ("one", "ordinal", "reply")
    assert [one.name for one in topic.codes] == ["Pay", "Bond"]
    assert topic.none.id == 5


def test_a_wording_that_is_not_translated_is_read_in_the_other_language():
    assert tree.build(small(), "en")[1].none.name == "Illisible"
    assert tree.build(small(), "fr")[1].none.name == "Illisible"


def test_none_is_last_whatever_its_position():
    rows = [replace(row, position=0) if row.code_id == 5 else row for row in small()]
    assert ids(tree.in_reading_order(rows)) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_order_of_the_rows_does_not_matter():
    assert tree.build(small()[::-1], "fr") == tree.build(small(), "fr")


def test_an_entry_that_lies_nowhere_is_left_out():
    stray = Row(9, 99, 9, "code")
    assert ids(tree.in_reading_order([*small(), stray])) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_branch_is_an_entry_with_what_lies_below():
    assert ids(tree.branch(small(), 3)) == [3, 4]
    assert ids(tree.branch(small(), 1)) == [1, 2, 3, 4, 5]
    assert tree.branch(small(), 99) == []


def test_what_lies_below_something_sensitive_is_sensitive():
    rows = [replace(row, is_sensitive=row.code_id == 3) for row in small()]
    assert tree.sensitive(tree.in_reading_order(rows)) == {3, 4}
    topic, tone = tree.build(rows, "en")
    assert [(one.id, one.is_sensitive) for one in topic.entries] == [(2, False), (3, True), (4, True), (5, False)]
    assert (topic.is_sensitive, tone.is_sensitive) == (False, False)
    rows = [replace(row, is_sensitive=row.code_id == 6) for row in small()]
    assert tree.sensitive(tree.in_reading_order(rows)) == {6, 7, 8}
    assert tree.build(rows, "en")[1].is_sensitive
    assert tree.with_all_below(rows, {99}) == set()


def test_nothing_is_an_empty_tree():
    assert tree.build([], "fr") == []


def test_a_sound_version_but_for_a_name():
    assert checks.problems(small(), "fr") == [checks.Problem("name_missing", 8, "Illisible")]


def changed(code_id, **values):
    return [
        replace(row, **({"name_en": "Set"} if row.code_id == 8 else {}) | (values if row.code_id == code_id else {}))
        for row in small()
    ]


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([], ["no_dimension"]),
        (changed(0), []),
        (changed(2, key=""), []),
        (changed(2, key="a"), ["key_twice"]),
        (changed(2, key="0"), ["key_is_zero"]),
        (changed(2, key="K"), ["key_unknown"]),
        (changed(2, key="é"), ["key_unknown"]),
        (changed(2, key="²"), ["key_unknown"]),
        (changed(5, key="x"), ["key_of_none"]),
        (changed(1, key="x"), ["key_not_codable"]),
        (changed(2, name_fr="  "), ["name_missing"]),
        ([row for row in changed(0) if row.kind != "none"], ["none_not_once", "none_not_once"]),
        ([*changed(0), Row(9, 6, 9, "none", key="0")], ["none_not_once"]),
        ([row for row in changed(0) if row.code_id != 7], ["no_code"]),
    ],
)
def test_checks_name_what_is_wrong(rows, reasons):
    assert [one.reason for one in checks.problems(rows, "en")] == reasons


@pytest.mark.parametrize("key", list("jkundspg"))
def test_keys_of_the_coding_screen_are_refused(key):
    assert checks.key_problem(key, "code") == "key_reserved"


@pytest.mark.parametrize("key", ["", *"123456789abcefhilmoqrtvwxyz"])
def test_other_keys_are_fine(key):
    assert checks.key_problem(key, "code") == ""


def test_key_twice_names_both_in_the_language():
    problem = checks.problems(changed(4, key="r"), "fr")[0]
    assert (problem.name, problem.other, problem.key, problem.code_id) == ("Lien", "Paie", "r", 4)


@pytest.mark.parametrize(
    ("name", "prefix", "taken", "slug"),
    [
        ("Pay and travel time", "work", set(), "work.pay_and_travel_time"),
        ("Étrange œuvre !", "", set(), "etrange_oeuvre"),
        ("For", "stance", {"stance.for"}, "stance.for_2"),
        ("For", "stance", {"stance.for", "stance.for_2"}, "stance.for_3"),
        ("!!!", "tone", set(), "tone.code"),
        ("日本", "", set(), "code"),
        ("x" * 300, "", set(), "x" * 76),
        ("ﬁche Straße", "", set(), "fiche_strasse"),
    ],
)
def test_slugs_are_plain_and_unique(name, prefix, taken, slug):
    assert slugs.unique_slug(name, prefix=prefix, taken=taken) == slug


class Asked(set):
    """Names that are taken, counting how often they are asked for."""

    times = 0

    def __contains__(self, name):
        self.times += 1
        return super().__contains__(name)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64, 5_000])
def test_many_codes_of_one_name_follow_one_another_without_being_counted(count):
    taken = Asked({"tone.angry", *(f"tone.angry_{n}" for n in range(2, count + 1))})
    assert slugs.unique_slug("Angry", prefix="tone", taken=taken) == f"tone.angry_{count + 1}"
    assert taken.times <= 30


def test_changes_between_versions():
    after = [
        replace(row, name_fr="Salaire", definition_en="Money.", key="z", position=9) if row.code_id == 2 else row
        for row in small()
        if row.code_id != 7
    ]
    after = [replace(row, parent_id=1) if row.code_id == 4 else row for row in after] + [Row(9, 6, 10, "code")]
    found = changes.changes(small(), after)
    assert (ids(found.added), ids(found.removed), ids(found.moved)) == ([9], [7], [4])
    assert found.reworded == {2: ("name_fr", "definition_en")}
    assert bool(found)
    assert not changes.changes(small(), small())


def test_fates_tell_retired_codes_and_those_in_another_dimension():
    after = [replace(row, parent_id=6) if row.code_id == 4 else row for row in small() if row.code_id not in {2, 3}]
    assert changes.fates(small(), after) == [(2, "retired"), (4, "moved")]


@pytest.mark.parametrize("name", starters.NAMES)
def test_starters_are_sound(name):
    content = starters.starter(name)
    place = {row["slug"]: number for number, row in enumerate(content.rows, start=1)}
    rows = [
        Row(
            place[row["slug"]],
            place.get(row["parent"]),
            place[row["slug"]],
            row["kind"],
            row["name_fr"],
            row["name_en"],
            row["key"],
            row["colour"],
        )
        for row in content.rows
    ]
    found = [problem.reason for problem in checks.problems(rows, "fr")]
    assert found == (["no_dimension"] if name == "empty" else [])
    assert len(place) == len(content.rows)
    assert all(1 <= row.colour <= 16 for row in rows)
    assert ids(tree.in_reading_order(rows)) == list(range(1, len(rows) + 1))


@pytest.mark.parametrize("name", ["care_and_work", "debate"])
def test_codes_of_starters_are_explained_in_both_languages(name):
    wordings = [f"{part}_{language}" for part in ("name", "definition", "use_when") for language in tree.LANGUAGES]
    codes = [row for row in starters.starter(name).rows if row["kind"] == "code"]
    assert [(row["slug"], part) for row in codes for part in wordings if not row[part].strip()] == []


def test_an_unknown_starter_is_refused():
    with pytest.raises(starters.UnknownStarter):
        starters.starter("../../secret")
