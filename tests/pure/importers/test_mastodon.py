"""Mastodon statuses, contexts and archives become posts with their trees."""

import gzip
import io
import json
import random
import tarfile
import zipfile
from datetime import UTC, datetime

import pytest

from corpus.importers import registry, tarball
from corpus.importers.base import Medium, Mention, PollOption, Recipe, UnreadableFile
from tests.pure.importers.conftest import places, read

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ANA = {"id": "11", "username": "ana", "acct": "ana", "display_name": "Ana Fictive"}
BEA = {"id": "12", "username": "bea", "acct": "bea@ailleurs.exemple", "display_name": ""}


def status(number, content, account=ANA, parent=None, **more):
    return {
        "id": str(117020582690282000 + number), "created_at": "2026-08-01T13:53:07.242Z", "in_reply_to_id": parent,
        "sensitive": False, "spoiler_text": "", "visibility": "public", "language": "fr", "replies_count": 1,
        "reblogs_count": 2, "favourites_count": 3, "edited_at": None, "content": content, "reblog": None,
        "account": account, "media_attachments": [], "mentions": [], "tags": [], "poll": None, **more,
    }  # fmt: skip


def test_statuses_golden(file):
    first = status(
        1,
        '<p>Un avis <a class="mention hashtag" href="https://x/tags/d">#<span>DocTocToc</span></a> ?<br>Merci</p>',
        spoiler_text="Santé",
        edited_at="2026-08-01T14:00:00Z",
        tags=[{"name": "doctoctoc"}],
        media_attachments=[{"type": "image", "description": "Un tracé"}, {"type": "gifv", "description": None}],
        poll={"options": [{"title": "Oui", "votes_count": 4}, {"title": "Non", "votes_count": None}]},
    )
    answer = status(
        2,
        '<p><a class="u-url mention" href="https://x">@<span>ana</span></a> et '
        '<a class="mention" href="https://x">@<span>cleo</span></a> : non</p>',
        BEA,
        "117020582690282001",
        mentions=[
            {"id": "11", "username": "ana", "acct": "ana"},
            {"id": "13", "username": "cleo", "acct": "cleo@autre.exemple"},
        ],
    )
    boost = status(3, "", BEA, reblog=first, favourites_count=0)
    secret = status(4, "<p>SECRET</p>", visibility="direct")
    empty = status(5, "")
    path = file("[" + ",\n".join(map(json.dumps, [first, answer, boost, secret, empty])) + "]")
    assert registry.sniff(path)[0].name == "mastodon"
    posts, problems = read(path)
    one, two, three = posts
    assert (one.text, one.external_id, one.kind, one.is_edited) == (
        "Santé\n\nUn avis #DocTocToc ?\nMerci",
        "117020582690282001",
        "post",
        True,
    )
    assert (one.author_external_id, one.author_handle, one.author_name) == ("11", "ana", "Ana Fictive")
    assert (one.posted_at, one.time_status) == (datetime(2026, 8, 1, 13, 53, 7, 242000, tzinfo=UTC), "utc")
    assert (one.likes, one.reposts, one.replies, one.language) == (3, 2, 1, "fr")
    assert one.media == (Medium("image", "Un tracé"), Medium("video"))
    assert one.poll == (PollOption("Oui", 4), PollOption("Non"))
    assert one.hashtags == ("doctoctoc",)
    assert (two.text, two.kind, two.parent_external_id) == (
        "@ana et @cleo@autre.exemple : non",
        "reply",
        "117020582690282001",
    )
    assert two.mentions == (Mention("ana", "11"), Mention("cleo@autre.exemple", "13"))
    assert (two.author_handle, two.is_edited) == ("bea@ailleurs.exemple", False)
    assert (three.kind, three.text) == ("repost", "RT @ana: Santé\n\nUn avis #DocTocToc ?\nMerci")
    assert places(problems) == [(5, "text", "empty_text"), (0, "", "mastodon_messages")]
    assert "SECRET" not in str(posts)


