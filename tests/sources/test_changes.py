"""A file brought again: other wordings are decided, posts that are gone are named, codings stay."""

import pytest

from coding_app.core.models import Event
from coding_app.projects.actions import create_project
from coding_app.sources import deciding
from corpus.models import Post, TextChange, Vanishing
from tests.factories import REVIEWED
from tests.scoped import ours
from tests.sources.conftest import GROUP, bring

pytestmark = pytest.mark.django_db
READING_IT = {"owner": 200, "manager": 200, "adjudicator": 403, "coder": 403, "reader": 403, "stranger": 404}
WRITING_IT = READING_IT | {"owner": 303, "manager": 303}
NEW = "Faut-il vraiment nettoyer la litière du chien ?"
OLD = "Faut-il nettoyer la litière du chat ?"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def change(small, imported):
    """Another wording of the first post, waiting to be decided; and a post that vanished."""
    imported.batch.reviewed_at, imported.batch.reviewed_by = REVIEWED["reviewed_at"], REVIEWED["reviewed_by"]
    imported.batch.changed = imported.batch.vanished = 1
    imported.batch.save()
    post = ours(Post).get(text=OLD)
    Vanishing.objects.create(batch=imported.batch, post=ours(Post).get(text__startswith="Trajets"))
    return TextChange.objects.create(batch=imported.batch, post=post, text=NEW, words_digest=b"1" * 32)


@pytest.fixture
def page(url, change):
    return url("changes", change.batch.uuid)


@pytest.fixture
def decide(url, change):
    return url("change_decide", change.batch.uuid, change.post.uuid)


@pytest.mark.parametrize(("role", "status"), READING_IT.items())
def test_reading_by_role(small, client_of, page, role, status):
    assert client_of(small.people[role]).get(page).status_code == status


@pytest.mark.parametrize(("role", "status"), WRITING_IT.items())
def test_deciding_by_role(small, client_of, decide, change, role, status):
    assert client_of(small.people[role]).post(decide, {"decision": "keep"}).status_code == status
    change.refresh_from_db()
    assert change.decision == ("kept" if status == 303 else "")


def test_words_that_changed_are_marked(manager, page):
    html = manager.get(page).content.decode()
    assert "<ins>vraiment </ins>" in html or "<ins> vraiment</ins>" in html
    assert "<del>chat</del><ins>chien</ins>" in html
    assert "Trajets non payés" in html


def test_a_new_wording_is_taken(manager, decide, page, change):
    answer = manager.post(decide, {"decision": "take"})
    assert answer["Location"] == f"{page}#change-{change.post.uuid}"
    change.refresh_from_db()
    assert (change.decision, change.text_before, ours(Post).get(pk=change.post_id).text) == ("taken", OLD, NEW)
    assert Event.objects.get(verb="wording_decided").detail == {"decision": "taken"}
    assert "<del>chat</del><ins>chien</ins>" in manager.get(page).content.decode()


def test_a_wording_is_kept(manager, decide, change):
    manager.post(decide, {"decision": "keep"})
    assert ours(Post).get(pk=change.post_id).text == OLD


def test_nobody_decides_twice(manager, decide, change):
    manager.post(decide, {"decision": "keep"})
    assert manager.post(decide, {"decision": "take"}).status_code == 409
    assert ours(Post).get(pk=change.post_id).text == OLD


def test_coded_passages_are_never_shifted(manager, decide, change, monkeypatch):
    monkeypatch.setattr(deciding, "_has_passages", lambda: lambda post: post == change.post_id)
    answer = manager.post(decide, {"decision": "take"})
    assert (answer.status_code, "another wording would shift them" in answer.content.decode()) == (409, True)
    change.refresh_from_db()
    assert (change.decision, ours(Post).get(pk=change.post_id).text) == ("", OLD)


def test_what_tells_passages_is_found():
    assert deciding._has_passages()(1) is False


def test_a_change_of_another_project_is_not_there(small, client_of, change):
    other = create_project(name="Autre", by=small.owner)
    address = f"/projects/{other.slug}/import/batches/{change.batch.uuid}/changes/"
    assert client_of(small.owner).get(address).status_code == 404


