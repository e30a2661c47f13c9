"""Telegram Desktop exports: chats, accounts, topics, polls; no message is lost."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.importers import registry
from corpus.importers.base import Medium, Mention, PollOption, PostRecord, Recipe, Severity, UnreadableFile
from corpus.importers.json_walk import walk
from tests.pure.importers.conftest import FIXTURES, places, read

GROUP = FIXTURES / "telegram" / "group.json"
CHAT = "1500000001"


def ids(posts):
    return [p.external_id.removeprefix(f"{CHAT}:") for p in posts]


def test_group_golden():
    best, _ = registry.sniff(GROUP)
    assert (best.name, best.reason) == ("telegram", "chat")
    posts, problems = read(GROUP)
    assert ids(posts) == ["2", "3", "4", "5", "6", "7", "8", "10", "12", "13", "14"]
    assert [p.text for p in posts] == [
        "Qui a reçu la note du 8 ? Voir ici #trajets",
        "Moi. @paul_faux et Rose aussi",
        "Pas moi",
        "",
        "à lire",
        "Payées pour le trajet ?",
        "",
        "sans heure universelle",
        "dans le sujet",
        "réponse dans le sujet",
        "réponse à un autre groupe",
    ]
    first, answer, gone, photo, forwarded, poll, sticker, local, topic, in_topic, elsewhere = posts
    assert (first.author_external_id, first.author_name, first.line) == ("user11", "Nadia Inventée", 2)
    assert (first.posted_at, first.time_status, first.time_precision) == (
        datetime(2024, 1, 15, 8, tzinfo=UTC),
        "utc",
        "second",
    )
    assert (first.is_edited, answer.is_edited, first.likes, answer.likes) == (True, False, 5, None)
    assert first.links == ("https://exemple.org/note",)
    assert answer.mentions == (Mention("paul_faux"), Mention("Rose", "user14"))
    assert (gone.author_name, gone.author_external_id) == ("", "user99")
    assert [p.parent_external_id for p in (first, answer, gone)] == ["", f"{CHAT}:2", f"{CHAT}:3"]
    assert [p.kind for p in (first, answer, forwarded)] == ["post", "reply", "repost"]
    assert (photo.media, forwarded.media, sticker.media) == (
        (Medium("image"),),
        (Medium("file", "Convention.pdf"),),
        (Medium("image", "😀"),),
    )
    assert poll.poll == (PollOption("Oui", 1), PollOption("Non", 3))
    assert (local.posted_at, local.time_status) == (datetime(2024, 1, 15, 14, 3, tzinfo=UTC), "local_assumed")
    assert (topic.thread_external_id, topic.parent_external_id, topic.title) == (f"{CHAT}:11", "", "Paie")
    assert (in_topic.thread_external_id, in_topic.parent_external_id) == ("", f"{CHAT}:12")
    assert elsewhere.parent_external_id == "1500000002:77"
    assert {p.thread_external_id for p in posts if p is not topic} == {""}
    assert [(p.line, p.column, p.code, p.params) for p in problems] == [
        (9, "text", "empty_text", {}),
        (15, "type", "telegram_type_unknown", {"value": "unsupported"}),
        (16, "date", "date_unknown", {"value": "demain"}),
        (0, "", "app_speaks", {"count": "2"}),
    ]


def test_a_silence_can_open_threads_too():
    posts, _ = read(GROUP, Recipe(format="telegram", options={"gap_minutes": "60"}))
    threads = [p.thread_external_id.removeprefix(f"{CHAT}:") for p in posts]
    assert list(zip(ids(posts), threads, strict=True)) == [
        ("2", "2"), ("3", ""), ("4", ""), ("5", "2"), ("6", "2"), ("7", "7"), ("8", "7"), ("10", "7"), ("12", "11"),
        ("13", ""), ("14", ""),
    ]  # fmt: skip


def account(*chats):
    return json.dumps(
        {"about": "…", "personal_information": {"user_id": 1}, "chats": {"about": "", "list": list(chats)}}
    )


def chat(own, kind, *messages):
    return {"name": f"Chat {own}", "type": kind, "id": own, "messages": list(messages)}


def message(own, text="t", **more):
    return {
        "id": own,
        "type": "message",
        "date_unixtime": "1705305600",
        "from": "A",
        "from_id": "user1",
        "text": text,
    } | more


def test_an_account_keeps_its_chats_apart_and_private_chats_out(file):
    content = account(
        chat(1, "private_group", message(5), message(6, reply_to_message_id=5)),
        chat(2, "personal_chat", message(5), message(6)),
        chat(3, "public_channel", message(5)),
    )
    path = file(content, "result.json")
    best, _ = registry.sniff(path)
    assert (best.name, best.reason) == ("telegram", "account")
    posts, problems = read(path)
    assert [(p.external_id, p.parent_external_id, p.line) for p in posts] == [
        ("1:5", "", 1),
        ("1:6", "1:5", 2),
        ("3:5", "", 5),
    ]
    assert [(p.code, p.params) for p in problems] == [("private_chats_left_out", {"count": "2"})]
    everything, problems = read(path, Recipe(format="telegram", options={"chats": "all"}))
    assert ([p.external_id for p in everything], problems) == (["1:5", "1:6", "2:5", "2:6", "3:5"], [])


def test_a_single_private_chat_is_taken(file):
    posts, problems = read(file(json.dumps(chat(2, "personal_chat", message(5))), "result.json"))
    assert (len(posts), problems) == (1, [])


def test_messages_without_ids_get_the_same_id_each_time(file):
    bare = [{"type": "message", "date_unixtime": "1705305600", "from": "A", "text": t} for t in ("a", "a", "b")]
    posts, _ = read(file(json.dumps({"messages": bare}), "a.json"))
    again, _ = read(file(json.dumps({"messages": [*bare, message(9)]}), "b.json"))
    assert len({p.external_id for p in posts}) == 3
    assert [p.external_id for p in again[:3]] == [p.external_id for p in posts]
    assert all(p.external_id.startswith("~") for p in again)


def test_a_zipped_export_names_its_pictures(file):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("Export/result.json", GROUP.read_bytes())
        archive.writestr("Export/photos/photo_1.jpg", b"\xff\xd8")
    path = file(content.getvalue(), "e.zip")
    assert (registry.sniff(path)[0].name, registry.sniff(path)[0].reason) == ("telegram", "zip")
    posts, _ = read(path)
    assert posts[3].media == (Medium("image", "", "Export/photos/photo_1.jpg"),)
    assert len(posts) == 11


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ({"media_type": "voice_message", "file": "v.ogg", "mime_type": "audio/ogg"}, ("file", "")),
        ({"media_type": "video_message", "file": "v.mp4", "mime_type": "video/mp4"}, ("video", "")),
        ({"media_type": "animation", "file": "v.mp4", "mime_type": "video/mp4"}, ("video", "")),
        ({"file": "p.png", "mime_type": "image/png", "file_name": "p.png"}, ("image", "p.png")),
        ({"file": "a.zip", "mime_type": "application/zip"}, ("file", "")),
        ({"photo": "(File exceeds maximum size. Change data exporting settings to download.)"}, ("image", "")),
    ],
)
def test_kinds_of_media(file, media, expected):
    posts, problems = read(file(json.dumps(chat(1, "private_group", message(5, "", **media))), "r.json"))
    assert [[(m.kind, m.description) for m in p.media] for p in posts] == [[expected]]
    assert problems == []


def test_newer_polls_and_account_heads(file):
    poll = {"question": [{"type": "plain", "text": "Oui ?"}], "answers": [{"text": ["o", "ui"], "voters": 2}, "non"]}
    posts, _ = read(file(json.dumps(chat(1, "private_group", message(5, "", poll=poll))), "r.json"))
    assert (posts[0].text, posts[0].poll) == ("Oui ?", (PollOption("oui", 2),))
    long_head = json.dumps(
        {"about": "…", "personal_information": {}, "sessions": {"x": "y" * 300_000}, "chats": {"list": []}}
    )
    assert registry.sniff(file(long_head, "r.json"))[0].name == "telegram"


def test_other_json_is_not_taken_for_telegram(file):
    for data in (
        {"participants": [{"name": "A"}], "messages": [{"sender_name": "A", "timestamp_ms": 1, "content": "x"}]},
        {"messages": []},
        [{"type": "message", "date": "2024-01-01", "text": "a"}],
    ):
        try:
            best, others = registry.sniff(file(json.dumps(data), "r.json"))
        except UnreadableFile:
            continue
        assert "telegram" not in [s.name for s in (best, *others)]


@pytest.mark.parametrize(
    ("tail", "problem"),
    [
        ("[1]]}", (2, "", "json_not_object")),
        ('{"a": NaN}]}', (2, "", "json_invalid")),
        ("{", (2, "", "json_invalid")),
        ('{"a": ' + "[" * 200_000, (2, "", "json_too_deep")),
        ("[" * 200_000, (2, "", "json_too_deep")),
        ('{"id": 2, "text": "\\ud83d"}]}', (2, "type", "telegram_type_unknown")),
        ('{"id": 2, "type": "message", "text": "a\\u0000b"}]}', (2, "text", "nul_character")),
    ],
)
def test_damaged_files_keep_what_came_before(file, tail, problem):
    content = '{"name": "x", "id": 1, "messages": [' + json.dumps(message(1)) + ", " + tail
    posts, problems = read(file(content, "r.json"), Recipe(format="telegram"))
    assert [p.external_id for p in posts] == ["1:1"]
    assert places(problems)[0] == problem
    assert "right here" not in str(problems)


def test_a_number_no_machine_reads_ends_the_file_by_name(file):
    content = '{"name": "x", "id": 1, "messages": [{"type": "message", "id": ' + "9" * 5_000 + "}]}"
    posts, problems = read(file(content, "r.json"), Recipe(format="telegram"))
    assert (posts, places(problems)) == ([], [(1, "", "json_invalid")])


def test_a_byte_order_mark_large_ids_and_unknown_zones(file):
    path = file(b"\xef\xbb\xbf" + json.dumps(chat(10**25 + 1, "private_group", message(2**63 + 1))).encode(), "r.json")
    posts, _ = read(path, Recipe(format="telegram"))
    assert posts[0].external_id == "10000000000000000000000001:9223372036854775809"
    with pytest.raises(UnreadableFile, match="time_zone_unknown"):
        read(path, Recipe(format="telegram", timezone="Mars/Olympus"))
    with pytest.raises(UnreadableFile, match="gap_unknown"):
        read(path, Recipe(format="telegram", options={"gap_minutes": "-1"}))


def test_walk_hands_out_only_what_is_wanted():
    stream = io.BytesIO(b'{"a": {"b": [1, {"c": [2]}, "x"], "d": 4}, "b": 5, "e": {"b": 6}}')
    assert list(walk(stream, {("a", "b"), ("b",)})) == [
        (("a", "b"), 1),
        (("a", "b"), {"c": [2]}),
        (("a", "b"), "x"),
        (("b",), 5),
    ]


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.text(max_size=3), max_size=2)
)
MESSAGES = st.fixed_dictionaries(
    {},
    optional={
        "id": SCALARS, "type": st.sampled_from(["message", "message", "service", "other", None]), "from": SCALARS,
        "date": SCALARS, "date_unixtime": st.one_of(SCALARS, st.just("1705305600")), "reply_to_message_id": SCALARS,
        "text": st.one_of(SCALARS, st.lists(st.one_of(st.text(max_size=4), st.dictionaries(st.just("text"), SCALARS)))),
        "poll": SCALARS, "reactions": SCALARS, "photo": SCALARS,
    },
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(MESSAGES, SCALARS), max_size=12))
def test_every_message_is_a_post_or_a_named_reject(tmp_path_factory, messages):
    path = tmp_path_factory.mktemp("telegram") / "r.json"
    path.write_text(json.dumps({"id": 1, "messages": messages}))
    items = list(registry.read(path, Recipe(format="telegram")))
    posts = [i for i in items if isinstance(i, PostRecord)]
    refused = [i for i in items if not isinstance(i, PostRecord) and i.severity is Severity.REJECTED]
    own = sum(int(i.params["count"]) for i in items if not isinstance(i, PostRecord) and i.code == "app_speaks")
    scalars = sum(len(m) for m in messages if isinstance(m, list)) - sum(isinstance(m, list) for m in messages)
    assert len(posts) + len(refused) + own == len(messages) + scalars
