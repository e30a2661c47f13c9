"""How far each coder of a round is: counts and times only, so that it may be shown while the round is blind."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Count

from coding_app.accounts.models import User
from coding_app.sampling.models import Round
from coding_app.sampling.pace import PAUSE_MINUTES, Pace
from coding_app.sampling.queries import held

# Two units finished within a second were brought by a program: nobody's pace.
_LINES = """
WITH mine AS (
    SELECT a.id, a.coder_id, a.submitted_at, a.skipped_at, a.doubted_at, a.released_at,
           COALESCE(a.submitted_at, a.skipped_at) AS done_at
      FROM coding_app_assignment a WHERE a.round_id = %(round)s),
timed AS (
    SELECT *, done_at - lag(done_at) OVER (PARTITION BY coder_id ORDER BY done_at) AS took FROM mine),
acted AS (
    SELECT m.coder_id, max(o.made_at) AS at
      FROM mine m JOIN coding_app_operation o ON o.assignment_id = m.id GROUP BY 1)
SELECT t.coder_id,
       count(*) FILTER (WHERE released_at IS NULL),
       count(submitted_at), count(skipped_at),
       count(doubted_at) FILTER (WHERE released_at IS NULL),
       count(released_at),
       max(acted.at),
       count(done_at), count(DISTINCT (done_at AT TIME ZONE %(zone)s)::date),
       count(*) FILTER (WHERE took >= interval '1 second' AND took <= %(pause)s * interval '1 minute'),
       COALESCE(EXTRACT(epoch FROM sum(took)
                FILTER (WHERE took >= interval '1 second' AND took <= %(pause)s * interval '1 minute')), 0)::float
  FROM timed t LEFT JOIN acted ON acted.coder_id = t.coder_id
 GROUP BY t.coder_id
"""


class CoderLine(NamedTuple):
    """How far one coder is. assigned: what lies with them; released: what was handed on to somebody else."""

    coder: User
    assigned: int
    submitted: int
    skipped: int
    doubts: int
    released: int
    last_at: datetime | None
    pace: Pace

    @property
    def handled(self) -> int:
        """Count what they are through with: submitted, or skipped as not codable."""
        return self.submitted + self.skipped

    @property
    def left(self) -> int:
        """Count what is still to do."""
        return self.assigned - self.handled

    @property
    def minutes_left(self) -> int | None:
        """Foretell the minutes of work left at their pace."""
        return self.pace.minutes_for(self.left)

    @property
    def time_left(self) -> str:
        """Write the minutes left as hours and minutes; empty when they cannot be foretold."""
        minutes = self.minutes_left
        if minutes is None:
            return ""
        return f"{minutes // 60} h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"

    @property
    def days_left(self) -> int | None:
        """Foretell the days of work left at their pace."""
        return self.pace.days_for(self.left)


@dataclass(frozen=True)
class Board:
    """All coders of a round, by name, and until when the round is to be done."""

    lines: list[CoderLine]
    due_on: date | None
    today: date

    @property
    def assigned(self) -> int:
        """Count what lies with somebody."""
        return sum(line.assigned for line in self.lines)

    @property
    def handled(self) -> int:
        """Count what is done."""
        return sum(line.handled for line in self.lines)

    @property
    def left(self) -> int:
        """Count what is still to do."""
        return self.assigned - self.handled

    @property
    def doubts(self) -> int:
        """Count the questions left on units."""
        return sum(line.doubts for line in self.lines)

    @property
    def days_to_due(self) -> int | None:
        """Count the days until the round is due, below nothing once the day has passed; None without such a day."""
        return (self.due_on - self.today).days if self.due_on else None

    def is_late(self, line: CoderLine) -> bool:
        """Say whether a coder will not be done by the due day, even coding every day as they do."""
        if self.days_to_due is None or not line.left:
            return False
        # Today still counts.
        return self.days_to_due < 0 or (line.days_left or 0) > self.days_to_due + 1


def board(round: Round, today: date) -> Board:
    """Read how far the coders of a round are; two statements, however many they are and however much they coded."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"round": round.pk, "zone": settings.TIME_ZONE, "pause": PAUSE_MINUTES})
        rows = cursor.fetchall()
    people = User.objects.in_bulk([row[0] for row in rows])
    lines = [CoderLine._make([people[row[0]], *row[1:7], Pace(*row[7:])]) for row in rows]
    return Board(sorted(lines, key=lambda line: (line.coder.display_name, line.coder.pk)), round.due_on, today)


class Overlap(NamedTuple):
    """How many units are met by so many coders."""

    coders: int
    units: int


def overlap(round: Round) -> list[Overlap]:
    """Return how many units one, two and three coders meet."""
    per_unit = held().filter(round=round).values("unit").annotate(coders=Count("id"))
    counts: dict[int, int] = {}
    for coders in per_unit.values_list("coders", flat=True):
        counts[coders] = counts.get(coders, 0) + 1
    return [Overlap(coders, units) for coders, units in sorted(counts.items())]
