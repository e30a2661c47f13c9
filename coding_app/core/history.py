"""History that nobody can rewrite: every write to a tracked table leaves an event row, made by a trigger."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

from corpus.promises import never_truncated

Model = TypeVar("Model", bound=type[models.Model])


def tracked(table: str) -> Callable[[Model], Model]:
    """Record inserts, updates and deletes of a model, bulk and raw SQL too; the record is append-only."""
    return pghistory.track(  # type: ignore[no-any-return]
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        append_only=True,
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history"),
        meta={"triggers": [never_truncated(f"{table} history")]},
    )
