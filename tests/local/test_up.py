"""The whole instance: it starts, heals, refuses a twin, survives kill -9 of everything, and stops without a trace."""

import http.client
import json
import os
import pathlib
import re
import signal
from collections.abc import Callable
from contextlib import suppress

import psutil
import psycopg
import pytest

from coding_app.local.places import find_places
from coding_app.local.postgres import open_cluster
from tests.local.conftest import Instance, entente, instance_folder, ledger_of, processes_of, wait_for


@pytest.fixture
def instance(start_instance: Callable[[], Instance]) -> Instance:
    """Return a running instance."""
    return start_instance()


def status(path: str = "/login/") -> int | None:
    """Return the answer of the web server, or None when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", 18765, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def children(var: pathlib.Path) -> dict[str, int]:
    """Return the numbers of database, worker and web server, from the list of processes."""
    with suppress(FileNotFoundError):
        return {row["name"]: row["pid"] for row in json.loads((var / "run" / "processes.json").read_text())}
    return {}


def test_one_life_of_an_instance(instance: Instance, start_instance: Callable[[], Instance]) -> None:
    var = instance.var
    address = open_cluster(find_places(var)).url
    assert set(children(var)) == {"database", "worker", "web"}
    assert re.search(
        r"Entente runs at http://127.0.0.1:18765/ .*\nOpen this link.*/login/link/\S+/$", instance.printed().strip()
    )
    assert status() is not None

    twin = entente("up")
    assert twin.returncode == 1
    assert f"already runs in {var}" in twin.stderr

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        connection.execute("UPDATE coding_app_user SET last_login = now()")  # somebody has signed in
    for name in ("web", "worker", "database"):
        old = children(var)[name]
        os.kill(old, signal.SIGKILL)
        wait_for(lambda name=name, old=old: children(var).get(name) not in {None, old}, 20)
        assert f"The {name} ended" in instance.printed()
        wait_for(status, 20)

    everything = processes_of(var)
    assert len(everything) >= 5
    for process in everything:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    instance.process.wait(timeout=10)
    wait_for(lambda: not processes_of(var), 20)

    again = start_instance()
    assert status() is not None
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)

    again.process.kill()  # only the supervisor: the rest goes with it
    again.process.wait()
    wait_for(lambda: not processes_of(var), 20)

    third = start_instance()
    assert third.stop() == 0
    assert "Stopped." in third.printed()
    assert processes_of(var) == []
    assert children(var) == {}

    with instance_folder() as other:
        archive = other / "backup.zip"
        assert entente("backup", str(archive)).returncode == 0
        told = entente("restore", str(archive), env=os.environ | {"ENTENTE_VAR": str(other / "var")})
        assert (told.returncode, "Restored the backup of" in told.stderr) == (0, True), told.stderr
        query = (
            "SELECT (SELECT count(*) FROM django_migrations), (SELECT number FROM kept), count(*) FROM coding_app_user"
        )
        assert ask(other / "var", query) == ask(var, query)
        refused = entente("restore", str(archive), env=os.environ | {"ENTENTE_VAR": str(other / "var")})
        assert (refused.returncode, "in use already" in refused.stderr) == (1, True)


def ask(var: pathlib.Path, query: str) -> tuple[object, ...] | None:
    """Return the first row of a query to an instance that does not run."""
    cluster = open_cluster(find_places(var))
    cluster.start(ledger_of(cluster.places))
    try:
        with psycopg.connect(cluster.url) as connection:
            return connection.execute(query).fetchone()
    finally:
        cluster.stop(ledger_of(cluster.places))


def test_unknown_option_and_bad_database_say_what_to_do(var: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = entente("up", "--prot", "9000")
    assert (refused.returncode, "only option is --port" in refused.stderr) == (1, True)
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody:x@/none?host={var}")
    refused = entente("up")
    assert refused.returncode == 1
    assert "DATABASE_URL does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert processes_of(var) == []
