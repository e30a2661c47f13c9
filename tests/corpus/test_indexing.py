"""Words become searchable after the import, chunk by chunk; a stop in the middle loses nothing."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection

from corpus import indexing, masking
from corpus import ingest as importing
from corpus.importers.base import Medium, PollOption
from corpus.ingest import ImportCancelled
from corpus.models import ImportBatch, Post, PostWords
from corpus.undoing import undo
from tests.corpus.conftest import origin, post


@pytest.fixture
def batch(take_in, monkeypatch):
    monkeypatch.setattr(indexing, "CHUNK", 3)
    return take_in(*(post(n, f"la dame numéro {n} est tombée", external_id=f"m{n}") for n in range(10))).batch


def indexed():
    return PostWords.objects.count()


def test_posts_are_there_before_their_words(batch):
    assert (Post.objects.count(), indexed(), batch.indexed_at) == (10, 0, None)
    told = []
    assert indexing.index(batch, progress=lambda *f: told.append(f)) == 10
    assert (indexed(), told) == (10, [(3, 10), (6, 10), (9, 10), (10, 10)])
    assert batch.indexed_at == ImportBatch.objects.get().indexed_at is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM corpus_postwords WHERE vector @@ to_tsquery('entente_fr', 'tombees')")
        assert cursor.fetchone() == (10,)


def test_what_stands_around_a_text_is_found_with_its_post(take_in):
    poll, media = (PollOption("Varicelle", 3), PollOption("Gale", None)), (Medium("image", "radio du poignet"),)
    items = (
        post(1, "Une idée ?", external_id="a", title="Les permanences de nuit", poll=poll, media=media),
        post(2, "Non", external_id="b", parent_external_id="a"),
    )
    batch = take_in(*items).batch
    indexing.index(batch)
    assert [found(word) for word in ("idee", "permanence", "gale", "varicelle", "poignets", "absent")] == [
        [0], [0], [0], [0], [0], [],
    ]  # fmt: skip
    opening = Post.objects.get(position=0)
    masking.lawfully()
    masking.blot(opening, "permanences")
    masking.blot(opening, "Gale")
    assert (found("permanence"), found("gale"), found("nuit")) == ([], [], [0])


def found(word):
    search = SearchQuery(word, config="entente_fr")
    return list(PostWords.objects.filter(vector=search).values_list("post__position", flat=True))


def test_a_second_time_does_nothing(batch):
    indexing.index(batch)
    assert indexing.index(batch) == 0
    assert indexed() == 10


def test_a_stop_keeps_what_was_done_and_the_next_call_goes_on(batch):
    answers = iter([False, False, True])
    with pytest.raises(ImportCancelled):
        indexing.index(batch, should_cancel=lambda: next(answers))
    assert (indexed(), ImportBatch.objects.get().indexed_at) == (6, None)
    assert indexing.index(batch) == 4
    assert ImportBatch.objects.get().indexed_at is not None


def test_an_undone_import_leaves_no_words_and_gets_none(batch):
    indexing.index(batch)
    undo(batch, by="Anne")
    assert (indexed(), indexing.index(batch)) == (0, 0)


def test_only_the_batch_is_indexed(take_in, batch):
    other = take_in(post(30, "autre", external_id="x30"), file="b").batch
    indexing.index(other)
    assert list(PostWords.objects.values_list("post__external_id", flat=True)) == ["x30"]


_WORKER = """
    import sys
    import django
    django.setup()
    from django.db import connection
    connection.settings_dict["NAME"] = sys.argv[1]
    from corpus import indexing
    from corpus.models import ImportBatch
    indexing.CHUNK = 20
    def tell(done, total):
        print(done, flush=True)
    indexing.index(ImportBatch.objects.get(pk=int(sys.argv[2])), progress=tell)
"""


def test_a_worker_killed_in_mid_index_is_followed_by_one_that_ends_it(committed_source):
    rows = (post(n, f"la dame {n} est tombée dans la cuisine", external_id=f"m{n}") for n in range(2_000))
    batch = importing.ingest(committed_source, rows, origin("mille")).batch
    name = str(connection.settings_dict["NAME"])
    worker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_WORKER), name, str(batch.pk)],
        stdout=subprocess.PIPE,
        env=os.environ.copy(),
    )
    worker.stdout.readline()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    time.sleep(0.2)
    batch.refresh_from_db()
    found = PostWords.objects.filter(post__batch=batch)
    done = found.count()
    assert 0 < done < 2_000
    assert (done % 20, batch.indexed_at) == (0, None)
    assert indexing.index(batch) == 2_000 - done
    assert (found.count(), batch.indexed_at is not None) == (2_000, True)