def test_statuses_one_a_line_and_lines_that_are_none(file):
    lines = [
        json.dumps(status(1, "<p>un</p>")),
        json.dumps({"error": "not found"}),
        "[1]",
        json.dumps(status(2, "<p>deux</p>")),
    ]
    posts, problems = read(file("\n".join(lines)))
    assert [(p.line, p.text) for p in posts] == [(1, "un"), (4, "deux")]
    assert places(problems) == [(2, "content", "mastodon_not_status"), (3, "", "json_not_object")]


def test_context_keeps_the_tree(file):
    context = {
        "ancestors": [status(1, "<p>ouverture</p>")],
        "descendants": [
            status(3, "<p>réponse</p>", BEA, "117020582690282002"),
            status(4, "<p>suite</p>", ANA, "117020582690282003"),
        ],
    }
    path = file(json.dumps(context, indent=1))
    assert (registry.sniff(path)[0].name, registry.sniff(path)[0].reason) == ("mastodon", "context")
    posts, problems = read(path)
    assert [(p.line, p.text, p.parent_external_id) for p in posts] == [
        (1, "ouverture", ""),
        (2, "réponse", "117020582690282002"),
        (3, "suite", "117020582690282003"),
    ]
    assert problems == []
    cut = json.dumps(context)[:-40]
    posts, problems = read(file(cut, "cut.json"))
    assert ([p.text for p in posts], [p.code for p in problems]) == (["ouverture", "réponse"], ["json_invalid"])


def note(number, content, parent=None, conversation="tag:ici.exemple,2024:objectId=1:objectType=Conversation", **more):
    address = f"https://ici.exemple/users/ana/statuses/{number}"
    inside = {
        "id": address, "type": "Note", "summary": None, "inReplyTo": parent, "published": "2024-03-01T10:00:00Z",
        "attributedTo": "https://ici.exemple/users/ana", "to": [PUBLIC], "cc": [], "sensitive": False,
        "conversation": conversation, "content": content, "contentMap": {"fr": content}, "attachment": [], "tag": [],
        **more,
    }  # fmt: skip
    return {
        "id": f"{address}/activity", "type": "Create", "actor": "https://ici.exemple/users/ana",
        "published": "2024-03-01T10:00:00Z", "to": inside["to"], "cc": inside["cc"], "object": inside,
    }  # fmt: skip


def outbox():
    ici = "https://ici.exemple/users/ana/statuses"
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": 6,
        "orderedItems": [
            note(
                101,
                "<p>Lu : <a href='https://exemple.org/a'>ici</a></p>",
                summary="Longue lecture",
                updated="2024-03-02T00:00:00Z",
                attachment=[
                    {"mediaType": "image/png", "url": "/media_attachments/files/1.png", "name": "Carte"}
                ],
                tag=[{"type": "Hashtag", "name": "#Aide"}],
            ),
            note(102, "<p>Suite</p>", f"{ici}/101"),
            note(
                103,
                "<p>@bea d'accord</p>",
                "https://ailleurs.exemple/users/bea/statuses/9",
                "https://ailleurs.exemple/contexts/7",
                tag=[
                    {"type": "Mention", "name": "@bea@ailleurs.exemple"},
                    {"type": "Mention", "name": "@dan@ici.exemple"},
                ],
            ),
            note(104, "<p>SECRET</p>", to=["https://ici.exemple/users/dan"]),
            note(105, "<p>Pour les proches</p>", to=["https://ici.exemple/users/ana/followers"], conversation="c9"),
            note(
                106, "<p>Sondage</p>", conversation="c8", type="Question",
                oneOf=[{"name": "Oui", "replies": {"totalItems": 325}}, {"name": "Non", "replies": {"totalItems": 0}}],
            ),
            {"id": "x", "type": "Announce", "object": "https://ailleurs.exemple/users/bea/statuses/8"},
            {"id": "y", "type": "Create", "object": "https://ailleurs.exemple/users/bea/statuses/8"},
        ],
    }  # fmt: skip


