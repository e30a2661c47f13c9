"""Pasting a thread: taken apart, corrected, imported without names; pasted again when it has grown."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from corpus.models import Attachment, Author, ImportBatch, Post, Thread
from tests.factories import group_page
from tests.sources.test_import_file import every_cell

pytestmark = pytest.mark.django_db
PAGE = group_page("Faut-il nettoyer la litière du chat ?")


@pytest.fixture
def page(url):
    return url("paste_new")


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_DIR = tmp_path / "media"
    return settings.MEDIA_DIR


def start(source, **more):
    return {"source": str(source.uuid), "captured_on": "2020-02-20", "capture_note": "", "thread": PAGE} | more


def sent(rows, source, **more):
    """Return what the page of posts sends; a row is (author, when, text, answers, what)."""
    data = start(source, act="keep", rows=str(len(rows)), thread="")
    for n, row in enumerate(rows, start=1):
        names = ("author", "when", "text", "answers", "what")
        data |= {f"post-{n}-{name}": value for name, value in zip(names, (*row, "post")[:5], strict=False)}
    return data | more


ROWS = [
    ("Mimi Durand", "2 sem.", "Faut-il nettoyer la litière du chat ?", ""),
    ("Zouzou Petit", "1 sem.", "Non, Mimi Durand, ce n'est pas dans le contrat", "1"),
    ("Nanou Martin", "6 j", "Zouzou Petit et pourquoi pas ?", "2"),
]


def picture(name="p.jpg", format="JPEG", **options):
    target = BytesIO()
    Image.new("RGB", (30, 20), "green").save(target, format=format, **options)
    return SimpleUploadedFile(name, target.getvalue())


def test_reading_stores_nothing(manager, page, source):
    answer = manager.post(page, start(source, act="read"))
    assert answer.status_code == 200
    rows = answer.context["rows"]
    assert [(r.number, r.author, r.when, r.text, r.answers) for r in rows] == [
        (n, author, when, text, answers) for n, (author, when, text, answers) in enumerate(ROWS, start=1)
    ]
    assert [r.moment.at.date() for r in rows] == [date(2020, 2, 6), date(2020, 2, 13), date(2020, 2, 14)]
    assert not ImportBatch.objects.exists()
    assert answer["Cache-Control"] == "no-store"


def test_a_thread_becomes_posts_without_names(manager, page, url, source):
    answer = manager.post(page, sent(ROWS, source, capture_note="Réponses dépliées"))
    batch = ImportBatch.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, url("batch", batch.uuid))
    assert (batch.importer, batch.captured_on, batch.capture_note, batch.posts_added, batch.threads_added) == (
        "pasted", date(2020, 2, 20), "Réponses dépliées", 3, 1,
    )  # fmt: skip
    first, second, third = Post.objects.order_by("position")
    assert (second.parent, third.parent, first.parent) == (first, second, None)
    assert (first.posted_at.date(), first.time_status, first.time_precision) == (date(2020, 2, 6), "estimated", "week")
    assert (first.kind, second.kind) == ("post", "reply")
    assert second.text == f"Non, {first.author.alias}, ce n'est pas dans le contrat"
    assert third.text == f"{second.author.alias} et pourquoi pas ?"
    assert Author.objects.count() == 3


def test_no_name_is_kept(manager, page, source, folders):
    manager.post(page, sent(ROWS, source))
    names = ("durand", "zouzou", "nanou")
    assert [cell for cell in every_cell() if any(name in cell[2].lower() for name in names)] == []
    assert list(folders.glob("*")) == []


def test_the_same_thread_again_adds_nothing(manager, page, source):
    manager.post(page, sent(ROWS, source))
    manager.post(page, sent(ROWS, source))
    assert (ImportBatch.objects.count(), Post.objects.count()) == (1, 3)


def test_a_grown_thread_joins_the_old_tree(manager, page, source):
    manager.post(page, sent(ROWS, source))
    grown = [*ROWS[:2], ("Luce", "1 j", "Et avec des gants ?", "2"), ("Nanou Martin", "3 sem.", ROWS[2][2], "2")]
    manager.post(page, sent(grown, source, captured_on="2020-03-01"))
    assert (Thread.objects.count(), Post.objects.count()) == (1, 4)
    new = Post.objects.get(text="Et avec des gants ?")
    assert new.parent.text.startswith("Non, ")
    assert [b.posts_added for b in ImportBatch.objects.order_by("pk")] == [3, 1]


def test_a_thread_captured_in_pieces(manager, page, source):
    manager.post(page, sent(ROWS[:2], source))
    manager.post(page, sent([ROWS[0], (*ROWS[2][:3], "1")], source))
    assert (Thread.objects.count(), Post.objects.count()) == (1, 3)


def test_the_same_short_answer_under_two_openings_is_two_posts(manager, page, source):
    for opening in ("Faut-il nettoyer la litière ?", "Les trajets sont-ils payés ?"):
        manager.post(page, sent([("Luce", "", opening, ""), ("Mimi", "", "Merci", "1"), ("", "", "oui", "1")], source))
    assert Post.objects.count() == 6
    for thread in Thread.objects.all():
        assert [p.text for p in thread.posts.order_by("position")][1:] == ["Merci", "oui"]


def test_the_rest_of_a_post_and_what_is_no_post(manager, page, source):
    rows = [
        ("Publicité", "", "Découvrez notre offre", "", "out"),
        ("Mimi Durand", "", "Faut-il ?", "1"),
        ("", "", "Merci d'avance.", "2", "rest"),
        ("Zouzou Petit", "", "Non", "3"),
    ]
    manager.post(page, sent(rows, source))
    first, second = Post.objects.order_by("position")
    assert (first.text, second.text, second.parent) == ("Faut-il ?\nMerci d'avance.", "Non", first)


def test_looking_again_joins_and_renumbers(manager, page, source):
    rows = [("Mimi", "", "Q", ""), ("", "", "suite", "1", "rest"), ("A", "", "x", "1", "out"), ("B", "", "y", "2")]
    answer = manager.post(page, sent(rows, source, act="again", **{"picture-1-post": "4"}))
    assert [(r.number, r.text, r.answers) for r in answer.context["rows"]] == [(1, "Q\nsuite", ""), (2, "y", "1")]
    assert answer.context["thread"].slots[0].post == "2"


def test_typing_from_nothing(manager, page, source):
    answer = manager.post(page, start(source, act="type", thread=""))
    assert len(answer.context["rows"]) == 5
    typed = [("", "", "Q", ""), ("", "", "R", "1"), ("", "", "", "1"), ("", "", "", "1")]
    assert manager.post(page, sent(typed, source)).status_code == 303
    assert Post.objects.count() == 2


def test_more_rows(manager, page, source):
    answer = manager.post(page, sent(ROWS, source, act="more"))
    assert [r.answers for r in answer.context["rows"]] == ["", "1", "2", "1", "1", "1", "1", "1"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("", "", "Q", ""), ("", "", "R", "2")], "Say which post this one answers: a number from 1 to 1."),
        ([("", "", "Q", ""), ("", "", "R", "x")], "Say which post this one answers: a number from 1 to 1."),
        ([("", "", "Q", ""), ("", "", "A", "1", "out"), ("", "", "R", "2")], "a number from 1 to 1."),
        ([("", "", "Q", ""), ("Mimi", "", "", "1")], "This post has neither text nor picture."),
        ([], "There is no post to keep."),
    ],
)
def test_what_must_be_corrected_is_said_and_kept(manager, page, source, rows, sentence):
    answer = manager.post(page, sent(rows, source))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ImportBatch.objects.exists()
    kept = [row[2] for row in rows if row[-1] != "out"]
    assert [r.text for r in answer.context["rows"]][: len(kept)] == kept


def test_pictures_are_kept_with_their_words(manager, page, source, media):
    files = {"picture-1-file": picture(exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"), "picture-1-description": "Un bac plein"}
    files |= {"picture-2-file": picture("b.png", "PNG"), "picture-2-post": "2", "picture-2-undescribed": "on"}
    manager.post(page, sent(ROWS, source, **files))
    first, second = Attachment.objects.order_by("pk")
    assert (first.post.position, first.description, first.kind) == (0, "Un bac plein", "image")
    assert (second.post.position, second.description) == (1, "")
    assert (first.width, first.height, first.withheld_because) == (30, 20, "")
    kept = sorted(path.name for path in media.rglob("*") if path.is_file())
    assert kept == sorted([f"{first.sha256}.jpg", f"{second.sha256}.png"])


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"picture-1-post": "", "picture-1-undescribed": "on"}, "Say to which post the picture belongs"),
        ({"picture-1-post": "9", "picture-1-undescribed": "on"}, "Say to which post the picture belongs"),
        ({"picture-1-post": "1"}, "Say what the picture shows, or tick “not described”."),
    ],
)
def test_a_picture_needs_its_place_and_its_words(manager, page, source, more, sentence):
    answer = manager.post(page, sent(ROWS, source, **{"picture-1-file": picture()} | more))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Post.objects.exists()


@pytest.mark.parametrize("more", [{"act": "again"}, {"act": "more"}, {"post-2-answers": "9"}, {"captured_on": ""}])
def test_a_chosen_file_that_the_page_loses_is_asked_for_again(manager, page, source, more):
    chosen = {"picture-1-file": picture(), "picture-1-description": "Un bac", "picture-1-post": "2"}
    html = manager.post(page, sent(ROWS, source, **chosen | more)).content.decode()
    assert html.count("Choose the file again: a browser forgets files.") == 2  # above the form, and beside the picture
    assert "Un bac" in html


def test_a_file_that_is_no_picture(manager, page, source):
    wrong = {"picture-1-file": SimpleUploadedFile("p.jpg", b"<svg/>"), "picture-1-undescribed": "on"}
    answer = manager.post(page, sent(ROWS, source, **wrong))
    assert (answer.status_code, "This file is no JPEG" in answer.content.decode()) == (422, True)


def test_a_picture_without_text_is_a_post(manager, page, source):
    rows = [("Mimi", "", "", "")]
    answer = manager.post(page, sent(rows, source, **{"picture-1-file": picture(), "picture-1-undescribed": "on"}))
    assert (answer.status_code, Post.objects.get().text) == (303, "")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"thread": "  "}, "There is no text here."),
        ({"captured_on": ""}, "This field is required."),
        ({"captured_on": "2199-01-01"}, "This day has not come yet."),
        ({"source": "6a0c3f2e-0c38-4a5e-9d4f-1f2f0b6d8a11"}, "Select a valid choice."),
        ({"thread": "\n\n".join("abc" for _ in range(401))}, "There are more than 400 posts here"),
        ({"thread": "a\n" * 20_001}, "There are more than 20,000 lines here."),
    ],
)
def test_a_paste_that_cannot_be_read(manager, page, source, more, sentence):
    answer = manager.post(page, start(source, act="read") | more)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_long_thread_goes_through_in_one_request(manager, page, source):
    rows = [("", "", "Q", ""), *(("P", "", f"R {n}", "1") for n in range(211))]
    assert manager.post(page, sent(rows, source)).status_code == 303
    assert Post.objects.count() == 212


def test_without_a_source_the_page_says_what_comes_first(manager, page, url):
    assert url("source_new") in manager.get(page).content.decode()


def test_the_day_is_today_at_first(manager, page, source):
    assert f'value="{timezone.localdate().isoformat()}"' in manager.get(page).content.decode()


def test_a_source_without_its_record_is_refused_at_once(manager, page, source):
    type(source).objects.update(legal_basis="", retain_until=None)
    answer = manager.post(page, start(source, act="read"))
    assert (answer.status_code, "its record needs:" in answer.content.decode()) == (422, True)


def test_a_source_of_another_project_is_not_offered(small, manager, page, source, client_of):
    other = reverse("sources:paste_new", args=[small.project.slug])
    assert client_of(small.stranger).get(other).status_code == 404
    assert client_of(small.coder).post(page, start(source, act="read")).status_code == 403
