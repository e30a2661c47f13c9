"""Discourse topics and Reddit threads keep who answers whom."""

import json
from datetime import UTC, datetime

from corpus.importers import registry
from corpus.importers.base import Medium, PollOption
from tests.pure.importers.conftest import places, read


def post(number, cooked, reply_to=None, **more):
    return {
        "id": 100 + number, "name": "Ana Fictive", "username": "ana", "user_id": 7, "post_number": number,
        "created_at": "2016-10-01T13:51:26.235Z", "cooked": cooked, "post_type": 1, "reply_count": 0, "version": 1,
        "reply_to_post_number": reply_to, "topic_id": 13, "actions_summary": [], "hidden": False, "deleted_at": None,
        "user_deleted": False, **more,
    }  # fmt: skip


def topic(*posts, stream=None, **more):
    ids = [p["id"] for p in posts] if stream is None else stream
    return {"post_stream": {"posts": list(posts), "stream": ids}, "id": 13, "title": "Frais de trajet", **more}


def test_discourse_golden(file):
    page = topic(
        post(1, "<p>Payés&nbsp;?</p>", actions_summary=[{"id": 2, "count": 5}], reply_count=2, version=2),
        post(2, "<p>Non.</p>"),
        post(
            3,
            '<aside class="quote" data-username="ana"><div class="title">ana:</div><blockquote><p>Non.</p></blockquote>'
            '</aside><p>Si <a class="mention" href="/u/ana">@ana</a>, <a href="https://exemple.org/cc">lis</a> '
            '<img class="emoji" alt=":smile:"></p><a class="lightbox"><img alt="fiche"><div class="meta"><span>f 20 KB'
            "</span></div></a>",
            2,
            polls=[{"options": [{"html": "Oui &amp; non", "votes": 3}, {"html": "Non"}]}],
        ),
        post(4, "", post_type=3),
        post(5, "<p>(message supprimé)</p>", user_deleted=True),
        post(6, "<p>caché</p>", 99, hidden=True),
        post(7, ""),
        stream=[101, 102, 103, 104, 105, 106, 107, 108, 109],
    )
    path = file(json.dumps(page, indent=1))
    assert registry.sniff(path)[0].name == "discourse"
    posts, problems = read(path)
    assert [(p.external_id, p.parent_external_id, p.text, p.availability) for p in posts] == [
        ("13:1", "", "Payés\u00a0?", "present"),
        ("13:2", "13:1", "Non.", "present"),
        ("13:3", "13:2", "ana:\n\n> Non.\n\nSi @ana, lis :smile:", "present"),
        ("13:5", "13:1", "(message supprimé)", "deleted"),
        ("13:6", "13:99", "caché", "withheld"),
    ]
    first, second, third = posts[:3]
    assert {p.thread_external_id for p in posts} == {"13:1"}
    assert (first.title, first.kind, first.likes, first.replies, first.is_edited) == (
        "Frais de trajet",
        "post",
        5,
        2,
        True,
    )
    assert (second.title, second.kind, second.likes, second.is_edited) == ("", "reply", 0, False)
    assert (first.author_external_id, first.author_handle, first.author_name) == ("7", "ana", "Ana Fictive")
    assert first.posted_at == datetime(2016, 10, 1, 13, 51, 26, 235000, tzinfo=UTC)
    assert (third.media, third.links) == ((Medium("image", "fiche"),), ("https://exemple.org/cc",))
    assert third.poll == (PollOption("Oui & non", 3), PollOption("Non"))
    assert places(problems) == [
        (7, "text", "empty_text"),
        (0, "", "discourse_posts_missing"),
        (0, "", "discourse_actions"),
    ]
    assert [p.params for p in problems[1:]] == [{"count": "2"}, {"count": "1"}]


def test_pages_of_one_topic_fit_together(file):
    lines = [topic(post(1, "un"), stream=[101]), topic(post(21, "suite", 1), stream=[121]), {"errors": ["x"]}]
    posts, problems = read(file("\n".join(map(json.dumps, lines))))
    assert [(p.line, p.external_id, p.parent_external_id) for p in posts] == [(1, "13:1", ""), (2, "13:21", "13:1")]
    assert places(problems) == [(3, "post_stream", "discourse_no_posts")]


SUBMISSION = {
    "id": "abc1", "title": "Trajet &amp; paie", "selftext": "Payé **ou** pas ?", "author": "ana_fictive", "score": 12,
    "author_fullname": "t2_a1", "subreddit": "aides", "created_utc": 1577100000, "num_comments": 3, "edited": False,
    "is_self": True, "url": "https://www.reddit.com/r/aides/comments/abc1/trajet/",
}  # fmt: skip


