"""The same act many times at once, over real connections, in a copy of the database that may be committed to."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from tests import databases


@pytest.fixture
def copy_of_the_database(django_db_setup: str, django_db_blocker: object) -> Iterator[str]:
    original = connection.settings_dict["NAME"]
    name = f"{original}_parallel"
    with django_db_blocker.unblock():
        databases.copy(original, name)
    yield databases.address_of(name)
    databases.drop(name)


def test_at_once(copy_of_the_database: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": copy_of_the_database,
        "DJANGO_SETTINGS_MODULE": "coding_app.settings",
        "ENTENTE_SECRET_KEY": settings.SECRET_KEY,
        "ENTENTE_VAR": str(settings.VAR),
        "ENTENTE_SECRETS_DIR": str(settings.SECRETS_DIR),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.coding.parallel"],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["same"] == [[1] * 10, 1, 1]  # one row, and everybody has the same answer
    assert found["rivals"] == [["1", *["StaleOperation"] * 9], 1]  # one wins, nobody is overwritten
    assert found["patient"] == [list(range(1, 11)), 10]  # all of them in the end, one after the other
    assert found["passages"] == [10, 10, [[0, 7]]]  # every act is kept, one code stands on the passage
    # Nobody waits for long, and nothing was changed; the act after it is in the history with who did it.
    assert found["held"] == [["UnitIsBusy"] * 10, 1, True]
