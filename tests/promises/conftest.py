"""The scene of the promises, built once a module in a transaction that is rolled back."""

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tests.promises import scene


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker):
    """Build the scene once for a module."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield scene.build()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def broken(everything):
    """Give each test the scene, and take back what it did."""
    cache.clear()
    with transaction.atomic():
        yield everything
        transaction.set_rollback(True)
