"""What the website of X receives, and Zeeschuimer's captures of it, give the posts of every other form."""

import json
from datetime import UTC, datetime

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
    TimePrecision,
    TimeStatus,
)
from tests.pure.importers.conftest import places, read

ROOT, ANSWER, LONG, QUOTED, GONE, HIDDEN = (str(1990000000000000000 + n) for n in (1, 2, 3, 4, 5, 6))
OLD_USER = {"__typename": "User", "rest_id": "31", "legacy": {"screen_name": "sage_inventee", "name": "Sage"}}
NEW_USER = {"__typename": "User", "rest_id": "32", "core": {"screen_name": "medecin_invente", "name": "Médecin"}}


def tweet(external_id: str, text: str, user: dict, **legacy: object) -> dict:
    told = {
        "id_str": external_id,
        "full_text": text,
        "created_at": "Sun Nov 02 07:30:00 +0000 2025",
        "conversation_id_str": ROOT,
        "user_id_str": user["rest_id"],
        "entities": {},
        "favorite_count": 1,
        "retweet_count": 0,
        "reply_count": 2,
        "lang": "fr",
    }
    return {
        "__typename": "Tweet",
        "rest_id": external_id,
        "core": {"user_results": {"result": user}},
        "legacy": told | legacy,
        "edit_control": {"edit_tweet_ids": [external_id]},
    }


def answer_to(parent: str) -> dict:
    return {"in_reply_to_status_id_str": parent}


def card(**values: str) -> dict:
    bound = [{"key": k, "value": {"string_value": v, "type": "STRING"}} for k, v in values.items()]
    bound.append({"key": "counts_are_final", "value": {"boolean_value": False, "type": "BOOLEAN"}})
    return {"rest_id": "card://1", "legacy": {"name": "poll2choice_text_only", "binding_values": bound}}


def entry(result: dict | None, entry_id: str = "tweet-1", **content: object) -> dict:
    inner = {"__typename": "TimelineTweet", "itemType": "TimelineTweet", "tweet_results": {"result": result}}
    return {"entryId": entry_id, "content": {"itemContent": inner | content}}


def module(*results: dict) -> dict:
    items = [
        {"entryId": f"conversationthread-1-tweet-{n}", "item": {"itemContent": {"tweet_results": {"result": r}}}}
        for n, r in enumerate(results)
    ]
    return {"entryId": "conversationthread-1", "content": {"__typename": "TimelineTimelineModule", "items": items}}


def response(*entries: dict) -> dict:
    cursor = {"entryId": "cursor-bottom-1", "content": {"__typename": "TimelineTimelineCursor", "value": "x"}}
    instructions = [{"type": "TimelineClearCache"}, {"type": "TimelineAddEntries", "entries": [*entries, cursor]}]
    return {"data": {"threaded_conversation_with_injections_v2": {"instructions": instructions}}}


POLL = tweet(ROOT, "Vous signez &amp; vous partez ?", OLD_USER) | {
    "card": card(choice1_label="Oui", choice1_count="3", choice2_label="Non &amp; non", choice2_count="0")
}
REPLY = tweet(
    ANSWER,
    "@sage_inventee Non https://t.co/p",
    NEW_USER,
    **answer_to(ROOT),
    entities={"user_mentions": [{"screen_name": "sage_inventee", "id_str": "31"}]},
    extended_entities={"media": [{"url": "https://t.co/p", "type": "video", "ext_alt_text": "Une salle"}]},
)
LIMITED = {"__typename": "TweetWithVisibilityResults", "tweet": tweet(LONG, "Début…", OLD_USER, **answer_to(ANSWER))}
LIMITED["tweet"]["note_tweet"] = {
    "note_tweet_results": {
        "result": {
            "text": "Début et toute la suite https://t.co/l #Syndicat",
            "entity_set": {
                "urls": [{"url": "https://t.co/l", "expanded_url": "https://exemple.org/l"}],
                "hashtags": [{"text": "Syndicat"}],
                "user_mentions": [],
            },
        }
    }
}
LIMITED["tweet"]["quoted_status_result"] = {
    "result": tweet(QUOTED, "Ce que je citais", NEW_USER, conversation_id_str=QUOTED)
}
LIMITED["tweet"]["legacy"]["is_quote_status"] = True
THREAD = response(entry(POLL), module(REPLY, LIMITED))
WHEN = {
    "posted_at": datetime(2025, 11, 2, 7, 30, tzinfo=UTC),
    "time_status": TimeStatus.UTC,
    "time_precision": TimePrecision.SECOND,
    "language": "fr",
    "likes": 1,
    "reposts": 0,
    "replies": 2,
}
SAGE = {"author_external_id": "31", "author_name": "Sage", "author_handle": "sage_inventee"}
MEDECIN = {"author_external_id": "32", "author_name": "Médecin", "author_handle": "medecin_invente"}
GOLDEN = [
    PostRecord(
        text="Vous signez & vous partez ?",
        line=1,
        external_id=ROOT,
        thread_external_id=ROOT,
        poll=(PollOption("Oui", 3), PollOption("Non & non", 0)),
        **SAGE,
        **WHEN,
    ),
    PostRecord(
        text="@sage_inventee Non",
        line=1,
        external_id=ANSWER,
        thread_external_id=ROOT,
        parent_external_id=ROOT,
        kind=PostKind.REPLY,
        media=(Medium("video", "Une salle"),),
        mentions=(Mention("sage_inventee", "31"),),
        **MEDECIN,
        **WHEN,
    ),
    PostRecord(
        text="Début et toute la suite https://exemple.org/l #Syndicat",
        line=1,
        external_id=LONG,
        thread_external_id=ROOT,
        parent_external_id=ANSWER,
        kind=PostKind.REPLY,
        links=("https://exemple.org/l",),
        hashtags=("Syndicat",),
        **SAGE,
        **WHEN,
    ),
    PostRecord(
        text="Ce que je citais",
        line=1,
        external_id=QUOTED,
        thread_external_id=QUOTED,
        **MEDECIN,
        **WHEN,
    ),
]


