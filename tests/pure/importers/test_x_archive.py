"""The archive of an X account: posts of its owner from the zip or the bare file, and nothing private."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.importers import registry
from corpus.importers.archive import open_member
from corpus.importers.base import (
    Medium,
    Mention,
    PostKind,
    PostRecord,
    Recipe,
    TimePrecision,
    TimeStatus,
    UnreadableFile,
)
from corpus.importers.twitter import x_archive
from tests.pure.importers.conftest import places, read

POST = {
    "edit_info": {"initial": {"editTweetIds": ["1700000000000000101"], "isEditEligible": True}},
    "id": "1700000000000000101",
    "id_str": "1700000000000000101",
    "full_text": "@ide_inventee Bloc &amp; garde ; https://t.co/i",
    "created_at": "Fri Sep 08 07:00:00 +0000 2023",
    "favorite_count": "3",
    "retweet_count": "1",
    "lang": "fr",
    "in_reply_to_status_id_str": "1700000000000000100",
    "in_reply_to_status_id": "1700000000000000100",
    "entities": {
        "user_mentions": [{"screen_name": "ide_inventee", "id_str": "901", "indices": ["0", "13"]}],
        "media": [{"url": "https://t.co/i", "type": "photo", "media_url_https": "https://pbs.x/media/F5.jpg"}],
    },
}
REPOST = {
    "id_str": "1700000000000000102",
    "full_text": "RT @syndicat_invente: Rassemblement demain devant l'hô…",
    "created_at": "Fri Sep 08 08:00:00 +0000 2023",
    "retweeted": False,
    "entities": {"user_mentions": [{"screen_name": "syndicat_invente", "id_str": "902"}]},
}
ACCOUNT = {
    "email": "secret@exemple.invalid",
    "phoneNumber": "+33600000000",
    "username": "chir_invente",
    "accountId": "903",
    "accountDisplayName": "Chir",
}
OWNER = {"author_external_id": "903", "author_name": "Chir", "author_handle": "chir_invente"}
GOLDEN = [
    PostRecord(
        text="@ide_inventee Bloc & garde ;",
        line=1,
        external_id="1700000000000000101",
        parent_external_id="1700000000000000100",
        posted_at=datetime(2023, 9, 8, 7, tzinfo=UTC),
        time_status=TimeStatus.UTC,
        time_precision=TimePrecision.SECOND,
        kind=PostKind.REPLY,
        language="fr",
        likes=3,
        reposts=1,
        media=(Medium("image", member="data/tweets_media/1700000000000000101-F5.jpg"),),
        mentions=(Mention("ide_inventee", "901"),),
        **OWNER,
    ),
    PostRecord(
        text="RT @syndicat_invente: Rassemblement demain devant l'hô…",
        line=2,
        external_id="1700000000000000102",
        thread_external_id="1700000000000000102",
        posted_at=datetime(2023, 9, 8, 8, tzinfo=UTC),
        time_status=TimeStatus.UTC,
        time_precision=TimePrecision.SECOND,
        kind=PostKind.REPOST,
        mentions=(Mention("syndicat_invente", "902"),),
        **OWNER,
    ),
]


def script(name: str, values: list[object], part: int = 0, end: str = "") -> str:
    return f"window.YTD.{name}.part{part} = {json.dumps(values, ensure_ascii=False, indent=1)}{end}"


def wrapped(*posts: dict) -> list[object]:
    return [{"tweet": p} for p in posts]


def packed(**members: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def whole(tweets: str, **more: str | bytes) -> bytes:
    members = {
        "Your archive.html": "<html></html>",
        "data/direct-messages.js": script("direct_messages", [{"dmConversation": {"messages": ["secret"]}}]),
        "data/deleted-tweets.js": script("deleted_tweets", wrapped(POST | {"id_str": "666"})),
        "data/account.js": script("account", [{"account": ACCOUNT}]),
        "data/tweets_media/1700000000000000101-F5.jpg": b"jpeg",
        "data/tweets.js": tweets,
    }
    return packed(**(members | more))


def test_the_whole_archive_golden(file, monkeypatch):
    opened: list[str] = []

    def spy(path: Path, name: str):
        opened.append(name)
        return open_member(path, name)

    monkeypatch.setattr(x_archive, "open_member", spy)
    monkeypatch.setattr("corpus.importers.records.open_member", spy)
    path = file(whole(script("tweets", wrapped(POST, REPOST))), "twitter.zip")
    best, others = registry.sniff(path)
    assert (best.name, best.reason, [o.name for o in others]) == ("x_archive", "tweets.js", [])
    posts, problems = read(path)
    assert posts == GOLDEN
    assert [(p.line, p.code, p.params) for p in problems] == [
        (0, "x_archive_own_posts", {}),
        (0, "x_reposts_cut", {"count": "1"}),
    ]
    assert set(opened) == {"data/account.js", "data/tweets.js"}
    assert "secret" not in str(posts) + str(problems)


def test_parts_follow_each_other_with_one_numbering(file):
    second = script("tweets", wrapped(REPOST), part=1)
    tenth = script("tweets", wrapped(POST | {"id_str": "9"}), part=10)
    more = {"data/tweets-part10.js": tenth, "data/tweets-part1.js": second}
    posts, _ = read(file(whole(script("tweets", wrapped(POST)), **more), "twitter.zip"))
    assert [(p.line, p.external_id) for p in posts] == [
        (1, "1700000000000000101"),
        (2, "1700000000000000102"),
        (3, "9"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("name", "end", "wrap"), [("tweets", "", True), ("tweet", " ;\n", True), ("tweet", ";", False)]
)
def test_the_bare_file_in_every_form(file, encoding, name, end, wrap):
    posts = [POST, REPOST | {"full_text": "Été ; à l'hôpital = " + "é" * 70_000 + " ;"}]
    content = " " + script(name, wrapped(*posts) if wrap else posts, end=end)
    path = file(content, f"{name}.js", encoding)
    assert registry.sniff(path)[0].name == "x_archive"
    found, problems = read(path)
    assert [(p.external_id, len(p.text)) for p in found] == [
        ("1700000000000000101", 28),
        ("1700000000000000102", 70_022),
    ]
    assert found[0].author_external_id == ""
    assert found[0].media == (Medium("image"),)
    assert [p.code for p in problems] == ["x_archive_own_posts", "x_archive_no_author"]


def test_long_posts_are_completed_from_the_file_of_long_texts(file):
    begun = "Chronique d'une garde de nuit &amp; de ses urgences. " * 5
    long = POST | {"full_text": begun[:270] + "… https://t.co/suite"}
    other = POST | {"id_str": "2", "full_text": begun[:270] + "…", "created_at": "Sat Sep 09 07:00:00 +0000 2023"}
    core = {
        "text": begun.replace("&amp;", "&") + "La fin https://t.co/l #Garde",
        "urls": [{"shortUrl": "https://t.co/l", "expandedUrl": "https://exemple.org/l"}],
        "mentions": [{"screenName": "ide_inventee"}],
        "hashtags": [{"text": "Garde"}],
    }
    notes = [
        {"noteTweet": {"noteTweetId": "99", "createdAt": "2023-09-08T06:59:59.000Z", "core": core}},
        {"noteTweet": 5},
    ]
    more = {"data/note-tweet.js": script("note_tweet", notes)}
    posts, problems = read(file(whole(script("tweets", wrapped(long, other)), **more), "twitter.zip"))
    assert posts[0].text == begun.replace("&amp;", "&") + "La fin https://exemple.org/l #Garde"
    assert (posts[0].hashtags, posts[0].mentions) == (("Garde",), (Mention("ide_inventee"),))
    assert len(posts[0].media) == 1
    assert posts[1].text.endswith("…")
    assert [p.code for p in problems] == ["x_archive_own_posts"]


def test_archives_before_2019(file):
    old = {
        "id_str": "330000000000000001",
        "text": "Premier",
        "created_at": "2013-05-04 12:33:11 +0000",
        "user": {"id_str": "903", "screen_name": "chir_invente", "name": "Chir"},
    }
    script_of_a_month = "Grailbird.data.tweets_2013_05 = " + json.dumps([old])
    path = file(packed(**{"data/js/tweets/2013_05.js": script_of_a_month, "index.html": ""}), "old.zip")
    posts, problems = read(path)
    assert [(p.text, p.author_handle, p.posted_at) for p in posts] == [
        ("Premier", "chir_invente", datetime(2013, 5, 4, 12, 33, 11, tzinfo=UTC))
    ]
    assert [p.code for p in problems] == ["x_archive_own_posts", "x_archive_no_author"]


def test_the_last_wording_of_an_edited_post_is_kept(file):
    both = ["500", "501"]
    first = POST | {"id_str": "500", "full_text": "Fotte", "edit_info": {"initial": {"editTweetIds": both}}}
    last = POST | {
        "id_str": "501",
        "full_text": "Faute",
        "edit_info": {"edit": {"initialTweetId": "500", "editControlInitial": {"editTweetIds": both}}},
    }
    posts, problems = read(file(whole(script("tweets", wrapped(last, first))), "twitter.zip"))
    assert [(p.external_id, p.text, p.is_edited) for p in posts] == [("500", "Faute", True)]
    assert places(problems) == [(0, "", "x_archive_own_posts"), (2, "", "x_older_version")]


def test_a_cut_file_keeps_what_was_whole(file):
    content = script("tweets", wrapped(POST, REPOST))
    posts, problems = read(file(content[: content.index("1700000000000000102")], "tweets.js"))
    assert [p.external_id for p in posts] == ["1700000000000000101"]
    assert places(problems)[2:] == [(2, "", "json_invalid")]


def test_elements_that_are_no_post_are_named(file):
    posts, problems = read(file(script("tweets", [*wrapped(POST), 5, {"tweet": {"id_str": "1"}}]), "tweets.js"))
    assert len(posts) == 1
    assert places(problems)[2:] == [(2, "", "json_not_object"), (3, "", "x_no_id")]


def test_private_parts_are_refused(file):
    messages = file(script("direct_messages", [{"dmConversation": {"messages": ["secret"]}}]), "direct-messages.js")
    with pytest.raises(UnreadableFile) as refused:
        registry.sniff(messages)
    assert refused.value.code == "x_archive_other_part"
    without = file(packed(**{"data/direct-messages.js": script("direct_messages", [])}), "other.zip")
    with pytest.raises(UnreadableFile) as refused:
        registry.sniff(without)
    assert refused.value.code == "archive_unknown"
    with pytest.raises(UnreadableFile):
        list(registry.read(without, Recipe(format="x_archive")))
