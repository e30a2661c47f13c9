"""Measure the import of 100,000 posts in 15,000 threads against a bare COPY into the same tables with the same indexes.

Run it through `./entente bench import`. Both ways run three times, in turn, in processes of their
own, in one throw-away database; medians are printed.
"""

import csv
import multiprocessing
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

POSTS, THREADS, AUTHORS, RUNS = 100_000, 15_000, 4_000, 3
SENTENCE = """
bonjour la dame veut que je lave les carreaux mais ce n'est pas au contrat quelqu'un sait si on peut refuser merci
collègues courage patient douleur ordonnance avis planning heures trajet payé weekend famille repas toilette chat
"""
WORDS = tuple(SENTENCE.split())


def write_csv(path: Path, posts: int, threads: int) -> None:
    """Write an invented file of the size asked for; the same one every time."""
    draw = random.Random(20200203)
    start = datetime(2019, 1, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["id", "fil", "parent", "auteur", "date", "message", "likes"])
        for n in range(posts):
            thread = n if n < threads else draw.randrange(threads)
            words = " ".join(draw.choices(WORDS, k=draw.randint(8, 60)))
            if n % 9 == 0:
                words += f" @auteur_{draw.randrange(AUTHORS)}"
            if n % 12 == 0:
                words += " #DocTocToc"
            when = start + timedelta(seconds=n * 400)
            parent = "" if n < threads else f"m{thread}"
            rows.writerow(
                [f"m{n}", f"m{thread}", parent, f"auteur_{draw.randrange(AUTHORS)}", when.isoformat(), words, n % 17]
            )


def start_django(name: str = "") -> dict[str, Any]:
    """Start Django, on the throw-away database when one is named; return how to reach the given one."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "coding_app.settings"
    import django
    from django.conf import settings

    django.setup()
    from django.db import connection

    given = connection.get_connection_params()
    if name:
        connection.settings_dict["NAME"] = name
        settings.SECRETS_DIR = Path(tempfile.mkdtemp())
    return given


def make_database(name: str, results: "Queue[tuple[float, float, int]]") -> None:
    """Create and migrate the throw-away database."""
    import psycopg

    given = start_django(name)
    with psycopg.connect(**without_cursors(given), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    results.put((0.0, 0.0, 0))


def drop_database(name: str, results: "Queue[tuple[float, float, int]]") -> None:
    """Remove the throw-away database."""
    import psycopg

    with psycopg.connect(**without_cursors(start_django()), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    results.put((0.0, 0.0, 0))


def without_cursors(given: dict[str, Any]) -> dict[str, Any]:
    """Return connection parameters psycopg itself understands."""
    return {k: v for k, v in given.items() if k not in ("cursor_factory", "context", "prepare_threshold", "pool")}


def new_source(label: str) -> Any:
    """Return a source in a corpus of its own."""
    from corpus.models import Corpus, Source

    return Source.objects.create(
        corpus=Corpus.objects.create(name=label), platform="facebook", name=label, profession="home_help"
    )


def run_import(database: str, path: str, results: "Queue[tuple[float, float, int]]") -> None:
    """Import the file; report seconds, peak memory in MB above nothing, and posts."""
    start_django(database)
    from corpus.importers import registry
    from corpus.ingest import Origin, ingest

    source = new_source(f"import {time.time_ns()}")
    started = time.monotonic()
    recipe = registry.guess_recipe(Path(path))
    beats = [time.monotonic()]
    report = ingest(
        source,
        registry.read(Path(path), recipe),
        Origin(sha256=f"{time.time_ns():064x}", importer=recipe.format, importer_version="1"),
        progress=lambda *_: beats.append(time.monotonic()),
    )
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    longest = max(b - a for a, b in zip(beats, [*beats[1:], time.monotonic()], strict=True))
    results.put((seconds, peak, report.posts))
    results.put((longest, 0.0, 0))


def run_copy(database: str, results: "Queue[tuple[float, float, int]]") -> None:
    """Copy the rows of the last import, as they stand in the tables, under a new source, by bare COPY."""
    start_django(database)
    from django.db import connection

    from corpus.models import ImportBatch

    batch = ImportBatch.objects.latest("pk")
    blocks = read_rows(batch)
    source = new_source(f"copy {time.time_ns()}")
    remap_source(blocks, source, batch)
    started = time.monotonic()
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, rows in blocks:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results.put((seconds, peak, len({t: r for t, _, r in blocks}["corpus_post"])))


def read_rows(batch: Any) -> list[tuple[str, str, list[list[Any]]]]:
    """Read everything one import wrote, table by table, parents before children."""
    from django.db import connection

    mine = f"SELECT id FROM corpus_post WHERE batch_id = {batch.pk}"
    corpus = batch.source.corpus_id
    wanted = (
        ("corpus_author", f"corpus_id = {corpus}"),
        ("corpus_authordigest", f"corpus_id = {corpus}"),
        ("corpus_thread", f"batch_id = {batch.pk}"),
        ("corpus_post", f"batch_id = {batch.pk}"),
        ("corpus_hashtag", f"post_id IN ({mine})"),
        ("corpus_mention", f"post_id IN ({mine})"),
    )
    blocks = []
    with connection.cursor() as cursor:
        for table, where in wanted:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s "
                "AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            )
            columns = [c for (c,) in cursor.fetchall()]
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {where} ORDER BY id")
            blocks.append((table, ", ".join(columns), [list(r) for r in cursor.fetchall()]))
    return blocks


def remap_source(blocks: list[tuple[str, str, list[list[Any]]]], source: Any, batch: Any) -> None:
    """Give the rows new keys, so that they stand beside those they were read from."""
    import uuid

    from corpus.models import ImportBatch

    twin = ImportBatch.objects.create(source=source, sha256="0" * 64, importer="copy", importer_version="1")
    shift = 100_000_000 + source.pk * 10_000_000
    keys = {"id", "author_id", "thread_id", "parent_id", "post_id"}
    fixed = {"source_id": source.pk, "batch_id": twin.pk, "corpus_id": source.corpus_id}
    for _, columns, rows in blocks:
        names = columns.split(", ")
        for row in rows:
            for i, name in enumerate(names):
                if name in fixed:
                    row[i] = fixed[name]
                elif name in keys and row[i] is not None:
                    row[i] += shift
                elif name == "uuid":
                    row[i] = uuid.uuid4()


def in_process(work: Any, *args: Any, answers: int = 1) -> list[tuple[float, float, int]]:
    """Run one measurement in a fresh process, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=work, args=(*args, results))
    process.start()
    found = [results.get(timeout=900) for _ in range(answers)]
    process.join()
    return found


