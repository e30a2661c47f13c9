"""Units whose answer is known, seeded into every batch: the same ones for every coder, at the same batches."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from django.db.models import Q

from coding_app.sampling import refusals
from coding_app.sampling.draw import shuffled
from coding_app.sampling.known import knowledge
from coding_app.sampling.models import Round, Unit
from coding_app.sampling.sharing import Share
from corpus.models import Post


@dataclass(frozen=True)
class Calibration:
    """From which round, how many units in each batch, and the moment up to which its decisions count."""

    origin: Round
    per_batch: int
    until: dt.datetime

    def as_json(self) -> dict[str, object]:
        """Return what is kept with the sample."""
        return {"origin": self.origin.number, "per_batch": self.per_batch, "until": self.until.isoformat()}


def batches_of(shares: Sequence[Share], batch_size: int, per_batch: int) -> int:
    """Return how many batches the longest queue comes to, when each holds `per_batch` units of the reference."""
    fresh = batch_size - per_batch
    longest = max((share.position for share in shares), default=0)
    return -(-longest // fresh)


def with_calibration(
    shares: Sequence[Share], extra: Sequence[int], calibration: Calibration, batch_size: int | None, seed: int
) -> list[Share]:
    """Put the units of the reference (indexes) into every queue; where in its batch one lies is drawn by lot."""
    assert batch_size is not None
    per_batch = calibration.per_batch
    fresh = batch_size - per_batch
    found: list[Share] = []
    generator = np.random.default_rng([seed, 2])
    ordered = sorted(shares, key=lambda share: (share.coder, share.position))
    for coder, queue in groupby(ordered, key=lambda share: share.coder):
        units = [share.unit for share in queue]
        mixed: list[int] = []
        for batch, begin in enumerate(range(0, len(units), fresh)):
            mine = units[begin : begin + fresh]
            for known in extra[batch * per_batch : (batch + 1) * per_batch]:
                mine.insert(int(generator.integers(len(mine) + 1)), known)
            mixed += mine
        found += [Share(unit, coder, position) for position, unit in enumerate(mixed, start=1)]
    return found


def calibration_units(
    calibration: Calibration, shares: Sequence[Share], batch_size: int | None, seed: int
) -> list[Unit]:
    """Draw the units of the reference that the batches need, or say why there are not enough."""
    if not batch_size or not 0 < calibration.per_batch < batch_size:
        raise refusals.OriginDoesNotServe(refusals.BATCH_IS_NEEDED)
    if not calibration.origin.is_over:
        raise refusals.OriginDoesNotServe(refusals.ORIGIN_IS_OPEN)
    needed = batches_of(shares, batch_size, calibration.per_batch) * calibration.per_batch
    return reference_units(calibration.origin, needed, seed, calibration.until)


def settled_in_order(origin: Round, until: dt.datetime | None) -> list[int]:
    """Return the ids of the settled units of a round in the order of its draw, those that lost their words included."""
    return knowledge().settled_units(origin, until)


def reference_units(origin: Round, size: int, seed: int, until: dt.datetime | None) -> list[Unit]:
    """Draw so many of the settled units of a round that still have their words. Raises ReferenceIsTooSmall."""
    settled = settled_in_order(origin, until)
    order = [settled[index] for index in shuffled(len(settled), seed)]
    rows = Unit.objects.filter(pk__in=order).filter(Q(post=None) | Q(post__availability=Post.Availability.PRESENT))
    known = {row.pk: row for row in rows}
    chosen = [known[pk] for pk in order if pk in known][:size]
    if len(chosen) < max(size, 1):
        raise refusals.ReferenceIsTooSmall(len(known), size)
    return chosen
