"""The hand-counted study, and a folder of one's own for the files."""

from pathlib import Path

import pytest

from coding_app.core.jobs import Running
from corpus import facts
from tests.summaries.small_study import build


@pytest.fixture
def study(small):
    made = build(small)
    facts.refresh()
    return made


@pytest.fixture(autouse=True)
def exports_dir(settings, tmp_path) -> Path:
    settings.EXPORTS_DIR = tmp_path / "exports"
    return settings.EXPORTS_DIR


@pytest.fixture
def reports(monkeypatch):
    """Collect progress instead of writing it through a second connection, which cannot see this transaction."""
    told = []
    monkeypatch.setattr(Running, "progress", lambda self, done, total=None, *, force=False: told.append(done))
    return told
