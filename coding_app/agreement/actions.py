"""Writes about agreement: compute the figures of a round and keep them."""

from collections.abc import Iterable
from dataclasses import asdict

from django.conf import settings
from django.db import connection, transaction

from coding_app.accounts.models import User
from coding_app.agreement import data, figures
from coding_app.agreement.models import AgreementRun
from coding_app.agreement.places import places as read_places
from coding_app.agreement.queries import JOB_KIND, latest_run, pending_job
from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.codebook import queries as codebook
from coding_app.coding.evidence import evidence
from coding_app.core import jobs
from coding_app.core.events import record
from coding_app.core.models import Job
from coding_app.sampling.models import Round

COPY = """
    COPY coding_app_agreementfigure (run_id, code_id, metric, subset, subset_value, coder_a_id, coder_b_id, value, se,
        low, high, below_667, below_800, no_interval, undefined_share, units, pairs, prevalence, undefined_because)
    FROM STDIN
"""


def compute_agreement(*, round: Round, by: User | None, resampling: Resampling | None = None) -> AgreementRun:
    """Compute the figures of a round and keep them with the digest of their data.

    The same data, parameters and version of the program give the latest run where it stands for them; an older one
    is no longer shown, and stays what it was. Raise RoundIsBlind while the round is blind and not closed.
    """
    chosen = resampling or Resampling()
    found = evidence(round)
    places = read_places(found, round.sample_id)
    dimensions = codebook.dimensions(round.codebook_version)
    identity = {
        "data_sha256": data.sha256(data.lines(round, found, dimensions, places)),
        "parameters": asdict(chosen),
        "app_version": settings.VERSION,
    }
    known = latest_run(round)
    if known is not None and all(getattr(known, name) == value for name, value in identity.items()):
        known.round = round
        return known
    rows = figures.compute(found, dimensions, places, chosen, round.batch_size)
    with transaction.atomic():
        run = AgreementRun.objects.create(round=round, made_by=by, **identity)
        _keep(run, rows)
        record("agreement_computed", by=by, project=round.project, about=run, round=round.number, figures=len(rows))
    return run


def start_agreement(*, round: Round, by: User) -> Job:
    """Have a worker compute the figures; a job that already does is returned instead of a second one."""
    return pending_job(round) or jobs.start(
        project=round.project, kind=JOB_KIND, by=by, parameters={"round": str(round.uuid)}
    )


def _keep(run: AgreementRun, rows: Iterable[figures.Row]) -> None:
    """Write the figures by COPY: a round of a hundred codes has ten thousand."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            figure = row.figure
            copy.write_row(
                (
                    run.pk, row.code_id, row.metric, row.subset, row.subset_value, row.coder_a, row.coder_b,
                    figure.value, figure.se, figure.low, figure.high, figure.below_667, figure.below_800,
                    figure.no_interval or "", figure.undefined_share, row.units, row.pairs, row.prevalence,
                    figure.reason or "",
                )
            )  # fmt: skip
