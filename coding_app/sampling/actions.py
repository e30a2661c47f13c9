"""Writes about rounds: draw one, with its sample and what each coder gets."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook.models import CodebookVersion
from coding_app.core.events import record
from coding_app.projects.models import Project
from coding_app.sampling import queries, refusals
from coding_app.sampling.calibrating import Calibration, calibration_units, with_calibration
from coding_app.sampling.drawing import Drawing, draw_sample
from coding_app.sampling.models import Assignment, Round, Sample, SampleUnit, Unit
from coding_app.sampling.population import last_post
from coding_app.sampling.recipe import Overlap, SampleRecipe
from coding_app.sampling.sharing import (
    WHOLE,
    CapsTooLow,
    Share,
    TooFewCoders,
    met_by,
    overlap_counts,
    share_out,
    threads_together,
)
from coding_app.sampling.strata import MoreStrataThanUnits

__all__ = ["Calibration", "RoundTerms", "SampleRecipe", "begin_round", "create_round", "keep_sample", "units_of"]


@dataclass(frozen=True)
class RoundTerms:
    """What a round is called and coded under; the shares are per cent of its units."""

    name: str
    kind: str
    unit_kind: str
    is_blind: bool
    codebook_version: CodebookVersion
    instructions: str = ""
    double_share: int = 0
    triple_share: int = 0
    origin: Round | None = None
    batch_size: int | None = None
    due_on: dt.date | None = None


@dataclass(frozen=True)
class Told:
    """What is kept of a unit besides its place in the draw."""

    stratum: str = ""
    weight: float = 1.0
    is_calibration: bool = False


@dataclass(frozen=True)
class Loads:
    """Who codes: `caps`, of each coder (by place) the most units they take, None for any; empty: all alike."""

    coders: Sequence[User]
    overlap: Overlap
    caps: Sequence[int | None] = field(default_factory=list)


@transaction.atomic
def create_round(
    *,
    project: Project,
    recipe: SampleRecipe,
    size: int,
    seed: int,
    coders: Sequence[User],
    by: User,
    double_share: int = 0,
    triple_share: int = 0,
    overlap: Overlap | None = None,
    caps: Sequence[int | None] = (),
    calibration: Calibration | None = None,
    **named: Any,
) -> Round:
    """Draw a sample, share it out, and keep both with the seed; the round waits as a draft.

    named: the fields of RoundTerms. overlap: in place of the two shares, when it is given in numbers.
    """
    terms = RoundTerms(**named)
    if calibration:
        recipe = replace(recipe, without=tuple(sorted({*recipe.without, calibration.origin.number})))
    loads = Loads(coders, overlap or Overlap(double_share, triple_share), caps)
    require(project, terms, coders, seed)
    fixed = replace(recipe, population_until=last_post(project), as_of=timezone.now() if recipe.boosts else None)
    drawing = _draw(project, fixed, terms.unit_kind, size, seed)
    shares = _shares(drawing, loads, seed)
    units = units_of(project, terms.unit_kind, [one.candidate for one in drawing.units])
    told = [Told(one.stratum, one.weight) for one in drawing.units]
    if calibration:
        extra = calibration_units(calibration, shares, terms.batch_size, seed)
        shares = with_calibration(
            shares, range(len(units), len(units) + len(extra)), calibration, terms.batch_size, seed
        )
        units, told = [*units, *extra], [*told, *([Told(is_calibration=True)] * len(extra))]
    kept = fixed.as_json() | {"unit_kind": terms.unit_kind, "size": size} | _kept(loads, calibration)
    sample = keep_sample(project, units, seed=seed, terms=kept, population=drawing.population, by=by, told=told)
    double, triple = _percent(len(drawing.units), loads.overlap)
    terms = replace(terms, double_share=double, triple_share=triple)
    work = ((units[share.unit], coders[share.coder], share.position) for share in shares)
    return begin_round(project, terms, sample, work, by=by)


def require(project: Project, terms: RoundTerms, coders: Sequence[User], seed: int) -> None:
    """Refuse a version that may change, people who may not code, nobody, somebody twice; then wait for one's turn."""
    version = terms.codebook_version
    if version.state != CodebookVersion.State.PUBLISHED or version.codebook.project_id != project.pk:
        raise refusals.VersionIsADraft(
            _("A round needs a published version of the codebook. Nothing was drawn. Publish one.")
        )
    chosen = {coder.pk for coder in coders}
    may_code = set(queries.coders(project).filter(user__in=chosen).values_list("user_id", flat=True))
    if not chosen or chosen != may_code or len(chosen) != len(coders):
        raise refusals.CodersAreMissing(
            _("Choose coders among the members who may code. Nothing was drawn. Invite them first if need be.")
        )
    if seed < 0:
        raise refusals.SeedIsNegative(_("The seed is a whole number from 0 up. Nothing was drawn. Choose another one."))
    # Two rounds drawn at the same moment take their numbers one after the other.
    Project.objects.select_for_update().get(pk=project.pk)


