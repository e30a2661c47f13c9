"""The hand-counted study."""

import pytest
from django.utils import translation

from tests.summaries.small_study import build


@pytest.fixture
def study(small):
    return build(small)


@pytest.fixture(autouse=True)
def english():
    """Compare with English sentences, whatever is translated by now."""
    with translation.override("en"):
        yield
