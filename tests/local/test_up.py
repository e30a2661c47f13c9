"""The whole instance: it starts, heals, refuses a twin, survives kill -9 of everything, and stops without a trace.

The containers' commands do the same work here without containers: both begin with a database that is migrated once.
"""

import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil
import psycopg
import pytest
import yaml

from coding_app.local.health import answer
from coding_app.local.places import REPOSITORY, find_places
from coding_app.local.postgres import Cluster, open_cluster
from tests.local.conftest import Instance, entente, instance_folder, ledger_of, processes_of, wait_for
from tests.local.test_compose import SERVICES


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


@pytest.fixture
def database(ready_var: pathlib.Path) -> Iterator[Cluster]:
    """Yield a running server with every table."""
    found = open_cluster(find_places(ready_var))
    found.start(ledger_of(found.places))
    yield found
    found.stop(ledger_of(found.places))


@pytest.fixture
def environment(database: Cluster, tmp_path: pathlib.Path) -> dict[str, str]:
    """Return the variables of the containers, on a database of our own."""
    given = SERVICES["web"]["environment"] | {
        "DATABASE_URL": database.url,
        "ENTENTE_SECRET_KEY": "x" * 64,
        "ENTENTE_HOSTS": "study.example,localhost",
        "ENTENTE_HTTPS": "yes",
        "ENTENTE_TIME_ZONE": "Europe/Paris",
        "CELERY_BROKER_URL": "",
        "ENTENTE_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "coding_app.settings",
        "PATH": f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    assert set(SERVICES["web"]["environment"]) <= set(given)
    return {name: value for name, value in os.environ.items() if not name.startswith("ENTENTE_")} | given


@pytest.fixture
def run_service(environment: dict[str, str]) -> Iterator[object]:
    """Yield what runs a service's command without its container."""
    started = []

    def run(command: list[str]) -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen(command, cwd=REPOSITORY, env=environment, start_new_session=True))
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_commands_work_without_containers(
    database: Cluster, environment: dict[str, str], run_service: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = subprocess.run(
        SERVICES["prepare"]["command"], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    assert re.search(r"to be the owner: https://study\.example/login/link/\S+/$", told.stdout.strip())

    default = re.search(r"^CMD (\[.+?\])$", (REPOSITORY / "Dockerfile").read_text(), re.MULTILINE | re.DOTALL)[1]
    web = [part.replace("8000", "18766") for part in yaml.safe_load(default.replace("\\\n", ""))]
    run_service([*web[: web.index("--workers") + 1], "1", *web[web.index("--workers") + 2 :]])
    monkeypatch.setenv("ENTENTE_HOSTS", environment["ENTENTE_HOSTS"])
    wait_for(lambda: answer(18766) == 200)
    check = [part.replace("8000", "18766") for part in SERVICES["web"]["healthcheck"]["test"][1:]]
    assert subprocess.run(check, cwd=REPOSITORY, env=environment, check=False).returncode == 0

    worker = run_service(SERVICES["worker"]["command"])

    def has_queue() -> bool:
        with psycopg.connect(database.url) as connection:
            return connection.execute("SELECT count(*) FROM pgmq.meta WHERE queue_name = 'entente'").fetchone() == (1,)

    wait_for(has_queue)
    worker.terminate()
    assert worker.wait(timeout=60) == 0
