"""The neutral form of a codebook: what it refuses, how lists become trees; and the forms other tests draw."""

import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding_app.codebook.exchange import colours, descriptions, neutral
from coding_app.codebook.exchange.neutral import Codebook, CodeSet, Entry, Item, Words
from coding_app.codebook.exchange.refusals import SENTENCES, UnusableCodebook
from coding_app.codebook.tree import WORDINGS

# Texts that look like what the files themselves say.
TRICKY = [
    "— Use when —",
    "\\— Use when —",
    "— Entente —\nkind: none",
    "kind: group",
    "=1+1",
    "'=x",
    "-12",
    'a;b,c\t"d"',
    "deux\r\nlignes\rencore",
    " bords ",
    "\ufeffmarque",
    "<View>&amp;]]>",
    "été 🧑‍🤝‍🧑 كتاب",
    "\x00\x0b\ud800",
    "none",
]
texts = st.one_of(st.just(""), st.text(max_size=20), st.sampled_from(TRICKY))
names = st.one_of(st.text(min_size=1, max_size=12), st.sampled_from(TRICKY)).filter(lambda text: neutral.one_line(text))
hexadecimal = st.one_of(st.just(""), st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
SELECTIONS = st.sampled_from(["", "one", "any"])
LEVELS = st.sampled_from(["", "nominal", "ordinal"])
APPLIES_TO = st.sampled_from(["", "any", "reply", "thread"])
SMALL = st.sampled_from(["", "a", "7", "work.pay", "Déjà Vu"])


def words(draw, languages, source=texts):
    return Words(**{language: draw(source) for language in languages})


WORDING_FIELDS = st.sampled_from(WORDINGS[1:])


@st.composite
def entries(draw, languages=("fr", "en"), kinds=neutral.KINDS, depth=0):
    """An entry with one or two texts and rules, whichever they are."""
    below = st.lists(entries(languages, kinds, depth + 1), max_size=2) if depth < 3 else st.just([])
    written = st.fixed_dictionaries({}, optional=dict.fromkeys(languages, texts)).map(lambda found: Words(**found))
    rules = {"slug": SMALL, "key": SMALL, "selection": SELECTIONS, "level": LEVELS, "applies_to": APPLIES_TO}
    name = draw(st.sampled_from(sorted(rules)))
    return Entry(
        name=words(draw, languages, names),
        kind=draw(st.sampled_from(kinds)),
        colour=draw(hexadecimal),
        is_sensitive=draw(st.booleans()),
        is_interpretive=draw(st.booleans()),
        guid=draw(st.sampled_from([None, UUID(int=1)])),
        entries=tuple(draw(below)),
        **draw(st.dictionaries(WORDING_FIELDS, written, max_size=2)),
        **{name: draw(rules[name])},
    )


def numbered(found, start):
    """Give each entry that has a guid one of its own."""
    result = []
    for entry in found:
        start[0] += 1
        guid = UUID(int=start[0]) if entry.guid else None
        result.append(replace(entry, guid=guid, entries=numbered(entry.entries, start)))
    return tuple(result)


@st.composite
def books(draw, languages=("fr", "en")):
    found = numbered(draw(st.lists(entries(languages), min_size=1, max_size=3)), [0])
    known = [entry.guid for entry, _ in neutral.walk(found) if entry.guid]
    members = st.lists(st.sampled_from(known), max_size=3) if known else st.just([])
    sets = [
        CodeSet(words(draw, languages, names), tuple(draw(members)), words(draw, languages), UUID(int=10_000 + number))
        for number in range(draw(st.integers(0, 2)))
    ]
    return Codebook(found, words(draw, languages), tuple(sets))


def refused(code, **params):
    """Expect one refusal, with these of its words."""
    return pytest.raises(UnusableCodebook, check=lambda error: _is(error, code, params))


def _is(error, code, params):
    said = error.sentence % error.params
    return error.code == code and "%(" not in said and params.items() <= error.params.items()


def test_words_are_tidy_whatever_they_come_from():
    assert Words(" a\r\nb\rc ", "\ufeffx\x00") == Words("a\nb\nc", "x")
    assert Entry(Words("deux\nlignes")).name == Words("deux lignes")
    assert Entry(Words("« cela »")).name.fr == "« cela »"


def test_words_fall_back_on_the_other_language():
    assert Words("a", "b").read("en") == "b"
    assert Words("a").read("en") == "a"
    assert Words("a").only("en") == Words("", "a")
    assert not Words(" ")


def test_an_identity_is_made_once_and_the_same_each_time():
    twins = (Entry(Words("b")), Entry(Words("b")))
    form = Codebook((Entry(Words("a"), entries=twins), Entry(Words("c"), guid=UUID(int=3))))
    made = neutral.with_guids(form)
    assert neutral.with_guids(form) == made
    assert neutral.with_guids(made) == made
    assert made.entries[1].guid == UUID(int=3)
    assert len({entry.guid for entry, _ in neutral.walk(made.entries)}) == 4


def test_what_no_person_made_is_refused():
    with refused("name_missing", number="2"):
        neutral.checked(Codebook((Entry(Words("a")), Entry(Words(" ")))))
    with refused("name_too_long", limit="500"):
        neutral.checked(Codebook((Entry(Words("x" * 501)),)))
    with refused("text_too_long", name="a"):
        neutral.checked(Codebook((Entry(Words("a"), definition=Words("x" * 50_001)),)))
    with refused("guid_twice", name="a", other="b"):
        neutral.checked(Codebook((Entry(Words("a"), guid=UUID(int=1)), Entry(Words("b"), guid=UUID(int=1)))))
    with refused("guid_twice"):
        neutral.checked(Codebook((Entry(Words("a"), guid=UUID(int=1)),), sets=(CodeSet(Words("s"), guid=UUID(int=1)),)))
    with refused("too_many", limit="5000"):
        neutral.checked(Codebook(tuple(Entry(Words(str(n))) for n in range(5_001))))
    deep = Entry(Words("x"))
    for _ in range(20):
        deep = Entry(Words("x"), entries=(deep,))
    with refused("too_deep", limit="20"):
        neutral.checked(Codebook((deep,)))


def item(own, parent):
    return Item(own, parent, Entry(Words(own)))


def test_a_list_becomes_a_tree_in_its_order():
    found = neutral.nested([item("b", "a"), item("a", ""), item("d", ""), item("c", "a")])
    assert [(entry.label, depth) for entry, depth in neutral.walk(found)] == [("a", 0), ("b", 1), ("c", 1), ("d", 0)]


def test_a_list_that_is_no_tree_is_refused():
    with refused("parent_circle", name="a"):
        neutral.nested([item("a", "b"), item("b", "a")])
    with refused("parent_circle"):
        neutral.nested([item("a", "a")])
    with refused("parent_unknown", name="a", value="z"):
        neutral.nested([item("a", "z")])
    with refused("id_twice", value="a"):
        neutral.nested([item("a", ""), item("a", "")])
    with refused("too_deep"):
        neutral.nested([item(str(n), str(n - 1) if n else "") for n in range(30)])


def test_every_refusal_has_a_sentence_that_says_what_to_do():
    for sentence in SENTENCES.values():
        assert sentence.endswith(".")
        assert "Nothing was read" in sentence or "nothing to write" in sentence


def test_colors_are_read_in_both_their_forms():
    assert colours.read(" #0AF ", "x") == "#00aaff"
    assert colours.read("#3370C7", "x") == "#3370c7"
    assert colours.read("", "x") == ""
    for broken in ("red", "#12", "#1234567", "3370c7", "#12345g", "rgb(1,2,3)"):
        with refused("colour_broken", name="Paie", value=broken):
            colours.read(broken, "Paie")


def test_our_colors_are_those_of_the_screen():
    tokens = (Path(__file__).parents[3] / "static/css/tokens.css").read_text(encoding="utf-8")
    lines = re.findall(r"\.k(\d+) \{.*--k-line: light-dark\((#[0-9a-f]{6})", tokens)
    assert tuple(colour for _, colour in sorted(lines, key=lambda line: int(line[0]))) == colours.PALETTE


def test_each_of_our_colors_is_nearest_to_itself():
    assert [colours.nearest(colour) for colour in colours.PALETTE] == list(range(1, 17))
    assert (colours.nearest("#0000ff"), colours.nearest("#ff0000"), colours.nearest("#808080")) == (1, 14, 15)
    assert (colours.written(1), colours.written(0), colours.written(17)) == ("#3370c7", "", "")


def test_a_description_is_readable_by_people():
    wordings = {"definition": "Argent reçu.", "use_when": "Un montant.", "negative_example": "Bonjour"}
    assert descriptions.described(wordings, {"kind": "", "key": "r"}, "fr") == (
        "Argent reçu.\n\n— À utiliser quand —\nUn montant."
        "\n\n— Exemple à ne pas coder —\nBonjour\n\n— Entente —\nkey: r"
    )
    assert descriptions.parted("Money.\n\n— Use when —\nAn amount.\n\n— Entente —\nkey: r\nnot ours") == (
        {"definition": "Money.", "use_when": "An amount."},
        {"key": "r"},
    )


@given(st.dictionaries(st.sampled_from(WORDINGS[1:]), names.map(neutral.tidy)), st.sampled_from(["fr", "en"]))
def test_a_description_gives_back_its_texts(wordings, language):
    text = descriptions.described(wordings, {"kind": "none", "selection": "one"}, language)
    found, details = descriptions.parted(text)
    assert {name: text for name, text in found.items() if text} == wordings
    assert details == {"kind": "none", "selection": "one"}
