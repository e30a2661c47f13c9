"""Instagram in Meta's JSON: comments and posts of an account, one chat."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

from corpus.importers import registry
from corpus.importers.base import Medium, Mention
from tests.pure.importers.conftest import places, read


def broken(text):
    return text.encode().decode("latin-1")


def test_chat_golden(file):
    chat = {
        "participants": [{"name": "Ana"}, {"name": "Béa"}],
        "messages": [
            {"sender_name": broken("Béa Fictive"), "timestamp_ms": 1579294140123, "content": broken("C’est noté 😀")},
            {"sender_name": "Ana Fictive", "timestamp_ms": 1579294100000, "photos": [{"uri": "photos/1.jpg"}]},
            {"sender_name": "Ana Fictive", "timestamp_ms": 1579294000000, "is_unsent": True},
            {"sender_name": "Ana Fictive", "timestamp_ms": 1579293000000, "share": {"link": "https://exemple.org/a"}},
            {"sender_name": "Ana Fictive", "timestamp_ms": 1579292000000, "content": "Bonjour"},
            "rien",
        ],
        "title": "Equipe",
    }
    path = file(json.dumps(chat, indent=1))
    recipe = registry.guess_recipe(path)
    assert (recipe.format, registry.entry("instagram").questions(path, recipe)) == ("instagram", ())
    posts, problems = read(path)
    assert [(p.line, p.text, p.author_name, p.availability) for p in posts] == [
        (1, "C’est noté 😀", "Béa Fictive", "present"),
        (2, "", "Ana Fictive", "present"),
        (3, "", "Ana Fictive", "deleted"),
        (5, "Bonjour", "Ana Fictive", "present"),
    ]
    assert (posts[0].posted_at, posts[0].time_status) == (datetime(2020, 1, 17, 20, 49, tzinfo=UTC), "utc")
    assert posts[1].media == (Medium("image"),)
    (thread,) = {p.thread_external_id for p in posts}
    assert thread.startswith("~")
    assert len({p.external_id for p in posts}) == 4
    assert places(problems) == [(6, "", "json_not_object"), (0, "", "instagram_without_text")]


def comments(*told):
    return {
        "comments_media_comments": [
            {
                "string_map_data": {
                    broken("Propriétaire du média"): {"value": owner},
                    "Commentaire": {"value": broken(text)},
                    "Heure": {"timestamp": stamp},
                }
            }
            for owner, text, stamp in told
        ]
    }


def test_comments_are_read_by_their_form(file):
    path = file(json.dumps(comments(("bea_fictive", "Vrai ?", 1577100000), ("dan_fictif", "", 1577100001))))
    recipe = registry.guess_recipe(path)
    assert (recipe.format, registry.entry("instagram").questions(path, recipe)) == ("instagram", ("owner",))
    (post,), _ = read(path, replace(recipe, options={"owner": "ana_fictive"}))
    assert (post.text, post.kind, post.author_name, post.mentions) == (
        "Vrai ?",
        "reply",
        "ana_fictive",
        (Mention("bea_fictive"),),
    )
    assert post.posted_at == datetime(2019, 12, 23, 11, 20, tzinfo=UTC)


def test_zip_opens_comments_and_posts_only(file):
    posts = [
        {"media": [{"uri": "media/posts/1.jpg", "creation_timestamp": 1577100000, "title": broken("Journée reçue")}]},
        {
            "media": [{"uri": "media/posts/2.mp4"}, {"uri": "media/posts/3.jpg"}],
            "title": "Deux",
            "creation_timestamp": 1577100009,
        },
    ]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr(
            "your_instagram_activity/messages/inbox/x/message_1.json", '{"messages": [{"content": "SECRET"}]}'
        )
        target.writestr(
            "your_instagram_activity/comments/post_comments_1.json", json.dumps(comments(("b", "Oui", 1577100000)))
        )
        target.writestr("your_instagram_activity/media/posts_1.json", json.dumps(posts))
        target.writestr("media/posts/1.jpg", b"jpg")
    path = file(stream.getvalue(), "instagram.zip")
    assert registry.sniff(path)[0].name == "instagram"
    found, problems = read(path)
    assert [(p.text, p.media) for p in found] == [
        ("Oui", ()),
        ("Journée reçue", (Medium("image", "", "media/posts/1.jpg"),)),
        ("Deux", (Medium("video"), Medium("image"))),
    ]
    assert [p.code for p in problems] == ["instagram_no_threads"]
    assert "SECRET" not in str((found, problems))
