"""Draw a sample again from its recipe and compare: the proof that nobody chose the units."""

from dataclasses import dataclass
from typing import Any

from coding_app.sampling import checks
from coding_app.sampling.drawing import draw_sample
from coding_app.sampling.models import Round, Sample, Unit
from coding_app.sampling.population import later_posts
from coding_app.sampling.recipe import SampleRecipe

Key = tuple[int, int | None]
"""What names a unit: its thread, and its post if it is one."""


@dataclass(frozen=True)
class Redraw:
    """What drawing again came to. units: kept with the round; missing: of these, not drawn again; other: drawn instead.

    population: how many the recipe had to choose from, then and now (the same moment counts); grown: posts that came
    since, which it leaves aside.
    """

    units: int
    missing: int
    other: int
    population_then: int
    population_now: int
    grown: int

    @property
    def is_same(self) -> bool:
        """Tell whether the recipe redraws the same units."""
        return not self.missing and not self.other


def redraw(round: Round) -> Redraw:
    """Draw the sample of a round again, in memory, and compare the units (not the order)."""
    sample = round.sample
    kept: dict[str, Any] = sample.recipe
    drawn = Unit.objects.filter(sample_units__sample=sample).values_list("thread_id", "post_id")
    if "check" in kept:
        again, population = checks.redrawn(round)
    else:
        again, population = _from_corpus(round, sample)
    before = set(drawn)
    return Redraw(
        units=len(before),
        missing=len(before - again),
        other=len(again - before),
        population_then=sample.population,
        population_now=population,
        grown=later_posts(round.project, kept["population_until"]) if kept.get("population_until") else 0,
    )


def _from_corpus(round: Round, sample: Sample) -> tuple[set[Key], int]:
    kept: dict[str, Any] = sample.recipe
    found = draw_sample(
        round.project,
        recipe=SampleRecipe.from_json(kept),
        unit_kind=round.unit_kind,
        size=kept.get("size", 0),
        seed=sample.seed,
    )
    is_thread = round.unit_kind == Unit.Kind.THREAD
    keys = {(one.candidate.thread_id, None if is_thread else one.candidate.post_id) for one in found.units}
    if "calibration" in kept:
        keys |= checks.seeded_again(round)
    return keys, found.population
