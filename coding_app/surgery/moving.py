"""Who moves a round: the person who asks, while they wait, or a worker where there is much to carry."""

from coding_app.accounts.models import User
from coding_app.codebook.models import CodebookVersion
from coding_app.coding.models import Coding
from coding_app.core import jobs
from coding_app.core.models import Job
from coding_app.sampling.models import Round, RoundMove

JOB_KIND = "round_move"
CODINGS_AT_ONCE = 2000
"""Live codings that are carried within a request: two to four seconds on a small machine."""


def is_quick(round: Round) -> bool:
    """Say whether a round is moved while the person waits."""
    live = Coding.objects.filter(assignment__round=round, retracted_at__isnull=True)
    return live[: CODINGS_AT_ONCE + 1].count() <= CODINGS_AT_ONCE


def pending_move(round: Round) -> Job | None:
    """Return the job that is moving a round, if one is."""
    return Job.objects.filter(
        project=round.project_id,
        kind=JOB_KIND,
        state__in=[Job.State.QUEUED, Job.State.RUNNING],
        parameters__round=str(round.uuid),
    ).first()


def moved_by(job: Job, round: Round, version: CodebookVersion) -> RoundMove | None:
    """Return the move that an interrupted run of a job has made: it is not made twice."""
    return RoundMove.objects.filter(round=round, to_version=version, moved_at__gte=job.created_at).first()


def start_move(*, round: Round, version: CodebookVersion, reason: str, by: User) -> Job:
    """Have a worker move a round; a job that already does is returned instead of a second one."""
    told = {"round": str(round.uuid), "version": version.number, "reason": reason}
    return pending_move(round) or jobs.start(project=round.project, kind=JOB_KIND, by=by, parameters=told)
