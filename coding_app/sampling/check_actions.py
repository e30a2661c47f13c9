"""Write rounds that look at an earlier one: training and drift checks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.projects.models import Project
from coding_app.sampling import refusals
from coding_app.sampling.actions import RoundTerms, begin_round, keep_sample, require
from coding_app.sampling.calibrating import settled_in_order
from coding_app.sampling.checks import WHOLE, Check, drift_queues, own_units, training_queues
from coding_app.sampling.models import Round, Sample, Unit
from coding_app.sampling.sharing import Share, threads_together


@transaction.atomic
def create_check(
    *,
    project: Project,
    origin: Round,
    size: int,
    seed: int,
    coders: Sequence[User],
    by: User,
    is_share: bool = False,
    days: int = 0,
    **named: Any,
) -> Round:
    """Draw a training round or a drift check from a closed round; the round waits as a draft.

    size: units of the reference, which all coders code; of a drift check units (or per cent) for each coder, who meets
    what they themselves coded `days` ago or before. named: the fields of RoundTerms but the unit, which is that of the
    origin, and blindness: a check is always blind.
    """
    until = timezone.now() - dt.timedelta(days=days)
    terms = RoundTerms(unit_kind=origin.unit_kind, origin=origin, is_blind=True, **named)
    require(project, terms, coders, seed)
    if not origin.is_over or origin.project_id != project.pk:
        raise refusals.OriginDoesNotServe(refusals.ORIGIN_IS_OPEN)
    check = Check(terms.kind, size, is_share, until)
    draw = drift_queues if terms.kind == Round.Kind.DRIFT else training_queues
    queues = draw(origin, check, coders, seed)
    _require_units(queues, coders, days)
    units = list({unit.pk: unit for queue in queues for unit in queue}.values())
    if terms.kind == Round.Kind.TRAINING:
        double, triple = _overlap(len(coders))
        terms = replace(terms, double_share=double, triple_share=triple)
    sample = _keep(project, units, check, origin, coders, seed=seed, by=by)
    work = ((unit, coders[share.coder], share.position) for share, unit in _ordered(queues))
    return begin_round(project, terms, sample, work, by=by)


def _keep(
    project: Project,
    units: Sequence[Unit],
    check: Check,
    origin: Round,
    coders: Sequence[User],
    *,
    seed: int,
    by: User,
) -> Sample:
    """Keep the units with what they were drawn by."""
    people = [str(coder.uuid) for coder in coders]
    terms = {"check": check.as_json(), "coders": people, "unit_kind": origin.unit_kind, "size": len(units)}
    population = _population(origin, check, coders)
    return keep_sample(project, units, seed=seed, terms=terms, population=population, by=by)


def _require_units(queues: Sequence[Sequence[Unit]], coders: Sequence[User], days: int) -> None:
    """Refuse coders who would have nothing to do."""
    idle = [coder.display_name for coder, queue in zip(coders, queues, strict=True) if not queue]
    if idle:
        raise refusals.NothingToDraw(
            _("%(names)s submitted nothing in that round at least %(days)s days ago. Nothing was drawn. Leave them "
              "out, or wait less.") % {"names": ", ".join(idle), "days": days}
        )  # fmt: skip


def _overlap(coders: int) -> tuple[int, int]:
    """Return the shares of a round that everybody codes in full; beyond three they are said to be three."""
    return WHOLE * (coders == 2), WHOLE * (coders > 2)


def _population(origin: Round, check: Check, coders: Sequence[User]) -> int:
    if check.kind == Round.Kind.DRIFT:
        return len({pk for coder in coders for pk in own_units(origin, coder, check.until)})
    return len(settled_in_order(origin, check.until))


def _ordered(queues: Sequence[Sequence[Unit]]) -> list[tuple[Share, Unit]]:
    """Put each queue in its order, the units of one thread one after the other."""
    flat = [unit for queue in queues for unit in queue]
    shares, done = [], 0
    for coder, queue in enumerate(queues):
        shares += [Share(done + place, coder, place + 1) for place in range(len(queue))]
        done += len(queue)
    found = threads_together(shares, [unit.thread_id for unit in flat], [unit.post_id or 0 for unit in flat])
    return [(share, flat[share.unit]) for share in found]
