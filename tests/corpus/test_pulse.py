"""A long work tells where it is every half second, also while the database works, and hears that it should stop."""

import pytest
from django.db import DatabaseError, connection

from corpus import ingest as importing
from corpus import pulse
from corpus.ingest import ImportCancelled
from corpus.models import ImportBatch, Post
from corpus.pulse import Pulse
from tests.corpus.conftest import origin, post


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    monkeypatch.setattr(pulse, "TOLD_EVERY_SECONDS", 0.02)


@pytest.mark.django_db
def test_it_goes_on_while_the_database_works():
    told = []
    with Pulse(lambda *at: told.append(at)) as beating:
        beating.turn("finishing", 3, 4)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
    assert len(told) > 3
    assert told[-1] == ("finishing", 3, 4)


@pytest.mark.django_db
def test_a_statement_is_broken_off_when_the_work_is_to_stop():
    asked = iter([False, False])
    with Pulse(should_cancel=lambda: next(asked, True)) as beating:
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")
        assert isinstance(beating.stopped, ImportCancelled)
        with pytest.raises(ImportCancelled):
            beating.beat("reading", 1)


def test_an_import_is_cancelled_while_it_waits_for_another_one(committed_source):
    asked = iter([False, False, False])
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('entente.ingest'), %s)", [committed_source.corpus_id])
    try:
        with pytest.raises(ImportCancelled):
            importing.ingest(
                committed_source,
                iter([post(1, "x", external_id="1")]),
                origin("a"),
                should_cancel=lambda: next(asked, True),
            )
    finally:
        other.close()
    batch = ImportBatch.objects.get(source=committed_source)
    assert (batch.state, Post.objects.filter(source=committed_source).count()) == ("cancelled", 0)
