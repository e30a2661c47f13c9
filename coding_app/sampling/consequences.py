"""Reads what a draw would come to, without drawing: the cells of the corpus, the loads, what the overlap will tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coding_app.projects.models import Project
from coding_app.sampling.drawing import boost_name, strata_of
from coding_app.sampling.foretelling import Foretold, Part, code_line
from coding_app.sampling.known import Rates, knowledge
from coding_app.sampling.population import NO_BOOST, CellCount, boosted_posts, count_cells, drawn_before
from coding_app.sampling.recipe import Overlap, SampleRecipe
from coding_app.sampling.sharing import plan
from coding_app.sampling.strata import Stratum

ENOUGH_CODINGS = 10
"""Codings of a boost in the earlier round below which its rates are not known."""


@dataclass(frozen=True)
class Wish:
    """What the designer asks: recipe, unit, size, overlap, the names of the coders and their limits, codes by id."""

    recipe: SampleRecipe
    unit_kind: str
    size: int
    overlap: Overlap
    coders: Sequence[str]
    caps: Sequence[int | None]
    codes: Mapping[int, str]


def foretell(project: Project, wish: Wish) -> tuple[Foretold, Rates | None]:
    """Return what the draw would come to, and where the rates of codes are from.

    Three statements for the corpus and the rates, one more for each boost. Raises MoreStrataThanUnits, TooFewCoders and
    CapsTooLow.
    """
    counts = count_cells(project, recipe=wish.recipe, unit_kind=wish.unit_kind)
    strata = strata_of(wish.recipe, counts, wish.size)
    units = _units(strata, counts, by_thread=wish.recipe.whole_threads)
    doubled = {boost_name(number) for number, boost in enumerate(wish.recipe.boosts) if boost.is_double}
    total = round(sum(units.values()))
    twice = round(sum(units[name] for name in doubled & set(units)))
    foreseen = plan(total, wish.overlap, wish.caps, twice=twice)
    rates = knowledge().rates(project)
    parts = _parts(project, wish, units, rates, doubled)
    lines = [code_line(name, code, parts, wish.overlap) for code, name in wish.codes.items()]
    loads = [(name, *load) for name, load in zip(wish.coders, foreseen.loads, strict=True)]
    population = sum(one.posts for one in counts)
    before = drawn_before(project, recipe=wish.recipe, unit_kind=wish.unit_kind)
    return Foretold(population, strata, foreseen, loads, lines, total, wish.recipe.whole_threads, before), rates


def _units(strata: Sequence[Stratum], counts: Sequence[CellCount], *, by_thread: bool) -> dict[str, float]:
    """Return how many units each stratum gives; of whole threads, as many as its threads hold on average."""
    if not by_thread:
        return {one.name: float(one.drawn) for one in strata}
    posts: dict[object, int] = {}
    for one in counts:
        key = one.cell if one.boost == NO_BOOST else boost_name(one.boost)
        posts[key] = posts.get(key, 0) + one.posts
    return {
        one.name: one.drawn * sum(posts[cell] for cell in one.cells or (one.name,)) / one.population for one in strata
    }


def _parts(
    project: Project, wish: Wish, units: Mapping[str, float], rates: Rates | None, doubled: set[str]
) -> list[Part]:
    """Return the sample in parts: what is drawn whatever it bears, then each boost with its own rates."""
    names = [boost_name(number) for number in range(len(wish.recipe.boosts))]
    common = rates.shares if rates else {}
    parts = [Part(sum(n for name, n in units.items() if name not in names), is_double=False, rates=common)]
    for name, boost in zip(names, wish.recipe.boosts, strict=True):
        own = knowledge().rates(project, boosted_posts(project, boost, wish.recipe)) if rates else None
        known = own.shares if own and own.codings >= ENOUGH_CODINGS else common
        parts.append(Part(units.get(name, 0.0), is_double=name in doubled, rates=known))
    return parts
