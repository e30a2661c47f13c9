"""Measure the import: its rate against a plain csv.reader -> COPY, its words, its memory, its silences.

Run it through `./entente bench corpus`, or as a module with options for smaller sizes. Both ways of writing run in
turn, in processes of their own, in one throw-away database; medians and ratios are printed. The plain way reads
finished rows of every table the import fills, but the search words, from CSV files and copies them into the same
indexed tables.
"""

import argparse
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
from itertools import pairwise
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty
from typing import Any

POSTS, LARGE, AUTHORS, RUNS = 100_000, 1_000_000, 4_000, 3
POSTS_PER_THREAD = 6.7
# Posts a second of a bulk import, measured elsewhere. Potato 2.12, which reads a file into memory and writes nothing,
# read 5,000 to 9,600 items a second on a machine on which the plain way made 20,600 to 21,800.
PEERS = {"Potato": "4,100", "Label Studio": "1,800-3,200", "doccano": "1,300", "Taguette": "560"}
FASTEST_PEER = 4_100
NULL = "\\N"
SENTENCE = """
bonjour la dame veut que je lave les carreaux mais ce n'est pas au contrat quelqu'un sait si on peut refuser merci
collègues courage patient douleur ordonnance avis planning heures trajet payé weekend famille repas toilette chat
"""
WORDS = tuple(SENTENCE.split())


def write_csv(path: Path, posts: int) -> None:
    """Write an invented file of the size asked for; the same one every time."""
    draw = random.Random(20200203)
    start = datetime(2001, 1, 1, tzinfo=UTC)
    threads = int(posts / POSTS_PER_THREAD)
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