def test_account_archive_golden(file):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("outbox.json", json.dumps(outbox()))
        archive.writestr("actor.json", json.dumps({"publicKey": "SECRET"}))
        archive.writestr("likes.json", json.dumps({"orderedItems": ["SECRET"]}))
        archive.writestr("media_attachments/files/1.png", b"png")
    path = file(stream.getvalue(), "archive.zip")
    assert registry.sniff(path)[0].name == "mastodon"
    posts, problems = read(path)
    assert [(p.text, p.external_id, p.parent_external_id, p.thread_external_id, p.kind) for p in posts] == [
        ("Longue lecture\n\nLu : ici", "101", "", "101", "post"),
        ("Suite", "102", "101", "101", "reply"),
        (
            "@bea@ailleurs.exemple d'accord",
            "103",
            "https://ailleurs.exemple/users/bea/statuses/9",
            "https://ailleurs.exemple/contexts/7",
            "reply",
        ),
        ("Pour les proches", "105", "", "105", "post"),
        ("Sondage", "106", "", "106", "post"),
    ]
    assert posts[0].media == (Medium("image", "Carte", "media_attachments/files/1.png"),)
    assert (posts[0].links, posts[0].hashtags, posts[0].is_edited) == (("https://exemple.org/a",), ("Aide",), True)
    assert (posts[0].author_handle, posts[0].language, posts[1].is_edited) == ("ana", "fr", False)
    assert posts[2].mentions == (Mention("bea@ailleurs.exemple"), Mention("dan"))
    assert posts[4].poll == (PollOption("Oui", 325), PollOption("Non", 0))
    assert places(problems) == [
        (8, "object", "mastodon_not_status"),
        (0, "", "mastodon_messages"),
        (0, "", "mastodon_boosts"),
    ]
    assert "SECRET" not in str((posts, problems))


def test_outbox_alone_gives_the_same_posts(file):
    alone, _ = read(file(json.dumps(outbox()), "outbox.json"))
    assert [p.external_id for p in alone] == ["101", "102", "103", "105", "106"]
    assert alone[0].media == (Medium("image", "Carte"),)


def tarred(members):
    """Return a .tar.gz of these files in this order."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in members.items():
            part = tarfile.TarInfo(name)
            part.size = len(content)
            archive.addfile(part, io.BytesIO(content))
    return stream.getvalue()


def test_an_archive_as_tar_gz_gives_the_same_posts(file):
    members = {
        "media_attachments/files/1.png": b"png" * 1000,
        "outbox.json": json.dumps(outbox()).encode(),
        "actor.json": b'{"privateKey": "SECRET"}',
    }
    path = file(tarred(members), "archive.tar.gz")
    best, _ = registry.sniff(path)
    assert (best.name, best.reason) == ("mastodon", "archive")
    posts, problems = read(path)
    plain = read(file(json.dumps(outbox()), "outbox.json"))
    assert (posts, problems) == plain
    assert posts
    assert "SECRET" not in repr(posts)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (tarred({"actor.json": b"{}"}), "archive_unknown"),
        (tarred({"1.png": random.Random(1).randbytes(9_000), "outbox.json": b"{}"})[:6_000], "archive_damaged"),
        (gzip.compress(b"{}", mtime=0), "archive_unknown"),
    ],
    ids=["without-outbox", "cut", "no-tar"],
)
def test_other_archives_are_refused(file, content, code):
    with pytest.raises(UnreadableFile, match=code):
        read(file(content, "a.tar.gz"), Recipe(format="mastodon"))


def test_an_archive_that_unpacks_without_end_is_refused(file, monkeypatch):
    path = file(tarred({"big": b"0" * (3 << 20), "outbox.json": b"{}"}), "a.tar.gz")
    monkeypatch.setattr(tarball, "MAX_UNPACKED_MB", 1)
    with pytest.raises(UnreadableFile, match="archive_too_large"):
        tarball.find_part(path, "outbox.json")
    monkeypatch.setattr(tarball, "MAX_UNPACKED_MB", 100)
    monkeypatch.setattr(tarball, "MAX_ENTRIES", 1)
    with pytest.raises(UnreadableFile, match="archive_too_many_entries"):
        tarball.find_part(path, "outbox.json")
