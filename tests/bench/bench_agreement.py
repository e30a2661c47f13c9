"""Measure the statistics of agreement and their page against the bars they were given.

Run it through `./entente bench agreement`. The engine is timed side by side with the `krippendorff` package, which is
an oracle of the tests and no part of the product, and with a plain NumPy count; its loop of resamples is extrapolated
from a few turns. The page is computed and asked for in a throw-away database of 10,000 posts coded by three people.
Medians are reported.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[2]
POSTS, PAGES = 10_000, 40
# Name: (unit, bar, whether more is better).
BARS = {
    "points over krippendorff": ("times", 50.0, True),
    "unit replicates at 1,000,000": ("times", 10_000.0, True),
    "unit replicates at 10,000": ("times", 100.0, True),
    "thread replicates over points": ("times", 5.0, False),
    "memory, 1,000,000 x 3 x 20 categories": ("MB", 600.0, False),
    "memory, 1,000,000 x 3 x 20 codes": ("MB", 600.0, False),
    "every coefficient, 100,000 x 10 x 20": ("s", 5.0, False),
    "page computed and shown, uncached": ("s", 0.5, False),
    "page from stored figures, p95": ("ms", 100.0, False),
}


def start_django() -> dict[str, str]:
    """Start Django as in service and return how to reach its server."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "coding_app.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = False
    settings.STATIC_ROOT = tempfile.mkdtemp()
    call_command("collectstatic", verbosity=0, interactive=False)
    known = connection.get_connection_params()
    return {key: known[key] for key in ("dbname", "user", "password", "host", "port") if key in known}


def engine() -> dict[str, float]:
    """Time the engine, each memory in a process of its own."""
    from tests.bench import agreement_engine as timed

    found: dict[str, float] = {}
    for which in ("categories", "codes"):
        command = [sys.executable, "-m", "tests.bench.agreement_engine", which]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        found[f"memory, 1,000,000 x 3 x 20 {which}"] = float(done.stdout)
    for measure in (timed.points, timed.unit_replicates, timed.thread_replicates, timed.everything):
        found |= measure()
    return found


def page(name: str) -> dict[str, float]:
    """Compute the figures of a round from database rows and show them; then show them again and again."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0)
    from coding_app.agreement.actions import compute_agreement
    from coding_app.agreement.queries import is_quick
    from coding_app.agreement.stats.bootstrap import Resampling
    from tests.bench.agreement_world import Study

    study = Study(POSTS)
    client = Client(HTTP_ACCEPT_LANGUAGE="fr")
    client.force_login(study.owner, backend="django.contrib.auth.backends.ModelBackend")

    def ask(digest: str) -> float:
        began = time.perf_counter()
        answer = client.get(f"/projects/{study.project.slug}/agreement/")
        took = time.perf_counter() - began
        if answer.status_code != 200 or digest not in answer.content.decode():
            raise SystemExit(f"The page answered {answer.status_code}, or without the figures.")
        return took

    def uncached(seed: int) -> tuple[float, float]:
        began = time.perf_counter()
        run = compute_agreement(round=study.round, by=study.owner, resampling=Resampling(seed=seed))
        return time.perf_counter() - began, ask(run.data_sha256)

    uncached(0)
    computed = [uncached(seed) for seed in range(1, 8)]
    shown = [ask("") for _turn in range(PAGES)]
    alone, first = (statistics.median(one) for one in zip(*computed, strict=True))
    print(
        f"{POSTS:,} posts x 3 coders x 5 codes: computed and kept in {alone * 1000:.0f} ms, then shown in "
        f"{first * 1000:.0f} ms; while the person waits: {is_quick(study.round)}"
    )
    return {
        "page computed and shown, uncached": statistics.median(sum(one) for one in computed),
        "page from stored figures, p50": statistics.median(shown) * 1000,
        "page from stored figures, p95": statistics.quantiles(shown, n=20)[-1] * 1000,
    }


def report(found: dict[str, float]) -> list[str]:
    """Print the figures beside their bars; return the bars missed."""
    missed = []
    for name, value in found.items():
        unit, bar, is_more = BARS.get(name, ("ms" if "page" in name else "times", None, False))
        is_met = bar is None or (value >= bar if is_more else value <= bar)
        missed += [] if is_met else [name]
        verdict = "" if bar is None else f"bar {bar:,g}: {'met' if is_met else 'MISSED'}"
        print(f"{name:40} {value:12,.2f} {unit:6} {verdict}")
    return missed


def main() -> int:
    """Measure, print, clean up; fail when a bar is missed."""
    given = start_django()
    from django.db import connection

    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    name = f"bench_agreement_{os.getpid()}"
    with psycopg.connect(**given, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            return 1 if report(page(name) | engine()) else 0
        finally:
            connection.close()
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def test_agreement_meets_its_bars() -> None:
    """Let `./entente bench agreement` run the measurement."""
    done = subprocess.run([sys.executable, "-m", "tests.bench.bench_agreement"], cwd=ROOT, check=False)
    assert done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
