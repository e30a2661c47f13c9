"""The job that makes an export."""

from typing import Any

from coding_app.core.jobs import Running
from coding_app.exports import actions


def run_export(running: Running) -> dict[str, Any]:
    """Make the export of a job."""
    export = actions.make_export(running=running)
    return {"export": str(export.uuid), "rows": export.rows, "sha256": export.sha256}
