"""Run every check that needs no test: format, lint, security, types, contracts, dependencies, templates, migrations."""

import os
import pathlib
import subprocess
import sys
import time

from coding_app.local.places import REPOSITORY
from coding_app.local.session import say, throw_away_database

CODE = ("corpus", "coding_app", "manage.py")


def checks() -> list[tuple[str, list[str]]]:
    """Return the name and the command of each check; the slowest comes last, so that the others tell at once."""
    templates = [str(path.relative_to(REPOSITORY)) for path in sorted((REPOSITORY / "templates").rglob("*.html"))]
    python = [sys.executable, "-m"]
    found = [
        ("format", [*python, "ruff", "format", "--check", "."]),
        ("lint", [*python, "ruff", "check", "."]),
        ("contracts", ["lint-imports"]),
        ("dependencies", ["deptry", "."]),
        ("migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
        ("django", [sys.executable, "manage.py", "check", "--fail-level", "WARNING"]),
    ]
    if templates:
        found.append(("templates", ["djade", "--check", "--target-version", "5.2", *templates]))
    return [*found, ("types", [*python, "mypy", *CODE])]


def lint(arguments: list[str]) -> int:
    """Run all checks, or the named ones; tell each result; return 1 when one fails."""
    chosen = [(name, command) for name, command in checks() if not arguments or name in arguments]
    failed = []
    with throw_away_database() as address:
        environment = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "coding_app.settings"}
        environment["PATH"] = f"{pathlib.Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
        for name, command in chosen:
            began = time.monotonic()
            done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
            print(
                f"{'ok' if done.returncode == 0 else 'FAILED':8}{name:14}{time.monotonic() - began:5.1f} s", flush=True
            )
            if done.returncode:
                failed.append(name)
                print((done.stdout + done.stderr).rstrip(), flush=True)
    say(
        f"{len(chosen) - len(failed)} of {len(chosen)} checks pass."
        + (f" Failed: {', '.join(failed)}." if failed else "")
    )
    return 1 if failed or not chosen else 0
