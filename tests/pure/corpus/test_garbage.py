"""While an import runs, Python does not look for cycles; afterwards it does what it did before."""

import gc

import pytest

from corpus.garbage import uncollected


def _fail_uncollected() -> None:
    with uncollected():
        assert not gc.isenabled()
        raise ValueError("broken")


def test_the_collector_rests_and_runs_again_also_after_an_error():
    with pytest.raises(ValueError, match="broken"):
        _fail_uncollected()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
