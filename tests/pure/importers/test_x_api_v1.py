"""Statuses of X API v1.1: cut texts, reposts, quotes, polls, streams, and threads by climbing only."""

import json

import pytest

from corpus.importers import registry
from corpus.importers.base import (
    Medium,
    Mention,
    PollOption,
    PostKind,
    PostRecord,
    Recipe,
    Severity,
)
from tests.pure.importers.conftest import places, read, signed

IDE = {"id": 901, "id_str": "901", "screen_name": "ide_inventee", "name": "Ide Inventée"}
AS = {"id": 902, "id_str": "902", "screen_name": "as_inventee", "name": "As Inventée"}
FIRST = {
    "created_at": "Mon Feb 03 08:00:00 +0000 2020",
    "id": 1220000000000000101,
    "id_str": "1220000000000000101",
    "full_text": "Garde &amp; fatigue &lt;3 #Urgences https://t.co/lien https://t.co/photo",
    "truncated": False,
    "entities": {
        "hashtags": [{"text": "Urgences", "indices": [26, 35]}],
        "urls": [{"url": "https://t.co/lien", "expanded_url": "https://exemple.org/a?b=1&copy=2"}],
        "user_mentions": [],
        "media": [{"url": "https://t.co/photo", "type": "photo"}],
    },
    "extended_entities": {
        "media": [
            {"url": "https://t.co/photo", "type": "photo", "ext_alt_text": "Un couloir"},
            {"url": "https://t.co/photo", "type": "animated_gif"},
        ]
    },
    "in_reply_to_status_id_str": None,
    "user": IDE,
    "lang": "fr",
    "favorite_count": 5,
    "retweet_count": 2,
}
ANSWER = {
    "created_at": "Mon Feb 03 08:10:00 +0000 2020",
    "id": 1220000000000000102,
    "id_str": "1220000000000000102",
    "text": "@ide_inventee Courage, chez nous c'est la même chose depuis des m… https://t.co/suite",
    "truncated": True,
    "extended_tweet": {
        "full_text": "@ide_inventee Courage, chez nous c'est la même chose depuis des mois #urgences",
        "entities": {
            "hashtags": [{"text": "urgences"}],
            "user_mentions": [{"screen_name": "ide_inventee", "id": 901}],
        },
    },
    "in_reply_to_status_id": 1220000000000000101,
    "in_reply_to_status_id_str": "1220000000000000101",
    "user": AS,
    "lang": "fr",
}
REPOST = {
    "created_at": "Mon Feb 03 09:00:00 +0000 2020",
    "id_str": "1220000000000000103",
    "full_text": "RT @as_inventee: @ide_inventee Courage, chez nous c'est la même chose dep…",
    "entities": {"user_mentions": [{"screen_name": "as_inventee", "id_str": "902"}]},
    "retweeted_status": ANSWER,
    "user": IDE,
}
QUOTE = {
    "created_at": "Mon Feb 03 10:00:00 +0000 2020",
    "id_str": "1220000000000000104",
    "full_text": "À lire https://t.co/cite",
    "entities": {"urls": []},
    "quoted_status_permalink": {"url": "https://t.co/cite", "expanded": "https://twitter.com/ide_inventee/status/1"},
    "is_quote_status": True,
    "quoted_status_id_str": "1220000000000000099",
    "quoted_status": FIRST | {"id_str": "1220000000000000099", "full_text": "Avant", "entities": {}},
    "user": AS,
    "card": {
        "name": "poll2choice_text_only",
        "binding_values": {
            "choice1_label": {"string_value": "Oui &amp; non"},
            "choice1_count": {"string_value": "12"},
            "choice2_label": {"string_value": "Non"},
            "choice2_count": {"string_value": "trop"},
        },
    },
}
GOLDEN = [
    PostRecord(
        text="Garde & fatigue <3 #Urgences https://exemple.org/a?b=1&copy=2",
        line=1,
        external_id="1220000000000000101",
        thread_external_id="1220000000000000101",
        **signed("901", "Ide Inventée", "ide_inventee", 2020, 2, 3, 8),
        language="fr",
        likes=5,
        reposts=2,
        media=(Medium("image", "Un couloir"), Medium("video")),
        links=("https://exemple.org/a?b=1&copy=2",),
        hashtags=("Urgences",),
    ),
    PostRecord(
        text="@ide_inventee Courage, chez nous c'est la même chose depuis des mois #urgences",
        line=2,
        external_id="1220000000000000102",
        parent_external_id="1220000000000000101",
        **signed("902", "As Inventée", "as_inventee", 2020, 2, 3, 8, 10),
        kind=PostKind.REPLY,
        language="fr",
        hashtags=("urgences",),
        mentions=(Mention("ide_inventee", "901"),),
    ),
    PostRecord(
        text="RT @as_inventee: @ide_inventee Courage, chez nous c'est la même chose depuis des mois #urgences",
        line=3,
        external_id="1220000000000000103",
        thread_external_id="1220000000000000103",
        **signed("901", "Ide Inventée", "ide_inventee", 2020, 2, 3, 9),
        kind=PostKind.REPOST,
        hashtags=("urgences",),
        mentions=(Mention("as_inventee", "902"), Mention("ide_inventee", "901")),
    ),
    PostRecord(
        text="À lire https://twitter.com/ide_inventee/status/1",
        line=4,
        external_id="1220000000000000104",
        thread_external_id="1220000000000000104",
        **signed("902", "As Inventée", "as_inventee", 2020, 2, 3, 10),
        kind=PostKind.QUOTE,
        links=("https://twitter.com/ide_inventee/status/1",),
        poll=(PollOption("Oui & non", 12), PollOption("Non", None)),
    ),
]


