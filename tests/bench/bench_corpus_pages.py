"""Measure search, facets and thread pages on an invented corpus of 1,000,000 posts.

Run it through `./entente bench corpus_pages` (`--posts 200000` for a smaller corpus). The corpus is made by COPY in a
throw-away database, in steps: the same ordinary thread page is timed at 10,000, at 100,000 and at all posts, against a
trivial Django page of the same thread behind the same middleware. Requests go through Django's test client: everything
but the socket. A search that was asked once is warm; medians and 95th percentiles are of the times after that.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parents[2]
ROUNDS, PAGES = 7, 60
MIX: list[dict[str, Any]] = [
    {},
    {"q": "bonjour"},
    {"q": "collègues"},
    {"q": "grève"},
    {"q": "dépistage vaccin"},
    {"q": '"douleur patient"'},
    {"q": "chat -repas"},
    {"q": "bazan OR manlis"},
    {"q": "médecin", "answers": "6-20", "since": "2019-01"},
    {"q": "ordonnance", "profession": "gp", "order": "oldest"},
    {"profession": "gp", "question": "1"},
    {"hashtag": "sujet2", "order": "answers"},
    {"answers": "0", "platform": "facebook"},
    {"picture": "1", "poll": "1", "order": "quickest"},
    {"since": "2020-01", "until": "2020-06", "outside": "1"},
]
BARS = {
    "search and facets, p95": ("ms", 300.0),
    "page of 5,000 answers, slowest": ("ms", 2000.0),
    "page of a 5,000-deep chain, slowest": ("ms", 2000.0),
    "CPU of a thread page over a trivial one": ("times", 2.0),
    "p50 at 100,000 posts over 10,000": ("times", 1.15),
}


def start_django() -> None:
    """Start Django with this module's addresses: those of the project and one trivial page."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "coding_app.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.ROOT_URLCONF = "tests.bench.trivial_page"
    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = False
    # Addresses of static files with their digests, as in service.
    settings.STATIC_ROOT = tempfile.mkdtemp()
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


class Bench:
    """A project in a throw-away database, its owner's browser, and the figures."""

    def __init__(self, name: str) -> None:
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client

        connection.settings_dict["NAME"] = name
        call_command("migrate", verbosity=0)

        from coding_app.accounts.actions import create_user
        from coding_app.projects.actions import create_project
        from tests.bench.corpus_world import World

        owner = create_user(username="bench", display_name="Bench")
        self.project = create_project(name="Bench", by=owner)
        self.world = World(self.project.corpus)
        self.client = Client(HTTP_ACCEPT_LANGUAGE="fr")
        self.client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
        self.figures: dict[str, float] = {}

    def address(self, rest: str) -> str:
        """Return the address of a page of the project."""
        return f"/projects/{self.project.slug}/{rest}"

    def ask(self, rest: str, query: dict[str, Any] | None = None) -> float:
        """Ask for a page and return how long it took, in milliseconds; anything but 200 ends the timing."""
        began = time.perf_counter()
        answer = self.client.get(self.address(rest), query or {})
        took = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            raise SystemExit(f"{rest} answered {answer.status_code}.")
        return took

    def grow(self, posts: int) -> None:
        """Let the corpus grow, and let the database know it as its own housekeeping would."""
        from django.db import connection

        began = time.perf_counter()
        self.world.grow(posts)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"{self.world.posts:,} posts in {self.world.threads:,} threads ({time.perf_counter() - began:.0f} s)")


def ordinary(bench: Bench, thread: str) -> tuple[float, float]:
    """Return the median milliseconds of an ordinary thread page, and its CPU over that of the trivial page."""
    pages = {name: f"corpus/{name}/{thread}/" for name in ("threads", "trivial")}
    for page in pages.values():
        bench.ask(page)
    took: list[float] = []
    cpu = dict.fromkeys(pages, 0.0)
    for _turn in range(PAGES):
        for name, page in pages.items():
            began = time.process_time()
            milliseconds = bench.ask(page)
            cpu[name] += time.process_time() - began
            if name == "threads":
                took.append(milliseconds)
    return statistics.median(took), cpu["threads"] / cpu["trivial"]


def large(bench: Bench, shape: list[int]) -> list[float]:
    """Add one large thread and return the milliseconds of its first, a middle and its last page, each three times."""
    from corpus.models import Thread

    (number,) = bench.world.add_threads([shape])
    uuid = Thread.objects.get(pk=number).uuid
    last = -(-len(shape) // 300)
    pages = (1, max(1, last // 2), last)
    return [bench.ask(f"corpus/threads/{uuid}/", {"page": page}) for _turn in range(3) for page in pages]


def searches(bench: Bench) -> list[float]:
    """Return the milliseconds of the mix of searches with their facets, each warm; print each median."""
    every: list[float] = []
    for query in MIX:
        bench.ask("corpus/", query)
    for query in MIX:
        took = [bench.ask("corpus/", query) for _turn in range(ROUNDS)]
        print(f"  {statistics.median(took):6.0f} ms  {query}")
        every += took
    return every


def measure(bench: Bench, posts: int) -> dict[str, float]:
    """Grow the corpus step by step and return the figures by their names."""
    from corpus.models import Thread

    (number,) = bench.world.add_threads([[-1, 0, 0, 1, 2, 2, 0, 6, 0, 0, 9, 0, 0, 3, 3, 0, 0, 0, 0, 12, 0]])
    thread = str(Thread.objects.get(pk=number).uuid)
    found: dict[str, float] = {}
    p50: dict[int, float] = {}
    for size in sorted({10_000, min(100_000, posts), posts}):
        bench.grow(size)
        p50[size], ratio = ordinary(bench, thread)
        print(f"  ordinary thread page: p50 {p50[size]:.1f} ms, CPU {ratio:.2f} times a trivial page")
        found["CPU of a thread page over a trivial one"] = ratio
    found["p50 at 100,000 posts over 10,000"] = p50[min(100_000, posts)] / p50[10_000]
    every = searches(bench)
    found["search and facets, p50"] = statistics.median(every)
    found["search and facets, p95"] = statistics.quantiles(every, n=20)[-1]
    found["page of 5,000 answers, slowest"] = max(large(bench, [-1] + [0] * 5000))
    found["page of a 5,000-deep chain, slowest"] = max(large(bench, [-1, *range(5000)]))
    return found


def report(found: dict[str, float]) -> bool:
    """Print the figures beside their bars; return whether every bar is met."""
    is_met = True
    for name, value in found.items():
        unit, bar = BARS.get(name, ("ms", None))
        verdict = "" if bar is None else f"bar {bar:g}: {'met' if value <= bar else 'MISSED'}"
        is_met = is_met and (bar is None or value <= bar)
        print(f"{name:42} {value:9.2f} {unit:6} {verdict}")
    return is_met


def main(arguments: list[str]) -> int:
    """Build, measure, print, clean up; fail when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1_000_000)
    posts: int = parser.parse_args(arguments).posts
    start_django()
    from django.db import connection

    known = connection.get_connection_params()
    given = {key: known[key] for key in ("dbname", "user", "password", "host", "port") if key in known}
    name = f"bench_pages_{os.getpid()}"
    # A connection of its own: Django's would stay with the database it was opened for.
    with psycopg.connect(**given, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            return 0 if report(measure(Bench(name), max(posts, 10_000))) else 1
        finally:
            connection.close()
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def test_the_corpus_pages_meet_their_bars() -> None:
    """Let `./entente bench corpus_pages` run the measurement."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.bench_corpus_pages"], cwd=ROOT, check=False)
    assert done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
