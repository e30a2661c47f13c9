"""The pages of notes: the list and its filters, notes about one thing, one note, mentions, what other pages include."""

import re

import pytest
from django.urls import reverse

from coding_app.coding.models import Note
from coding_app.notes import actions

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def ana(desk, client_of):
    return client_of(desk.people["coder"])


def url(desk, name, *args):
    return reverse(f"notes:{name}", args=[desk.project.slug, *args])


def read(client, address):
    answer = client.get(address, headers=ENGLISH)
    assert answer.status_code == 200, address
    return answer.text


def shown(page):
    """Return the words of the notes of a page, in its order."""
    return re.findall(r'<p class="note-text" hx-ignore>(.*?)</p>', page)


@pytest.fixture
def written(desk):
    """Write one note of each kind, in the order of this list, by the coder but for the last."""
    desk.close()
    desk.write("project", desk.project, text="Réunion lundi")
    desk.write("thread", desk.thread, text="Fil exemplaire")
    desk.write("post", desk.posts[0], text="Question ouverte")
    desk.write("post", desk.posts[0], text="Litière : où est la limite ?", passage=(0, 7), people=["owner"])
    desk.write("unit", desk.coded.assignment("coder"), text="Hésitation")
    desk.write("code", desk.code, by="owner", text="À préciser avec @coder Petit", people=["coder"])


def test_the_list_is_narrowed_down(desk, ana, written):
    owner = desk.people["owner"].uuid
    base = url(desk, "note_list")
    assert len(shown(read(ana, base))) == 6
    for query, expected in [
        ("kind=project", ["Réunion lundi"]),
        ("kind=thread", ["Fil exemplaire"]),
        ("kind=post", ["Question ouverte"]),
        ("kind=passage", ["Litière : où est la limite ?"]),
        ("kind=unit", ["Hésitation"]),
        ("kind=coding", []),
        ("kind=code", ["À préciser avec @coder Petit"]),
        (f"author={owner}", ["À préciser avec @coder Petit"]),
        ("mentions=me", ["À préciser avec @coder Petit"]),
        ("q=litieres", ["Litière : où est la limite ?"]),  # French stems, accents optional
        ("q=reunions+lundi", ["Réunion lundi"]),
        ('q="ouverte+question"', []),
        ("q=question+-ouverte", []),
    ]:
        assert shown(read(ana, f"{base}?{query}")) == expected, query
    assert len(shown(read(ana, f"{base}?kind=nonsense&author=nonsense"))) == 6
    assert "No note answers" in read(ana, f"{base}?q=absent")


def test_the_list_takes_few_statements(desk, ana, written, django_assert_max_num_queries):
    ana.get(url(desk, "note_list"))
    for number in range(20):
        desk.write("post", desk.posts[number % 6], text=f"note {number}", people=["owner", "reader"])
    with django_assert_max_num_queries(13):
        assert len(shown(ana.get(url(desk, "note_list")).text)) == 25


def test_writing_on_a_post_with_its_passage_and_colleagues(desk, ana):
    address = url(desk, "about", "post", desk.posts[0].uuid)
    page = read(ana, address)
    assert "data-note-text" in page and "second_coder Petit" in page and "coder Petit</label>" in page
    answer = ana.post(
        address,
        {
            "text": "Voir avec @owner petit",
            "colleagues": [desk.people["reader"].uuid],
            "passage": "nettoyer la litière",
        },
    )
    assert (answer.status_code, answer["Location"]) == (303, address)
    note = Note.objects.get()
    assert desk.posts[0].text[note.start : note.end] == "nettoyer la litière"
    assert set(note.mentions.values_list("person__username", flat=True)) == {"small-owner", "small-reader"}
    page = read(ana, address)
    assert "“nettoyer la litière”" in page and "only you see it for now" in page


def test_words_that_stand_several_times_need_their_place(desk, ana):
    post = desk.posts[0]
    assert post.text.count("oi") == 2  # Bonsoir, dois
    address = url(desk, "about", "post", post.uuid)
    refused = ana.post(address, {"text": "son", "passage": "oi"}, headers=ENGLISH)
    assert refused.status_code == 422 and "several times" in refused.text and "son</textarea>" in refused.text
    assert "not in the post" in ana.post(address, {"text": "x", "passage": "absent"}, headers=ENGLISH).text
    second = post.text.index("oi", 10)
    ana.post(address, {"text": "son", "passage": "oi", "start": second})
    assert Note.objects.get().start == second


def test_an_empty_note_is_refused_and_a_reader_writes_none(desk, ana, client_of):
    address = url(desk, "about", "code", desk.code.uuid)
    assert ana.post(address, {"text": " "}).status_code == 422
    reader = client_of(desk.people["reader"])
    assert "<textarea" not in read(reader, address)
    assert reader.post(address, {"text": "Bonjour"}).status_code == 403
    assert not Note.objects.exists()


