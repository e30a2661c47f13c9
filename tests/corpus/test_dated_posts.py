"""A page of posts by date is walked to along the index of each source, unless something rare is asked for."""

from dataclasses import replace
from uuid import UUID

import pytest

from corpus import dated_posts
from corpus.filters import Filters, Place

HERE, THERE = (
    Place(n, f"00000000-0000-0000-0000-00000000000{n}", name, platform, profession, None, None)
    for n, name, platform, profession in ((1, "Groupe", "facebook", "home_help"), (2, "Mot-dièse", "x", "gp"))
)


@pytest.mark.parametrize(
    ("chosen", "walks", "found"),
    [
        ({}, True, [1, 2]),
        ({"order": "dated-", "part": "answer", "asks": True}, True, [1, 2]),
        ({"professions": ("gp",)}, True, [2]),
        ({"platforms": ("facebook", "x"), "sources": (UUID(HERE.uuid),)}, True, [1]),
        ({"professions": ("gp",), "platforms": ("facebook",)}, True, []),
        ({"words": "gants"}, False, [1, 2]),
        ({"author": "AD-001"}, False, [1, 2]),
        ({"hashtags": ("gants",)}, False, [1, 2]),
        ({"kinds": ("quote",)}, False, [1, 2]),
        ({"since": "2020-02", "professions": ("gp",)}, False, [2]),
    ],
)
def test_what_narrows_the_posts_decides_how_they_are_sorted(chosen, walks, found):
    filters = replace(Filters(), **chosen)
    assert dated_posts.can_walk(filters) is walks
    assert dated_posts.sources_of(filters, [HERE, THERE]) == found


@pytest.mark.parametrize(("sign", "rank"), [(">", "'-infinity'"), ("<", "'infinity'")])
def test_a_key_that_is_gone_leaves_the_first_page(sign, rank):
    statement = dated_posts.page("ASC", "ASC", sign, ["p.position = 0"])
    assert statement.count(f"COALESCE((SELECT rank FROM key), {rank})") == 2
    assert statement.count("p.position = 0") == 2
    assert "key" not in dated_posts.page("ASC", "ASC", "", [])