def lines(*values: object) -> str:
    return "".join(json.dumps(v, ensure_ascii=False) + "\n" for v in values)


def test_lines_golden(file):
    path = file(lines(FIRST, ANSWER, REPOST, QUOTE), "v1.jsonl")
    assert [(s.name, s.reason) for s in registry.sniff(path)[1]] == [("table", "json")]
    posts, problems = read(path)
    assert posts[:4] == GOLDEN
    assert [(p.external_id, p.text, p.kind, p.line) for p in posts[4:]] == [("1220000000000000099", "Avant", "post", 4)]
    assert problems == []


def test_the_quoted_posts_may_be_left_out(file):
    path = file(lines(FIRST, ANSWER, REPOST, QUOTE), "v1.jsonl")
    assert read(path, Recipe(format="x_api_v1", options={"context": "leave"}))[0] == GOLDEN


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrap", ["array", "search"])
def test_arrays_and_search_answers_hold_the_same_posts(file, wrap, indent):
    statuses = [FIRST, ANSWER, REPOST]
    whole = statuses if wrap == "array" else {"statuses": statuses, "search_metadata": {"count": 3}}
    path = file(json.dumps(whole, indent=indent), "v1.json")
    posts, problems = read(path)
    assert registry.sniff(path)[0].reason == {"array": "status", "search": "search"}[wrap]
    assert [p.text for p in posts] == [p.text for p in GOLDEN[:3]]
    assert problems == []


def test_a_stream_says_other_things_between_its_posts(file):
    path = file(lines(FIRST, {"delete": {"status": {"id": 1}}}, {"limit": {"track": 5}}, ANSWER), "flux.jsonl")
    posts, problems = read(path)
    assert len(posts) == 2
    assert [(p.line, p.code, p.params, p.severity) for p in problems] == [
        (0, "x_messages", {"count": "2"}, Severity.WARNING)
    ]


def test_what_is_no_post_is_named(file):
    bad = [
        {"errors": [{"code": 34, "message": "page of quelquun_invente"}]},
        {"id_str": "5", "user": IDE, "created_at": "x"},
        {"text": "sans id", "user": IDE},
        FIRST | {"id_str": "6", "created_at": "Mon Feb 31 08:00:00 +0000 2020"},
        {"id": 1.220000000000000101e18, "text": "arrondi", "user": IDE},
        FIRST | {"id_str": "7", "full_text": "\ud800"},
        FIRST | {"id_str": "8", "full_text": " ", "entities": {}, "extended_entities": {}},
        {"statuses": []},
        [1],
    ]
    posts, problems = read(file("\n".join(json.dumps(v) for v in (FIRST, *bad)), "v1.jsonl"))
    assert len(posts) == 1
    assert places(problems) == [
        (2, "errors", "x_error"),
        (3, "", "x_no_id"),
        (4, "", "x_no_id"),
        (5, "created_at", "date_impossible"),
        (6, "id", "id_scientific"),
        (7, "text", "broken_character"),
        (8, "text", "empty_text"),
        (10, "", "json_not_object"),
        (0, "", "x_no_posts"),
    ]
    assert "quelquun" not in str(problems)


def test_a_repost_without_what_it_repeats_is_counted(file):
    cut = {k: v for k, v in REPOST.items() if k != "retweeted_status"} | {"retweeted_status": {"id_str": "1"}}
    posts, problems = read(file(lines(cut), "v1.jsonl"))
    assert posts[0].text.endswith("dep…")
    assert [(p.code, p.params) for p in problems] == [("x_reposts_cut", {"count": "1"})]
