"""What the form of a round that extends another shows at first: the recipe of that one."""

from dataclasses import asdict
from typing import Any

from coding_app.sampling.models import Round
from coding_app.sampling.offer import Offer
from coding_app.sampling.recipe import SampleRecipe
from coding_app.sampling.sample_form import NUMBER, PER_CENT


def from_round(origin: Round, offer: Offer) -> dict[str, Any]:
    """Return the fields of a form as the round was drawn by; the seed too, so that the lots go on where they ended."""
    kept: dict[str, Any] = origin.sample.recipe
    recipe = SampleRecipe.from_json(kept)
    plain = ("professions", "since", "until", "whole_threads")
    coders = set(origin.assignments.values_list("coder", flat=True))
    chosen = [one for one in offer.memberships if one.user_id in coders]
    search = next((str(one.uuid) for one in offer.searches if one.query == recipe.search), "")
    return (
        {name: getattr(recipe, name) for name in plain}
        | recipe.threads.as_json()
        | {f"given_{name}": number for name, number in recipe.given.items()}
        | _boosts(recipe)
        | _sharing(origin, kept, [(str(one.user.uuid), str(one.uuid)) for one in chosen])
        | {
            "sources": [str(uuid) for uuid in recipe.sources],
            "search": search if recipe.search else "",
            "strata": [str(axis) for axis in recipe.strata],
            "allocation": str(recipe.allocation),
            "unit_kind": origin.unit_kind,
            "size": kept.get("size", 50),
            "seed": origin.sample.seed,
            "kind": Round.Kind.PILOT if origin.kind == Round.Kind.PILOT else Round.Kind.MAIN,
            "is_blind": origin.is_blind,
            "batch_size": origin.batch_size,
            "instructions": origin.instructions,
            "coders": [str(one.uuid) for one in chosen],
            "codebook_version": str(origin.codebook_version.number),
        }
    )


def _boosts(recipe: SampleRecipe) -> dict[str, Any]:
    return {
        f"boost{number}_{'double' if name == 'is_double' else name}": value
        for number, boost in enumerate(recipe.boosts, start=1)
        for name, value in asdict(boost).items()
        if name != "name"
    }


def _sharing(origin: Round, kept: dict[str, Any], people: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the overlap and the limits; people: their uuid as a person, and that of their membership."""
    overlap = kept.get("overlap", {"double": origin.double_share, "triple": origin.triple_share})
    caps = kept.get("caps", {})
    return {
        "overlap_in": NUMBER if "overlap" in kept else PER_CENT,
        "double_share": overlap["double"],
        "triple_share": overlap["triple"],
    } | {f"cap_{member}": caps[person] for person, member in people if person in caps}
