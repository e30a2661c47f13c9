"""One command that starts database, worker and web server, watches them, and stops them in reverse."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

from coding_app.local.errors import LocalError
from coding_app.local.health import answer
from coding_app.local.places import REPOSITORY, Places, create_folders, find_places, lock, var_folder
from coding_app.local.postgres import Cluster, open_cluster, tail, trim
from coding_app.local.processes import SUPERVISED, Ledger, tied_to, wait_until
from coding_app.local.session import check_server, say

HOST = "127.0.0.1"
FIRST_PORT = 8765
RESTARTS = 5  # of one child, within RESTART_WINDOW seconds
RESTART_WINDOW = 120.0
WORKER = ["-m", "celery", "--skip-checks", "-A", "coding_app.celery", "worker", "--pool=threads", "--concurrency=2"]
WORKER += ["--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
WEB = ["-m", "granian", "--interface", "wsgi", "--host", HOST, "--workers", "2", "--blocking-threads", "4"]
WEB += ["--respawn-failed-workers", "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5"]


@dataclass
class Service:
    """One child that must run: how to start it, and how to stop it."""

    name: str
    command: list[str]
    patience: float
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)

    def start(self, log_folder: pathlib.Path, environment: dict[str, str], ledger: Ledger) -> None:
        """Start the child in its own session, so that Ctrl-C reaches it through us and in order."""
        log_path = log_folder / f"{self.name}.log"
        trim(log_path)
        with log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=REPOSITORY,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=tied_to(os.getpid(), signal.SIGKILL),
            )
        ledger.add(self.name, self.process.pid, signal.SIGTERM)

    def has_ended(self) -> bool:
        """Tell whether the child is gone though nobody asked it to stop."""
        return self.process is not None and self.process.poll() is not None

    def stop(self, ledger: Ledger) -> None:
        """Ask the child to stop, then end its whole session: its own children never stay."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=self.patience)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        ledger.remove(self.name)

    def count_death(self, log_folder: pathlib.Path) -> None:
        """Remember that the child ended; give up when it does so again and again."""
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < RESTART_WINDOW] + [now]
        if len(self.deaths) > RESTARTS:
            raise LocalError(
                f"The {self.name} ended {len(self.deaths)} times in two minutes, so everything was stopped.\n"
                + tail(log_folder / f"{self.name}.log")
            )


class Supervisor:
    """The running instance: its database (unless DATABASE_URL names one), its worker and its web server."""

    def __init__(self, places: Places, *, port: int) -> None:
        """Prepare to run in `places`; nothing starts yet."""
        self.places = places
        self.port = free_port(port)
        self.ledger = Ledger(places.run / "processes.json")
        self.cluster: Cluster | None = None
        self.environment = os.environ | {
            "ENTENTE_VAR": str(places.var),
            "DJANGO_SETTINGS_MODULE": "coding_app.settings",
            SUPERVISED: "yes",
        }
        web = [*WEB, "--port", str(self.port), "coding_app.local.web:application"]
        self.services = [Service("worker", WORKER, patience=10), Service("web", web, patience=8)]

    @property
    def address(self) -> str:
        """Return the address to open in a browser."""
        return f"http://{HOST}:{self.port}/"

    def start_database(self) -> None:
        """Start our own database, or check the one in DATABASE_URL."""
        given = os.environ.get("DATABASE_URL")
        if given:
            check_server(given)
            return
        self.cluster = open_cluster(self.places)
        self.cluster.start(self.ledger)
        self.environment["DATABASE_URL"] = self.cluster.url

    def prepare(self, *, is_demo: bool) -> list[str]:
        """Migrate and collect in one child process; return the lines to show to the person at the terminal."""
        command = [sys.executable, "manage.py", "prepare", *(["--demo"] if is_demo else [])]
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=tied_to(os.getpid(), signal.SIGTERM),
            check=False,
        )
        if done.returncode:
            raise LocalError("The database could not be brought up to date; the lines above say why. Nothing was lost.")
        return done.stdout.splitlines()

    def start_services(self) -> None:
        """Start worker and web server together and wait until pages are answered."""
        for service in self.services:
            service.start(self.places.log, self.environment, self.ledger)

        def answers() -> bool:
            for service in self.services:
                if service.has_ended():
                    self._restart(service)
            return answer(self.port) is not None

        if not wait_until(answers, seconds=60, pause=0.05):
            raise LocalError(f"The web server does not answer. Its log says:\n{tail(self.places.log / 'web.log')}")

    def watch(self) -> None:
        """Restart whatever ends, with a visible line, until somebody stops us."""
        while True:
            time.sleep(0.3)
            if self.cluster is not None and self.cluster.has_ended():
                self._restart_database(self.cluster)
            for service in self.services:
                if service.has_ended():
                    self._restart(service)

    def stop(self) -> None:
        """Stop web server, worker and database, in this order; one that fails does not keep the next."""
        with ExitStack() as stack:  # leaves in reverse
            if self.cluster is not None:
                stack.callback(self.cluster.stop, self.ledger)
            for service in self.services:
                stack.callback(service.stop, self.ledger)

    def _restart(self, service: Service) -> None:
        code = service.process.returncode if service.process else None
        service.count_death(self.places.log)
        service.stop(self.ledger)
        say(f"The {service.name} ended (code {code}) and is started again.")
        service.start(self.places.log, self.environment, self.ledger)

    def _restart_database(self, cluster: Cluster) -> None:
        cluster.count_death()
        say("The database ended and is started again; what was saved is there.")
        cluster.start(self.ledger)


