"""Agreement over time: the batches of a round as small charts, and the rounds of a study side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import F, Q

from coding_app.accounts.models import User
from coding_app.agreement import figures
from coding_app.agreement.breakdowns import Breakdown
from coding_app.agreement.drawing import Multiple, multiple
from coding_app.agreement.lines import Line
from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.agreement.queries import comparable_rounds
from coding_app.agreement.subsets import batches
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.coding.evidence import evidence
from coding_app.sampling.models import Assignment, Round, RoundMove

HALF = 0.5


@dataclass(frozen=True)
class Course:
    """One code or dimension over time: its small chart, its first and its last figure."""

    line: Line
    chart: Multiple
    first: float | None
    last: float | None

    @property
    def change(self) -> float | None:
        """Return by how much alpha rose (above 0) or fell."""
        return None if self.first is None or self.last is None else self.last - self.first


@dataclass(frozen=True)
class PastRound:
    """A round of the study; whether it was coded under another version than the one before, and has figures here."""

    round: Round
    is_new_version: bool
    has_figures: bool


@dataclass(frozen=True)
class History:
    """The rounds of a study that have figures, oldest first, and for each code or dimension its alpha in each."""

    rounds: list[PastRound]
    rows: list[tuple[Course, list[AgreementFigure | None]]]


def courses(found: Breakdown, moved: Sequence[int] = ()) -> list[Course]:
    """Draw each row of a table of batches or windows; moved: the batches from which on another version was coded."""
    last = [int(name.rpartition("–")[2]) for name in found.columns]
    marks = [next((place for place, batch in enumerate(last) if batch >= each), 0) for each in moved]
    values = [[cell.figure.value if cell.figure else None for cell in row.cells] for row in found.rows]
    return [_course(row.line, each, marks) for row, each in zip(found.rows, values, strict=True)]


def _course(line: Line, values: Sequence[float | None], marks: Sequence[int] = ()) -> Course:
    defined = [value for value in values if value is not None]
    return Course(line, multiple(values, marks), *((defined[0], defined[-1]) if defined else (None, None)))


def moves(round: Round) -> list[RoundMove]:
    """Return when the round went on under another version of the codebook, oldest first."""
    return list(RoundMove.objects.filter(round=round).select_related("from_version", "to_version").order_by("moved_at"))


def moved_batches(round: Round) -> list[int]:
    """Return for each move of a round the first batch of which half was submitted after it; one query without moves."""
    when = list(RoundMove.objects.filter(round=round).order_by("moved_at").values_list("moved_at", flat=True))
    if not when:
        return []
    found = evidence(round)
    batch = batches(found.coder_ids, found.positions, round.batch_size)
    mine = Assignment.objects.filter(round=round)
    late = [list(mine.filter(submitted_at__gte=moment).values_list("pk", flat=True)) for moment in when]
    after = [np.isin(found.assignment_ids, each) for each in late]
    shares = [np.bincount(batch, each) / np.maximum(np.bincount(batch), 1) for each in after]
    return [int(reached[0]) for each in shares if (reached := np.flatnonzero(each >= HALF)).size]


def history(run: AgreementRun, by: User, entries: Sequence[Dimension | CodeEntry]) -> History:
    """Follow some codes and dimensions through the rounds whose codings the person may compare; three queries."""
    rounds = list(comparable_rounds(run.round.project, by).order_by("number"))
    runs = (
        AgreementRun.objects.filter(Q(round__closed_at=None) | Q(made_at__gte=F("round__closed_at")), round__in=rounds)
        .order_by("round", "-id")
        .distinct("round")
    )
    run_of = dict(runs.values_list("round", "pk"))
    past = [row for row in rounds if row.pk in run_of]
    ids = [entry.id for entry in entries]
    stored = AgreementFigure.objects.filter(
        run__in=run_of.values(), code__in=ids, metric__in=[figures.ALPHA, figures.SET_ALPHA], subset="", coder_a=None
    )
    at = {(figure.code_id, figure.run_id): figure for figure in stored}
    versions = [row.codebook_version_id for row in past]
    new = [n for n in range(1, len(past)) if versions[n] != versions[n - 1]]
    rows = []
    for entry in entries:
        found = [at.get((entry.id, run_of[row.pk])) for row in past]
        if any(found):
            values = [figure.value if figure else None for figure in found]
            rows.append((_course(Line(entry), values, new), found))
    told = [PastRound(row, n in new, any(found[n] for _course, found in rows)) for n, row in enumerate(past)]
    return History(told, rows)
