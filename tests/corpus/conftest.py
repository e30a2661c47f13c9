"""A corpus with one source, and a way to import a few rows into it."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from corpus import ingest as importing
from corpus.importers.base import PostRecord, Problem, TimePrecision, TimeStatus
from corpus.models import Corpus, Source

type_of_ingest = Callable[..., importing.Report]


@pytest.fixture(autouse=True)
def secrets_dir(settings: Any, tmp_path: Path) -> Path:
    settings.SECRETS_DIR = tmp_path / "secrets"
    return settings.SECRETS_DIR


@pytest.fixture
def source(db: None) -> Source:
    corpus = Corpus.objects.create(name="Étude")
    return Source.objects.create(corpus=corpus, platform="facebook", name="Groupe d'essai", profession="home_help")


_LEFT_BEHIND = """
SET LOCAL entente.lawful_erasure = 'on';
DELETE FROM corpus_postwords WHERE post_id IN (SELECT id FROM corpus_post WHERE source_id = %(source)s);
DELETE FROM corpus_hashtag WHERE post_id IN (SELECT id FROM corpus_post WHERE source_id = %(source)s);
DELETE FROM corpus_mention WHERE post_id IN (SELECT id FROM corpus_post WHERE source_id = %(source)s);
DELETE FROM corpus_textchange WHERE post_id IN (SELECT id FROM corpus_post WHERE source_id = %(source)s);
DELETE FROM corpus_vanishing WHERE post_id IN (SELECT id FROM corpus_post WHERE source_id = %(source)s);
DELETE FROM corpus_redactionhit WHERE post_id IN (SELECT id FROM corpus_post WHERE source_id = %(source)s);
DELETE FROM corpus_post WHERE source_id = %(source)s;
DELETE FROM corpus_threadfacts WHERE source_id = %(source)s;
DELETE FROM corpus_thread WHERE source_id = %(source)s;
DELETE FROM corpus_authordigest WHERE corpus_id = %(corpus)s;
DELETE FROM corpus_author WHERE corpus_id = %(corpus)s;
DELETE FROM corpus_importproblem WHERE batch_id IN (SELECT id FROM corpus_importbatch WHERE source_id = %(source)s);
DELETE FROM corpus_importbatch WHERE source_id = %(source)s;
DELETE FROM corpus_source WHERE id = %(source)s;
DELETE FROM corpus_corpus WHERE id = %(corpus)s;
"""


@pytest.fixture
def committed_source(django_db_setup: None, django_db_blocker: Any) -> Iterator[Source]:
    """A source outside any transaction, as other connections see it; its rows go at the end."""
    with django_db_blocker.unblock():
        corpus = Corpus.objects.create(name="Étude à plusieurs")
        made = Source.objects.create(corpus=corpus, platform="facebook", name="Groupe", profession="home_help")
        yield made
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_LEFT_BEHIND, {"source": made.pk, "corpus": corpus.pk})
        connection.close()


@pytest.fixture
def take_in(source: Source) -> type_of_ingest:
    """Import records under a file hash made of a word."""

    def run(*items: PostRecord | Problem, file: str = "a", into: Source | None = None, **more: Any) -> importing.Report:
        return importing.ingest(into or source, iter(items), origin(file), **more)

    return run


def origin(file: str) -> importing.Origin:
    return importing.Origin(hashlib.sha256(file.encode()).hexdigest(), "table", "1", {}, f"{file}.csv", "Anne")


def post(line: int, text: str, **more: Any) -> PostRecord:
    """Return a record posted `line` minutes after noon."""
    when = datetime(2020, 2, 3, 12, line % 60, tzinfo=UTC)
    given = {"posted_at": when, "time_status": TimeStatus.UTC, "time_precision": TimePrecision.MINUTE} | more
    return PostRecord(text=text, line=line, **given)


def cells_of_every_table() -> Iterator[tuple[str, str, str]]:
    """Yield table, column and text of every cell the database holds, temporary tables left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND (table_name LIKE 'corpus%' OR table_name LIKE 'coding%' OR table_name LIKE 'pg%')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            for (value,) in cursor.fetchall():
                yield table, column, value
