"""The time a coder spends on a unit, where the project keeps it; shown to nobody but the coder."""

from statistics import median
from typing import NamedTuple

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding_app.accounts.models import User
from coding_app.coding.models import Operation
from coding_app.sampling.models import Round


class Pace(NamedTuple):
    """Median seconds over the units that a coder has submitted in a round, and how many these are."""

    seconds: int
    units: int

    @property
    def words(self) -> str:
        """Say the median in words: seconds, and minutes from one minute on."""
        minutes, seconds = divmod(self.seconds, 60)
        if minutes:
            return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}


def own_pace(round: Round, coder: User) -> Pace | None:
    """Return a coder's own median time on a unit; None where none was kept or nothing is submitted yet."""
    mine = Operation.objects.filter(
        assignment__round=round, assignment__coder=coder, assignment__submitted_at__isnull=False, seconds__isnull=False
    )
    spent = [row["spent"] for row in mine.values("assignment").annotate(spent=Sum("seconds"))]
    return Pace(int(median(spent) + 0.5), len(spent)) if spent else None
