"""One person has one alias, whatever names the person by; nobody else gets it."""

import hashlib
import hmac
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.pseudonyms import Masker, People, alias, digest, digester, keyed_order, prefix_of
from corpus.text import fold_in_place

KEY = b"k" * 32


def test_digest_is_hmac_sha256_and_keeps_kinds_apart():
    assert digest(KEY, "x", "post", "12") == hmac.new(KEY, b"x\0post\x0012", hashlib.sha256).digest()
    assert (
        len({digest(k, p, t, "12") for k in (KEY, b"z" * 32) for p in ("x", "facebook") for t in ("post", "author-id")})
        == 8
    )


@given(st.text(max_size=200), st.binary(min_size=1, max_size=130))
def test_the_digests_of_many_values_are_those_of_each(value, key):
    mark = digester(key, "x", "post")
    assert [mark(value), mark("12"), mark(value)] == [digest(key, "x", "post", v) for v in (value, "12", value)]


def test_the_digester_takes_any_text_and_a_long_key():
    mark = digester(b"k" * 32, "é", "name")("\ud800")  # half of a pair must not stop an import
    assert mark == hmac.new(b"k" * 32, "é\0name\0\ud800".encode(errors="surrogatepass"), hashlib.sha256).digest()
    long_key = bytes([0xAA]) * 131
    assert digester(long_key, "a", "b")("c") == hmac.new(long_key, b"a\0b\0c", hashlib.sha256).digest()


def test_aliases():
    assert [alias(prefix_of(p), n) for p, n in (("home_help", 1), ("gp", 17), ("other", 1234))] == [
        "AD-001",
        "MG-017",
        "PA-1234",
    ]


def test_the_order_is_fixed_by_key_and_seed_and_by_nothing_else():
    marks = [bytes([n]) * 32 for n in range(50)]
    order = keyed_order(KEY, b"a", marks)
    assert order == keyed_order(KEY, b"a", reversed(marks))
    assert order == sorted(marks, key=lambda mark: hmac.new(KEY, b"order\0a" + mark, hashlib.sha256).digest())
    assert sorted(order) == marks
    assert len({tuple(keyed_order(k, s, marks)) for k in (KEY, b"z" * 32) for s in (b"a", b"b")}) == 4
    assert 15 < sum(a < b for a, b in pairwise(order)) < 35


def people(*authors):
    made = People()
    numbers = [made.author(*a) for a in authors]
    made.settle()
    return made, [None if n is None else made.root(n) for n in numbers]


def test_id_and_handle_meet_in_one_person():
    made = People()
    mentioned = made.mentioned("Dr_Blouse")
    by_id = made.author("11", "", "")
    assert made.root(mentioned) != made.root(by_id)
    both = made.author("11", "@dr_blouse", "Dr")
    made.settle()
    assert made.root(mentioned) == made.root(by_id) == made.root(both)


def test_a_name_joins_an_id_only_when_one_id_bears_it():
    _, roots = people(
        ("1", "", "Zoé"), ("", "", "zoé"), ("2", "", "Léa"), ("3", "", "Léa"), ("", "", "Léa"), ("", "", "")
    )
    assert roots[0] == roots[1]
    assert len({*roots[2:5]}) == 3
    assert roots[5] is None


def test_with_handles_display_names_join_nobody():
    _, roots = people(("1", "a", "Zoé"), ("2", "b", "Zoé"), ("", "", "Zoé"))
    assert len(set(roots)) == 3


def masked(text, names, known=None):
    masker = Masker({n: i for i, n in enumerate(names)}, known, lambda p: f"AD-{p:03d}")
    return masker.mask(text)


def test_masks_mentions_and_unmistakable_names():
    names = ["odile serpillère", "odile", "dr_blouse", "jo", "la vie"]
    text = (
        "@Odile Serpillère, @odile et Odile Serpillère disent à dr_blouse et @DR_BLOUSE que la vie, Jo et Odile… La Vie"
    )
    assert masked(text, names) == (
        "@AD-000, @AD-001 et AD-000 disent à AD-002 et @AD-002 que la vie, Jo et Odile… AD-004",
        {0, 1, 2, 4},
    )


def test_a_name_inside_a_longer_word_stays():
    assert (
        masked("dr_blouses xdr_blouse a@dr_blouse", ["dr_blouse", "dr_blouses2"])[0]
        == "dr_blouses xdr_blouse a@dr_blouse"
    )


def test_names_of_earlier_files_are_tried_longest_first():
    known = {"odile serpillère": 7}.get
    text = "@Odile Serpillère merci. Chère Odile Serpillère Bis, odile"
    assert masked(text, ["odile"], known) == ("@AD-007 merci. Chère AD-007 Bis, odile", {7})


@pytest.mark.parametrize(
    ("text", "is_sure"),
    [
        ("la vie est belle", False),  # a name of two words may begin here
        ("jo, sans majuscule", True),  # names of one plain word say nothing without @
        ("merci DR_Blouse", False),
        ("merci @jo", False),
        ("Bonjour à toutes", True),
    ],
)
def test_most_texts_are_known_at_once_to_name_nobody(text, is_sure):
    names = dict.fromkeys(["odile serpillère", "odile", "dr_blouse", "jo", "la vie"], 0)
    words = re.findall(r"\w+", fold_in_place(text))
    assert Masker(names, None, str).finds_nothing(text, words) is is_sure
    assert Masker(names, {}.get, str).finds_nothing(text, words) is False  # people of earlier files are looked up


@given(
    st.text(alphabet="ab @_.é1\n", max_size=40), st.sets(st.text(alphabet="abé_1", min_size=1, max_size=6), max_size=4)
)
def test_no_mention_survives(text, names):
    from corpus.text import fold_name, mentions

    everybody = sorted({*map(fold_name, names), *(fold_name(m.word) for m in mentions(text))})
    after, named = masked(text, everybody)
    masker = Masker(dict.fromkeys(everybody, 0), None, str)
    if masker.finds_nothing(text, re.findall(r"\w+", fold_in_place(text))):
        assert after == text
    assert all(m.word.startswith("AD-") for m in mentions(after))
    assert (after == text) == (not named)