def comment(identity, body, parent, **more):
    return {
        "id": identity, "body": body, "link_id": "t3_abc1", "parent_id": parent, "author": "bea_fictive",
        "created_utc": "1577100100", "score": 2, "edited": False, **more,
    }  # fmt: skip


def test_pushshift_golden(file):
    lines = [
        SUBMISSION,
        comment("d2", "Non &gt; jamais [lien](https://exemple.org/a)", "t3_abc1", edited=1577100200.0),
        comment("d3", "[deleted]", "t1_d2", author="[deleted]"),
        comment("d4", "[removed]", "t1_d3"),
        comment("d5", "vieux", 29712),
        {"id": "x", "author": "ana"},
        {**SUBMISSION, "id": "abc9", "selftext": "", "is_self": False, "url": "https://exemple.org/p.jpg?x=1"},
        {**SUBMISSION, "id": "abd1", "selftext": "", "is_self": False, "url": "https://exemple.org/article"},
    ]
    path = file("\n".join(map(json.dumps, lines)))
    assert registry.sniff(path)[0].name == "reddit"
    posts, problems = read(path)
    assert [(p.external_id, p.parent_external_id, p.thread_external_id, p.text) for p in posts] == [
        ("t3_abc1", "", "t3_abc1", "Trajet & paie\n\nPayé ou pas ?"),
        ("t1_d2", "t3_abc1", "t3_abc1", "Non > jamais lien"),
        ("t1_d3", "t1_d2", "t3_abc1", "[deleted]"),
        ("t1_d4", "t1_d3", "t3_abc1", "[removed]"),
        ("t1_d5", "t1_mxc", "t3_abc1", "vieux"),
        ("t3_abc9", "", "t3_abc9", "Trajet & paie"),
        ("t3_abd1", "", "t3_abd1", "Trajet & paie"),
    ]
    assert [p.availability for p in posts[1:5]] == ["present", "deleted", "withheld", "present"]
    assert [p.author_handle for p in posts[:4]] == ["ana_fictive", "bea_fictive", "", "bea_fictive"]
    assert (posts[0].posted_at, posts[0].time_status) == (datetime(2019, 12, 23, 11, 20, tzinfo=UTC), "utc")
    assert (posts[0].title, posts[0].likes, posts[0].replies, posts[0].links) == ("Trajet & paie", 12, 3, ())
    assert (posts[1].is_edited, posts[1].links, posts[1].posted_at.second) == (True, ("https://exemple.org/a",), 40)
    assert (posts[5].media, posts[5].links) == ((Medium("image"),), ())
    assert (posts[6].media, posts[6].links) == ((), ("https://exemple.org/article",))
    assert places(problems) == [(6, "", "reddit_not_post")]


def listing(*children):
    return {"kind": "Listing", "data": {"children": list(children)}}


def test_listing_with_nested_answers_and_stubs(file):
    deep = {"kind": "t1", "data": comment("d3", "fond", "t1_d2", name="t1_d3", replies="")}
    more = {"kind": "more", "data": {"count": 17, "children": ["e1", "e2"]}}
    top = {"kind": "t1", "data": comment("d2", "haut", "t3_abc1", name="t1_d2", replies=listing(deep, more))}
    last = {"kind": "t1", "data": comment("d9", "bas", "t3_abc1", name="t1_d9", replies="")}
    page = [listing({"kind": "t3", "data": {**SUBMISSION, "name": "t3_abc1"}}), listing(top, last)]
    path = file(json.dumps(page))
    assert (registry.sniff(path)[0].name, registry.sniff(path)[0].reason) == ("reddit", "listing")
    posts, problems = read(path)
    assert [(p.line, p.external_id, p.parent_external_id) for p in posts] == [
        (1, "t3_abc1", ""),
        (2, "t1_d2", "t3_abc1"),
        (3, "t1_d3", "t1_d2"),
        (4, "t1_d9", "t3_abc1"),
    ]
    assert [(p.code, p.params, p.severity) for p in problems] == [("reddit_more", {"count": "17"}, "warning")]
    alone = file(json.dumps(listing(top), indent=1), "one.json")
    assert [p.external_id for p in read(alone)[0]] == ["t1_d2", "t1_d3"]


def test_rexport_reads_own_words_only(file):
    account = {
        "profile": {"name": "SECRET"},
        "comments": [comment("d2", "mien", "t3_abc1")],
        "submissions": [SUBMISSION],
        "inbox": [{"body": "SECRET", "parent_id": None, "link_id": ""}],
        "upvoted": [{**SUBMISSION, "title": "SECRET"}],
    }
    path = file(json.dumps(account))
    assert registry.sniff(path)[0].name == "reddit"
    posts, problems = read(path)
    assert [p.external_id for p in posts] == ["t3_abc1", "t1_d2"]
    assert "SECRET" not in str((posts, problems))
