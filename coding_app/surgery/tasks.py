"""The background job that moves a round with many codings to another version of its codebook."""

from coding_app.codebook.models import CodebookVersion
from coding_app.core.jobs import Running
from coding_app.sampling.models import Round
from coding_app.surgery.carrying import move_round
from coding_app.surgery.moving import moved_by


def run_move(running: Running) -> dict[str, int]:
    """Move the round that the job names, all of it or nothing; running it twice makes one move."""
    job = running.job
    row = Round.objects.select_related("codebook_version", "project").get(
        project=job.project_id, uuid=job.parameters["round"]
    )
    version = CodebookVersion.objects.get(codebook__project=job.project_id, number=job.parameters["version"])
    if moved_by(job, row, version) is None:
        move_round(
            round=row, version=version, reason=job.parameters["reason"], by=job.created_by, report=running.progress
        )
    return {"version": version.number}