def lines(*values: object) -> str:
    return "".join(json.dumps(v, ensure_ascii=False) + "\n" for v in values)


@pytest.mark.parametrize("indent", [None, 1])
def test_one_answer_golden(file, indent):
    path = file(json.dumps(THREAD, indent=indent), "TweetDetail.json")
    best, others = registry.sniff(path)
    assert (best.name, best.reason, [o.name for o in others]) == ("x_web", "timeline", [])
    assert read(path) == (GOLDEN, [])
    assert read(path, Recipe(format="x_web", options={"context": "leave"})) == (GOLDEN[:3], [])


def test_answers_one_a_line_and_single_posts(file):
    single = {"data": {"tweetResult": {"result": POLL}}}
    several = {"data": {"tweetResults": [{"result": POLL}, {"result": REPLY}]}}
    added = {"data": {"t": {"instructions": [{"type": "TimelineAddToModule", "moduleItems": [
        {"entryId": "x-tweet-1", "item": {"itemContent": {"tweet_results": {"result": REPLY}}}}]},
        {"type": "TimelinePinEntry", "entry": entry(POLL)}]}}}  # fmt: skip
    path = file(lines(single, several, added, POLL, {"data": {"user": {}}}), "web.jsonl")
    posts, problems = read(path)
    assert [(p.line, p.external_id) for p in posts] == [
        (1, ROOT), (2, ROOT), (2, ANSWER), (3, ANSWER), (3, ROOT), (4, ROOT),
    ]  # fmt: skip
    assert [(p.line, p.code, p.params) for p in problems] == [(0, "x_no_posts", {"count": "1"})]


def test_answers_of_the_website_before_graphql(file):
    old = POLL["legacy"]
    users = {"31": {"id_str": "31", "screen_name": "sage_inventee", "name": "Sage"}}
    path = file(json.dumps({"globalObjects": {"tweets": {ROOT: old}, "users": users}, "timeline": {}}), "adaptive.json")
    posts, problems = read(path)
    assert [(p.external_id, p.text, p.author_handle) for p in posts] == [
        (ROOT, "Vous signez & vous partez ?", "sage_inventee")
    ]
    assert problems == []


