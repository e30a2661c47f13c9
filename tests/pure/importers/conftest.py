"""Files of one test, written where the test asks."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.importers import registry
from corpus.importers.base import PostRecord, Problem, Recipe, TimePrecision, TimeStatus

FIXTURES = Path(__file__).parents[2] / "fixtures" / "imports"


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "f.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def read(path: Path, recipe: Recipe | None = None) -> tuple[list[PostRecord], list[Problem]]:
    """Return the posts and the problems of a file under its guessed recipe."""
    items = list(registry.read(path, recipe or registry.guess_recipe(path)))
    return [i for i in items if isinstance(i, PostRecord)], [i for i in items if isinstance(i, Problem)]


def places(problems: list[Problem]) -> list[tuple[int, str, str]]:
    return [(p.line, p.column, p.code) for p in problems]


def signed(key: str, name: str, handle: str, *moment: int, status: TimeStatus = TimeStatus.UTC) -> dict[str, object]:
    """Say who wrote a post, and when to the second: year, month, day, hour, minute, second of UTC."""
    who = {"author_external_id": key, "author_name": name, "author_handle": handle}
    when = {"posted_at": datetime(*moment, tzinfo=UTC), "time_precision": TimePrecision.SECOND}
    return who | when | {"time_status": status}
