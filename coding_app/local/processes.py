"""Start children that die with their parent, and recognize them again after a crash."""

import ctypes
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from coding_app.local.errors import LocalError

PR_SET_PDEATHSIG = 1
SUPERVISED = "ENTENTE_SUPERVISED"  # set to "yes" for the children of `./entente up`


@dataclass(frozen=True)
class Child:
    """A process we started: its number alone proves nothing, number and start time do."""

    name: str
    pid: int
    started: str
    stop_signal: int


def die_with_parent(stop_signal: int) -> None:
    """Ask Linux to send `stop_signal` to this process when its parent ends; elsewhere do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, stop_signal)


def end_with_parent() -> None:
    """End this process soon after its parent, unless the parent is the system's first process (a container)."""
    parent = os.getppid()
    if os.environ.get(SUPERVISED) != "yes" or parent == 1:
        return
    die_with_parent(signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def tied_to(parent: int, stop_signal: int) -> Callable[[], None]:
    """Return what a child runs between fork and exec so that it never outlives `parent`."""

    def tie() -> None:
        die_with_parent(stop_signal)
        if os.getppid() != parent:  # the parent ended before the request was in place
            os._exit(1)

    return tie


def start_time(pid: int) -> str | None:
    """Return when process `pid` started, as a text to compare, or None when there is no such process."""
    if sys.platform == "linux":
        try:
            stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:
            return None
        fields = stat.rpartition(")")[2].split()  # the name in brackets may hold spaces
        return None if fields[0] in {"Z", "X"} else f"{boot}:{fields[19]}"
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip() or None


def is_alive(child: Child) -> bool:
    """Tell whether this very process, not a later one with the same number, still runs."""
    return start_time(child.pid) == child.started


def end(child: Child, *, patience: float) -> None:
    """Stop a process we can prove is ours: ask, wait `patience` seconds, then kill."""
    for sent in (child.stop_signal, signal.SIGKILL):
        if not is_alive(child):
            return
        try:
            os.kill(child.pid, sent)
        except ProcessLookupError:
            return
        wait_until(lambda: not is_alive(child), seconds=patience)
    if is_alive(child):
        raise LocalError(f"The process {child.name} ({child.pid}) does not stop. Stop it by hand, then start again.")


def wait_until(is_reached: Callable[[], bool], *, seconds: float, pause: float = 0.02) -> bool:
    """Return True as soon as `is_reached()`, False after `seconds`."""
    deadline = time.monotonic() + seconds
    while not is_reached():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


class Ledger:
    """The list of children on disk, so that the next start can clear up after a crash."""

    def __init__(self, path: pathlib.Path) -> None:
        """Use the file at `path`; it need not exist."""
        self.path = path
        self.children: dict[str, Child] = {}

    def add(self, name: str, pid: int, stop_signal: int) -> None:
        """Write down a child that was just started."""
        started = start_time(pid)
        if started is not None:
            self.children[name] = Child(name, pid, started, int(stop_signal))
            self._write()

    def remove(self, name: str) -> None:
        """Forget a child that has ended."""
        if self.children.pop(name, None) is not None:
            self._write()

    def end_leftovers(self) -> list[str]:
        """Stop what an earlier run left behind, the last started first; return the names."""
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))
            left = [Child(**row) for row in rows]
        except (OSError, ValueError, TypeError):
            return []  # no list, or half a list: nothing in it can be proved to be ours
        found = [child for child in reversed(left) if is_alive(child)]
        for child in found:
            end(child, patience=20)
        self.path.unlink(missing_ok=True)
        return [child.name for child in found]

    def _write(self) -> None:
        text = json.dumps([asdict(child) for child in self.children.values()])
        fresh = self.path.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.path)
