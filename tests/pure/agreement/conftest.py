"""Write small reliability data as text: one string a unit, one character a coder, "." where nobody coded."""

import pytest

from coding_app.agreement.stats.data import from_records


@pytest.fixture
def coded():
    """Build ratings from rows such as "aab" or "a.b"; clusters name the thread of each unit."""

    def build(rows, categories="ab", clusters=None):
        records = [(u, c, mark) for u, row in enumerate(rows) for c, mark in enumerate(row) if mark != "."]
        return from_records(records, list(categories), dict(enumerate(clusters)) if clusters else None)

    return build
