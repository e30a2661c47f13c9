"""diaspora* archives give the posts and answers they hold, and none of their secrets."""

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from corpus.importers import registry
from corpus.importers.base import Medium, Mention, PollOption
from corpus.importers.fediverse import diaspora
from corpus.importers.head import Head
from tests.pure.importers.conftest import places, read

ROOT, OTHER = "a" * 15 + "1", "b" * 15 + "2"


def entity(kind, **data):
    return {"entity_type": kind, "entity_data": {"created_at": "2019-03-01T10:00:00Z", **data}}


def archive():
    poll = {
        "entity_type": "poll",
        "entity_data": {
            "guid": "p1",
            "question": "Payé ?",
            "poll_answers": [
                entity("poll_answer", guid="o1", answer="Oui"),
                entity("poll_answer", guid="o2", answer="Non"),
            ],
        },
    }
    return {
        "user": {
            "username": "ana",
            "email": "SECRET@exemple.org",
            "private_key": "SECRET",
            "contacts": [{"account_id": "SECRET"}],
            "profile": entity("profile", bio="SECRET"),
            "conversations": [entity("message", text="SECRET")],
            "posts": [
                entity(
                    "status_message",
                    author="ana@pod.exemple",
                    guid=ROOT,
                    text="## Trajets\n\nBonjour @{Béa ; bea@autre.exemple}, **qui** est "
                    "[payée](https://exemple.org/cc) ?",
                    public=True,
                    photos=[entity("photo", text="Le planning")],
                    poll=poll,
                )
                | {"subscribed_pods_uris": ["https://SECRET"]},
                entity("reshare", author="ana@pod.exemple", guid="r1", root_guid=OTHER),
            ],
            "relayables": [
                entity("comment", author="ana@pod.exemple", guid="c3", parent_guid=OTHER, text="Ailleurs"),
                entity("poll_participation", guid="v1", parent_guid="p1", poll_answer_guid="o1"),
            ],
        },
        "others_data": {
            "relayables": [
                entity("comment", author="bea@autre.exemple", guid="c1", parent_guid=ROOT, text="Pas moi"),
                entity(
                    "comment", author="dan@autre.exemple", guid="c2", parent_guid=ROOT, thread_parent_guid="c1",
                    text="Moi non plus", edited_at="2019-03-02T10:00:00Z",
                ),
                entity("like", author="dan@autre.exemple", guid="l1", parent_guid=ROOT),
                entity("poll_participation", guid="v2", parent_guid="p1", poll_answer_guid="o1"),
                entity("comment", author="dan@autre.exemple", guid="c4", parent_guid=ROOT, text=""),
            ]
        },
        "version": "2.0",
    }  # fmt: skip


def check(posts, problems):
    root, _, second, third = posts
    assert [(p.external_id, p.parent_external_id, p.thread_external_id, p.kind) for p in posts] == [
        (ROOT, "", ROOT, "post"),
        ("c3", OTHER, OTHER, "reply"),
        ("c1", ROOT, ROOT, "reply"),
        ("c2", "c1", ROOT, "reply"),
    ]
    assert root.text == "Trajets\n\nBonjour @bea@autre.exemple, qui est payée ?\n\nPayé ?"
    assert (root.mentions, root.links) == ((Mention("bea@autre.exemple"),), ("https://exemple.org/cc",))
    assert (root.author_handle, root.posted_at, root.time_status) == (
        "ana@pod.exemple",
        datetime(2019, 3, 1, 10, tzinfo=UTC),
        "utc",
    )
    assert (root.media, root.poll) == ((Medium("image", "Le planning"),), (PollOption("Oui", 2), PollOption("Non", 0)))
    assert (second.text, third.text, third.is_edited, second.is_edited) == ("Pas moi", "Moi non plus", True, False)
    assert places(problems) == [(9, "text", "empty_text"), (0, "", "diaspora_left_out")]
    assert problems[1].params == {"count": "4"}
    assert "SECRET" not in str((posts, problems))


def test_archive_golden(file):
    path = file(json.dumps(archive(), indent=1), "ana.json")
    assert registry.sniff(path)[0].name == "diaspora"
    check(*read(path))


def test_archive_in_a_zip(file):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("ana.json", json.dumps(archive()))
    path = file(stream.getvalue(), "ana.zip")
    assert registry.sniff(path)[0].name == "diaspora"
    check(*read(path))


