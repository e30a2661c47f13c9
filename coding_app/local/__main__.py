"""Run one command of `./entente` inside the project's Python environment."""

import os
import subprocess
import sys
from collections.abc import Callable

from coding_app.local.backup import backup, restore
from coding_app.local.errors import LocalError
from coding_app.local.lint import lint
from coding_app.local.places import REPOSITORY
from coding_app.local.session import database_for_command, say
from coding_app.local.supervisor import demo, up
from coding_app.local.testing import bench, run_tests


def manage(arguments: list[str]) -> int:
    """Run one of Django's commands with the database running."""
    with database_for_command() as address:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=REPOSITORY, env=os.environ | {"DATABASE_URL": address}, check=False
        ).returncode


def doctor(arguments: list[str]) -> int:
    """Say what lies where, and whether it works."""
    return manage(["doctor", *arguments])


def vendor(arguments: list[str]) -> int:
    """Fetch the browser libraries again."""
    return subprocess.run([sys.executable, "frontend/vendor.py", *arguments], cwd=REPOSITORY, check=False).returncode


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "backup": backup,
    "bench": bench,
    "demo": demo,
    "doctor": doctor,
    "lint": lint,
    "manage": manage,
    "restore": restore,
    "test": run_tests,
    "up": up,
    "vendor": vendor,
}


def main() -> int:
    """Return the exit code of the command named on the command line."""
    name, *arguments = sys.argv[1:]
    try:
        return COMMANDS[name](arguments)
    except LocalError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
