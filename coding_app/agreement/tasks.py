"""The background job that computes the figures of a large round."""

from coding_app.agreement.actions import compute_agreement
from coding_app.core.jobs import Running
from coding_app.sampling.models import Round


def run_agreement(running: Running) -> dict[str, str]:
    """Compute the figures of the round that the job names; running it twice gives the same run."""
    job = running.job
    row = Round.objects.select_related("codebook_version", "project").get(
        project=job.project_id, uuid=job.parameters["round"]
    )
    running.progress(0, 1, force=True)
    run = compute_agreement(round=row, by=job.created_by)
    running.progress(1, 1, force=True)
    return {"run": str(run.uuid)}
