"""Importing a file through the action: all of it or nothing, once, without names."""

import hashlib

import pytest
from django.db import connection

from coding_app.core.jobs import Cancelled
from coding_app.core.models import Event
from coding_app.sources import actions
from corpus.importers.base import Recipe
from corpus.keys import key_path
from corpus.models import ImportBatch, Post, Source
from tests.sources.conftest import COLUMNS, GROUP, NAMES, bring, content, texts

pytestmark = pytest.mark.django_db


def figures(report):
    return (
        report.rows, report.posts, report.threads, report.authors, report.orphans, report.duplicates, report.rejected
    )  # fmt: skip


def every_cell():
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            for (value,) in cursor.fetchall():
                yield table, column, value


def test_a_source_is_made_once_with_its_name(small, source):
    assert (source.corpus, source.access, source.profession) == (small.project.corpus, "closed", "home_help")
    assert Event.objects.filter(verb="source_created", object_uuid=source.uuid, by=small.manager).count() == 1
    with pytest.raises(actions.SourceExists):
        actions.create_source(
            project=small.project, platform="facebook", name="Groupe d'essai", profession="gp", access="public",
            legal_basis="", by=small.manager,
        )  # fmt: skip
    assert Source.objects.count() == 1


def test_a_file_is_imported_and_told_to_the_journal(small, source, imported):
    assert figures(imported) == (7, 5, 3, 3, 1, 0, 2)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.made_by, batch.file_name) == ("done", "manager Petit", "groupe.csv")
    assert batch.sha256 == hashlib.sha256(content()).hexdigest()
    event = Event.objects.get(verb="file_imported")
    assert (event.project, event.object_uuid) == (small.project, batch.uuid)
    assert event.detail == {"posts": 5, "threads": 3, "rejected": 2, "changed": 0, "vanished": 0, "refused": 0}


def test_no_name_address_or_number_is_in_any_table(imported):
    cells = [(t, c, v) for t, c, v in every_cell() if any(name in v.lower() for name in NAMES)]
    assert cells == []
    # The scan can find: an alias that took the place of a handle is there.
    assert any("@AD-" in value for table, _column, value in every_cell() if table == "corpus_post")
    assert [t for t in texts() if "[e-mail]" in t or "[téléphone]" in t] != []


def test_the_same_file_again_adds_nothing(small, source, imported, tmp_path):
    again = bring(source, small.manager, tmp_path)
    assert again.is_repeat
    assert again.batch == imported.batch
    assert (Post.objects.count(), ImportBatch.objects.count()) == (5, 1)
    assert Event.objects.filter(verb="file_imported").count() == 1


def test_a_longer_file_adds_what_is_new(small, source, imported, tmp_path):
    more = [*GROUP, "Litière;nanou;04/02/2020 07:00;Chez moi non plus;0;m1;m8"]
    report = bring(source, small.manager, tmp_path, more)
    assert (report.posts, report.threads, report.duplicates) == (1, 0, 5)


def test_columns_are_guessed_without_a_recipe(small, source, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(content())
    report = actions.import_file(source=source, path=path, file_name="a.csv", by=small.manager)
    assert report.posts == 5
    assert report.batch.mapping["columns"]["text"] == "Contenu du message"
    assert report.batch.mapping["encoding"] == "cp1252"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "file is empty"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"PK\x03\x04broken", "cannot be opened"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "protected by a password"),
        (b"a;b\r\n1;2\r\n3;4\r\n", "No column was found that could hold the text"),
    ],
)
def test_a_file_that_holds_no_posts_is_refused_with_a_sentence(small, source, tmp_path, data, words, settings):
    settings.LANGUAGE_CODE = "en"
    path = tmp_path / "wrong"
    path.write_bytes(data)
    with pytest.raises(actions.FileRefused) as refused:
        actions.import_file(source=source, path=path, file_name="wrong", by=small.manager)
    assert words in refused.value.sentence
    assert "Nothing was imported." in refused.value.sentence
    assert not Post.objects.exists()


def test_a_missing_key_stops_the_import(small, source, imported, tmp_path):
    key_path(small.project.corpus.uuid).unlink()
    with pytest.raises(actions.KeyMissing):
        bring(source, small.manager, tmp_path, GROUP[:3])
    assert Post.objects.count() == 5


@pytest.mark.parametrize("way", ["progress", "should_cancel"])
def test_a_stopped_import_leaves_nothing(small, source, tmp_path, way):
    def stop(*_figures):
        if way == "progress":
            raise Cancelled
        return True

    path = tmp_path / "a.csv"
    path.write_bytes(content())
    with pytest.raises(actions.ImportStopped):
        actions.import_file(
            source=source, path=path, file_name="a.csv", by=small.manager, recipe=Recipe(columns=COLUMNS), **{way: stop}
        )
    assert not Post.objects.exists()
    assert ImportBatch.objects.get().state == "cancelled"


def test_progress_is_told_in_rows(small, source, tmp_path):
    told = []
    path = tmp_path / "a.csv"
    path.write_bytes(content())
    actions.import_file(
        source=source, path=path, file_name="a.csv", by=small.manager, recipe=Recipe(columns=COLUMNS),
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told[0] == (0, None)
    assert told[-1] == (5, 5)
