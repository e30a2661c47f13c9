"""Pages of API v2 give, beside the posts searched for, what these answer, quote and repeat."""

import json

import pytest

from corpus.importers.base import Medium, Mention, PollOption, Recipe
from tests.pure.importers.conftest import places, read


def post(external_id: str, text: str, **more: object) -> dict:
    told = {"id": external_id, "text": text, "author_id": "71", "created_at": "2021-03-01T08:00:00.000Z"}
    return told | {"conversation_id": external_id} | more


def refers(**kinds: str) -> list[dict]:
    return [{"type": kind, "id": target} for kind, target in kinds.items()]


USERS = [{"id": "71", "username": "sf_inventee", "name": "SF"}, {"id": "72", "username": "gyn_invente", "name": "Gyn"}]
QUESTION = post("10", "Qui suit les grossesses à risque ?", author_id="72")
ORIGINAL = post(
    "20",
    "Un début coupé par l'interface, mais la suite e… https://t.co/x",
    author_id="72",
    attachments={"media_keys": ["3_1"], "poll_ids": ["5"]},
    note_tweet={
        "text": "Un début coupé par l'interface, mais la suite est là &amp; entière https://t.co/x #Sagefemme https://t.co/p",
        "entities": {"hashtags": [{"tag": "Sagefemme"}], "mentions": [{"username": "tiers_invente", "id": "73"}]},
    },
    entities={
        "urls": [
            {"url": "https://t.co/x", "expanded_url": "https://exemple.org/?a=1&lt=2", "unwound_url": "https://w/"},
            {"url": "https://t.co/p", "expanded_url": "https://twitter.com/gyn_invente/status/20/photo/1"},
        ]
    },
)
PAGE = {
    "data": [
        post("11", "@gyn_invente nous", conversation_id="10", referenced_tweets=refers(replied_to="10", quoted="30")),
        post("12", "@gyn_invente nous aussi", conversation_id="10", referenced_tweets=refers(replied_to="10")),
        post(
            "21",
            "RT @gyn_invente: Un début coupé par l'interface, m…",
            referenced_tweets=refers(retweeted="20"),
            entities={"mentions": [{"username": "gyn_invente", "id": "72"}]},
        ),
        post("22", "RT @absente: coupé pour toujo…", referenced_tweets=refers(retweeted="99")),
    ],
    "includes": {
        "users": USERS,
        "tweets": [QUESTION, ORIGINAL, post("30", "Ce qui est cité", author_id="72")],
        "media": [{"media_key": "3_1", "type": "photo", "alt_text": "Une salle"}],
        "polls": [{"id": "5", "options": [{"position": 1, "label": "Oui", "votes": 2}]}],
    },
    "errors": [
        {"title": "Not Found Error", "resource_type": "tweet", "resource_id": "99", "detail": "quelquun_invente"}
    ],
    "meta": {"result_count": 4},
}


def lines(*values: object) -> str:
    return "".join(json.dumps(v, ensure_ascii=False) + "\n" for v in values)


def test_answered_and_quoted_posts_complete_the_threads(file):
    path = file(lines(PAGE, PAGE | {"data": [post("13", "moi", referenced_tweets=refers(replied_to="10"))]}), "p.jsonl")
    posts, problems = read(path)
    assert [(p.external_id, p.thread_external_id, p.parent_external_id, p.kind, p.line) for p in posts] == [
        ("11", "10", "10", "reply", 1),
        ("12", "10", "10", "reply", 1),
        ("21", "21", "", "repost", 1),
        ("22", "22", "", "repost", 1),
        ("10", "10", "", "post", 1),
        ("30", "30", "", "post", 1),
        ("13", "13", "10", "reply", 2),
    ]
    assert (posts[4].text, posts[4].author_handle) == ("Qui suit les grossesses à risque ?", "gyn_invente")
    assert places(problems) == [(1, "errors", "x_error"), (2, "errors", "x_error"), (0, "", "x_reposts_cut")]
    assert problems[2].params == {"count": "1"}


@pytest.mark.parametrize(
    ("choice", "ids"), [("take", "11 12 21 22 10 30"), ("leave", "11 12 21 22"), ("", "11 12 21 22 10 30")]
)
def test_the_context_may_be_left_out(file, choice, ids):
    recipe = Recipe(format="x_api_v2", options={"context": choice} if choice else {})
    assert [p.external_id for p in read(file(lines(PAGE), "p.jsonl"), recipe)[0]] == ids.split()


def test_a_repost_holds_the_whole_of_what_it_repeats(file):
    repost = read(file(lines(PAGE), "p.jsonl"))[0][2]
    assert repost.text == (
        "RT @gyn_invente: Un début coupé par l'interface, mais la suite est là & entière "
        "https://exemple.org/?a=1&lt=2 #Sagefemme"
    )
    assert repost.links == ("https://exemple.org/?a=1&lt=2",)
    assert set(repost.mentions) == {Mention("gyn_invente", "72"), Mention("tiers_invente", "73")}
    assert (repost.hashtags, repost.media, repost.poll, repost.author_handle) == (
        ("Sagefemme",),
        (Medium("image", "Une salle"),),
        (PollOption("Oui", 2),),
        "sf_inventee",
    )


def test_flattened_files_nest_what_a_post_answers(file):
    nested = [
        {"type": "replied_to", **QUESTION, "author": USERS[1]},
        {"type": "quoted", "id": "30", "text": "sans date"},
    ]
    flat = [post(str(n), "oui", conversation_id="10", author=USERS[0], referenced_tweets=nested) for n in (11, 12)]
    posts, problems = read(file(lines(*flat), "flat.jsonl"))
    assert [(p.external_id, p.author_handle, p.line) for p in posts] == [
        ("11", "sf_inventee", 1),
        ("10", "gyn_invente", 1),
        ("12", "sf_inventee", 2),
    ]
    assert problems == []


def test_answers_point_to_the_first_version_of_an_edited_post(file):
    first = post("40", "Fotte", edit_history_tweet_ids=["40"])
    last = post("41", "Faute", conversation_id="40", edit_history_tweet_ids=["40", "41"])
    answer = post("42", "oui", conversation_id="41", referenced_tweets=refers(replied_to="41"))
    pages = [{"data": [p], "meta": {"result_count": 1}} for p in (first, answer, last)]
    posts, problems = read(file(lines(*pages), "p.jsonl"))
    assert [(p.external_id, p.thread_external_id, p.parent_external_id, p.text, p.is_edited) for p in posts] == [
        ("42", "40", "40", "oui", False),
        ("40", "40", "", "Faute", True),
    ]
    assert places(problems) == [(1, "", "x_older_version")]


def test_an_id_that_lost_its_digits_is_refused(file):
    posts, problems = read(file(lines(PAGE, {"data": [post("1.22e18", "x")], "meta": {"result_count": 1}}), "p.jsonl"))
    assert len(posts) == 6
    assert places(problems)[1:2] == [(2, "id", "id_scientific")]
