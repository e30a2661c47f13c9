"""Writes about rounds: draw, open, close."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook.models import CodebookVersion
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project
from coding_app.sampling import queries
from coding_app.sampling.draw import WHOLE, Share, TooFewCoders, draw_units, share_out, threads_together
from coding_app.sampling.models import Assignment, Round, Sample, SampleUnit, Unit
from coding_app.sampling.recipe import SampleRecipe

__all__ = ["SampleRecipe", "close_round", "create_round", "keep_sample", "open_round", "units_of"]


class NothingToDraw(Invalid):
    """Refuse a round whose recipe leaves no unit."""


class SharesDoNotFit(Invalid):
    """Refuse shares that come to more than the whole."""


class SeedIsNegative(Invalid):
    """Refuse a seed that the generator does not take."""


class CodersAreMissing(Invalid):
    """Refuse a round without enough coders."""


class VersionIsADraft(Invalid):
    """Refuse a round under a version that may still change."""


class RoundHasMoved(Conflict):
    """Refuse to open or close a round a second time."""


@transaction.atomic
def create_round(
    *,
    project: Project,
    name: str,
    kind: str,
    unit_kind: str,
    recipe: SampleRecipe,
    size: int,
    seed: int,
    coders: Sequence[User],
    double_share: int,
    triple_share: int,
    is_blind: bool,
    codebook_version: CodebookVersion,
    by: User,
    instructions: str = "",
) -> Round:
    """Draw a sample, share it out, and keep both with the seed; the round waits as a draft."""
    if codebook_version.state != CodebookVersion.State.PUBLISHED or codebook_version.codebook.project_id != project.pk:
        raise VersionIsADraft(_("A round needs a published version of the codebook. Nothing was drawn. Publish one."))
    _require_coders(project, coders)
    # Two rounds drawn at the same moment take their numbers one after the other.
    Project.objects.select_for_update().get(pk=project.pk)
    population = queries.population(project, recipe=recipe, unit_kind=unit_kind)
    shares = _shares(min(size, len(population)), coders, double_share, triple_share, seed)
    drawn = [population[index] for index in draw_units(len(population), size, seed)]
    units = units_of(project, unit_kind, drawn)
    terms = recipe.as_json() | {"unit_kind": unit_kind, "size": size}
    row = Round.objects.create(
        project=project,
        number=(queries.study_rounds(project).aggregate(last=Max("number"))["last"] or 0) + 1,
        name=name,
        kind=kind,
        unit_kind=unit_kind,
        sample=keep_sample(project, units, seed=seed, terms=terms, population=len(population), by=by),
        codebook_version=codebook_version,
        is_blind=is_blind,
        double_share=double_share,
        triple_share=triple_share,
        instructions=instructions,
        created_by=by,
    )
    Assignment.objects.bulk_create(
        Assignment(round=row, unit=units[share.unit], coder=coders[share.coder], position=share.position)
        for share in threads_together(shares, [one.thread_id for one in drawn], [one.post_id for one in drawn])
    )
    record("round_drawn", by=by, project=project, about=row, units=len(units), seed=seed)
    return row


@transaction.atomic
def open_round(*, round: Round, by: User) -> Round:
    """Open a round: from now on coders code it and its terms are fixed."""
    row = Round.objects.select_for_update().get(pk=round.pk)
    if row.state != Round.State.DRAFT:
        raise RoundHasMoved(_("This round is already open or closed. Nothing was changed. Reload the page."))
    row.state, row.opened_at, row.opened_by = Round.State.OPEN, timezone.now(), by
    row.save(update_fields=["state", "opened_at", "opened_by"])
    record("round_opened", by=by, project=row.project, about=row)
    return row


@transaction.atomic
def close_round(*, round: Round, by: User) -> Round:
    """Close a round for good; codings of units that were not submitted stay, and enter no figure."""
    # A coder's act holds its assignment: wait for those under way, so that none is submitted after the closing.
    list(round.assignments.select_for_update().order_by("pk").values_list("pk", flat=True))
    row = Round.objects.select_for_update().get(pk=round.pk)
    if row.state != Round.State.OPEN:
        raise RoundHasMoved(_("Only an open round can be closed. Nothing was changed. Reload the page."))
    row.state, row.closed_at, row.closed_by = Round.State.CLOSED, timezone.now(), by
    row.save(update_fields=["state", "closed_at", "closed_by"])
    left = row.assignments.filter(submitted_at__isnull=True, skipped_at__isnull=True).count()
    if row.kind == Round.Kind.EXPLORATION:
        record("exploration_closed", by=by, project=row.project, about=row, not_submitted=left)
    else:
        record("round_closed", by=by, project=row.project, about=row, not_submitted=left)
    return row


def _require_coders(project: Project, coders: Sequence[User]) -> None:
    """Refuse people who may not code, nobody at all, and somebody twice."""
    chosen = {coder.pk for coder in coders}
    may_code = set(queries.coders(project).filter(user__in=chosen).values_list("user_id", flat=True))
    if not chosen or chosen != may_code or len(chosen) != len(coders):
        raise CodersAreMissing(
            _("Choose coders among the members who may code. Nothing was drawn. Invite them first if need be.")
        )


def _shares(units: int, coders: Sequence[User], double_share: int, triple_share: int, seed: int) -> list[Share]:
    """Share the units out, or say in a sentence why it cannot be done."""
    if units < 1:
        raise NothingToDraw(
            _("No post fits these limits. Nothing was drawn. Widen the period, the sources or the size.")
        )
    if min(double_share, triple_share) < 0 or double_share + triple_share > WHOLE:
        raise SharesDoNotFit(
            _("The shares coded by two and by three come to more than 100 per cent. Nothing was drawn. Lower one.")
        )
    if seed < 0:
        raise SeedIsNegative(_("The seed is a whole number from 0 up. Nothing was drawn. Choose another one."))
    try:
        return share_out(units, len(coders), double_share=double_share, triple_share=triple_share, seed=seed)
    except TooFewCoders as error:
        raise CodersAreMissing(
            _("This overlap needs at least %(n)s coders. Nothing was drawn. Add coders or lower the shares.")
            % {"n": error.args[0]}
        ) from error


def keep_sample(
    project: Project, units: Sequence[Unit], *, seed: int, terms: dict[str, object], population: int, by: User
) -> Sample:
    """Keep the drawn units with their recipe, in the order of the draw."""
    sample = Sample.objects.create(project=project, seed=seed, recipe=terms, population=population, created_by=by)
    SampleUnit.objects.bulk_create(
        SampleUnit(sample=sample, unit=unit, position=position) for position, unit in enumerate(units, start=1)
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