def _draw(project: Project, recipe: SampleRecipe, unit_kind: str, size: int, seed: int) -> Drawing:
    try:
        drawing = draw_sample(project, recipe=recipe, unit_kind=unit_kind, size=size, seed=seed)
    except MoreStrataThanUnits as error:
        raise refusals.StrataAreTooMany(*error.args) from error
    if not drawing.units:
        raise refusals.NothingToDraw(
            _("No post fits these limits. Nothing was drawn. Widen the period, the sources or the size.")
        )
    return drawing


def _shares(drawing: Drawing, loads: Loads, seed: int) -> list[Share]:
    """Share the units out, threads that were drawn whole as wholes, or say in a sentence why it cannot be done."""
    overlap = loads.overlap
    if min(overlap.double, overlap.triple) < 0 or (not overlap.is_number and overlap.double + overlap.triple > WHOLE):
        raise refusals.SharesDoNotFit(
            _("The shares coded by two and by three come to more than 100 per cent. Nothing was drawn. Lower one.")
        )
    firsts, sizes, twice = drawing.groups()
    wanted = met_by(len(firsts), overlap, seed, twice)
    try:
        shares = share_out(wanted, len(loads.coders), seed=seed, sizes=sizes, caps=list(loads.caps) or None)
    except TooFewCoders as error:
        raise refusals.too_few_coders(error.args[0]) from error
    except CapsTooLow as error:
        raise refusals.LoadsAreTooLow(*error.args) from error
    spread = [
        Share(firsts[share.unit] + place, share.coder, share.position)
        for share in shares
        for place in range(sizes[share.unit])
    ]
    drawn = [one.candidate for one in drawing.units]
    return threads_together(spread, [one.thread_id for one in drawn], [one.post_id for one in drawn])


def _percent(units: int, overlap: Overlap) -> tuple[int, int]:
    """Return the overlap in whole per cent, as a round keeps it."""
    if not overlap.is_number:
        return overlap.double, overlap.triple
    double, triple = overlap_counts(units, overlap)
    return double * WHOLE // units, triple * WHOLE // units


def _kept(loads: Loads, calibration: Calibration | None) -> dict[str, object]:
    """Return what is kept with the sample about its sharing out, beyond the shares that the round keeps."""
    kept: dict[str, object] = {}
    if loads.overlap.is_number:
        kept["overlap"] = asdict(loads.overlap)
    if any(cap is not None for cap in loads.caps):
        people = (str(coder.uuid) for coder in loads.coders)
        kept["caps"] = {person: cap for person, cap in zip(people, loads.caps, strict=True) if cap is not None}
    if calibration:
        kept["calibration"] = calibration.as_json()
    return kept


def begin_round(
    project: Project, terms: RoundTerms, sample: Sample, work: Iterable[tuple[Unit, User, int]], *, by: User
) -> Round:
    """Make the round over a sample, a draft still; `work`: unit, coder and place in the coder's queue."""
    # A number is given once, also that of a draft which was withdrawn; explorations have numbers of their own.
    numbered = Round.objects.filter(project=project).exclude(kind=Round.Kind.EXPLORATION)
    number = (numbered.aggregate(last=Max("number"))["last"] or 0) + 1
    fields = {name: getattr(terms, name) for name in RoundTerms.__dataclass_fields__}
    row = Round.objects.create(project=project, number=number, sample=sample, created_by=by, **fields)
    Assignment.objects.bulk_create(
        Assignment(round=row, unit=unit, coder=coder, position=position) for unit, coder, position in work
    )
    units = sample.sample_units.count()
    record("round_drawn", by=by, project=project, about=row, units=units, seed=sample.seed)
    return row


def keep_sample(
    project: Project,
    units: Sequence[Unit],
    *,
    seed: int,
    terms: Mapping[str, object],
    population: int,
    by: User,
    told: Sequence[Told] = (),
) -> Sample:
    """Keep the drawn units with their recipe, in the order of the draw; `told`: of each what else is kept."""
    sample = Sample.objects.create(project=project, seed=seed, recipe=terms, population=population, created_by=by)
    known = told or [Told()] * len(units)
    SampleUnit.objects.bulk_create(
        SampleUnit(sample=sample, unit=unit, position=position, **asdict(one))
        for position, (unit, one) in enumerate(zip(units, known, strict=True), start=1)
    )
    return sample


def units_of(project: Project, unit_kind: str, drawn: Sequence[queries.Candidate]) -> list[Unit]:
    """Return the units of the drawn candidates, in their order; units of earlier rounds are met again."""
    kind = Unit.Kind(unit_kind)
    is_thread = kind == Unit.Kind.THREAD
    Unit.objects.bulk_create(
        (
            Unit(project=project, kind=kind, thread_id=one.thread_id, post_id=None if is_thread else one.post_id)
            for one in drawn
        ),
        ignore_conflicts=True,
    )
    rows = Unit.objects.filter(project=project, kind=kind, thread_id__in={one.thread_id for one in drawn})
    known = {(row.thread_id, row.post_id): row for row in rows}
    return [known[one.thread_id, None if is_thread else one.post_id] for one in drawn]
