"""Hold for a while what was counted over many codings: a million are not counted anew at every step in the editor."""

from collections.abc import Callable, Hashable
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db.models import BooleanField, ExpressionWrapper

from coding_app.accounts.models import User
from coding_app.projects.models import Project
from coding_app.sampling.blindness import shown_to
from coding_app.sampling.queries import study_rounds

CODINGS_A_SECOND = 5_000
"""A count is held a second for so many codings: one over fewer is always fresh."""
LONGEST_SECONDS = 600
Counted = TypeVar("Counted")


def held(
    project: Project, by: User, about: Hashable, count: Callable[[], Counted], size: Callable[[Counted], int]
) -> Counted:
    """Return what `count` counts for a person about something, or what it counted a short while ago.

    size: over how many codings. Nothing is held across a change of what the person may see: the states of the rounds,
    and which of them show all codings to the person, belong to what it is held under. One statement.
    """
    shown = ExpressionWrapper(shown_to(by, project), output_field=BooleanField())
    rounds = study_rounds(project).order_by("pk").values_list("pk", "state", shown)
    key = sha256(repr((project.pk, by.pk, list(rounds), about)).encode()).hexdigest()
    found: Counted | None = cache.get(f"codings:{key}")
    if found is None:
        found = count()
        if seconds := min(size(found) // CODINGS_A_SECOND, LONGEST_SECONDS):
            cache.set(f"codings:{key}", found, seconds)
    return found
