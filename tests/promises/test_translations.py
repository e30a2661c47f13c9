"""Every string of the product has its French, and the compiled file is the one of the catalog."""

import re

from tests.promises.messages import MO, catalog, compiled, found

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
SPACED = re.compile(r"[^\s\u00a0\u202f:/?!;][?!;:](?:\s|$)")


def entries():
    return [message for message in catalog() if message.id]


def both(message):
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return ids, strings


def test_catalog_holds_exactly_the_strings_of_the_product():
    held = {(message.context or "", both(message)[0][0]) for message in entries()}
    assert held == set(found())


def test_every_string_has_its_french():
    assert [message.id for message in entries() if not all(both(message)[1]) or message.fuzzy] == []


def test_placeholders_are_the_same():
    wrong = [
        message.id
        for message in entries()
        for english, french in zip(*both(message), strict=True)
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(french)) and "%(n)s" not in english
    ]
    assert wrong == []


def test_french_has_its_spaces_before_double_signs():
    wrong = [french for message in entries() for french in both(message)[1] if SPACED.search(french)]
    assert wrong == []


def test_compiled_file_is_up_to_date():
    assert MO.read_bytes() == compiled(catalog())
