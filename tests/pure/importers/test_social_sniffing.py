"""Each file of a platform is recognized by its own importer, far above all others."""

import json

import pytest

from corpus.importers import registry
from tests.pure.importers import (
    test_diaspora,
    test_facebook_own_data,
    test_facebook_scraped,
    test_facebook_tables,
    test_forums,
    test_instagram,
    test_linkedin,
    test_mastodon,
)

FILES = [
    ("facebook_scraped", json.dumps(test_facebook_scraped.TREE)),
    ("facebook_scraped", test_facebook_scraped.userscript(test_facebook_scraped.comment(1, "Ana Fictive", "un"))),
    ("facebook_own_data", json.dumps(test_facebook_own_data.POSTS)),
    ("facebook_own_data", json.dumps(test_facebook_own_data.COMMENTS, indent=2)),
    ("facebook_own_data", json.dumps([test_facebook_own_data.labelled(1, "un", "https://www.facebook.com/groups/1")])),
    ("facepager", test_facebook_tables.FACEPAGER),
    ("netvizz", test_facebook_tables.NETVIZZ_COMMENTS),
    ("instagram", json.dumps(test_instagram.comments(("bea", "un", 1577100000)))),
    ("mastodon", json.dumps(test_mastodon.outbox())),
    ("mastodon", json.dumps([test_mastodon.status(1, "un")])),
    ("mastodon", json.dumps(test_mastodon.status(1, "un"), indent=2)),
    ("diaspora", json.dumps(test_diaspora.archive())),
    ("discourse", json.dumps(test_forums.topic(test_forums.post(1, "un")))),
    ("reddit", json.dumps(test_forums.SUBMISSION) + "\n" + json.dumps(test_forums.comment("d2", "un", "t3_abc1"))),
    ("reddit", json.dumps(test_forums.listing({"kind": "t3", "data": test_forums.SUBMISSION}))),
    ("linkedin", test_linkedin.SCRAPED),
]


@pytest.mark.parametrize(("name", "content"), FILES, ids=[f"{n}{i}" for i, (n, _) in enumerate(FILES)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_best_importer(file, name, content, encoding):
    best, others = registry.sniff(file(content, encoding=encoding))
    assert best.name == name
    assert all(o.confidence < best.confidence for o in others)


@pytest.mark.parametrize(("name", "content"), FILES, ids=[f"{n}{i}" for i, (n, _) in enumerate(FILES)])
def test_posts_are_found_whatever_the_encoding(file, name, content):
    counts = set()
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path = file(content, encoding=encoding)
        items = list(registry.read(path, registry.guess_recipe(path)))
        counts.add((sum(hasattr(i, "text") for i in items), len(items)))
    assert len(counts) == 1
    assert counts.pop()[0] > 0
