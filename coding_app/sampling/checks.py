"""Draw rounds that look at an earlier one: training against its consensus, and a coder against themselves."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coding_app.accounts.models import User
from coding_app.projects.models import Project
from coding_app.sampling.calibrating import reference_units, settled_in_order
from coding_app.sampling.models import Assignment, Round, Unit
from corpus.models import Post

WHOLE = 100


@dataclass(frozen=True)
class Check:
    """What a check takes from its origin.

    size: units of the reference (training), or for each coder (drift); is_share: per cent of what each coder coded.
    until: the moment up to which decisions and codings count; for a drift check that is so many days ago.
    """

    kind: str
    size: int
    is_share: bool
    until: dt.datetime

    def as_json(self) -> dict[str, object]:
        """Return what is kept with the sample."""
        return {"kind": self.kind, "size": self.size, "is_share": self.is_share, "until": self.until.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Check":
        """Read what was kept."""
        return cls(kept["kind"], kept["size"], kept["is_share"], dt.datetime.fromisoformat(kept["until"]))


def own_units(origin: Round, coder: User, until: dt.datetime) -> list[int]:
    """Return the ids of the units a coder submitted in a round by then and that still have their words, by id."""
    rows = Assignment.objects.filter(round=origin, coder=coder, submitted_at__lte=until)
    return list(rows.exclude(unit__post__availability__in=_GONE).order_by("unit").values_list("unit", flat=True))


_GONE = [one for one in Post.Availability.values if one != Post.Availability.PRESENT]


def training_queues(origin: Round, check: Check, coders: Sequence[User], seed: int) -> list[list[Unit]]:
    """Return the queue of each coder: the same settled units, in an order of their own."""
    units = reference_units(origin, check.size, seed, check.until)
    generator = np.random.default_rng([seed, 1])
    return [[units[index] for index in generator.permutation(len(units))] for _coder in coders]


def drift_queues(origin: Round, check: Check, coders: Sequence[User], seed: int) -> list[list[Unit]]:
    """Return the queue of each coder: units they coded themselves, drawn by lot; empty where there are none.

    The lot of each coder hangs on the seed and their own codings only, so that another coder changes nothing.
    """
    chosen = []
    for coder in coders:
        own = own_units(origin, coder, check.until)
        wanted = -(-len(own) * check.size // WHOLE) if check.is_share else check.size
        order = np.random.default_rng([seed, *coder.uuid.bytes]).permutation(len(own))
        chosen.append([own[index] for index in order[:wanted]])
    known = Unit.objects.in_bulk([pk for queue in chosen for pk in queue])
    return [[known[pk] for pk in queue] for queue in chosen]


def redrawn(round: Round) -> tuple[set[tuple[int, int | None]], int]:
    """Draw the units of a check again; return what names them, and how many there were to choose from."""
    assert round.origin is not None
    kept: dict[str, Any] = round.sample.recipe
    check = Check.from_json(kept["check"])
    if check.kind == Round.Kind.DRIFT:
        coders = _people(round.project, kept["coders"])
        queues = drift_queues(round.origin, check, coders, round.sample.seed)
        population = len({pk for coder in coders for pk in own_units(round.origin, coder, check.until)})
    else:
        queues = training_queues(round.origin, check, [round.created_by], round.sample.seed)
        population = len(settled_in_order(round.origin, check.until))
    return {(unit.thread_id, unit.post_id) for queue in queues for unit in queue}, population


def seeded_again(round: Round) -> set[tuple[int, int | None]]:
    """Draw the units seeded into the batches of a calibration round again; return what names them."""
    kept: dict[str, Any] = round.sample.recipe["calibration"]
    assert round.origin is not None
    wanted = round.sample.sample_units.filter(is_calibration=True).count()
    until = dt.datetime.fromisoformat(kept["until"])
    units = reference_units(round.origin, wanted, round.sample.seed, until)
    return {(unit.thread_id, unit.post_id) for unit in units}


def _people(project: Project, uuids: Sequence[str]) -> list[User]:
    known = {str(user.uuid): user for user in User.objects.filter(uuid__in=uuids, memberships__project=project)}
    return [known[uuid] for uuid in uuids if uuid in known]
