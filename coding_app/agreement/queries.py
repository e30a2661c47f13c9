"""Reads about agreement: rounds that may be compared, the stored run, the units behind a figure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import Http404

from coding_app.accounts.models import User
from coding_app.agreement import figures
from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.agreement.verdicts import Verdict, tally, verdict
from coding_app.codebook import queries as codebook
from coding_app.codebook.models import CodeDefinition
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.core.models import Job
from coding_app.projects.models import Project
from coding_app.sampling.models import Assignment, Round
from coding_app.sampling.queries import study_rounds

JOB_KIND = "agreement"
CELLS_AT_ONCE = 50_000


def rounds(project: Project) -> QuerySet[Round]:
    """Return the rounds of the study that were opened, newest first."""
    return (
        study_rounds(project)
        .exclude(state=Round.State.DRAFT)
        .select_related("codebook_version", "project")
        .order_by("-number")
    )


def comparable_rounds(project: Project) -> QuerySet[Round]:
    """Return the rounds whose codings may be compared: the closed ones, and open ones that were never blind."""
    return rounds(project).filter(Q(state__in=Round.OVER) | Q(is_blind=False))


def is_comparable(round: Round) -> bool:
    """Say whether the codings of a round may be compared; an exploration is one person's and compares with nothing."""
    if round.kind == Round.Kind.EXPLORATION:
        return False
    return round.is_over or (round.state == Round.State.OPEN and not round.is_blind)


def round_asked_for(project: Project, number: str) -> Round | None:
    """Return the round of the address; without a number the latest closed one, else the latest opened.

    Raise Http404 for a number that no opened round has.
    """
    if number:
        is_number = number.isdecimal() and len(number) < 9
        found = rounds(project).filter(number=int(number)).first() if is_number else None
        if found is None:
            raise Http404
        return found
    return rounds(project).filter(state__in=Round.OVER).first() or rounds(project).first()


def latest_run(round: Round) -> AgreementRun | None:
    """Return the newest figures of a round; of a closed round only what was computed after it was closed."""
    runs = AgreementRun.objects.filter(round=round).select_related(
        "made_by", "round__project", "round__codebook_version"
    )
    if round.closed_at:
        runs = runs.filter(made_at__gte=round.closed_at)
    return runs.order_by("-id").first()


def is_quick(round: Round) -> bool:
    """Say whether the figures are computed while the person waits: up to so many codings times codes."""
    codings = Assignment.objects.filter(round=round, submitted_at__isnull=False).count()
    codes = CodeDefinition.objects.filter(version=round.codebook_version, kind=CodeDefinition.Kind.CODE).count()
    return codings * codes <= CELLS_AT_ONCE


def pending_job(round: Round) -> Job | None:
    """Return the job that is computing the figures of a round, if one is."""
    return Job.objects.filter(
        project=round.project_id,
        kind=JOB_KIND,
        state__in=[Job.State.QUEUED, Job.State.RUNNING],
        parameters__round=str(round.uuid),
    ).first()


@dataclass(frozen=True)
class Line:
    """The figures of one code, or of a dimension as a whole, by metric; those of pairs by (coder, coder)."""

    entry: CodeEntry | Dimension
    figures: dict[str, AgreementFigure] = field(default_factory=dict)
    pairs: dict[tuple[int, int], dict[str, AgreementFigure]] = field(default_factory=dict)

    @property
    def percent(self) -> AgreementFigure | None:
        """Return percent agreement (Gwet's definition)."""
        return self.figures.get(figures.PERCENT)

    @property
    def alpha(self) -> AgreementFigure | None:
        """Return Krippendorff's alpha, between sets of codes where any number may be chosen."""
        return self.figures.get(figures.ALPHA) or self.figures.get(figures.SET_ALPHA)

    @property
    def ac1(self) -> AgreementFigure | None:
        """Return Gwet's AC1."""
        return self.figures.get(figures.AC1)

    @property
    def positive(self) -> AgreementFigure | None:
        """Return the agreement on choosing the code."""
        return self.figures.get(figures.POSITIVE)

    @property
    def negative(self) -> AgreementFigure | None:
        """Return the agreement on leaving the code."""
        return self.figures.get(figures.NEGATIVE)

    @property
    def chosen(self) -> int | None:
        """Count how often the code was chosen on units that two coders met; None for a dimension."""
        found = self.figures.get(figures.CHOSEN)
        return int(found.value or 0) if found else None

    @property
    def threads(self) -> int:
        """Count the threads that were resampled."""
        found = self.figures.get(figures.THREADS)
        return int(found.value or 0) if found else 0

    @property
    def verdict(self) -> Verdict:
        """Judge by the lower bound of alpha."""
        return verdict(self.alpha.low if self.alpha else None, self.chosen)


@dataclass(frozen=True)
class Group:
    """A dimension: its figures as a whole, then those of its codes."""

    dimension: Dimension
    whole: Line
    codes: list[Line]


@dataclass(frozen=True)
class Pair:
    """Two coders, and their alpha in each dimension, by name of the dimension, in the order of the codebook."""

    first: User
    second: User
    units: int
    cells: list[tuple[str, AgreementFigure | None]]


@dataclass(frozen=True)
class Report:
    """Everything the agreement page shows of one run."""

    run: AgreementRun
    groups: list[Group]
    coders: dict[int, User]

    @property
    def lines(self) -> list[Line]:
        """Return the codes of all dimensions."""
        return [line for group in self.groups for line in group.codes]

    @property
    def counts(self) -> dict[Verdict, int]:
        """Count the verdicts over the codes."""
        return tally(line.verdict for line in self.lines)

    @property
    def threads(self) -> int:
        """Count the threads in which two coders met, in the dimension that has most."""
        return max((group.whole.threads for group in self.groups), default=0)

    @property
    def pairs(self) -> list[Pair]:
        """Return the pairs of coders, by name."""
        keys = {key for group in self.groups for key in group.whole.pairs}
        return [self._pair(*key) for key in sorted(keys, key=lambda key: [self.coders[c].display_name for c in key])]

    def _pair(self, first: int, second: int) -> Pair:
        found = [group.whole.pairs.get((first, second), {}) for group in self.groups]
        alphas = [each.get(figures.ALPHA) or each.get(figures.SET_ALPHA) for each in found]
        units = max((alpha.units for alpha in alphas if alpha), default=0)
        names = [group.dimension.name for group in self.groups]
        return Pair(self.coders[first], self.coders[second], units, list(zip(names, alphas, strict=True)))


def report(run: AgreementRun) -> Report:
    """Put the stored figures of a run into the order of its codebook, in the language of the reader; 3 queries."""
    rows = list(AgreementFigure.objects.filter(run=run))
    by_code: dict[int, list[AgreementFigure]] = {}
    for row in rows:
        by_code.setdefault(row.code_id, []).append(row)
    groups = [
        Group(
            dimension,
            _line(dimension, by_code.get(dimension.id, ())),
            [_line(code, by_code.get(code.id, ())) for code in dimension.codes],
        )
        for dimension in codebook.dimensions(run.round.codebook_version)
    ]
    coders = {coder for row in rows for coder in (row.coder_a_id, row.coder_b_id) if coder is not None}
    return Report(run, groups, User.objects.in_bulk(coders))


def _line(entry: CodeEntry | Dimension, rows: Iterable[AgreementFigure]) -> Line:
    line = Line(entry)
    for row in rows:
        if row.coder_a_id is None or row.coder_b_id is None:
            line.figures[row.metric] = row
        else:
            line.pairs.setdefault((row.coder_a_id, row.coder_b_id), {})[row.metric] = row
    return line