def make_database(name: str, answers: "Queue[dict[str, float]]") -> None:
    """Create and migrate the throw-away database."""
    import psycopg

    given = start_django(name)
    with psycopg.connect(**without_cursors(given), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    answers.put({})


def drop_database(name: str, answers: "Queue[dict[str, float]]") -> None:
    """Remove the throw-away database."""
    import psycopg

    with psycopg.connect(**without_cursors(start_django()), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    answers.put({})


def without_cursors(given: dict[str, Any]) -> dict[str, Any]:
    """Return connection parameters psycopg itself understands."""
    return {k: v for k, v in given.items() if k not in ("cursor_factory", "context", "prepare_threshold", "pool")}


def new_source(label: str) -> Any:
    """Return a source in a corpus of its own."""
    from corpus.models import Corpus, Source

    return Source.objects.create(
        corpus=Corpus.objects.create(name=label), platform="facebook", name=label, profession="home_help"
    )


def run_import(database: str, path: str, answers: "Queue[dict[str, float]]") -> None:
    """Import the file; report seconds, peak memory in MiB, the longest silence of the progress, and posts."""
    start_django(database)
    from corpus.importers import aside, registry
    from corpus.ingest import Origin, ingest

    source = new_source(f"import {time.time_ns()}")
    started = time.monotonic()
    recipe = registry.guess_recipe(Path(path))
    beats = [started]
    report = ingest(
        source,
        aside.read(Path(path), recipe),
        Origin(sha256=f"{time.time_ns():064x}", importer=recipe.format, importer_version="1"),
        progress=lambda *_: beats.append(time.monotonic()),
    )
    ended = time.monotonic()
    silence = max(b - a for a, b in zip(beats, [*beats[1:], ended], strict=True))
    answers.put({"seconds": ended - started, "peak": peak(), "silence": silence, "posts": report.posts})


def peak() -> float:
    """Return the largest memory this process had, and the one it read the file in, in MiB."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def write_finished_rows(database: str, folder: str, answers: "Queue[dict[str, float]]") -> None:
    """Write the rows of the last import as CSV files, table by table, under new keys and another source."""
    start_django(database)
    from django.db import connection

    from corpus.models import ImportBatch

    batch = ImportBatch.objects.select_related("source").latest("pk")
    source = new_source(f"plain {time.time_ns()}")
    twin = ImportBatch.objects.create(source=source, sha256="0" * 64, importer="copy", importer_version="1")
    fixed = {"source_id": source.pk, "batch_id": twin.pk, "corpus_id": source.corpus_id}
    shift = 100_000_000 + source.pk * 10_000_000
    mine = f"SELECT id FROM corpus_post WHERE batch_id = {batch.pk}"
    wanted = (
        ("corpus_author", f"corpus_id = {batch.source.corpus_id}"),
        ("corpus_authordigest", f"corpus_id = {batch.source.corpus_id}"),
        ("corpus_thread", f"batch_id = {batch.pk}"),
        ("corpus_post", f"batch_id = {batch.pk}"),
        ("corpus_hashtag", f"post_id IN ({mine})"),
        ("corpus_mention", f"post_id IN ({mine})"),
        ("corpus_redactionhit", f"batch_id = {batch.pk}"),
        ("corpus_threadfacts", f"source_id = {batch.source_id}"),
    )
    with connection.cursor() as cursor:
        for number, (table, where) in enumerate(wanted):
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s "
                "AND is_generated = 'NEVER' "
                "ORDER BY ordinal_position",
                [table],
            )
            columns = [f'"{c}"' for (c,) in cursor.fetchall()]
            given = ", ".join(finished(c.strip('"'), fixed, shift) for c in columns)
            order = "post_id" if "post_id" in where else columns[0]
            with Path(folder, f"{number} {table}.csv").open("wb") as stream:
                stream.write((",".join(c.strip('"') for c in columns) + "\n").encode())
                query = f"SELECT {given} FROM {table} WHERE {where} ORDER BY {order}"
                with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT CSV, NULL '{NULL}')") as rows:
                    for block in rows:
                        stream.write(block)
    answers.put({})


def finished(column: str, fixed: dict[str, int], shift: int) -> str:
    """Return what stands in the place of a column."""
    if column in fixed:
        return str(fixed[column])
    if column == "uuid":
        return "gen_random_uuid()"
    is_key = column.endswith("_id") and column != "external_id"
    return f'"{column}" + {shift}' if is_key or column == "id" else f'"{column}"'


def run_plain(database: str, folder: str, answers: "Queue[dict[str, float]]") -> None:
    """Read the finished rows by csv.reader and copy them into their tables, in one transaction."""
    start_django(database)
    from django.db import connection, transaction

    csv.field_size_limit(1 << 30)
    connection.ensure_connection()
    started = time.monotonic()
    posts = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for path in sorted(Path(folder).iterdir()):
            table = path.stem.partition(" ")[2]
            with path.open(encoding="utf-8", newline="") as stream:
                rows = csv.reader(stream)
                names = ", ".join(f'"{name}"' for name in next(rows))
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as out:
                    for row in rows:
                        out.write_row([None if cell == NULL else cell for cell in row])
                        posts += table == "corpus_post"
    answers.put({"seconds": time.monotonic() - started, "posts": posts})


def run_words(database: str, answers: "Queue[dict[str, float]]") -> None:
    """Index the words of the last import; report seconds, posts and the longest time between two reports."""
    start_django(database)
    from corpus.indexing import index
    from corpus.models import ImportBatch

    batch = ImportBatch.objects.filter(state="done").latest("pk")
    beats = [time.monotonic()]
    posts = index(batch, progress=lambda *_: beats.append(time.monotonic()))
    silence = max(b - a for a, b in pairwise(beats))
    answers.put({"seconds": time.monotonic() - beats[0], "posts": posts, "silence": silence})


def run_plain_words(database: str, folder: str, answers: "Queue[dict[str, float]]") -> None:
    """Copy the same texts by csv.reader into a table that makes its search vector itself, with its GIN index."""
    start_django(database)
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS plain_words; CREATE TABLE plain_words (id bigint PRIMARY KEY, text text, vector "
            "tsvector GENERATED ALWAYS AS (to_tsvector('entente_fr', text)) STORED); "
            "CREATE INDEX ON plain_words USING gin (vector)"
        )
    (path,) = Path(folder).glob("* corpus_post.csv")
    started = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor, path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        names = next(rows)
        key, text = names.index("id"), names.index("text")
        with cursor.copy("COPY plain_words (id, text) FROM STDIN") as out:
            for row in rows:
                out.write_row((row[key], row[text]))
    answers.put({"seconds": time.monotonic() - started})


def in_process(work: Any, *args: Any) -> dict[str, float]:
    """Run one measurement in a fresh process, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    process = context.Process(target=work, args=(*args, answers))
    process.start()
    while True:
        try:
            found = dict(answers.get(timeout=5))
            break
        except Empty:
            if not process.is_alive():
                raise RuntimeError(f"{work.__name__} ended without an answer") from None
    process.join()
    return found


def main(arguments: list[str] | None = None) -> int:
    """Print rates, ratios, memory and silences; return 1 when a bar is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=POSTS)
    options.add_argument("--large", type=int, default=LARGE, help="posts of the memory measurement; 0: leave it out")
    options.add_argument("--runs", type=int, default=RUNS)
    asked = options.parse_args(arguments)
    name = f"entente_bench_{os.getpid()}"
    in_process(make_database, name)
    try:
        with tempfile.TemporaryDirectory() as folder:
            small = Path(folder, "posts.csv")
            write_csv(small, asked.posts)
            missed = rates(name, small, asked.posts, asked.runs)
            if asked.large:
                missed += memory(name, small, Path(folder, "large.csv"), asked.posts, asked.large)
    finally:
        in_process(drop_database, name)
    print("bars missed:", ", ".join(missed) or "none")
    return 1 if missed else 0


def rates(name: str, path: Path, posts: int, runs: int) -> list[str]:
    """Measure both ways in turn, posts then words; return the bars missed."""
    taken: dict[str, list[dict[str, float]]] = {"import": [], "plain": [], "words": [], "plain words": []}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            taken["import"].append(in_process(run_import, name, str(path)))
            in_process(write_finished_rows, name, folder)
            taken["plain"].append(in_process(run_plain, name, folder))
            taken["words"].append(in_process(run_words, name))
            taken["plain words"].append(in_process(run_plain_words, name, folder))
    rate = {way: posts / statistics.median(r["seconds"] for r in found) for way, found in taken.items()}
    silence = max(r["silence"] for r in taken["import"] + taken["words"])
    ratio, words = rate["import"] / rate["plain"], rate["words"] / rate["plain words"]
    print(f"\n{posts:,} posts, medians of {runs}; load of the machine in the last minutes: {os.getloadavg()}")
    for way, found in taken.items():
        each = ", ".join(f"{r['seconds']:.1f} s" for r in found)
        print(f"  {way:12} {rate[way]:10,.0f} posts/s   ({each})")
    print(f"  import / plain             {ratio:6.2f}  (bar 0.50)")
    print(f"  words / plain words        {words:6.2f}  (bar 0.60)")
    print(f"  import / fastest peer      {rate['import'] / FASTEST_PEER:6.1f}  (bar 3; elsewhere: {PEERS})")
    print(f"  longest silence            {silence:6.1f} s (bar 2 s)")
    bars = {
        "import rate": ratio >= 0.5,
        "words rate": words >= 0.6,
        "peers": rate["import"] >= 3 * FASTEST_PEER,
        "progress": silence <= 2,
    }
    return [bar for bar, is_met in bars.items() if not is_met]


def memory(name: str, small: Path, large: Path, posts: int, many: int) -> list[str]:
    """Compare the peaks of a small and a large import; return the bars missed."""
    write_csv(large, many)
    few, lots = (in_process(run_import, name, str(path)) for path in (small, large))
    more = lots["peak"] - few["peak"]
    print(f"\npeak memory {few['peak']:.0f} MiB at {posts:,} posts, {lots['peak']:.0f} MiB at {many:,}", end="")
    print(f": {more:+.0f} MiB (bar 32)")
    print(f"  {many / lots['seconds']:,.0f} posts/s at {many:,}; longest silence {lots['silence']:.1f} s (bar 2 s)")
    return [
        bar for bar, is_met in {"memory": more <= 32, "progress at length": lots["silence"] <= 2}.items() if not is_met
    ]


def test_the_corpus_meets_its_bars() -> None:
    """Let `./entente bench corpus` run the measurement."""
    assert main([]) == 0


if __name__ == "__main__":
    sys.exit(main())
