"""Reads about agreement: rounds that may be compared, the stored run, the units behind a figure."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from coding_app.accounts.models import User
from coding_app.agreement.lines import Group, Report, line
from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.codebook import queries as codebook
from coding_app.codebook.models import CodeDefinition
from coding_app.codebook.tree import Dimension
from coding_app.coding.models import Operation
from coding_app.core.models import Job
from coding_app.projects.models import Project
from coding_app.sampling.blindness import is_shown_to, shown_to
from coding_app.sampling.models import Assignment, Round
from coding_app.sampling.queries import study_rounds

JOB_KIND = "agreement"
CODINGS_AT_ONCE = 50_000
CODINGS_A_CODE = 600
"""What half a second computes, reading and keeping included; a code costs as much as so many codings."""
FEW_CODES = 20
"""Up to so many codes, the page shows every code in every subset; beyond, a page of its own does."""


def rounds(project: Project) -> QuerySet[Round]:
    """Return the rounds of the study that were opened, newest first."""
    return (
        study_rounds(project)
        .exclude(state=Round.State.DRAFT)
        .select_related("codebook_version", "project")
        .order_by("-number")
    )


def computable_rounds(project: Project) -> QuerySet[Round]:
    """Return the rounds of which figures are made: the closed ones, and open ones that were never blind.

    Those who may review see them; for what others see, ask `comparable_rounds`.
    """
    return rounds(project).filter(Q(state__in=Round.OVER) | Q(is_blind=False))


def comparable_rounds(project: Project, by: User) -> QuerySet[Round]:
    """Return the rounds whose codings a person may compare; see `sampling.blindness`."""
    return rounds(project).filter(shown_to(by, project))


def measurable_rounds(project: Project, by: User) -> QuerySet[Round]:
    """Return the comparable rounds whose origin, if they have one, is as open to the person: measures tell both."""
    found = comparable_rounds(project, by)
    return found.filter(Q(origin=None) | Q(origin__in=found.order_by().values("pk"))).select_related(
        "codebook_version", "project", "origin__codebook_version"
    )


def is_comparable(round: Round, by: User) -> bool:
    """Say whether a person may compare the codings of a round; an exploration compares with nothing."""
    return is_shown_to(by, round)


def round_asked_for(project: Project, number: str, by: User) -> Round | None:
    """Return the round of the address; without a number the latest that is over and shown to this person.

    If there is none, the latest opened.

    Raise Http404 for a number that no opened round has.
    """
    if number:
        is_number = number.isdecimal() and len(number) < 9
        found = rounds(project).filter(number=int(number)).first() if is_number else None
        if found is None:
            raise Http404
        return found
    return comparable_rounds(project, by).filter(state__in=Round.OVER).first() or rounds(project).first()


def latest_run(round: Round) -> AgreementRun | None:
    """Return the newest figures of a round; of a closed round only what was computed after it was closed."""
    found = runs(round)
    return (found.filter(made_at__gte=round.closed_at) if round.closed_at else found).first()


def runs(round: Round) -> QuerySet[AgreementRun]:
    """Return every computation of the figures of a round, newest first."""
    return (
        AgreementRun.objects.filter(round=round)
        .select_related("made_by", "round__project", "round__codebook_version")
        .order_by("-id")
    )


def run_asked_for(round: Round, name: str) -> AgreementRun | None:
    """Return the computation of the address; without a name the latest, if there is one.

    Raise Http404 for one that this round does not have.
    """
    if not name:
        return latest_run(round)
    try:
        return get_object_or_404(runs(round), uuid=UUID(name))
    except ValueError:
        raise Http404 from None


def has_acts_since(run: AgreementRun) -> bool:
    """Say whether any coder did anything in the round of a run since it: only then can its data have changed."""
    submitted = Assignment.objects.filter(round=run.round_id, submitted_at__gte=run.made_at)
    return (
        submitted.exists()
        or Operation.objects.filter(assignment__round=run.round_id, made_at__gte=run.made_at).exists()
    )


def is_quick(round: Round) -> bool:
    """Say whether the figures are computed while the person waits: what takes half a second or so."""
    codings = Assignment.objects.filter(round=round, submitted_at__isnull=False).count()
    codes = CodeDefinition.objects.filter(version=round.codebook_version, kind=CodeDefinition.Kind.CODE).count()
    return codings + codes * CODINGS_A_CODE <= CODINGS_AT_ONCE


def pending_job(round: Round) -> Job | None:
    """Return the job that is computing the figures of a round, if one is."""
    return Job.objects.filter(
        project=round.project_id,
        kind=JOB_KIND,
        state__in=[Job.State.QUEUED, Job.State.RUNNING],
        parameters__round=str(round.uuid),
    ).first()


def report(run: AgreementRun, only: Q | None = None) -> Report:
    """Put the stored figures of a run into the order of its codebook, in the language of the reader; 3 queries.

    only: which figures are wanted, all of them when left out.
    """
    return _report(run, codebook.dimensions(run.round.codebook_version), only or Q())


def of_the_whole() -> Q:
    """Return the condition of figures over all coders and all units of a round."""
    return Q(subset="", coder_a=None)


def brief(run: AgreementRun) -> Report:
    """Put together what a page can show at once: of many codes, the subsets and pairs of their dimensions only."""
    dimensions = codebook.dimensions(run.round.codebook_version)
    of_dimensions = Q(code__in=[dimension.id for dimension in dimensions])
    if sum(len(dimension.codes) for dimension in dimensions) <= FEW_CODES:
        return _report(run, dimensions, of_dimensions | Q(coder_b=None))
    told = [AgreementFigure.Subset.DIFFERENCE, AgreementFigure.Subset.CODER, AgreementFigure.Subset.WEIGHTED]
    whole = Q(subset="", coder_b=None) | Q(subset__in=told)
    return _report(run, dimensions, of_dimensions | whole)


def _report(run: AgreementRun, dimensions: Sequence[Dimension], only: Q) -> Report:
    by_code: dict[int, list[AgreementFigure]] = {}
    for row in AgreementFigure.objects.filter(only, run=run):
        by_code.setdefault(row.code_id, []).append(row)
    groups = [
        Group(
            dimension,
            line(dimension, by_code.get(dimension.id, ())),
            [line(code, by_code.get(code.id, ())) for code in dimension.codes],
        )
        for dimension in dimensions
    ]
    everywhere = AgreementFigure.objects.filter(run=run).order_by().distinct()
    coders = User.objects.filter(Q(pk__in=everywhere.values("coder_a")) | Q(pk__in=everywhere.values("coder_b")))
    return Report(run, groups, coders.in_bulk())
