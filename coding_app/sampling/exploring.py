"""Writes about explorations: begin one, add a unit while reading. Closing is that of every round."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook.models import CodebookVersion
from coding_app.codebook.queries import latest_published
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project
from coding_app.sampling.actions import keep_sample, units_of
from coding_app.sampling.models import Assignment, Round, SampleUnit
from coding_app.sampling.queries import Candidate

MOST_UNITS = 5_000
"""A longer worklist is nobody's evening; it is cut, and the person is told."""
NUMBERED_FROM = 500_000
"""Explorations have numbers of their own, so that the rounds of the study stay 1, 2, 3."""


class NothingToExplore(Invalid):
    """Refuse an exploration without a unit that may be coded."""


class NothingIsPublished(Invalid):
    """Refuse an exploration before there is a codebook that stays as it is."""


class ExplorationIsClosed(Conflict):
    """Refuse a unit in an exploration that was closed, or that is somebody else's."""


@transaction.atomic
def begin_exploration(
    *, project: Project, name: str, unit_kind: str, candidates: Sequence[Candidate], recipe: dict[str, object], by: User
) -> Round:
    """Open a round of one's own over these units, in their order, under the latest published version."""
    if not candidates:
        raise NothingToExplore(
            _("Nothing here may be coded: no post that was reviewed and still has its words. Nothing was begun.")
        )
    version = _version(project)
    # Two explorations begun at the same moment take their numbers one after the other.
    Project.objects.select_for_update().get(pk=project.pk)
    units = units_of(project, unit_kind, candidates[:MOST_UNITS])
    terms = recipe | {"unit_kind": unit_kind, "size": len(units)}
    known = Round.objects.filter(project=project, kind=Round.Kind.EXPLORATION).aggregate(last=Max("number"))
    row = Round.objects.create(
        project=project,
        number=(known["last"] or NUMBERED_FROM) + 1,
        name=name,
        kind=Round.Kind.EXPLORATION,
        unit_kind=unit_kind,
        sample=keep_sample(project, units, seed=0, terms=terms, population=len(units), by=by),
        codebook_version=version,
        is_blind=False,
        state=Round.State.OPEN,
        created_by=by,
        opened_at=timezone.now(),
        opened_by=by,
    )
    Assignment.objects.bulk_create(
        Assignment(round=row, unit=unit, coder=by, position=place) for place, unit in enumerate(units, start=1)
    )
    record("exploration_begun", by=by, project=project, about=row, units=len(units))
    return row


@transaction.atomic
def add_to_exploration(*, exploration: Round, candidate: Candidate, by: User) -> Assignment:
    """Put one more unit at the end of one's own open exploration; one that is there already is given back."""
    row = Round.objects.select_for_update().filter(pk=exploration.pk, created_by=by, state=Round.State.OPEN).first()
    if row is None or row.kind != Round.Kind.EXPLORATION:
        raise ExplorationIsClosed(_("This exploration is closed. Nothing was added. Begin another one."))
    (unit,) = units_of(row.project, row.unit_kind, [candidate])
    if known := Assignment.objects.filter(round=row, unit=unit, coder=by).first():
        return known
    place = (row.assignments.aggregate(last=Max("position"))["last"] or 0) + 1
    SampleUnit.objects.create(sample=row.sample, unit=unit, position=place)
    return Assignment.objects.create(round=row, unit=unit, coder=by, position=place)


def _version(project: Project) -> CodebookVersion:
    found = latest_published(project)
    if found is None:
        raise NothingIsPublished(
            _("An exploration needs a published version of the codebook, so that its codings keep their meaning. "
              "Nothing was begun. A manager publishes one.")
        )  # fmt: skip
    return found
