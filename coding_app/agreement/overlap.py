"""What figures of a round describe: how many units were drawn and how, and what coders set aside."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding_app.sampling.models import Assignment, Round, Sample
from coding_app.templatetags.entente import percent


@dataclass(frozen=True)
class Overlap:
    """How a round was drawn. drawn: its units, seeded ones left out; skipped: units set aside, once for each coder."""

    drawn: int
    population: int
    seed: int
    skipped: int
    is_check: bool
    is_stratified: bool
    is_boosted: bool
    is_of_threads: bool

    def share(self, units: int) -> float | None:
        """Return which share of the drawn units so many are."""
        return units / self.drawn if self.drawn else None


def overlap(round: Round) -> Overlap:
    """Read what was drawn for a round, and how often a unit was set aside as not codable; two queries."""
    own = Count("sample_units", filter=Q(sample_units__is_calibration=False))
    sample = Sample.objects.annotate(drawn=own).get(pk=round.sample_id)
    return Overlap(
        drawn=sample.drawn,
        population=sample.population,
        seed=sample.seed,
        skipped=Assignment.objects.filter(round=round, skipped_at__isnull=False).count(),
        is_check="check" in sample.recipe,
        is_stratified=bool(sample.recipe.get("strata")),
        is_boosted=bool(sample.recipe.get("boosts")),
        is_of_threads=bool(sample.recipe.get("whole_threads")),
    )


def described(found: Overlap, units: int) -> list[str]:
    """Say what the figures describe, in the language that is active; units: those that two people or more coded."""
    words = {"units": _n(units), "drawn": _n(found.drawn), "share": percent(found.share(units))}
    kept = ngettext(
        "%(units)s of %(drawn)s unit drawn (%(share)s) was coded by two people or more: the figures describe it alone.",
        "%(units)s of %(drawn)s units drawn (%(share)s) were coded by two people or more: the figures describe these.",
        found.drawn,
    )
    return [kept % words, *sentences(found)]


def sentences(found: Overlap) -> list[str]:
    """Say how the units were drawn, and which of them are missing, in the language that is active."""
    said = [_drawn(found)]
    if found.is_boosted:
        said.append(
            _("Units likely to bear a rare code were drawn on top; unless weighted, figures are of the units drawn.")
        )
    if found.skipped:
        words = ngettext(
            "Set aside as not codable, and missing in every figure: %(n)s time.",
            "Set aside as not codable, and missing in every figure: %(n)s times.",
            found.skipped,
        )
        said.append(words % {"n": _n(found.skipped)})
    return said


def _drawn(found: Overlap) -> str:
    words = {"seed": found.seed, "population": _n(found.population)}
    if found.is_check:
        return _("The units come from an earlier round (seed %(seed)s).") % words
    if found.is_of_threads:
        return _("Whole threads were drawn by lot from %(population)s units (seed %(seed)s).") % words
    if found.is_stratified:
        return _("The units were drawn by lot within strata from %(population)s (seed %(seed)s).") % words
    return _("The units were drawn by lot from %(population)s (seed %(seed)s).") % words


def _n(value: int) -> str:
    return str(number_format(value, force_grouping=True))
