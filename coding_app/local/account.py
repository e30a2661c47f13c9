"""Choose the account that runs PostgreSQL when we are root, which PostgreSQL refuses."""

import os
import pathlib
import pwd
import subprocess
from dataclasses import dataclass

from coding_app.local.errors import LocalError


@dataclass(frozen=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """Return the account for the server: None (ourselves) unless we are root, then `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    raise LocalError(
        "PostgreSQL refuses to run as root, and this machine has neither an account postgres nor nobody. "
        "Run ./entente as an ordinary user, or set DATABASE_URL to a PostgreSQL that runs already."
    )


def can_enter(folder: pathlib.Path, account: Account) -> bool:
    """Tell whether `account` can enter `folder`, by trying it under that account."""
    return _succeeds('cd -- "$1"', folder, account)


def can_run(program: pathlib.Path, account: Account) -> bool:
    """Tell whether `account` can run `program`, by trying it under that account."""
    return _succeeds('"$1" --version >/dev/null', program, account)


def _succeeds(script: str, path: pathlib.Path, account: Account) -> bool:
    tried = subprocess.run(
        ["/bin/sh", "-c", script, "sh", str(path)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return tried.returncode == 0