def main(posts: int = POSTS, threads: int = THREADS, runs: int = RUNS) -> int:
    """Print both rates, their ratio and the peak memory; return 1 when a bar is missed."""
    name = f"entente_bench_{os.getpid()}"
    in_process(make_database, name)
    imports, copies, gaps = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.csv"
        write_csv(path, posts, threads)
        for _ in range(runs):
            (result, gap) = in_process(run_import, name, str(path), answers=2)
            imports.append(result)
            gaps.append(gap[0])
            copies += in_process(run_copy, name)
    in_process(drop_database, name)
    rate = posts / statistics.median(r[0] for r in imports)
    bare = posts / statistics.median(r[0] for r in copies)
    peak = max(r[1] for r in imports)
    print(f"posts {posts:,} in threads {threads:,}, medians of {runs}")
    print(f"import     {rate:10,.0f} posts/s   ({', '.join(f'{r[0]:.1f} s' for r in imports)})")
    print(f"bare COPY  {bare:10,.0f} posts/s   ({', '.join(f'{r[0]:.1f} s' for r in copies)})")
    print(f"ratio      {rate / bare:10.2f}           (bar 0.50)")
    print(f"peak memory {peak:9,.0f} MB          (bar 300 MB)")
    print(f"longest silence of progress {max(gaps):.1f} s (bar 2 s)")
    return 0 if rate >= bare / 2 and peak < 300 else 1


def test_import_reaches_half_the_rate_of_a_bare_copy() -> None:
    """Let `./entente bench import` run the measurement."""
    assert main() == 0


if __name__ == "__main__":
    sys.exit(main(*(int(a) for a in sys.argv[1:])))
