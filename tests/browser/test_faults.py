"""Kill -9 in the middle of an import: the corpus is never half there, and the next worker ends what was begun."""

import os
import re
import signal
import time

import pytest
from playwright.sync_api import Page, expect

from coding_app.local.supervisor import WORKER
from tests.browser.conftest import complete_record_of

# The world is built before the browser runs: Django refuses to work beside Playwright's event loop.
pytestmark = pytest.mark.usefixtures("world", "site")

POSTS = 20_000
PEOPLE = 900
LOOK = """
    SELECT j.state, j.attempts, j.done, j.total, j.lease_until < now(),
           (SELECT count(*) FROM corpus_post p WHERE p.source_id = u.source_id),
           (SELECT count(*) FROM corpus_thread t WHERE t.source_id = u.source_id)
      FROM coding_app_upload u JOIN coding_app_job j ON j.id = u.job_id ORDER BY u.id DESC LIMIT 1
"""
NOTHING, EVERYTHING = (0, 0), (POSTS, POSTS // 8)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Write a file of threads of eight posts, with people who name one another."""
    path = tmp_path_factory.mktemp("faults") / "gros.csv"
    lines = (
        f"{n},{n // 8},{n // 8 * 8 if n % 8 else ''},pseudo_{n % PEOPLE},"
        f"2020-03-{n % 28 + 1:02} {n % 24:02}:{n % 60:02},"
        f"Message {n} : les plannings changent encore @pseudo_{(n + 1) % PEOPLE} #garde"
        for n in range(POSTS)
    )
    path.write_text("\n".join(["id,fil,en réponse à,pseudo,date,texte", *lines]), encoding="utf-8")
    return path


def start_import(page: Page, world, site, table) -> None:
    """Go through the wizard up to the running import."""
    page.goto(f"{site.url}/projects/{world.project.slug}/import/")
    page.locator("[name=platform]").select_option("facebook")
    page.locator("[name=profession]").select_option("home_help")
    page.locator("[name=name]").fill("Gros groupe")
    page.locator("[name=file]").set_input_files(table)
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(re.compile("/columns/$"))
    page.locator("button[value=continue]").click()
    page.wait_for_url(re.compile("/check/$"), timeout=20_000)
    complete_record_of(site, "Gros groupe")
    page.reload()
    page.locator("main form[action$='/start/'] button[type=submit]").click()
    page.wait_for_url(re.compile("/progress/$"))


def kill_worker(site) -> None:
    """End the worker with everything it started, without a word of warning."""
    worker = site.processes[-1]
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def watch(site, until, seconds: float = 120):
    """Look at the job again and again; at every look the rows are all there or not at all."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        state, attempts, done, total, is_late, *there = site.rows(LOOK)[0]
        assert tuple(there) == (EVERYTHING if tuple(there) != NOTHING else NOTHING)
        assert state in {"queued", "running", "done"}
        assert state != "done" or tuple(there) == EVERYTHING
        if until(state, attempts, done, total):
            return state, attempts, is_late, tuple(there)
        time.sleep(0.02)
    raise AssertionError(site.rows(LOOK))


def test_a_killed_worker_leaves_all_or_nothing_and_the_next_one_ends_it(world, site, page: Page, sign_in, table):
    sign_in(page, world.owner)
    start_import(page, world, site, table)

    # Killed while the file is read, then while the rows are written.
    watch(site, lambda state, attempts, done, total: state == "running" and done and total is None)
    kill_worker(site)
    assert site.rows(LOOK)[0][:2] == ("running", 1)
    assert site.rows(LOOK)[0][5:] == NOTHING
    site.start(*WORKER)
    watch(site, lambda state, attempts, done, total: attempts == 2 and total is not None)
    kill_worker(site)
    assert watch(site, lambda *job: True)[3] == NOTHING

    # Nobody works on it: its lease runs out, which is how the next worker knows.
    site.start(*WORKER)
    state, attempts, _is_late, there = watch(site, lambda state, *job: state == "done")
    assert (state, attempts, there) == ("done", 3, EVERYTHING)

    # The page that waited all the time goes to the report by itself.
    page.wait_for_url(re.compile("/import/batches/[0-9a-f-]{36}/$"), timeout=10_000)
    expect(page.locator(".import-figures")).to_contain_text(re.compile(r"20\s000"))
    batches = "SELECT b.state, b.posts_added FROM corpus_importbatch b JOIN corpus_source s ON s.id = b.source_id"
    assert site.rows(f"{batches} WHERE s.name = 'Gros groupe' ORDER BY b.id") == [
        ("failed", 0), ("failed", 0), ("done", POSTS)
    ]  # fmt: skip
    people = "SELECT count(DISTINCT author_id), count(DISTINCT digest), count(missing_parent_digest) FROM corpus_post p"
    assert site.rows(f"{people} JOIN corpus_source s ON s.id = p.source_id WHERE s.name = 'Gros groupe'") == [
        (PEOPLE, POSTS, 0)
    ]
    hung = "SELECT count(*) FROM corpus_{} h JOIN corpus_post p ON p.id = h.post_id JOIN corpus_source s"
    hung += " ON s.id = p.source_id WHERE s.name = 'Gros groupe'"
    assert [site.rows(hung.format(name)) for name in ("hashtag", "mention")] == [[(POSTS,)], [(POSTS,)]]
    assert list((site.var / "uploads").glob("*-*")) == []
