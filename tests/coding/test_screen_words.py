"""What the modules of the screen say is there, filled in as they fill it, and nothing is translated in vain."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from coding_app.coding.models import Operation
from coding_app.coding.screen_words import words

MODULES = sorted((Path(__file__).resolve().parents[2] / "static/js/coding").glob("*.js"))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
# Said by the kind of an operation that was refused.
BY_KIND = {kind for kind in Operation.Kind.values if kind not in {"apply", "retract", "carry"}}


def test_every_sentence_that_a_module_says_is_given_to_it() -> None:
    assert set(re.findall(r"\bsaid\.(\w+)", SOURCE)) <= set(words())


def test_no_sentence_is_translated_in_vain() -> None:
    said = set(re.findall(r"\bsaid\.(\w+)", SOURCE)) | BY_KIND
    assert set(words()) - said == set()


def test_sentences_that_are_filled_in_have_one_place_for_it() -> None:
    filled = set(re.findall(r"fill\((?:desk\.)?said\.(\w+)", SOURCE))
    filled |= {
        one
        for pair in re.findall(r"fill\([^()]*\? (?:desk\.)?said\.(\w+) : (?:desk\.)?said\.(\w+)", SOURCE)
        for one in pair
    }
    assert {name for name in filled if words()[name].count("%s") != 1} == set()
    assert {"putOn", "takenOff", "undone", "redone", "savedAt", "stillOpen"} <= filled


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages_have_the_same_places(language: str) -> None:
    with translation.override("en"):
        english = words()
    with translation.override(language):
        own = words()
    assert {name for name in english if own[name].count("%s") != english[name].count("%s")} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_says_first_what_it_does_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("/* ")
    assert text.count("\n") <= 160
    assert not re.search(r"innerHTML|\beval\(|new Function|console\.", text)


def test_only_one_module_knows_of_pairs_of_utf_16() -> None:
    assert [path.name for path in MODULES if "codePointAt" in path.read_text(encoding="utf-8")] == ["offsets.js"]
