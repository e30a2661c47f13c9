"""What earlier rounds tell a new one: where a code was found, how frequent it is, what is settled.

Sampling lies below the codings and may not look up at them: the setting ROUND_KNOWLEDGE names the class that answers.
"""

import datetime as dt
from typing import NamedTuple, Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from coding_app.projects.models import Project
from coding_app.sampling.models import Round, Unit
from corpus.models import Post


class Rates(NamedTuple):
    """How frequent codes were in the latest closed round: code id -> share; of how many codings, under which round."""

    round: Round
    codings: int
    shares: dict[int, float]


class Knowledge(Protocol):
    """What the features above answer; nothing of a round that is not closed is ever told."""

    def units_with(self, project: Project, code: str, until: dt.datetime | None) -> QuerySet[Unit]:
        """Return the units that bear a code (uuid) in a round closed by then, or in a consensus reached by then."""

    def settled_units(self, round: Round, until: dt.datetime | None) -> list[int]:
        """Return the ids of the units of which everything was agreed or settled by then, in the order of the draw."""

    def rates(self, project: Project, among: QuerySet[Post] | None = None) -> Rates | None:
        """Return how frequent each code is, or None before any closed round; `among`: in these posts only."""


def knowledge() -> Knowledge:
    """Return what the features above know."""
    made: Knowledge = import_string(settings.ROUND_KNOWLEDGE)()
    return made
