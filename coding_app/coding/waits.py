"""How long after the post it answers a post came, where both times are known to the minute."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FINE = frozenset({"second", "minute"})
GUESSED = frozenset({"estimated", "unknown"})


class Moment(NamedTuple):
    """When a post was published, as far as it is known: `precision` and `status` are those of the post."""

    at: datetime | None
    precision: str
    status: str

    @property
    def is_fine(self) -> bool:
        """Say whether it is known to the minute."""
        return self.at is not None and self.precision in FINE and self.status not in GUESSED


def waited(earlier: Moment | None, later: Moment) -> timedelta | None:
    """Return the time between two posts; None when one is not known to the minute, or when they come backwards."""
    if earlier is None or earlier.at is None or later.at is None or not (earlier.is_fine and later.is_fine):
        return None
    between = later.at.astimezone(UTC) - earlier.at.astimezone(UTC)
    return between if between >= timedelta(0) else None


def waited_words(between: timedelta | None) -> str:
    """Say a waiting time in words, in whole minutes, hours or days; "" for none."""
    if between is None:
        return ""
    minutes = int(between.total_seconds() // 60)
    hours, days = minutes // 60, minutes // 1440
    if minutes < 1:
        return _("answered within a minute")
    if hours < 1:
        return ngettext("answered after %(n)s min", "answered after %(n)s min", minutes) % {"n": minutes}
    if days < 1:
        return ngettext("answered after %(n)s hour", "answered after %(n)s hours", hours) % {"n": hours}
    return ngettext("answered after %(n)s day", "answered after %(n)s days", days) % {"n": days}
