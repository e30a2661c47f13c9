"""Run the tests on a throw-away PostgreSQL, with a browser."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys

from coding_app.local.errors import LocalError
from coding_app.local.places import REPOSITORY
from coding_app.local.processes import tied_to
from coding_app.local.session import say, throw_away_database

# The whole suite runs on several cores, a file at a time, in the order of tests/conftest.py: the long files begin.
EVERYTHING = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
EMOJI_FONT = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"


def run_tests(arguments: list[str]) -> int:
    """Run pytest with `arguments`; the runner's closing line is the last line, its exit code is returned."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return run_pytest(arguments or EVERYTHING, {"ENTENTE_CHROMIUM": browser()})


def bench(arguments: list[str]) -> int:
    """Run the timings in tests/bench, or those named: `bench corpus` runs bench_corpus.py, bench_corpus_files.py, …."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    found = sorted((REPOSITORY / "tests" / "bench").glob("bench_*.py"))
    names = {path.stem.removeprefix("bench_"): str(path.relative_to(REPOSITORY)) for path in found}
    unknown = [name for name in arguments if name not in names]
    if unknown or not names:
        raise LocalError(f"There is no bench {' '.join(unknown)}. Known: {', '.join(names) or 'none'}.")
    chosen = [path for name, path in names.items() if not arguments or name.startswith(tuple(arguments))]
    return run_pytest(["-s", "-q", "-p", "no:cacheprovider", *chosen], {}, is_durable=True)


def run_pytest(arguments: list[str], environment: dict[str, str], *, is_durable: bool = False) -> int:
    """Run pytest on a throw-away database and return its exit code, also after Ctrl-C."""
    with throw_away_database(is_durable=is_durable) as address:
        # Two workers and some fifty programs read the same modules: each is compiled once, whatever the shell asks for.
        settings = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "coding_app.settings", NO_BYTECODE: ""}
        runner = subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=REPOSITORY,
            env=os.environ | settings | environment,
            preexec_fn=tied_to(os.getpid(), signal.SIGINT),
        )
        try:
            return runner.wait()
        except KeyboardInterrupt:
            runner.send_signal(signal.SIGINT)
            try:
                return runner.wait(timeout=20)
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                runner.kill()
                return runner.wait() or 130


def browser() -> str:
    """Return the browser for the journeys: an installed one, or Chromium by apt-get when we are root."""
    can_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
    found = installed_browser()
    missing = [] if found else ["chromium"]
    if can_install and not pathlib.Path(EMOJI_FONT).exists():
        missing.append("fonts-noto-color-emoji")
    if can_install and missing:
        install(missing)
        found = found or installed_browser()
    if not found:
        raise LocalError(
            "The tests need a browser, and no Chromium or Chrome was found. No test was run. Install one "
            "(Debian: apt-get install chromium fonts-noto-color-emoji), or set ENTENTE_CHROMIUM to its program."
        )
    return found


def installed_browser() -> str | None:
    """Return the path of a Chromium or Chrome on this machine."""
    named = os.environ.get("ENTENTE_CHROMIUM")
    if named:
        if os.access(named, os.X_OK):
            return named
        raise LocalError(f"ENTENTE_CHROMIUM is {named}, which is no program. Correct it or unset it.")
    on_path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if on_path:
        return on_path
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or pathlib.Path.home() / ".cache" / "ms-playwright"
    fetched = sorted(pathlib.Path(folder).glob("chromium-*/chrome-linux*/chrome"))
    others = [str(path) for path in fetched[-1:]] + [path for path in MAC_BROWSERS if os.access(path, os.X_OK)]
    return others[0] if others else None


def install(packages: list[str]) -> None:
    """Install Debian packages; a failure is told, and decided by what is there afterwards."""
    say(f"Installing {' and '.join(packages)} for the tests (apt-get, once) ...")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "-y", "install", *packages]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            say(f"{' '.join(command)} did not work: {done.stderr.strip()[-300:]}")
