"""The purge of a source as a background job."""

from typing import Any

from coding_app.core.jobs import Running
from coding_app.sources import queries
from coding_app.sources.erasure_actions import purge_source


def run_purge(running: Running) -> dict[str, Any]:
    """Purge the source of a job; a second run after a crash finds it purged and says so."""
    job = running.job
    source = queries.sources(job.project).get(uuid=job.parameters["source"])
    if source.purged_at:
        return {"source": source.name, "purged_before": True}
    done = purge_source(project=job.project, source=source, by=job.created_by)
    return {"source": source.name, "posts": done.posts, "codings": done.codings}
