"""Kept pictures: shown to members, described by those who import, swept away with their posts."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from coding_app.core.models import Event
from coding_app.projects.actions import create_project
from corpus import media
from corpus.models import Attachment, Post

pytestmark = pytest.mark.django_db
READING_IT = {"owner": 200, "manager": 200, "adjudicator": 200, "coder": 200, "reader": 200, "stranger": 404}
WRITING_IT = {"owner": 303, "manager": 303, "adjudicator": 403, "coder": 403, "reader": 403, "stranger": 404}


def pixels(format="JPEG", color="green"):
    target = BytesIO()
    Image.new("RGB", (30, 20), color).save(target, format=format)
    return target.getvalue()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_DIR = tmp_path / "media"
    return settings.MEDIA_DIR


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("photos/one.jpg", pixels())
        made.writestr("photos/two.png", pixels("PNG"))
        made.writestr("photos/wrong.jpg", b"<svg/>")
    return path


@pytest.fixture
def posts(imported):
    return list(Post.objects.order_by("pk"))


@pytest.fixture
def kept(imported, posts, archive):
    """Four attachments; the file of the last one is not in the zip."""
    members = ["photos/one.jpg", "photos/two.png", "photos/wrong.jpg", "photos/gone.jpg"]
    rows = [Attachment.objects.create(post=posts[0], position=n, kind="image") for n in range(4)]
    pairs = [(row.pk, member) for row, member in zip(rows, members, strict=True)]
    assert media.keep_pictures(imported.batch, archive, pairs) == 2
    return list(Attachment.objects.order_by("position"))


def place(url, name, row):
    return url(name, row.post.uuid, row.position)


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_is_kept_and_why_not(kept, folder):
    assert [(a.width, a.height, a.withheld_because) for a in kept] == [
        (30, 20, ""), (30, 20, ""), (None, None, "unreadable"), (None, None, "missing"),
    ]  # fmt: skip
    assert files_in(folder) == sorted([f"{kept[0].sha256}.jpg", f"{kept[1].sha256}.png"])
    modes = {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o600}


def test_keeping_statements_do_not_grow(imported, posts, archive, django_assert_max_num_queries):
    rows = [Attachment.objects.create(post=posts[1], position=n, kind="image") for n in range(40)]
    with django_assert_max_num_queries(6):
        assert media.keep_pictures(imported.batch, archive, [(row.pk, "photos/one.jpg") for row in rows]) == 40


@pytest.mark.parametrize(("role", "status"), READING_IT.items())
def test_a_picture_by_role(small, client_of, url, kept, role, status):
    assert client_of(small.people[role]).get(place(url, "picture", kept[0])).status_code == status


def test_a_picture_is_sent_as_nothing_else(manager, url, kept):
    answer = manager.get(place(url, "picture", kept[0]))
    assert Image.open(BytesIO(answer.content)).size == (30, 20)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, max-age=86400, immutable"
    assert manager.get(place(url, "picture", kept[1]))["Content-Type"] == "image/png"


def test_a_picture_that_was_not_kept_leads_to_its_post(manager, url, kept):
    answer = manager.get(place(url, "picture", kept[2]))
    post = kept[2].post
    there = f"{url('thread', post.thread.uuid)}?post={post.uuid}#post-{post.uuid}"
    assert (answer.status_code, answer["Location"]) == (303, there)


def test_no_picture_at_all(manager, url, kept):
    assert manager.get(url("picture", kept[0].post.uuid, 9)).status_code == 404


def test_a_picture_of_another_project_is_not_there(small, client_of, kept):
    other = create_project(name="Autre", by=small.owner)
    address = reverse("sources:picture", args=[other.slug, kept[0].post.uuid, 0])
    assert client_of(small.owner).get(address).status_code == 404


@pytest.mark.parametrize(("role", "status"), WRITING_IT.items())
def test_describing_by_role(small, client_of, url, kept, role, status):
    answer = client_of(small.people[role]).post(place(url, "picture_describe", kept[0]), {"description": "Un bac"})
    assert answer.status_code == status
    assert Attachment.objects.get(pk=kept[0].pk).description == ("Un bac" if status == 303 else "")


def test_a_description_names_nobody_by_telephone(manager, url, kept):
    words = {"description": "Une affiche : 06 12 34 56 78"}
    manager.post(place(url, "picture_describe", kept[0]), words)
    described = Attachment.objects.get(pk=kept[0].pk).description
    assert described.startswith("Une affiche : [")
    assert "06 12" not in described
    assert Event.objects.filter(verb="picture_described").get().detail == {"position": 0, "is_described": True}


def test_a_description_too_long_changes_nothing(manager, url, kept):
    manager.post(place(url, "picture_describe", kept[0]), {"description": "x" * 1001})
    assert Attachment.objects.get(pk=kept[0].pk).description == ""


def test_describing_is_posted(manager, url, kept):
    assert manager.get(place(url, "picture_describe", kept[0])).status_code == 405


def test_what_no_post_refers_to_is_swept_away(small, kept, folder):
    corpus = small.project.corpus
    Attachment.objects.filter(pk=kept[1].pk).delete()
    assert media.sweep(corpus) == 0  # a young file may belong to an import under way
    assert media.sweep(corpus, older_than=timedelta(0)) == 1
    assert files_in(folder) == [f"{kept[0].sha256}.jpg"]


def test_sweeping_nothing(small):
    assert media.sweep(small.project.corpus, older_than=timedelta(0)) == 0


@pytest.mark.parametrize(("role", "status"), WRITING_IT.items())
def test_who_may_take_a_picture_away(small, kept, client_of, url, role, status):
    answer = client_of(small.people[role]).post(place(url, "picture_withhold", kept[0]), {"reason": "un visage"})
    assert (answer.status_code, Attachment.objects.get(pk=kept[0].pk).sha256 == "") == (status, status == 303)


def test_a_picture_taken_away_is_gone_from_every_post_and_from_the_disk(small, manager, url, kept, posts, folder):
    shown = {"kind": "image", "sha256": kept[0].sha256, "width": 30, "height": 20}
    again = Attachment.objects.create(post=posts[1], position=0, **shown)
    where = place(url, "picture_withhold", kept[0])
    assert manager.post(where, {"reason": " "}).status_code == 303
    assert len(files_in(folder)) == 2
    manager.post(where, {"reason": "un visage"})
    assert files_in(folder) == [f"{kept[1].sha256}.png"]
    for row in (kept[0], again):
        row.refresh_from_db()
        assert (row.sha256, row.width, row.withheld_because) == ("", None, "un visage")
    event = Event.objects.get(verb="picture_withheld")
    assert (event.by, event.object_uuid, event.detail) == (small.manager, posts[0].uuid, {"position": 0, "posts": 2})
    assert (
        "taken away: un visage"
        in manager.get(url("thread", posts[0].thread.uuid), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    )
    assert manager.post(where, {"reason": "encore"}).status_code == 409
