"""The launcher: it says what is missing in plain words, and installs only when a lock has changed."""

import importlib.machinery
import importlib.util
import pathlib
import re
import subprocess
import sys
from types import ModuleType

import pytest

from coding_app.local.__main__ import COMMANDS
from coding_app.local.places import REPOSITORY

LAUNCHER = REPOSITORY / "entente"


@pytest.fixture
def launcher(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the launcher as a module of an invented repository, whose programs only tell what they would do."""
    loader = importlib.machinery.SourceFileLoader("entente_launcher", str(LAUNCHER))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("entente_launcher", loader))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    python = tmp_path / ".venv" / "bin" / "python"
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "PYTHON", python)
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "stamp")
    module.commands = []

    def run(command: list[str], output: int | None = None) -> int:
        module.commands.append(command)
        if "venv" in command:
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch(mode=0o755)
        return 0

    monkeypatch.setattr(module, "run", run)
    return module


def test_help_names_every_command() -> None:
    told = subprocess.run([sys.executable, LAUNCHER], capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  ([a-z]+)", told, re.MULTILINE)) == set(COMMANDS)


def test_unknown_command_is_refused() -> None:
    told = subprocess.run([sys.executable, LAUNCHER, "strat"], capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert told.stderr.startswith("There is no command strat.")


def test_only_the_standard_library_is_imported() -> None:
    names = re.findall(r"^(?:import|from) (\w+)", LAUNCHER.read_text(), re.MULTILINE)
    assert set(names) <= sys.stdlib_module_names


def test_old_python_gets_a_sentence(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher.shutil, "which", lambda name: None)
    monkeypatch.setattr(launcher.sys, "version_info", (3, 9, 2))
    assert launcher.main(["demo"]) == 2
    assert capsys.readouterr().err.startswith(
        "Entente needs Python 3.11 or newer, and this is 3.9. Nothing was changed."
    )


def test_environment_is_made_once_and_again_when_the_lock_changes(launcher: ModuleType) -> None:
    assert launcher.make_environment("requirements.lock", None) == ""
    assert launcher.commands[0][1:3] == ["-m", "venv"]
    assert launcher.commands[-1][-2:] == ["-r", str(launcher.ROOT / "requirements.lock")]
    assert "--require-hashes" in launcher.commands[-1]
    launcher.commands.clear()
    assert launcher.make_environment("requirements.lock", None) == ""
    assert launcher.commands == []
    (launcher.ROOT / "requirements.lock").write_text("newer")
    assert launcher.make_environment("requirements.lock", None) == ""
    assert launcher.commands[-1][-1].endswith("requirements.lock")


def test_a_developers_environment_serves_every_command(launcher: ModuleType) -> None:
    launcher.make_environment("requirements-dev.lock", "uv")
    launcher.commands.clear()
    launcher.make_environment("requirements.lock", "uv")
    assert launcher.commands == []
    (launcher.ROOT / "requirements-dev.lock").write_text("newer")
    launcher.make_environment("requirements.lock", "uv")
    assert launcher.commands[-1][-1].endswith("requirements-dev.lock")
    assert "--require-hashes" in launcher.commands[-1]


@pytest.mark.parametrize(("fails", "sentence"), [("venv", "venv module is missing"), ("install", "check the network")])
def test_what_fails_is_said_and_tried_again_next_time(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, fails: str, sentence: str
) -> None:
    monkeypatch.setattr(launcher, "run", lambda command, output=None: int(fails in command))
    assert sentence in launcher.make_environment("requirements.lock", None)
    assert not launcher.STAMP.exists()


@pytest.mark.parametrize("bench", sorted((REPOSITORY / "tests" / "bench").glob("bench_*.py")), ids=lambda p: p.stem)
def test_every_bench_runs_when_it_is_named(bench: pathlib.Path) -> None:
    """`./entente bench NAME` hands the file to pytest, which would pass over one without a test in silence."""
    assert re.search(r"^def test_\w+", bench.read_text(encoding="utf-8"), re.M)
