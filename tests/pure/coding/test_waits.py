"""How long after the post it answers a post came."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.utils import translation

from coding_app.coding.waits import Moment, waited, waited_words

NOON = datetime(2020, 3, 1, 12, 0, tzinfo=UTC)
PARIS = timezone(timedelta(hours=1))


def at(minutes: float, precision: str = "minute", status: str = "utc") -> Moment:
    return Moment(NOON + timedelta(minutes=minutes), precision, status)


@pytest.mark.parametrize(
    ("earlier", "later", "minutes"),
    [
        (at(0), at(12), 12),
        (at(0, "second"), at(12, "minute", "local_assumed"), 12),
        (Moment(NOON.astimezone(PARIS), "minute", "offset"), at(12), 12),
        (at(0), at(0), 0),
        (at(0, "hour"), at(12), None),
        (at(0), at(12, "day"), None),
        (at(0), at(12, "minute", "estimated"), None),
        (at(0, "minute", "unknown"), at(12), None),
        (at(12), at(0), None),
        (Moment(None, "minute", "utc"), at(12), None),
        (at(0), Moment(None, "minute", "utc"), None),
        (None, at(12), None),
    ],
)
def test_only_times_known_to_the_minute_tell(earlier: Moment | None, later: Moment, minutes: int | None) -> None:
    assert waited(earlier, later) == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.5, "answered within a minute"),
        (1, "answered after 1 min"),
        (59.9, "answered after 59 min"),
        (60, "answered after 1 hour"),
        (1439, "answered after 23 hours"),
        (1440, "answered after 1 day"),
        (10080, "answered after 7 days"),
    ],
)
def test_in_words(minutes: float, words: str) -> None:
    with translation.override("en"):
        assert waited_words(timedelta(minutes=minutes)) == words


def test_nothing_known_says_nothing() -> None:
    assert waited_words(None) == ""
