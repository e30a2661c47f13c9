"""Telegram Desktop exports as HTML: the pages of a chat, its zip, and what no page may do."""

import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.importers import registry
from corpus.importers.base import Medium, Mention, PollOption, PostRecord, Recipe, UnreadableFile
from tests.pure.importers.conftest import FIXTURES, places, read

PAGE = FIXTURES / "telegram" / "messages.html.txt"
CHAT = "~Aides de Plouinventé"
HEAD = '<html><div class="page_wrap"><div class="page_header"><div class="text bold">C</div></div><div class="history">'


def message(number, text="mot", *, name="Ana", at="15.01.2024 09:00:00 UTC+01:00", more="", css=""):
    who = f'<div class="from_name">{name}</div>' if name else ""
    when = f'<div class="pull_right date details" title="{at}">09:00</div>'
    body = f'<div class="body">{when}{who}{more}<div class="text">{text}</div></div>'
    return f'<div class="message default clearfix{css}" id="message{number}">{body}</div>'


def zipped(tmp_path, members):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_page_golden():
    best, _ = registry.sniff(PAGE)
    assert (best.name, best.reason) == ("telegram_html", "page")
    posts, problems = read(PAGE)
    assert [p.external_id.removeprefix(f"{CHAT}:") for p in posts] == ["2", "3", "4", "5", "6", "7"]
    assert [p.text for p in posts] == [
        "Qui a reçu la note ?\nVoir ici & dire #trajets", "Je relance tout le monde", "Moi. @nadia_i et Rose aussi", "",
        "À lire", "Payées pour le trajet ?",
    ]  # fmt: skip
    note, again, answer, photo, forwarded, poll = posts
    assert [p.author_name for p in posts] == [
        "Nadia Inventée", "Nadia Inventée", "Paul Faux", "Rose", "Rose", "Nadia Inventée",
    ]  # fmt: skip
    assert (note.posted_at, note.time_status, note.time_precision) == (
        datetime(2024, 1, 15, 8, 0, 5, tzinfo=UTC), "offset", "second",
    )  # fmt: skip
    assert (photo.posted_at, photo.time_status) == (datetime(2024, 1, 15, 9, tzinfo=UTC), "local_assumed")
    assert (note.likes, again.likes, note.links) == (5, None, ("https://exemple.org/note",))
    assert (answer.parent_external_id, answer.kind, answer.mentions) == (f"{CHAT}:2", "reply", (Mention("Rose"),))
    assert (again.parent_external_id, again.kind, forwarded.kind) == ("", "post", "repost")
    assert (photo.media, forwarded.media) == ((Medium("image"),), (Medium("file", "Convention.pdf"),))
    assert poll.poll == (PollOption("Oui", 3), PollOption("Non", None))
    assert places(problems) == [(7, "text", "empty_text"), (8, "date", "date_impossible"), (0, "", "app_speaks")]
    assert problems[-1].params == {"count": "1"}


def test_pages_of_a_zip_follow_one_another_and_bring_their_pictures(tmp_path):
    photo = '<div class="media_wrap"><a class="photo_wrap" href="photos/a.jpg"></a></div>'
    path = zipped(tmp_path, {
        "ChatExport/messages10.html": HEAD + message(10, "dix"),
        "ChatExport/messages2.html": HEAD + message(2, "deux", name="", css=" joined"),
        "ChatExport/messages.html": HEAD + message(1, "un", more=photo),
        "ChatExport/photos/a.jpg": b"x",
    })  # fmt: skip
    best, _ = registry.sniff(path)
    assert (best.name, best.reason) == ("telegram_html", "zip")
    posts, problems = read(path)
    assert [(p.text, p.author_name, p.line) for p in posts] == [("un", "Ana", 1), ("deux", "Ana", 2), ("dix", "Ana", 3)]
    assert (posts[0].media, problems) == ((Medium("image", "", "ChatExport/photos/a.jpg"),), [])


def test_the_json_of_the_same_export_comes_first(tmp_path):
    path = zipped(tmp_path, {"messages.html": HEAD, "result.json": '{"messages": []}'})
    assert registry.sniff(path)[0].name == "telegram"


def test_several_chats_are_refused_since_private_ones_cannot_be_told(tmp_path):
    path = zipped(tmp_path, {f"chats/chat_{n}/messages.html": HEAD + message(n) for n in (1, 2)})
    with pytest.raises(UnreadableFile, match="telegram_html_chats"):
        read(path, Recipe(format="telegram_html"))


def test_a_silence_opens_a_thread_where_it_is_asked(file):
    times = ["09:00:00", "09:10:00", "18:00:00"]
    page = HEAD + "".join(message(n, at=f"15.01.2024 {at} UTC+01:00") for n, at in enumerate(times, 1))
    path = file(page, "messages.html")
    asked = Recipe(format="telegram_html", encoding="utf-8", options={"gap_minutes": "60"})
    assert [p.thread_external_id for p in read(path, asked)[0]] == ["~C:1", "~C:1", "~C:3"]
    assert {p.thread_external_id for p in read(path)[0]} == {""}


def test_the_same_message_has_the_same_id_in_every_export(file):
    first = read(file(HEAD + message(1) + message(2), "a.html"))[0]
    later = read(file(HEAD + message(2) + message(3), "b.html"))[0]
    assert first[1].external_id == later[0].external_id == "~C:2"


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (HEAD + message(1, "<b>" * 300), "xml_too_deep"),
        (HEAD + message(1) + "<div " + "x" * 2_200_000, "cell_too_long"),
    ],
)
def test_endless_tags_are_refused(file, page, code):
    path = file(page, "messages.html")
    with pytest.raises(UnreadableFile, match=code):
        read(path, Recipe(format="telegram_html", encoding="utf-8"))


def test_a_text_too_long_costs_its_message(file):
    posts, problems = read(file(HEAD + message(1, "a" * 1_000_001) + message(2), "messages.html"))
    assert ([p.external_id for p in posts], places(problems)) == (["~C:2"], [(1, "text", "cell_too_long")])


def test_other_pages_are_not_taken_for_a_chat(file):
    path = file("<html><body><p>Bonjour</p></body></html>", "page.html")
    with pytest.raises(UnreadableFile, match="file_unknown"):
        registry.sniff(path)


PIECES = (
    "<div", ">", "</div>", '<div class="message default" id="message1">', "<br>", "&amp;", '<div class="text">', "mot",
    '<span class="reaction">', '<div class="answer">', "<a", '<span class="count">', "<!--", "</span>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_no_order_of_tags_breaks_the_reading(tmp_path_factory, pieces):
    path = tmp_path_factory.mktemp("t") / "messages.html"
    path.write_text(HEAD + message(1) + "".join(pieces))
    items = list(registry.read(path, Recipe(format="telegram_html", encoding="utf-8")))
    assert isinstance(items[0], PostRecord)
