"""Keep Python from looking for reference cycles while a long work makes millions of objects that have none; pure."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collector of cycles; each of its looks goes over all that the program holds, and the import finds none.

    It runs again as soon as one of several works that paused it together ends: that only costs time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
