"""The same post, kept by any tool, is the same post: a corpus may be built from several captures of one thread."""

import json
from datetime import UTC, datetime

import pytest

from tests.pure.importers import test_x_archive, test_x_scrapes, test_x_tables, test_x_web
from tests.pure.importers.conftest import read

ID, THREAD = "1220000000000000202", "1220000000000000201"
RAW = "@ide_inventee Nuit &amp; jour https://t.co/l https://t.co/i fin #Garde"
URLS = [{"url": "https://t.co/l", "expanded_url": "https://exemple.org/l"}]
PICTURE = {"url": "https://t.co/i", "expanded_url": f"https://x.com/as_inventee/status/{ID}/photo/1"}
NAMED = {"screen_name": "ide_inventee", "id_str": "901"}
V1 = {
    "id_str": ID,
    "full_text": RAW,
    "created_at": "Mon Feb 03 08:10:00 +0000 2020",
    "in_reply_to_status_id_str": THREAD,
    "entities": {
        "urls": URLS,
        "user_mentions": [NAMED],
        "hashtags": [{"text": "Garde"}],
        "media": [PICTURE | {"type": "photo"}],
    },
    "lang": "fr",
    "favorite_count": 1,
    "retweet_count": 2,
}
USER = {"id_str": "902", "screen_name": "as_inventee", "name": "As"}
V2 = {
    "id": ID,
    "conversation_id": THREAD,
    "text": RAW,
    "author_id": "902",
    "author": {"id": "902", "username": "as_inventee", "name": "As"},
    "created_at": "2020-02-03T08:10:00.000Z",
    "lang": "fr",
    "public_metrics": {"like_count": 1, "retweet_count": 2},
    "referenced_tweets": [{"type": "replied_to", "id": THREAD}],
    "entities": {
        "urls": [*URLS, PICTURE | {"media_key": "3_1"}],
        "mentions": [{"username": "ide_inventee", "id": "901"}],
        "hashtags": [{"tag": "Garde"}],
    },
    "attachments": {"media": [{"type": "photo"}]},
}
WEB = {
    "rest_id": ID,
    "core": {"user_results": {"result": {"rest_id": "902", "core": {"screen_name": "as_inventee", "name": "As"}}}},
    "legacy": V1 | {"conversation_id_str": THREAD},
}
SCRAPE = test_x_scrapes.ANSWER | {
    "id_str": ID,
    "rawContent": RAW,
    "date": "2020-02-03 08:10:00+00:00",
    "user": {"id_str": "902", "username": "as_inventee", "displayname": "As"},
    "conversationIdStr": THREAD,
    "inReplyToTweetIdStr": THREAD,
    "links": [{"tcourl": u["url"], "url": u["expanded_url"]} for u in (*URLS, PICTURE)],
    "mentionedUsers": [{"id_str": "901", "username": "ide_inventee"}],
    "media": {"photos": [{}], "videos": [], "animated": []},
    "hashtags": ["Garde"],
    "quotedTweet": None,
    "lang": "fr",
    "likeCount": 1,
    "retweetCount": 2,
}
MEDIALAB = test_x_tables.MEDIALAB | {
    "id": ID,
    "text": "@ide_inventee Nuit & jour https://exemple.org/l fin #Garde",
    "timestamp_utc": "1580717400.0",
    "to_tweetid": THREAD,
    "user_id": "902",
    "user_screen_name": "as_inventee",
    "user_name": "As",
    "links": "https://exemple.org/l",
    "media_types": "photo",
    "media_alt_texts": "",
    "mentioned_names": "ide_inventee",
    "mentioned_ids": "901",
    "hashtags": "garde",
    "like_count": "1",
    "retweet_count": "2",
}
TWARC = {
    "id": ID,
    "conversation_id": THREAD,
    "referenced_tweets.replied_to.id": THREAD,
    "author_id": "902",
    "author.username": "as_inventee",
    "author.name": "As",
    "created_at": "2020-02-03T08:10:00.000Z",
    "text": RAW,
    "lang": "fr",
    "public_metrics.like_count": "1",
    "public_metrics.retweet_count": "2",
    "entities.urls": json.dumps(["https://exemple.org/l", PICTURE["expanded_url"]]),
    "entities.mentions": json.dumps([{"username": "ide_inventee", "id": "901"}]),
    "entities.hashtags": '["Garde"]',
    "attachments.media": '[{"type": "photo"}]',
}
FORMS = {
    "v2": (json.dumps(V2), "f.jsonl"),
    "v1": (json.dumps(V1 | {"user": USER}), "f.jsonl"),
    "web": (json.dumps(test_x_web.response(test_x_web.entry(WEB))), "f.json"),
    "zeeschuimer": (json.dumps(test_x_web.envelope(WEB)), "f.ndjson"),
    "scrape": (json.dumps(SCRAPE), "f.jsonl"),
    "medialab": (test_x_tables.table(MEDIALAB), "f.csv"),
    "twarc": (test_x_tables.table(TWARC), "f.csv"),
    "archive": (test_x_archive.script("tweets", [{"tweet": V1 | {"user": USER}}]), "tweets.js"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_post(file, form):
    (post,), _ = read(file(*FORMS[form]))
    assert (post.external_id, post.parent_external_id, post.kind) == (ID, THREAD, "reply")
    assert post.thread_external_id in (THREAD, "")
    assert (post.author_external_id, post.author_handle, post.author_name) == ("902", "as_inventee", "As")
    assert post.text == "@ide_inventee Nuit & jour https://exemple.org/l fin #Garde"
    assert (post.links, post.hashtags) == (("https://exemple.org/l",), ("Garde",))
    assert [(m.handle, m.external_id) for m in post.mentions] == [("ide_inventee", "901")]
    assert [m.kind for m in post.media] == ["image"]
    assert (post.posted_at, post.time_status) == (datetime(2020, 2, 3, 8, 10, tzinfo=UTC), "utc")
    assert (post.language, post.likes, post.reposts) == ("fr", 1, 2)
