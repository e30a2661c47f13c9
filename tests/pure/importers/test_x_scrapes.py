"""The lines of snscrape and twscrape: ids are numbers too long for a float, quoted and repeated posts are nested."""

import json

from corpus.importers import registry
from corpus.importers.base import (
    Medium,
    Mention,
    PollOption,
    PostKind,
    PostRecord,
    Recipe,
    TimeStatus,
)
from tests.pure.importers.conftest import places, read, signed

TYPE = "snscrape.modules.twitter.Tweet"
PHARMA = {"_type": "snscrape.modules.twitter.User", "id": 41, "username": "pharma_inventee", "displayname": "Pharma"}
ROOT = {
    "_type": TYPE,
    "id": 1997370581860180189,
    "date": "2025-12-06 18:00:00+00:00",
    "rawContent": "Pénurie &amp; ruptures https://t.co/a https://t.co/img",
    "user": PHARMA,
    "lang": "fr",
    "replyCount": 2,
    "retweetCount": 1,
    "likeCount": 9,
    "conversationId": 1997370581860180189,
    "inReplyToTweetId": None,
    "hashtags": ["Pharmacie"],
    "mentionedUsers": [],
    "links": [{"url": "https://exemple.org/a", "text": "exemple.org", "tcourl": "https://t.co/a"}],
    "media": {"photos": [{"url": "https://x/1.jpg"}], "videos": [], "animated": []},
    "card": {"_type": "poll", "options": [{"label": "Oui", "votesCount": 3}], "finished": True},
}
ANSWER = {
    "_type": TYPE,
    "id": 1997370581860180193,
    "id_str": "1997370581860180193",
    "date": "2025-12-06T19:00:00+01:00",
    "rawContent": "@pharma_inventee pareil",
    "user": PHARMA | {"id": 42, "username": "autre_inventee", "displayname": "Autre"},
    "conversationId": 1997370581860180189,
    "inReplyToTweetId": 1997370581860180189,
    "mentionedUsers": [{"id": 41, "id_str": "41", "username": "pharma_inventee", "displayname": "Pharma"}],
    "hashtags": None,
    "links": None,
    "media": [
        {"_type": "snscrape.modules.twitter.Gif"},
        {"_type": "snscrape.modules.twitter.Photo", "altText": "Vide"},
    ],
    "quotedTweet": ROOT | {"id": 1997370581860180001, "rawContent": "Citée", "media": None, "links": [], "card": None},
}
REPOST = ANSWER | {
    "id": 1997370581860180199,
    "id_str": "1997370581860180199",
    "rawContent": "RT @pharma_inventee: Pénurie &amp; rup…",
    "inReplyToTweetId": None,
    "conversationId": 1997370581860180199,
    "quotedTweet": None,
    "retweetedTweet": ROOT,
    "media": None,
    "mentionedUsers": None,
}
GOLDEN = [
    PostRecord(
        text="Pénurie & ruptures https://exemple.org/a",
        line=1,
        external_id="1997370581860180189",
        thread_external_id="1997370581860180189",
        **signed("41", "Pharma", "pharma_inventee", 2025, 12, 6, 18),
        language="fr",
        likes=9,
        reposts=1,
        replies=2,
        media=(Medium("image"),),
        links=("https://exemple.org/a",),
        hashtags=("Pharmacie",),
        poll=(PollOption("Oui", 3),),
    ),
    PostRecord(
        text="@pharma_inventee pareil",
        line=2,
        external_id="1997370581860180193",
        thread_external_id="1997370581860180189",
        parent_external_id="1997370581860180189",
        **signed("42", "Autre", "autre_inventee", 2025, 12, 6, 18, status=TimeStatus.OFFSET),
        kind=PostKind.REPLY,
        media=(Medium("video"), Medium("image", "Vide")),
        mentions=(Mention("pharma_inventee", "41"),),
    ),
]


def lines(*values: object) -> str:
    return "".join(json.dumps(v, ensure_ascii=False) + "\n" for v in values)


def test_lines_golden(file):
    path = file(lines(ROOT, ANSWER, REPOST), "scrape.jsonl")
    assert [s.name for s in (registry.sniff(path)[0], *registry.sniff(path)[1])] == ["x_scrape", "table"]
    posts, problems = read(path)
    assert posts[:2] == GOLDEN
    quoted, repost = posts[2:]
    assert (quoted.external_id, quoted.text, quoted.line) == ("1997370581860180001", "Citée", 2)
    assert (repost.text, repost.kind, repost.author_handle, repost.media) == (
        "RT @pharma_inventee: Pénurie & ruptures https://exemple.org/a", "repost", "autre_inventee", (Medium("image"),),
    )  # fmt: skip
    assert problems == []
    left = read(path, Recipe(format="x_scrape", options={"context": "leave"}))[0]
    assert [p.external_id for p in left] == ["1997370581860180189", "1997370581860180193", "1997370581860180199"]


def test_older_names_of_snscrape(file):
    old = {
        "_type": TYPE,
        "id": 1300000000000000001,
        "date": "2020-08-31T10:00:00+00:00",
        "content": "Vu https://t.co/b",
        "user": {"id": 43, "username": "ancien_invente"},
        "conversationId": 1300000000000000001,
        "outlinks": ["https://exemple.org/b"],
        "tcooutlinks": ["https://t.co/b"],
    }
    posts, problems = read(file(lines(old), "scrape.jsonl"))
    assert [(p.text, p.links, p.external_id) for p in posts] == [
        ("Vu https://exemple.org/b", ("https://exemple.org/b",), "1300000000000000001")
    ]
    assert problems == []


def test_rows_that_are_no_post_are_named(file):
    bad = [ROOT | {"id": 1.99737058186018e18}, {"_type": "snscrape.modules.twitter.TweetRef", "id": 5}, 7]
    posts, problems = read(file(lines(ROOT, *bad), "scrape.jsonl"))
    assert len(posts) == 1
    assert places(problems) == [(2, "id", "id_rounded"), (3, "", "x_no_id"), (4, "", "json_not_object")]


def test_lists_of_people_are_not_posts(file):
    assert registry.sniff(file(lines(PHARMA, PHARMA), "people.jsonl"))[0].name == "table"


def test_the_last_wording_of_an_edited_post_is_kept(file):
    first = ROOT | {"id": 500, "conversationId": 500, "rawContent": "Fotte"}
    last = first | {"id": 501, "rawContent": "Faute", "editControl": {"edit_tweet_ids": ["500", "501"]}}
    answer = ANSWER | {"id_str": "502", "conversationId": 500, "inReplyToTweetId": 501, "quotedTweet": None}
    posts, problems = read(file(lines(first, last, answer), "scrape.jsonl"))
    assert [(p.external_id, p.text, p.is_edited, p.parent_external_id) for p in posts] == [
        ("500", "Faute", True, ""),
        ("502", "@pharma_inventee pareil", False, "500"),
    ]
    assert places(problems) == [(1, "", "x_older_version")]
