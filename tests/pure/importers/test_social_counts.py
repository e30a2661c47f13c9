"""Whatever stands between the posts of a list, each element becomes a post or a named problem: none is lost."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.importers import registry
from corpus.importers.base import PostRecord, Recipe, Severity
from tests.pure.importers import (
    test_facebook_own_data,
    test_forums,
    test_mastodon,
    test_x_api_v1,
    test_x_api_v2,
    test_youtube,
)

ODD = st.sampled_from((None, True, -1, 1.5, "", "mot", [1], "\ud800"))


def comment(number):
    return {"comment_id": str(20_000_000 + number), "comment_text": f"texte {number}", "commenter_name": "Ana"}


def own_data(number):
    return test_facebook_own_data.labelled(number, f"texte {number}", "https://facebook.com/x")


# Name, one post, and what holds a list of posts; so many posts stand beside the list.
READERS = {
    "x_api_v2": ("x_api_v2", lambda n: test_x_api_v2.post(str(10 + n), "un"), lambda v: {"data": v, "meta": {}}, 0),
    "x_api_v1": ("x_api_v1", lambda n: test_x_api_v1.FIRST | {"id_str": str(n)}, lambda v: {"statuses": v}, 0),
    "discourse": ("discourse", lambda n: test_forums.post(n, "<p>un</p>"), lambda v: {"post_stream": {"posts": v}}, 0),
    "reddit": ("reddit", lambda n: test_forums.comment(f"d{n}", "un", "t3_abc1"), lambda v: v, 0),
    "reddit_listing": (
        "reddit", lambda n: {"kind": "t1", "data": test_forums.comment(f"d{n}", "un", "t3_abc1")},
        lambda v: test_forums.listing(*v), 0,
    ),
    "scraped": ("facebook_scraped", comment, lambda v: v, 0),
    "scraped_wrapped": ("facebook_scraped", comment, lambda v: {"comments": v}, 0),
    "scraped_nested": ("facebook_scraped", comment, lambda v: [{"post_text": "un", "comments": v}], 1),
    "mastodon": ("mastodon", lambda n: test_mastodon.status(n, "<p>un</p>"), lambda v: v, 0),
    "youtube": ("youtube_api", lambda n: test_youtube.thread(f"c{n}", 0), lambda v: test_youtube.page(*v), 0),
    "own_data": ("facebook_own_data", own_data, lambda v: v, 0),
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(elements=st.lists(st.none() | st.tuples(ODD), max_size=5))
def test_elements_in_are_posts_and_named_rejects(tmp_path, reader, elements):
    name, one, holds, beside = READERS[reader]
    elements = [None, *elements]  # by its first element a file is told from a table
    listed = [one(n) if odd is None else odd[0] for n, odd in enumerate(elements, start=1)]
    path = tmp_path / "f.json"
    path.write_text(json.dumps(holds(listed)))
    items = list(registry.read(path, Recipe(format=name)))
    posts = sum(isinstance(item, PostRecord) for item in items)
    lost = [item for item in items if not isinstance(item, PostRecord) and item.severity is Severity.REJECTED]
    assert posts == elements.count(None) + beside
    assert posts + len(lost) == len(elements) + beside
    assert {item.column for item in lost} <= {"", *(f"items[{place}]" for place in range(6))}
