"""How fast somebody codes, and how long the rest will take them: plain arithmetic on what they finished and when."""

from dataclasses import dataclass
from math import ceil

PAUSE_MINUTES = 30
"""A longer time between two units is a pause, not work."""
LEAST_TIMED = 5
"""Units finished one after the other without a pause before anything is foretold from them."""


@dataclass(frozen=True)
class Pace:
    """What was finished: units in all, on how many days, and how many of them in how many seconds without a pause.

    The first unit after a pause has no beginning that is known, so it is not timed.
    """

    units: int = 0
    days: int = 0
    timed: int = 0
    seconds: float = 0.0

    @property
    def an_hour(self) -> float | None:
        """Return units an hour of work, None before enough are timed."""
        return self.timed * 3600 / self.seconds if self.timed >= LEAST_TIMED and self.seconds > 0 else None

    @property
    def a_day(self) -> float | None:
        """Return units a day on which anything was finished, None before the first."""
        return self.units / self.days if self.days else None

    def minutes_for(self, left: int) -> int | None:
        """Return the minutes of work that so many units take, whole and rounded up, None when it cannot be foretold."""
        return None if self.an_hour is None else ceil(left * 60 / self.an_hour)

    def days_for(self, left: int) -> int | None:
        """Return the days of work that so many units take, whole and rounded up, None when it cannot be foretold."""
        return None if self.a_day is None else ceil(left / self.a_day)

    def __add__(self, other: "Pace") -> "Pace":
        """Take the work of two people together; days of one are not days of the other."""
        return Pace(
            self.units + other.units, self.days + other.days, self.timed + other.timed, self.seconds + other.seconds
        )
