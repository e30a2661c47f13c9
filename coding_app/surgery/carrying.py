"""Move an open round to the latest version: foretell what becomes missing, then carry its codings."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook.models import CodebookVersion
from coding_app.codebook.queries import dimensions, latest_published
from coding_app.core.events import record
from coding_app.review.models import Adjudication
from coding_app.review.queries import decisions_of
from coding_app.sampling.blindness import is_shown_to_all
from coding_app.sampling.models import Round, RoundMove
from coding_app.surgery import carry_sql
from coding_app.surgery.fates import Fate, Way
from coding_app.surgery.mapping import Mapping, mapping, parameters
from coding_app.surgery.refusals import CannotMove, ReasonIsMissing

UNITS_A_BATCH = 500
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Share:
    """What a move means, as counts; ``unanswered`` codings are on a split code without an answer."""

    submitted: int
    open_again: int
    codings: int
    carried: int
    unanswered: int


@dataclass(frozen=True)
class Forecast:
    """What a move would do: the fates of codes that change, what is asked newly, what has to be done again.

    ``coders`` is empty while the round is blind: how often somebody used a split code tells what they chose.
    """

    round: Round
    version: CodebookVersion
    changed: dict[int, Fate]
    new_dimensions: list[str]
    total: Share
    coders: list[tuple[User, Share]]
    decisions: int


def goal(round: Round) -> CodebookVersion | None:
    """Return the version a round may move to: the latest published one, when the round is open and under an older one.

    What one person explores alone stays under the version it was begun under.
    """
    latest = latest_published(round.project)
    if (
        round.kind == Round.Kind.EXPLORATION
        or latest is None
        or round.state != Round.State.OPEN
        or latest.number <= round.codebook_version.number
    ):
        return None
    return latest


def forecast(round: Round, version: CodebookVersion) -> Forecast:
    """Foretell a move; of a blind round in sums only."""
    found = mapping(round, version)
    with _set_based() as cursor:
        cursor.execute(carry_sql.FORETELL, parameters(found))
        rows = cursor.fetchall()
    before = {one.id for one in dimensions(round.codebook_version)}
    return Forecast(
        round,
        version,
        {code: end for code, end in found.fates.items() if end.way != Way.SAME},
        [one.name for one in dimensions(version) if one.id not in before],
        Share(*(sum(int(row[at]) for row in rows) for at in range(1, 6))),
        _by_coder(rows) if is_shown_to_all(round) else [],
        len(_undone_decisions(found)),
    )


def _by_coder(rows: Sequence[tuple[int, ...]]) -> list[tuple[User, Share]]:
    people = User.objects.in_bulk([row[0] for row in rows])
    shares = [(people[row[0]], Share(*map(int, row[1:]))) for row in rows]
    return sorted(shares, key=lambda one: (one[0].display_name, one[0].pk))


def _unheard(_done: int, _total: int) -> None:
    """Hear nothing: nobody waits for news of a move that is over at once."""


@transaction.atomic
def move_round(
    *, round: Round, version: CodebookVersion, reason: str, by: User, report: Report = _unheard
) -> RoundMove:
    """Move an open round to the latest version and carry its codings there; old ones stay under theirs, retracted.

    Every assignment gets a "carry" operation, so that an act sent from a screen that shows the old codebook is
    refused as out of date. `report` hears how many units are done, of how many; what it raises undoes the move.
    """
    with connection.cursor() as cursor:
        # First of all, as closing does: whoever codes or answers a split now waits, and then meets the carry.
        cursor.execute(carry_sql.LOCK, {"round": round.pk})
    row = Round.objects.select_for_update(of=("self",)).select_related("codebook_version", "project").get(pk=round.pk)
    if not reason.strip():
        raise ReasonIsMissing(_("Say why the round moves: it is read beside its results. Nothing was moved."))
    if goal(row) != version:
        raise CannotMove(
            _("Only an open round moves, and only to the latest version. Nothing was moved. Look at the round again.")
        )
    found = mapping(row, version)
    told = parameters(found) | {"by": by.pk, "size": UNITS_A_BATCH}
    undone = _undone_decisions(found)
    move = RoundMove.objects.create(
        round=row, from_version=row.codebook_version, to_version=version, reason=reason.strip(), moved_by=by
    )
    with _set_based() as cursor:
        for statement in carry_sql.STAGE:
            cursor.execute(statement, told)
    Round.objects.filter(pk=row.pk).update(codebook_version=version)
    retracted, made, reopened = _carry(told, report)
    Adjudication.objects.filter(pk__in=undone).update(superseded_at=move.moved_at, superseded_by=by)
    record(
        "round_moved", by=by, project=row.project, about=row, from_version=move.from_version.number,
        to_version=version.number, codings=retracted, carried=made, units_open_again=reopened, decisions=len(undone),
    )  # fmt: skip
    return move


def _carry(told: dict[str, Any], report: Report) -> tuple[int, int, int]:
    """Retract and make codings and open units again, as staged; return how many of each."""
    retracted = made = 0
    with connection.cursor() as cursor:
        for statement in carry_sql.WRITE_CARRIES:
            cursor.execute(statement, told)
        cursor.execute(carry_sql.BATCHES)
        units, batches = cursor.fetchone()
        for batch in range(batches):
            report(batch * UNITS_A_BATCH, units)
            cursor.execute(carry_sql.RETRACT, told | {"batch": batch})
            retracted += cursor.rowcount
            cursor.execute(carry_sql.MAKE, told | {"batch": batch})
            made += cursor.rowcount
        report(units, units)
        cursor.execute(carry_sql.REOPEN, told)
        reopened = cursor.rowcount
        cursor.execute(carry_sql.UNSTAGE)
    return retracted, made, reopened


@contextmanager
def _set_based() -> Iterator[CursorWrapper]:
    """Give a cursor whose joins read each side once: the planner takes what lies between for a few rows.

    For reading only: the plans of triggers would be made under the same setting.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield cursor
        cursor.execute("SET LOCAL enable_nestloop = on")


def _undone_decisions(found: Mapping) -> list[int]:
    """Return the decisions of the review that name a dimension or a code that does not live on as it was.

    Only a round that was never blind can have decisions while it is open.
    """
    here = {one.id: {entry.id for entry in one.entries} for one in dimensions(found.version)}
    rows = decisions_of([found.round]).prefetch_related("consensus_codings")
    return [
        row.pk
        for row in rows
        if not {one.code_id for one in row.consensus_codings.all()} <= here.get(row.dimension_id, set())
    ]
