"""The study counted by hand: its round closed, or still open."""

import pytest

from tests.agreement.study import build


@pytest.fixture
def study(small):
    return build(small).reveal()


@pytest.fixture
def open_study(small):
    return build(small)
