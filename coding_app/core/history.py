"""History that nobody can rewrite: every write to a tracked table leaves an event row, made by a trigger."""

import json
from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

from corpus.promises import never_truncated

Model = TypeVar("Model", bound=type[models.Model])


def tracked(table: str, *, is_set_based: bool = False) -> Callable[[Model], Model]:
    """Record inserts, updates and deletes of a model, bulk and raw SQL too; the record is append-only.

    `is_set_based`: once a statement instead of once a row, for tables of which many rows are written together.
    """
    level = pghistory.Statement if is_set_based else pghistory.Row
    return pghistory.track(  # type: ignore[no-any-return]
        pghistory.InsertEvent(level=level),
        pghistory.UpdateEvent(level=level),
        pghistory.DeleteEvent(level=level),
        append_only=True,
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history"),
        meta={"triggers": [never_truncated(f"{table} history")]},
    )


TOLD = """
    set_config('pghistory.context_id', %(history_id)s, true),
    set_config('pghistory.context_metadata', %(history_words)s, true)
"""
"""What a prepared statement selects beside its own to say who acts; pghistory puts it before all other statements."""


def who_acts() -> dict[str, str]:
    """Return the values of TOLD: who acts, and where."""
    with pghistory.context() as now:
        words = json.dumps(now.metadata, cls=pghistory.config.json_encoder())
        return {"history_id": str(now.id), "history_words": words}