def test_an_import_without_changes(small, manager, url, imported):
    html = manager.get(url("changes", imported.batch.uuid)).content.decode()
    assert "None: every post already there has the same words." in html
    assert "None: the threads of the file are all there." in html


def test_the_report_leads_to_the_changes(manager, url, change, page):
    assert page in manager.get(url("batch", change.batch.uuid)).content.decode()


def test_a_second_file_shows_its_changes(small, source, imported, manager, url, tmp_path):
    lines = [line.replace("du chat ?", "du chien ?") for line in GROUP]
    report = bring(source, small.manager, tmp_path, lines)
    html = manager.get(url("changes", report.batch.uuid)).content.decode()
    assert "<del>chat</del><ins>chien</ins>" in html
    assert "One new wording waits for the review of this import." in html
    assert "Take the new wording" not in html
    manager.post(url("batch_review", report.batch.uuid), {"act": "finish"})
    assert ours(Post).get(text__startswith="Faut-il").text == "Faut-il nettoyer la litière du chien ?"
    assert ours(TextChange).get().decided_by == small.manager.display_name


def test_statements_do_not_grow_with_changes(manager, page, change, django_assert_max_num_queries):
    posts = ours(Post).exclude(pk=change.post_id)
    TextChange.objects.bulk_create(
        TextChange(batch=change.batch, post=post, text=f"{NEW} {n}", words_digest=n.to_bytes(32, "big"))
        for n, post in enumerate(posts, start=2)
    )
    with django_assert_max_num_queries(13):
        manager.get(page)


@pytest.fixture
def masked(small, source, imported, tmp_path):
    """A second file in which the first post names somebody."""
    lines = [line.replace("du chat ?", "du chat, Sophie ?") for line in GROUP]
    return bring(source, small.manager, tmp_path, lines).batch


def test_a_wording_with_masks_is_reviewed_before_it_is_taken(small, manager, url, masked):
    html = manager.get(url("changes", masked.uuid)).content.decode()
    assert "One new wording waits for the review" in html
    assert "waits for the review" in html
    assert "Take the new wording" not in html
    review = url("batch_review", masked.uuid)
    assert review in html
    post = ours(Post).get(text=OLD)
    refused = manager.post(url("change_decide", masked.uuid, post.uuid), {"decision": "take"})
    assert (refused.status_code, "Nobody has reviewed the import" in refused.content.decode()) == (409, True)
    page = manager.get(review)
    assert [(one.mask, one.original, one.is_wording) for one in page.context["hits"]] == [("[prénom]", "Sophie", True)]
    assert "Faut-il nettoyer la litière du chat, <mark>[prénom]</mark> ?" in page.content.decode()
    manager.post(review, {"act": "accept_rest"})
    assert ours(Post).get(pk=post.pk).text == "Faut-il nettoyer la litière du chat, [prénom] ?"
    assert ours(TextChange).get().decided_by == small.manager.display_name


def test_new_wordings_can_be_read_and_masked_by_hand(manager, url, masked):
    review = url("batch_review", masked.uuid)
    html = manager.get(f"{review}?kind=wordings").content.decode()
    assert "litière du chat, [prénom] ?" in html
    post = ours(Post).get(text=OLD)
    given = {"act": "add", "post": str(post.uuid), "words": "litière", "kind": "other", "start": ""}
    assert manager.post(review, given).status_code == 303
    assert ours(TextChange).get().text == "Faut-il nettoyer la [masqué] du chat, [prénom] ?"
    assert ours(Post).get(pk=post.pk).text == OLD
    nowhere = ours(Post).get(text__startswith="Trajets")
    assert manager.post(review, given | {"post": str(nowhere.uuid)}).status_code == 404


def test_without_new_wordings_there_is_nothing_to_read_of_them(manager, url, imported):
    assert "Read the new wordings" not in manager.get(url("batch_review", imported.batch.uuid)).content.decode()
