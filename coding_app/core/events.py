"""The journal: one line an act, written in the same transaction."""

import uuid
from typing import Any, Protocol

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from coding_app.core.models import Event


class HasUuid(Protocol):
    """Anything that is known outside by a uuid."""

    uuid: uuid.UUID


def record(
    verb: str,
    *,
    by: AbstractBaseUser | None,
    project: models.Model | None = None,
    about: HasUuid | None = None,
    **detail: Any,
) -> Event:
    """Write one line of the journal; the detail holds ids and figures, never text of the corpus."""
    return Event.objects.create(
        verb=verb,
        by=by,  # type: ignore[misc]  # core stands below accounts and projects
        project=project,  # type: ignore[misc]
        object_kind=type(about).__name__.lower() if about else "",
        object_uuid=about.uuid if about else None,
        detail=detail,
    )