def test_notes_about_a_thread_hold_those_on_its_posts(desk, ana):
    desk.write("thread", desk.thread, text="le fil")
    desk.write("post", desk.posts[2], text="une réponse")
    desk.write("post", desk.elsewhere, text="ailleurs")
    assert shown(read(ana, url(desk, "about", "thread", desk.thread.uuid))) == ["une réponse", "le fil"]


@pytest.mark.parametrize("kind", ["nonsense", "post", "unit", "coding", "project"])
def test_what_is_not_there_has_no_notes(desk, ana, kind):
    assert ana.get(url(desk, "about", kind, desk.code.uuid)).status_code == 404


def test_one_note_with_its_earlier_wordings(desk, ana, client_of):
    note = desk.write("code", desk.code, text="un", people=["owner"])
    address = url(desk, "note", note.uuid)
    assert re.search(r'value="[^"]+"[^>]* checked>\s*owner Petit', read(ana, address))
    answer = ana.post(address, {"text": "<b>deux</b>"})
    assert answer.status_code == 303
    page = read(client_of(desk.people["reader"]), answer["Location"])
    assert shown(page) == ["&lt;b&gt;deux&lt;/b&gt;", "un"]
    assert "Word it anew" not in page and "Take the note away" not in page
    assert ana.get(address).status_code == 404  # the old wording is read at the new one
    new = answer["Location"].rstrip("/").rsplit("/", 1)[1]
    assert client_of(desk.people["owner"]).post(url(desk, "note_end", new)).status_code == 404
    assert client_of(desk.people["owner"]).post(url(desk, "note", new), {"text": "non"}).status_code == 409
    assert ana.post(url(desk, "note_end", new)).status_code == 303
    assert ana.get(answer["Location"]).status_code == 404


def test_a_note_on_a_blind_post_does_not_exist_to_colleagues(desk, client_of):
    note = desk.write("post", desk.posts[0], text="secret", people=["second_coder"])
    for name in ("owner", "second_coder", "reader"):
        client = client_of(desk.people[name])
        assert client.get(url(desk, "note", note.uuid)).status_code == 404
        for address in (
            url(desk, "note_list"),
            url(desk, "note_list") + "?q=secret",
            url(desk, "note_list") + "?mentions=me",
            url(desk, "about", "post", desk.posts[0].uuid),
            url(desk, "about", "thread", desk.thread.uuid),
        ):
            assert shown(client.get(address).text) == [], (name, address)
        assert "small-coder" not in client.get(url(desk, "note_list")).text
        assert "names you" not in read(client, reverse("home:home", args=[desk.project.slug]))


def test_a_mention_is_a_card_on_the_home_page_until_it_is_read(desk, client_of):
    note = desk.write("code", desk.code, people=["reader"])
    reader = client_of(desk.people["reader"])
    home = reverse("home:home", args=[desk.project.slug])
    assert "1 note names you: read it" in read(reader, home)
    listed = read(reader, url(desk, "note_list") + "?mentions=me")
    assert "new to you" in listed and "1 note names you and is new to you." in listed
    assert note.mentions.get().seen_at is None  # a page that is fetched writes nothing
    assert reader.post(url(desk, "mentions_read"))["Location"].endswith("?mentions=me")
    assert note.mentions.get().seen_at is not None
    assert "names you" not in read(reader, home)
    assert "new to you" not in read(reader, url(desk, "note_list") + "?mentions=me")


def test_other_pages_fetch_the_list_and_lead_to_it_without_script(desk, ana):
    page = read(ana, reverse("sources:thread", args=[desk.project.slug, desk.thread.uuid]))
    about = url(desk, "about", "thread", desk.thread.uuid)
    assert f'hx-get="{about}"' in page and f'href="{about}"' in page
    assert url(desk, "about", "post", desk.posts[0].uuid) in page
    assert 'id="notes-list"' in read(ana, about)


def test_where_a_unit_or_coding_is_read(desk, ana, client_of):
    work, coding = desk.coded.assignment("coder"), desk.coding()
    desk.write("unit", work)
    desk.write("coding", coding)
    mine = reverse("coding:workbench", args=[desk.project.slug, work.uuid])
    assert read(ana, url(desk, "note_list")).count(f'href="{mine}"') == 2
    desk.close()
    theirs = read(client_of(desk.people["owner"]), url(desk, "note_list"))
    assert mine not in theirs and theirs.count(f"#post-{work.unit.post.uuid}") == 2
    assert "by coder Petit on" in theirs


def test_wordings_that_crossed_are_told(desk, ana):
    note = desk.write("code", desk.code, text="un")
    new = actions.reword_note(note=note, text="deux", people=[], by=desk.people["coder"])
    refused = ana.post(url(desk, "note_end", note.uuid), headers=ENGLISH)
    assert refused.status_code == 409 and Note.objects.filter(pk=new.pk, ended_at__isnull=True).exists()
