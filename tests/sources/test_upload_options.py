"""What an importer must be told: asked on the page of columns, shown both ways, required before going on."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from coding_app.sources import words
from coding_app.sources.models import Upload
from coding_app.sources.option_forms import OptionsForm, option_field
from coding_app.sources.preview import thread_starts
from corpus.importers import registry
from corpus.importers.base import Option, PostRecord, Recipe
from corpus.models import ImportRecipe, Post
from tests.sources.test_import_file import every_cell

pytestmark = pytest.mark.django_db
CHAT = """\
03/04/2020 09:00 - Mimi: Bonjour, qui travaille dimanche ?
03/04/2020 09:05 - Zouzou: Moi
03/04/2020 12:30 - Nanou: Et lundi ?
04/04/2020 08:00 - Mimi: Personne
"""


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def chat(manager, url, source):
    """A chat whose dates can be read both ways, waiting at the page of columns."""
    sent = {"source": str(source.uuid), "file": SimpleUploadedFile("chat.txt", CHAT.encode())}
    manager.post(url("upload_new"), sent)
    upload = Upload.objects.get()
    assert upload.format == "whatsapp"
    return upload


def told(**more):
    return {"format": "whatsapp", "encoding": "utf-8", "timezone": "Europe/Paris", "act": "continue"} | more


def gap(upload):
    (option,) = [o.name for o in registry.entry("whatsapp").options if o.kind == "minutes"]
    return f"option_{option}"


def test_dates_that_can_be_read_both_ways_are_shown_both_ways(manager, url, chat):
    page = manager.get(url("upload_columns", chat.uuid))
    assert page.context["asked"] == ("date_order",)
    first = page.context["orders"][0]
    assert (first.day_first.posted_at.month, first.month_first.posted_at.month) == (4, 3)
    html = page.content.decode()
    assert "These lines can be read both ways" in html
    assert 'name="date_order"' in html


def test_the_order_must_be_chosen(manager, url, chat):
    page = manager.post(url("upload_columns", chat.uuid), told(date_order=""))
    assert page.status_code == 422
    assert "The dates can be read both ways" in page.content.decode()
    sent = manager.post(url("upload_columns", chat.uuid), told(date_order="mdy"))
    assert (sent.status_code, sent["Location"]) == (303, url("upload_check", chat.uuid))
    chat.refresh_from_db()
    assert chat.options["date_order"] == "mdy"


@pytest.fixture
def ambiguous(manager, url, source):
    """A table whose dates can be read both ways, waiting at the page of columns."""
    lines = ["id,message,auteur,date", "1,Bonjour,Mimi,03/04/2020 09:00", "2,Non,Zouzou,05/04/2020 10:00"]
    sent = {"source": str(source.uuid), "file": SimpleUploadedFile("t.csv", "\n".join(lines).encode())}
    manager.post(url("upload_new"), sent)
    return Upload.objects.get()


def test_a_table_with_such_dates_is_asked_the_same(manager, url, ambiguous):
    page = manager.get(url("upload_columns", ambiguous.uuid))
    assert page.context["asked"] == ("date_order",)
    assert "These lines can be read both ways" in page.content.decode()
    first = page.context["orders"][0]
    assert (first.day_first.posted_at.month, first.month_first.posted_at.month) == (4, 3)
    mapped = {"column_text": "message", "column_author_handle": "auteur", "column_posted_at": "date"}
    sent = told(format="table", delimiter=",", header_row="1", date_order="", recipe_name="") | mapped
    refused = manager.post(url("upload_columns", ambiguous.uuid), sent)
    assert (refused.status_code, "The dates can be read both ways" in refused.content.decode()) == (422, True)
    assert "– choose –" in refused.content.decode()
    taken = manager.post(url("upload_columns", ambiguous.uuid), sent | {"date_order": "mdy"})
    assert (taken.status_code, taken["Location"]) == (303, url("upload_check", ambiguous.uuid))
    ambiguous.refresh_from_db()
    assert ambiguous.options["date_order"] == "mdy"


def test_a_silence_that_opens_threads_is_changed_and_seen_again(manager, url, chat):
    name = gap(chat)
    seen = {}
    for minutes in ("60", "0"):
        sent = manager.post(url("upload_columns", chat.uuid), told(date_order="dmy", act="reread") | {name: minutes})
        assert sent.status_code == 303
        page = manager.get(sent["Location"])
        chat.refresh_from_db()
        assert chat.options["options"][name.removeprefix("option_")] == minutes
        assert chat.options["date_order"] == "dmy"
        seen[minutes] = [(start.post.line, start.posts) for start in page.context["seen"].starts]
    assert seen == {"60": [(1, 2), (3, 1), (4, 1)], "0": [(1, 4)]}


def test_the_cuts_are_moved_line_by_line_and_seen_again(manager, url, chat):
    cuts = {gap(chat): "60", "option_cut_at": "2", "option_join_at": "3, 4"}
    manager.post(url("upload_columns", chat.uuid), told(date_order="dmy", act="reread") | cuts)
    seen = manager.get(url("upload_columns", chat.uuid)).context["seen"]
    assert [(start.post.line, start.posts) for start in seen.starts] == [(1, 1), (2, 3)]
    wrong = told(date_order="dmy") | {"option_cut_at": "deux"}
    refused = manager.post(url("upload_columns", chat.uuid), wrong)
    assert (refused.status_code, "Give numbers of lines" in refused.content.decode()) == (422, True)


def test_the_threads_are_shown_as_they_begin(manager, url, chat):
    html = manager.get(url("upload_columns", chat.uuid)).content.decode()
    assert "First posts, as they will be read" in html
    assert "Bonjour, qui travaille dimanche ?" in html
    assert "How threads begin" in html


def test_the_zone_of_a_chat_is_asked_and_kept(manager, url, chat):
    manager.post(url("upload_columns", chat.uuid), told(date_order="dmy", timezone="America/Martinique"))
    chat.refresh_from_db()
    assert chat.options["timezone"] == "America/Martinique"
    page = manager.post(url("upload_columns", chat.uuid), told(date_order="dmy", timezone="Paris"))
    assert page.status_code == 422


def test_another_format_starts_from_its_own_options(manager, url, chat):
    manager.post(url("upload_columns", chat.uuid), told(date_order="dmy") | {gap(chat): "90"})
    manager.post(url("upload_columns", chat.uuid), told(format="telegram", act="reread"))
    chat.refresh_from_db()
    assert (chat.format, chat.options["options"]) == ("telegram", {})


NESTED = """[{"commentId": "9", "commentText": "Doit-on nettoyer la litière ?", "commenterName": "Mimi", "commentTime":
"2 sem", "replies": [{"commentText": "Non", "commenterName": "Zouzou", "commentTime": "1 sem"}]}]"""


def test_choices_for_a_nested_file_are_saved_without_what_is_told_of_one_file_only(manager, url, source):
    for _file in range(2):
        sent = {"source": str(source.uuid), "file": SimpleUploadedFile("fil.json", NESTED.encode())}
        manager.post(url("upload_new"), sent)
    first, second = Upload.objects.order_by("pk")
    assert first.format == "facebook_scraped"
    assert 'name="recipe_name"' in manager.get(url("upload_columns", first.uuid)).content.decode()
    chosen = {"option_captured_on": "2020-02-20", "option_thread": "litière", "recipe_name": "Fils du groupe"}
    manager.post(url("upload_columns", first.uuid), told(format="facebook_scraped", date_order="dmy") | chosen)
    first.refresh_from_db()
    saved = ImportRecipe.objects.get()
    assert first.options["options"] == {"captured_on": "2020-02-20", "thread": "litière"}
    assert (saved.name, saved.format, saved.mapping["options"], saved.mapping["date_order"]) == (
        "Fils du groupe", "facebook_scraped", {}, "dmy",
    )  # fmt: skip
    page = manager.get(url("upload_columns", second.uuid), {"recipe": str(saved.uuid)})
    assert (page.context["recipe"].date_order, page.context["recipe"].options) == ("dmy", {})


INTERVIEW = "\n\n".join(
    ["Zoé Enquête : Depuis quand travaillez-vous ?", "Léa : Depuis dix ans.", "Zoé Enquête : Et avant ?", "Léa : Rien."]
)


def test_who_asks_is_in_no_table_after_the_import(manager, url, source, run_job):
    sent = {"source": str(source.uuid), "file": SimpleUploadedFile("e.txt", INTERVIEW.encode())}
    manager.post(url("upload_new"), sent)
    upload = Upload.objects.get()
    chosen = told(format="interview") | {"option_interviewer": "Zoé Enquête", "recipe_name": "Entretiens"}
    manager.post(url("upload_columns", upload.uuid), chosen)
    upload.refresh_from_db()
    assert upload.options["options"] == {"interviewer": "Zoé Enquête"}
    manager.post(url("upload_start", upload.uuid))
    assert run_job(upload).job.state == "done"
    assert Post.objects.filter(kind="question").count() == 2
    assert [cell for cell in every_cell() if "enquête" in cell[2].lower()] == []


def test_who_asks_goes_with_a_file_that_is_given_up(manager, url, source):
    sent = {"source": str(source.uuid), "file": SimpleUploadedFile("e.txt", INTERVIEW.encode())}
    manager.post(url("upload_new"), sent)
    upload = Upload.objects.get()
    manager.post(url("upload_columns", upload.uuid), told(format="interview") | {"option_interviewer": "Zoé Enquête"})
    manager.post(url("upload_discard", upload.uuid))
    assert [cell for cell in every_cell() if "enquête" in cell[2].lower()] == []


@pytest.mark.parametrize(("text", "asks"), [(INTERVIEW, True), ("Une note.\n\nUne autre.\n", True), (CHAT, False)])
def test_a_format_that_is_not_sure_asks_to_be_checked(manager, url, source, text, asks):
    manager.post(url("upload_new"), {"source": str(source.uuid), "file": SimpleUploadedFile("e.txt", text.encode())})
    page = manager.get(url("upload_columns", Upload.objects.get().uuid))
    assert ("it may also be: Table:" in page.content.decode(), bool(page.context["rivals"])) == (asks, asks)


def test_a_file_too_large_is_refused_before_it_is_read(manager, url, source, settings, folders):
    settings.MAX_IMPORT_BYTES = 10
    sent = {"source": str(source.uuid), "file": SimpleUploadedFile("chat.txt", CHAT.encode())}
    page = manager.post(url("upload_new"), sent)
    assert page.status_code == 422
    assert not folders.exists() or list(folders.iterdir()) == []
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("option", "given", "kept"),
    [
        (Option("gap", "Gap", kind="minutes"), "90", "90"),
        (Option("day", "Day", kind="date"), "2020-02-03", "2020-02-03"),
        (Option("who", "Who", kind="people"), "Ana\r\nBo", "Ana\nBo"),
        (Option("which", "Which", kind="choice", choices=(("a", "A"), ("b", "B"))), "b", "b"),
        (Option("word", "Word"), " x ", "x"),
        (Option("gap", "Gap", kind="minutes"), "", None),
    ],
)
def test_an_option_is_kept_as_text(monkeypatch, option, given, kept):
    entry = type("Entry", (), {"options": (option,)})
    monkeypatch.setattr(registry, "entry", lambda name: entry)
    form = OptionsForm({f"option_{option.name}": given}, recipe=Recipe())
    assert form.is_valid()
    assert form.recipe_over(Recipe()).options.get(option.name) == kept


@pytest.mark.parametrize(
    ("kind", "wrong"), [("lines", "-5"), ("minutes", "-5"), ("minutes", "soon"), ("date", "31/02/2020")]
)
def test_an_answer_that_cannot_be(kind, wrong):
    with pytest.raises(ValidationError):
        option_field(Option("x", "X", kind=kind)).clean(wrong)


def test_threads_of_some_posts():
    posts = [
        PostRecord("a", 1, external_id="1"), PostRecord("b", 2, external_id="2", parent_external_id="1"),
        PostRecord("c", 3, external_id="3", parent_external_id="2"), PostRecord("d", 4),
        PostRecord("e", 5, thread_external_id="t"), PostRecord("f", 6, thread_external_id="t"),
        PostRecord("g", 7, parent_external_id="gone"),
    ]  # fmt: skip
    assert [(s.post.line, s.posts) for s in thread_starts(posts)] == [(1, 3), (4, 1), (5, 2), (7, 1)]


def test_every_format_has_its_words():
    assert set(words.FORMAT_WORDS) == set(registry.NAMES)
    assert [name for name, label in words.FORMAT_WORDS.items() if str(label) == name] == []
