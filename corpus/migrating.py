"""Operations of migrations that leave the rendered models alone.

Django renders a model and all that are related to it again after each operation. A trigger, a constraint or an index
adds nothing that a later operation reads from a rendered model, and fields that are added one after the other need
their models once: a first `migrate` takes a quarter of the time.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pgtrigger.migrations
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
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


class AddFields(Operation):
    """Add several fields; the models are rendered when all of them are there."""

    reduces_to_sql = True

    def __init__(self, fields: Sequence[migrations.AddField]) -> None:
        """Take them in their order."""
        self.fields = list(fields)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Tell the state; whoever asks next for rendered models (a cached property) has all of them rendered once."""
        state.__dict__.pop("apps", None)
        for field in self.fields:
            field.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Add the columns."""
        for field in self.fields:
            field.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Remove the columns, the last one first."""
        for field in reversed(self.fields):
            field.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what is added."""
        return "; ".join(field.describe() for field in self.fields)


def together(operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations of a migration, with fields that are added one after the other as one step."""
    steps: list[Operation] = []
    for is_field, found in groupby(operations, lambda operation: type(operation) is migrations.AddField):
        step = list(found)
        steps += [AddFields(step)] if is_field else step  # type: ignore[arg-type]
    return steps
