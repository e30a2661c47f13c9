"""Operations of migrations that leave the rendered models alone.

Django renders a model and all that are related to it again after each operation. A trigger, a constraint or an index
adds nothing that a later operation reads from a rendered model: without it a first `migrate` takes half the time.
"""

from typing import Any

import pgtrigger.migrations
from django.db import migrations
from django.db.migrations.state import ProjectState


class _Unrendered:
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Tell the state; it renders nothing again while its rendered models (a cached property) are taken away."""
        rendered: Any = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)  # type: ignore[misc]
        if rendered is not None:
            state.__dict__["apps"] = rendered


class AddTrigger(_Unrendered, pgtrigger.migrations.AddTrigger):
    """Add a trigger."""


class RemoveTrigger(_Unrendered, pgtrigger.migrations.RemoveTrigger):
    """Remove a trigger."""


class AddConstraint(_Unrendered, migrations.AddConstraint):
    """Add a constraint."""


class AddIndex(_Unrendered, migrations.AddIndex):
    """Add an index."""
