"""Which results rest on which version: rounds, their moves, the agreement computed and the exports made meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from coding_app.agreement.models import AgreementRun
from coding_app.codebook.models import CodebookVersion
from coding_app.core.models import Event
from coding_app.projects.models import Project
from coding_app.sampling.models import Round, RoundMove
from coding_app.sampling.queries import study_rounds


@dataclass
class Era:
    """A round under one version, from when it was drawn or moved there, with the results that rest on it."""

    round: Round
    version: CodebookVersion
    move: RoundMove | None
    until: datetime | None
    runs: list[AgreementRun] = field(default_factory=list)
    exports: list[Event] = field(default_factory=list)

    @property
    def is_current(self) -> bool:
        """Say whether the round is under this version now."""
        return self.until is None


def eras(project: Project) -> list[Era]:
    """Return the rounds of the study with the versions they were under, by number, then time; four statements.

    An export rests on each round that could leave at that time: closed, or open and never blind.
    """
    rounds = study_rounds(project).select_related("codebook_version").order_by("number")
    moves: dict[int, list[RoundMove]] = {}
    told = RoundMove.objects.filter(round__project=project).select_related("from_version", "to_version", "moved_by")
    for move in told.order_by("pk"):
        moves.setdefault(move.round_id, []).append(move)
    found = [era for row in rounds for era in _eras_of(row, moves.get(row.pk, []))]
    runs = AgreementRun.objects.filter(round__project=project).order_by("-pk")
    exports = list(Event.objects.filter(project=project, verb="export_made").select_related("by").order_by("-pk"))
    by_round: dict[int, list[AgreementRun]] = {}
    for run in runs:
        by_round.setdefault(run.round_id, []).append(run)
    for era in found:
        era.runs = [run for run in by_round.get(era.round.pk, ()) if _covers(era, run.made_at)]
        era.exports = [one for one in exports if _covers(era, one.at) and _could_leave(era.round, one.at)]
    return found


def _eras_of(round: Round, moves: Sequence[RoundMove]) -> list[Era]:
    versions = [moves[0].from_version, *(move.to_version for move in moves)] if moves else [round.codebook_version]
    ends = [*(move.moved_at for move in moves), None]
    return [Era(round, *one) for one in zip(versions, [None, *moves], ends, strict=True)]


def _covers(era: Era, at: datetime) -> bool:
    since = era.move.moved_at if era.move else None
    return (since is None or since <= at) and (era.until is None or at < era.until)


def _could_leave(round: Round, at: datetime) -> bool:
    if round.closed_at is not None and round.closed_at <= at:
        return True
    return not round.is_blind and round.opened_at is not None and round.opened_at <= at


def by_version(found: Sequence[Era]) -> list[tuple[CodebookVersion, list[Era]]]:
    """Return for each version the rounds that rest on it or did for a time, newest version first."""
    versions = {era.version.pk: era.version for era in found}
    return [
        (version, [era for era in found if era.version.pk == version.pk])
        for version in sorted(versions.values(), key=lambda one: -one.number)
    ]
