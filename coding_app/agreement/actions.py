"""Writes about agreement: compute the figures of a round and keep them."""

from dataclasses import asdict

from django.conf import settings
from django.db import transaction

from coding_app.accounts.models import User
from coding_app.agreement import data, figures
from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.agreement.queries import JOB_KIND, pending_job
from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.codebook import queries as codebook
from coding_app.coding.evidence import evidence
from coding_app.core import jobs
from coding_app.core.events import record
from coding_app.core.models import Job
from coding_app.sampling.models import Round


def compute_agreement(*, round: Round, by: User | None, resampling: Resampling | None = None) -> AgreementRun:
    """Compute the figures of a round and keep them with the digest of their data.

    The same data, parameters and version of the program give the run that is already there. Raise RoundIsBlind
    while the round is blind and not closed.
    """
    chosen = resampling or Resampling()
    found = evidence(round)
    dimensions = codebook.dimensions(round.codebook_version)
    identity = {
        "round": round,
        "data_sha256": data.sha256(data.lines(round, found, dimensions)),
        "parameters": asdict(chosen),
        "app_version": settings.VERSION,
    }
    known = AgreementRun.objects.filter(**identity).order_by("-id").first()
    if known is not None:
        known.round = round
        return known
    rows = figures.compute(found, dimensions, chosen)
    with transaction.atomic():
        run = AgreementRun.objects.create(made_by=by, **identity)
        AgreementFigure.objects.bulk_create((_figure(run, row) for row in rows), batch_size=2000)
        record("agreement_computed", by=by, project=round.project, about=run, round=round.number, figures=len(rows))
    return run


def start_agreement(*, round: Round, by: User) -> Job:
    """Have a worker compute the figures; a job that already does is returned instead of a second one."""
    return pending_job(round) or jobs.start(
        project=round.project, kind=JOB_KIND, by=by, parameters={"round": str(round.uuid)}
    )


def _figure(run: AgreementRun, row: figures.Row) -> AgreementFigure:
    figure = row.figure
    return AgreementFigure(
        run=run,
        code_id=row.code_id,
        metric=row.metric,
        coder_a_id=row.coder_a,
        coder_b_id=row.coder_b,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        units=row.units,
        pairs=row.pairs,
        prevalence=row.prevalence,
        undefined_because=figure.reason or "",
    )
