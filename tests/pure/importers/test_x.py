"""X API v2 pages, flattened posts and twarc-csv tables become the same posts."""

import csv
import io
import json
from datetime import UTC, datetime

from corpus.importers import registry
from corpus.importers.base import Medium, Mention, PollOption
from corpus.importers.problems import sentence
from tests.pure.importers.conftest import FIXTURES, places, read


def test_pages_golden():
    path = FIXTURES / "medecins.jsonl"
    best, others = registry.sniff(path)
    assert ((best.name, best.reason), [o.name for o in others]) == (("x_api_v2", "page"), ["table"])
    posts, problems = read(path)
    first, answer, repost, edited, flat = posts
    assert (
        first.text
        == "Chers confrères, #DocTocToc : TA 17/10 sous trithérapie & IEC, vous faites quoi ? https://exemple.org/reco"
    )
    assert (first.external_id, first.thread_external_id, first.parent_external_id, first.kind) == (
        "1220000000000000001",
        "1220000000000000001",
        "",
        "post",
    )
    assert (first.author_external_id, first.author_handle, first.author_name) == ("11", "dr_blouse_test", "Dr Blouse")
    assert (first.posted_at, first.time_status, first.language) == (datetime(2020, 2, 3, 8, tzinfo=UTC), "utc", "fr")
    assert (first.likes, first.reposts, first.replies) == (4, 1, 2)
    assert first.media == (Medium("image", "Un tracé"),)
    assert first.poll == (PollOption("J'attends", 7), PollOption("J'ajoute", 3))
    assert (first.hashtags, first.links, first.mentions) == (("DocTocToc",), ("https://exemple.org/reco",), ())
    assert (answer.parent_external_id, answer.thread_external_id, answer.kind) == (
        "1220000000000000001",
        "1220000000000000001",
        "reply",
    )
    assert answer.mentions == (Mention("dr_blouse_test", "11"),)
    assert (repost.kind, repost.text) == (
        "repost",
        f"RT @dr_blouse_test: {first.text.removesuffix(' https://exemple.org/reco')} Longue suite.",
    )
    assert (edited.external_id, edited.text, edited.is_edited) == ("1220000000000000004", "Version corrigée", True)
    assert (flat.text, flat.author_handle, flat.kind, flat.line) == ("Long texte entier", "flat_invente", "quote", 2)
    assert (flat.media, flat.poll) == ((Medium("video"),), (PollOption("oui", 1),))
    assert places(problems) == [
        (1, "", "x_older_version"),
        (1, "errors", "x_error"),
        (3, "errors", "x_error"),
        (4, "17", "json_invalid"),
    ]
    assert [p.severity for p in problems] == ["warning", "warning", "rejected", "rejected"]
    assert "quelquun" not in str(problems)
    assert "secret" not in str(problems)
    assert (
        sentence(problems[1].code, problems[1].params)
        == "The platform answered with an error instead of a post: Not Found Error, tweet"
    )


def test_posts_without_id_or_with_broken_text(file):
    page = {
        "data": [
            {"id": "1", "text": "bon", "created_at": "2020-01-01T00:00:00Z"},
            {"text": "sans id"},
            {"id": "2", "text": "\ud800"},
            {"id": "3", "text": "x", "created_at": "2020-02-31T00:00:00Z"},
        ],
        "includes": None,
        "meta": {},
    }
    posts, problems = read(file(json.dumps(page), "f.jsonl"))
    assert [p.external_id for p in posts] == ["1"]
    assert [p.code for p in problems] == ["x_no_id", "broken_character", "date_impossible"]


def test_an_empty_page_is_no_error(file):
    page = json.dumps({"data": [{"id": "1", "text": "a"}], "meta": {"result_count": 1}})
    posts, problems = read(file(page + '\n{"meta": {"result_count": 0}}\n', "f.jsonl"))
    assert (len(posts), problems) == (1, [])


TWARC = {
    "id": "1220000000000000002",
    "conversation_id": "1220000000000000001",
    "referenced_tweets.replied_to.id": "1220000000000000001",
    "author_id": "12",
    "created_at": "2020-02-03T08:05:00.000Z",
    "text": "@dr_blouse_test avis\\ncardio https://t.co/a &gt;",
    "lang": "fr",
    "public_metrics.like_count": "3",
    "entities.mentions": '["@dr_blouse_test"]',
    "entities.hashtags": '["#doctoctoc"]',
    "entities.urls": '["https://exemple.org/reco"]',
    "author.username": "cardio_invente",
    "author.name": "Cardio Inventé",
    "attachments.poll.options": "",
    "attachments.media": '[{"type": "photo", "alt_text": "Un tracé"}]',
    "__twarc.version": "2.0.3",
    "edit_history_tweet_ids": "",
    "referenced_tweets.retweeted.id": "",
    "retweeted_username": "",
}


def twarc(*rows: dict[str, str], delimiter: str = ",") -> str:
    stream = io.StringIO()
    table = csv.DictWriter(stream, list(TWARC), delimiter=delimiter)
    table.writeheader()
    table.writerows([TWARC | r for r in rows])
    return stream.getvalue()


def test_twarc_tables(file):
    repost = {
        "id": "5",
        "referenced_tweets.retweeted.id": "4",
        "referenced_tweets.replied_to.id": "",
        "retweeted_username": "autre_invente",
        "text": "Texte entier",
        "entities.urls": "",
        "entities.mentions": "",
    }
    posts, problems = read(file(twarc({}, repost)))
    first, second = posts
    assert first.text == "@dr_blouse_test avis\ncardio https://exemple.org/reco >"
    assert (first.kind, first.parent_external_id, first.thread_external_id) == (
        "reply",
        "1220000000000000001",
        "1220000000000000001",
    )
    assert (first.hashtags, first.mentions, first.likes) == (("doctoctoc",), (Mention("dr_blouse_test"),), 3)
    assert first.media == (Medium("image", "Un tracé"),)
    assert (second.kind, second.text) == ("repost", "RT @autre_invente: Texte entier")
    assert problems == []


def test_twarc_tables_that_went_through_a_spreadsheet(file):
    posts, problems = read(file(twarc({}, {"id": "1,22E+18"}, {"conversation_id": "1,22E+18"}, delimiter=";")))
    assert len(posts) == 1
    assert places(problems) == [(3, "id", "id_scientific"), (4, "conversation_id", "id_scientific")]