def up(arguments: list[str]) -> int:
    """Run an instance until Ctrl-C."""
    return run(var_folder(), port=wanted_port(arguments), is_demo=False)


def demo(arguments: list[str]) -> int:
    """Run the demo, in its own folder: it never mixes with a real project."""
    return run(var_folder() / "demo", port=wanted_port(arguments), is_demo=True)


def run(var: pathlib.Path, *, port: int, is_demo: bool) -> int:
    """Start everything in order, show where it is, watch it, and stop it in reverse."""
    places = find_places(var)
    create_folders(places)
    with stop_signals(), lock(places):
        supervisor = Supervisor(places, port=port)
        left = supervisor.ledger.end_leftovers()
        if left:
            say(f"An earlier run had not been stopped; ended what it left: {', '.join(left)}.")
        try:
            say("Starting the database ...")
            supervisor.start_database()
            say("Bringing tables and files up to date ...")
            lines = supervisor.prepare(is_demo=is_demo)
            say("Starting worker and web server ...")
            supervisor.start_services()
            show(lines, supervisor.address)
            supervisor.watch()
        except KeyboardInterrupt:
            say("\nStopping ...")
        finally:
            ignore_stop_signals()
            supervisor.stop()
    say("Stopped.")
    return 0


def show(lines: list[str], address: str) -> None:
    """Print what to open, the most wanted link last; `{address}` in a line stands for the address."""
    print(f"Entente runs at {address} and stops with Ctrl-C.")
    for line in lines:
        print(line.replace("{address}", address))
    sys.stdout.flush()


@contextmanager
def stop_signals() -> Iterator[None]:
    """Treat a closed terminal and a polite kill like Ctrl-C."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, interrupt)
    yield


def ignore_stop_signals() -> None:
    """Let the orderly stop finish, however often Ctrl-C is pressed."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def wanted_port(arguments: list[str]) -> int:
    """Read `--port N`; refuse anything else."""
    if not arguments:
        return FIRST_PORT
    if len(arguments) == 2 and arguments[0] == "--port" and arguments[1].isdecimal() and 0 < int(arguments[1]) < 65536:
        return int(arguments[1])
    raise LocalError(
        f"{' '.join(arguments)} is not understood here. The only option is --port, with a number below 65536."
    )


def free_port(first: int) -> int:
    """Return the first free port from `first` on."""
    for port in range(first, min(first + 50, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((HOST, port))
                return port
    raise LocalError(f"No free port from {first} on. Name another one: ./entente up --port 9000")
