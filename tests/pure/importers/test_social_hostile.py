"""Whatever a file holds, each importer of a platform gives posts and named problems, never an error of its own."""

import json
import random

import pytest

from corpus.importers import registry
from corpus.importers.base import PostRecord, Problem, Recipe, UnreadableFile
from corpus.importers.problems import sentence
from tests.pure.importers import test_diaspora, test_facebook_own_data, test_facebook_tables, test_forums, test_mastodon

_ODD = (None, True, -1, 10**30, 1.5, "", "\u0000", "x" * 40, [], {}, [None], {"": None}, [[1]], "9999-99-99", "\ud800")


def seeds():
    yield (
        "facebook_scraped",
        json.dumps([{"post_id": "2222222222", "text": "un", "comments_full": [{"comment_text": "b"}]}]),
    )
    yield "facebook_own_data", json.dumps(test_facebook_own_data.POSTS)
    yield "facebook_own_data", json.dumps(test_facebook_own_data.COMMENTS)
    yield "facebook_own_data", json.dumps([test_facebook_own_data.labelled(1, "un texte", "https://facebook.com/x")])
    yield (
        "instagram",
        json.dumps({"messages": [{"sender_name": "Ana", "timestamp_ms": 1579294140123, "content": "un"}]}),
    )
    yield "instagram", json.dumps([{"media": [{"uri": "a.jpg", "creation_timestamp": 1577100000}], "title": "un"}])
    yield "mastodon", json.dumps([test_mastodon.status(1, "<p>un</p>")])
    yield "mastodon", json.dumps(test_mastodon.outbox())
    yield "mastodon", json.dumps({"ancestors": [test_mastodon.status(1, "a")], "descendants": []})
    yield "diaspora", json.dumps(test_diaspora.archive())
    yield "discourse", json.dumps(test_forums.topic(test_forums.post(1, "<p>un</p>"), test_forums.post(2, "deux", 1)))
    yield "reddit", json.dumps([test_forums.SUBMISSION, test_forums.comment("d2", "un", "t3_abc1")])
    yield "reddit", json.dumps(test_forums.listing({"kind": "t1", "data": test_forums.comment("d2", "un", "t3_abc1")}))
    yield "facepager", test_facebook_tables.FACEPAGER
    yield "netvizz", test_facebook_tables.NETVIZZ_COMMENTS


def mutated(value, chance):
    """Return a JSON value with some parts replaced by odd ones."""
    if chance.random() < 0.05:
        return chance.choice(_ODD)
    if isinstance(value, dict):
        return {k: mutated(v, chance) for k, v in value.items() if chance.random() > 0.03}
    return [mutated(v, chance) for v in value] if isinstance(value, list) else value


def items_of(path, name):
    """Return what the importer makes of a file; of a file refused as a whole, the reason as a problem."""
    try:
        return list(registry.read(path, Recipe(format=name)))
    except UnreadableFile as refused:
        return [Problem(0, "", refused.code, refused.params)]


@pytest.mark.parametrize(("name", "text"), list(seeds()), ids=[f"{n}{i}" for i, (n, _) in enumerate(seeds())])
def test_odd_values_are_posts_or_named_problems(file, name, text):
    chance = random.Random(name)
    for number in range(20):
        if text.startswith(("[", "{")):
            odd = json.dumps(mutated(json.loads(text), chance))
        else:
            odd = "".join(c if chance.random() > 0.01 else chance.choice('\t;\n"\0é') for c in text)
        if number % 3 == 0:
            odd = odd[: chance.randrange(len(odd) + 1)]
        path = file(odd, f"{number}.txt")
        for item in items_of(path, name):
            assert isinstance(item, PostRecord | Problem)
            if isinstance(item, Problem):
                assert sentence(item.code, item.params)
            else:
                assert item.text.strip() or item.media or item.poll or item.availability != "present"
                assert "\0" not in item.text
                assert item.text.encode() is not None


@pytest.mark.parametrize("entry", registry.NAMES)
def test_importers_name_only_options_they_have(entry):
    offered = registry.entry(entry)
    assert len({o.name for o in offered.options}) == len(offered.options)
