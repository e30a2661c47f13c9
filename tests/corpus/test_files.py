"""A whole file on its way from bytes to rows."""

import pytest

from corpus import ingest as importing
from corpus.importers import registry
from corpus.models import Attachment, Author, ImportProblem, PollOption, Post, Thread
from tests.corpus.conftest import cells_of_every_table, origin
from tests.pure.importers.conftest import FIXTURES


def test_a_group_export(source):
    path = FIXTURES / "aides.csv"
    recipe = registry.guess_recipe(path)
    report = importing.ingest(source, registry.read(path, recipe), origin("aides"))
    assert (report.rows, report.posts, report.threads, report.authors, report.rejected, report.warnings) == (
        6,
        4,
        2,
        3,
        2,
        1,
    )
    rows = Post.objects.order_by("thread_id", "position").values_list(
        "external_id", "parent__external_id", "kind", "likes"
    )
    assert list(rows) == [
        ("1", None, "post", 1204),
        ("2", "1", "reply", 12),
        ("3", "2", "reply", None),
        ("5", None, "post", 2),
    ]
    assert list(ImportProblem.objects.order_by("id").values_list("line", "column", "reason", "severity")) == [
        (6, "Date", "date_impossible", "rejected"),
        (7, "Date", "date_relative", "warning"),
        (8, "Message", "empty_text", "rejected"),
    ]
    odile = Post.objects.get(external_id="2").author
    assert Post.objects.get(external_id="3").text == f"@{odile.alias} : et si ça lui fait du bien, à cette dame ?"
    assert not [c for c in cells_of_every_table() if "Serpill" in c[2] or "Plumeau" in c[2]]


@pytest.fixture
def x_source(source):
    source.platform, source.profession = "x", "gp"
    source.save()
    return source


def test_pages_of_the_x_api(x_source):
    path = FIXTURES / "medecins.jsonl"
    report = importing.ingest(x_source, registry.read(path, registry.guess_recipe(path)), origin("x"))
    assert (report.rows, report.posts, report.threads, report.authors, report.rejected, report.warnings) == (
        7,
        5,
        4,
        4,
        2,
        2,
    )
    assert list(PollOption.objects.order_by("id").values_list("text", "votes")) == [
        ("J'attends", 7),
        ("J'ajoute", 3),
        ("oui", 1),
    ]
    assert list(Attachment.objects.order_by("id").values_list("kind", "description")) == [
        ("image", "Un tracé"),
        ("video", ""),
    ]
    blouse = Post.objects.get(external_id="1220000000000000001").author
    answer = Post.objects.get(external_id="1220000000000000002")
    assert (answer.text, answer.parent.author, answer.thread) == (
        f"@{blouse.alias} avis cardio",
        blouse,
        Thread.objects.get(posts__author=blouse),
    )
    assert Post.objects.get(kind="repost").text.startswith(f"RT @{blouse.alias}: Chers confrères, #DocTocToc")
    assert {a.alias for a in Author.objects.all()} == {f"MG-00{n}" for n in range(1, 5)}
    assert not [
        c for c in cells_of_every_table() if "_invente" in c[2] or "blouse" in c[2].lower() or "inventé" in c[2].lower()
    ]