def test_what_can_no_longer_be_read_keeps_its_place(file):
    def tombstone(said: str) -> dict:
        return {"__typename": "TweetTombstone", "tombstone": {"text": {"text": said}}}

    late = tweet(ANSWER, "@x Oui", OLD_USER, **answer_to(GONE))
    later = tweet(LONG, "@x Oui", OLD_USER, **answer_to(HIDDEN), conversation_id_str=HIDDEN)
    path = file(
        json.dumps(
            response(
                entry(tombstone("This Post was deleted by the Post author. Learn more"), f"tweet-{GONE}"),
                entry(late),
                entry(tombstone("This Post is from a suspended account."), f"tweet-{HIDDEN}"),
                entry(later),
                entry(None, "tweet-x"),
                entry({"__typename": "TweetUnavailable"}, "promoted-tweet"),
            )
        ),
        "web.json",
    )
    posts, problems = read(path)
    assert [(p.external_id, p.text, p.availability, p.thread_external_id, p.kind) for p in posts] == [
        (GONE, "", "deleted", ROOT, "reply"),
        (ANSWER, "@x Oui", "present", ROOT, "reply"),
        (HIDDEN, "", "withheld", HIDDEN, "post"),
        (LONG, "@x Oui", "present", HIDDEN, "reply"),
    ]
    assert [(p.line, p.code, p.params, p.severity) for p in problems] == [
        (0, "x_unavailable", {"count": "2"}, Severity.WARNING)
    ]


def test_advertisements_are_counted_and_left_out(file):
    sold = entry(tweet("5", "Achetez", NEW_USER), "promoted-tweet-5", promotedMetadata={"impressionId": "x"})
    posts, problems = read(file(json.dumps(response(entry(POLL), sold)), "web.json"))
    assert [p.external_id for p in posts] == [ROOT]
    assert [(p.code, p.params) for p in problems] == [("x_advertisements", {"count": "1"})]


def test_a_repost_gets_the_whole_text_of_what_it_repeats(file):
    repost = tweet("77", "RT @sage_inventee: Début…", NEW_USER, conversation_id_str="77")
    repost["legacy"]["retweeted_status_result"] = {"result": LIMITED}
    posts, problems = read(file(json.dumps(response(entry(repost))), "web.json"))
    assert [(p.text, p.kind, p.hashtags) for p in posts] == [
        ("RT @sage_inventee: Début et toute la suite https://exemple.org/l #Syndicat", "repost", ("Syndicat",))
    ]
    assert problems == []


def test_the_last_wording_of_an_edited_post_is_kept(file):
    first = tweet("500", "Fotte", OLD_USER, conversation_id_str="500")
    last = tweet("501", "Faute", OLD_USER, conversation_id_str="500")
    last["edit_control"] = {"edit_control_initial": {"edit_tweet_ids": ["500", "501"]}}
    posts, problems = read(file(lines(response(entry(first)), response(entry(last))), "web.jsonl"))
    assert [(p.external_id, p.text, p.is_edited) for p in posts] == [("500", "Faute", True)]
    assert places(problems) == [(1, "", "x_older_version")]


def envelope(data: dict, session: int = 1, **more: object) -> dict:
    return {
        "nav_index": f"{session}:0",
        "item_id": 1990000000000000000,
        "timestamp_collected": 1762070000000,
        "source_platform": "twitter.com",
        "source_platform_url": "https://x.com/",
        "source_url": "https://x.com/i/api/graphql/TweetDetail",
        "user_agent": "Mozilla",
        "data": data,
    } | more


def test_zeeschuimer_golden(file):
    rounded = {"id": 1990000000000000000}  # the browser's number: the text ids are the true ones
    legacy_form = {"id": 1990000000000000000, "type": "adaptive", "legacy": POLL["legacy"], "user": {"id_str": "31"}}
    path = file(
        lines(
            envelope(POLL | rounded),
            envelope(REPLY | rounded),
            envelope(LIMITED | rounded),
            envelope(POLL | rounded, session=2),
            envelope(legacy_form),
            envelope(POLL | {"promoted": True}),
            envelope({"__typename": "TweetTombstone", "tombstone": {"text": {"text": "?"}}, "id": None}),
        ),
        "zeeschuimer.ndjson",
    )
    best, others = registry.sniff(path)
    assert (best.name, best.reason, [o.name for o in others]) == ("x_zeeschuimer", "envelope", ["table"])
    posts, problems = read(path)
    assert [p.external_id for p in posts] == [ROOT, ANSWER, LONG, QUOTED, ROOT, ROOT]
    assert {p.external_id for p in posts} == {ROOT, ANSWER, LONG, QUOTED}
    assert [p.text for p in posts[:4]] == [p.text for p in GOLDEN]
    assert [p.line for p in posts] == [1, 2, 3, 3, 4, 5]
    assert [(p.code, p.params["count"]) for p in problems] == [("x_advertisements", "1"), ("x_unavailable", "1")]


def test_captures_of_other_platforms_are_not_taken(file):
    other = envelope({"id": "1", "desc": "danse"}, source_platform="tiktok.com")
    assert registry.sniff(file(lines(other, other), "z.ndjson"))[0].name == "table"