def test_gzipped_archive(file):
    path = file(gzip.compress(json.dumps(archive()).encode()), "ana.json.gz")
    assert diaspora.sniff(Head(path)).name == "diaspora"
    recipe = registry.Recipe(format="diaspora")
    check(*read(path, recipe))


def test_federation_messages(file):
    lines = [archive()["user"]["posts"][0], archive()["others_data"]["relayables"][0], {"entity_data": {}}]
    path = file("\n".join(map(json.dumps, lines)))
    assert registry.sniff(path)[0].reason == "federation"
    posts, problems = read(path)
    assert [p.external_id for p in posts] == [ROOT, "c1"]
    assert places(problems) == [(3, "entity_type", "diaspora_not_entity")]


@pytest.mark.parametrize(
    ("written", "shown", "people"),
    [
        ("@{bea@autre.exemple} oui", "@bea@autre.exemple oui", ("bea@autre.exemple",)),
        ("@{Béa Fictive; bea@autre.exemple}", "@bea@autre.exemple", ("bea@autre.exemple",)),
        ("@{ pas une mention", "@{ pas une mention", ()),
    ],
)
def test_mentions(written, shown, people):
    assert diaspora._with_mentions(written) == (shown, people)


def test_broken_archive_is_told_once(file):
    text = json.dumps(archive())
    posts, problems = read(file(text[: text.index('"guid": "c2"')], "a.json"))
    assert [p.external_id for p in posts] == [ROOT, "c3", "c1"]
    assert [p.code for p in problems] == ["json_invalid", "diaspora_left_out"]


def old_archive(**user):
    """Return an archive of a server before 0.7: posts without id and time, answers with the post they answer."""
    post = {
        "text": "Qui est **payé** pour le trajet ? @{Béa ; bea@autre.exemple}", "public": True, "type": "StatusMessage",
        "diaspora_handle": "ana@pod.exemple", "image_url": None, "likes_count": 3, "comments_count": 2,
    }  # fmt: skip
    posts = [
        post,
        post | {"text": "Le planning", "image_url": "https://pod.exemple/1.jpg", "guid": ROOT,
                "created_at": "2014-11-03T10:00:00Z"},
        post | {"type": "Reshare", "text": ""},
    ]  # fmt: skip
    comments = [{"text": "Pas moi", "post_guid": OTHER}, {"text": "Si, moi", "post_guid": ROOT}, {"text": "perdu"}]
    secrets = {"email": "SECRET@exemple.org", "serialized_private_key": "SECRET", "contacts": [{"x": "SECRET"}]}
    return {"user": {"username": "ana", **secrets, "posts": posts, "comments": comments, **user}}


def test_an_archive_before_version_2_golden(file):
    path = file(json.dumps(old_archive()), "ana.json")
    assert registry.sniff(path)[0].name == "diaspora"
    posts, problems = read(path)
    assert [(p.text, p.kind, p.author_handle) for p in posts] == [
        ("Qui est payé pour le trajet ? @bea@autre.exemple", "post", "ana@pod.exemple"),
        ("Le planning", "post", "ana@pod.exemple"),
        ("Pas moi", "reply", "ana@pod.exemple"),
        ("Si, moi", "reply", "ana@pod.exemple"),
    ]
    first, dated, elsewhere, own = posts
    assert (first.external_id, first.posted_at, first.time_status, first.media) == ("", None, "unknown", ())
    assert (dated.external_id, dated.posted_at) == (ROOT, datetime(2014, 11, 3, 10, tzinfo=UTC))
    assert (dated.media, first.mentions) == ((Medium("image", ""),), (Mention("bea@autre.exemple"),))
    assert (elsewhere.thread_external_id, elsewhere.parent_external_id) == (OTHER, OTHER)
    assert own.parent_external_id == ROOT
    assert places(problems) == [(6, "entity_type", "diaspora_not_entity"), (0, "", "diaspora_left_out")]
    assert "SECRET" not in repr(posts) + repr(problems)


def test_who_only_answered_is_known_by_the_account(file):
    posts, _ = read(file(gzip.compress(json.dumps(old_archive(posts=[])).encode()), "ana.json.gz"))
    assert {p.author_handle for p in posts} == {"ana"}
