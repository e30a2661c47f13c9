"""Instances of their own for the tests of the embedded run: real processes, in folders that go away."""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

import psutil
import psycopg
import pytest

from coding_app.local.places import REPOSITORY, Places, find_places
from coding_app.local.postgres import Cluster, open_cluster
from coding_app.local.processes import Ledger


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[pathlib.Path]:
    """Yield a folder for one instance, which commands find by ENTENTE_VAR."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)
    with instance_folder() as folder:
        monkeypatch.setenv("ENTENTE_VAR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def prepared_var() -> Iterator[pathlib.Path]:
    """Yield an instance that is ready and stopped: the migrations run once for all tests that need them."""
    with instance_folder() as folder:
        given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CELERY_BROKER_URL"}}
        done = entente("manage", "prepare", env=given | {"ENTENTE_VAR": str(folder)})
        assert done.returncode == 0, done.stderr
        yield folder


@pytest.fixture
def ready_var(var: pathlib.Path, prepared_var: pathlib.Path) -> pathlib.Path:
    """Return a copy of the ready instance."""
    subprocess.run(["cp", "-a", f"{prepared_var}/.", str(var)], check=True)
    return var


@pytest.fixture(scope="module")
def shared_var() -> Iterator[pathlib.Path]:
    """Yield one folder for the tests of a module: PostgreSQL's files are made once."""
    with instance_folder() as folder:
        yield folder


@pytest.fixture
def cluster(shared_var: pathlib.Path) -> Iterator[Cluster]:
    """Yield a running server of our own, without the table that tests fill."""
    places = find_places(shared_var)
    found = open_cluster(places)
    found.start(ledger_of(places))
    with psycopg.connect(found.url) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
    yield found
    found.stop(ledger_of(places))


@contextlib.contextmanager
def instance_folder() -> Iterator[pathlib.Path]:
    """Make a folder that the server's account may pass through; remove it, and what runs in it, at the end."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="entente-local-")).resolve()
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        for process in processes_of(folder):
            process.kill()
        socket = find_places(folder).socket
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(socket, ignore_errors=True)


def ledger_of(places: Places) -> Ledger:
    """Return the list of processes of an instance."""
    return Ledger(places.run / "processes.json")


def entente(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    """Run one command of the launcher's second half and return what it said."""
    command = [sys.executable, "-m", "coding_app.local", *arguments]
    # Files, not pipes: whoever reads a pipe waits for every program that was handed it, long after this one ended.
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        done = subprocess.run(
            command, cwd=REPOSITORY, stdout=output, stderr=errors, timeout=200, check=False, **options
        )  # fmt: skip
        output.seek(0), errors.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, output.read(), errors.read())


def processes_of(var: pathlib.Path) -> list[psutil.Process]:
    """Return every process of the instance in `var`: by its environment, its command line or its working folder."""
    found = []
    for process in psutil.process_iter():
        if process.pid == os.getpid():
            continue
        try:
            where = [process.environ().get("ENTENTE_VAR", ""), process.cwd(), *process.cmdline()]
        except psutil.Error:
            continue
        if process.status() != psutil.STATUS_ZOMBIE and any(str(var) in part for part in where):
            found.append(process)
    return found


def wait_for(is_reached: Callable[[], object], seconds: float = 30) -> None:
    """Wait until `is_reached()`; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not is_reached():
        assert time.monotonic() < deadline, f"not reached within {seconds} s"
        time.sleep(0.05)


class Instance:
    """`up` as a child process, and what it printed."""

    def __init__(self, var: pathlib.Path) -> None:
        """Start it on a port of its own."""
        self.var = var
        self.began = time.monotonic()
        self.output = tempfile.NamedTemporaryFile(mode="w+", suffix=".out", encoding="utf-8")  # noqa: SIM115  (closed in close)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "coding_app.local", "up", "--port", "18765"],
            cwd=REPOSITORY,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def printed(self) -> str:
        """Return everything printed so far."""
        return pathlib.Path(self.output.name).read_text(encoding="utf-8")

    def wait_until_up(self) -> None:
        """Wait until it says where it is."""
        wait_for(lambda: "stops with Ctrl-C" in self.printed() or self.process.poll() is not None, 60)
        assert self.process.poll() is None, self.printed()

    def stop(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=40)

    def close(self) -> None:
        """Remove every trace."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.output.close()


@pytest.fixture
def start_instance(ready_var: pathlib.Path) -> Iterator[Callable[[], Instance]]:
    """Yield what starts `up` in the test's folder."""
    started: list[Instance] = []

    def start() -> Instance:
        started.append(Instance(ready_var))
        started[-1].wait_until_up()
        return started[-1]

    yield start
    for instance in started:
        instance.close()
