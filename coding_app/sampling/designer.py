"""Designers of rounds drawn from the corpus: which form, what it foretells, and the draw."""

from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils import timezone

from coding_app.accounts.models import User
from coding_app.projects.models import Project
from coding_app.sampling import actions, refusals
from coding_app.sampling.calibrating import Calibration, settled_in_order
from coding_app.sampling.check_forms import (
    CalibrationForm,
    CalibrationSampleForm,
    ExtensionForm,
    ExtensionSampleForm,
)
from coding_app.sampling.consequences import Wish, foretell
from coding_app.sampling.forms import RoundForm
from coding_app.sampling.models import Round
from coding_app.sampling.offer import Offer, offer
from coding_app.sampling.prefilling import from_round
from coding_app.sampling.reading import stratum_words
from coding_app.sampling.recipe import SampleRecipe
from coding_app.sampling.sample_form import SampleForm
from coding_app.sampling.sharing import CapsTooLow, TooFewCoders
from coding_app.sampling.strata import MoreStrataThanUnits

SEVERAL = ("sources", "professions", "coders", "strata")
"""Fields of which several values may be ticked."""


class Designer:
    """Design a round that is drawn from the corpus."""

    design: ClassVar[str] = "draw"
    fields: ClassVar[str] = "sampling/_round_fields.html"
    preview: ClassVar[str] = "sampling/_preview.html"
    form_class: ClassVar[type[Any]] = RoundForm
    sample_class: ClassVar[type[Any]] = SampleForm

    def __init__(self, project: Project, origin: str = "") -> None:
        self.project = project
        self.origin = next((one for one in self.offer.origins if str(one.number) == origin), None)

    @cached_property
    def offer(self) -> Offer:
        """Return what may be chosen, with the earlier rounds that serve."""
        found = offer(self.project)
        return replace(found, origins=[one for one in found.origins if self.serves(one)])

    def serves(self, origin: Round) -> bool:
        """Tell whether a round of this design may build on an earlier one."""
        return False

    def initial(self) -> dict[str, Any]:
        """Return what the form shows at first."""
        coders = [str(one.uuid) for one in self.offer.memberships if one.role == "coder"]
        origin = self.origin or next(iter(self.offer.origins), None)
        return {"coders": coders} | ({"origin": str(origin.number)} if origin else {})

    def form(self, data: QueryDict | None, *, typed: QueryDict | None = None) -> Any:
        """Return the form, filled with what was typed when it is shown again without judging it."""
        if typed is None:
            return self.form_class(data, offer=self.offer, initial=self.initial())
        shown = typed.dict() | {name: typed.getlist(name) for name in SEVERAL}
        return self.form_class(None, offer=self.offer, initial=shown)

    def sample_form(self, data: QueryDict) -> Any:
        """Return the part of the form that the draw depends on."""
        return self.sample_class(data, offer=self.offer)

    def recipe(self, form: Any) -> SampleRecipe:
        """Return which units are drawn and how."""
        found: SampleRecipe = form.recipe()
        return found

    def foretell(self, form: Any) -> dict[str, Any]:
        """Return what the page says of the draw, or why it cannot be done."""
        said = form.cleaned_data
        wish = Wish(
            recipe=self.recipe(form),
            unit_kind=said["unit_kind"],
            size=said["size"],
            overlap=form.overlap(),
            coders=[coder.display_name for coder in form.chosen_coders()],
            caps=form.chosen_caps(),
            codes={code.id: code.name for code in self.offer.codes if not code.is_interpretive},
        )
        try:
            found, rates = foretell(self.project, wish)
        except MoreStrataThanUnits as error:
            return {"refusal": refusals.StrataAreTooMany(*error.args).sentence}
        except TooFewCoders as error:
            return {"refusal": refusals.too_few_coders(error.args[0]).sentence}
        except CapsTooLow as error:
            return {"refusal": refusals.LoadsAreTooLow(*error.args).sentence}
        names = {str(source.uuid): source.name for source in self.offer.sources}
        return {
            "told": found,
            "rates": rates,
            "strata": [(stratum_words(one.name, wish.recipe, names), one) for one in found.strata],
            "wanted": 0 if wish.recipe.whole_threads or wish.recipe.given else said["size"],
            "has_period": said["since"] or said["until"],
        }

    def draw(self, form: Any, *, by: User) -> Round:
        """Draw the round."""
        return actions.create_round(project=self.project, by=by, **form.terms())


class Extending(Designer):
    """Design a round that goes on with an earlier one: the same recipe, none of the units drawn before."""

    design = "extension"
    form_class = ExtensionForm
    sample_class = ExtensionSampleForm

    def serves(self, origin: Round) -> bool:
        """Tell whether a round was drawn from the corpus."""
        return "check" not in origin.sample.recipe

    def initial(self) -> dict[str, Any]:
        """Return the recipe of the earlier round."""
        usual = super().initial()
        origin = self.origin or next(iter(self.offer.origins), None)
        return usual | from_round(origin, self.offer) if origin else usual

    def recipe(self, form: Any) -> SampleRecipe:
        """Leave out what the earlier round, what it extends and what extends it have drawn."""
        return replace(super().recipe(form), without=tuple(sorted(self._family(form.chosen_origin()))))

    def _family(self, origin: Round) -> set[int]:
        first = {one.pk: one for one in self.offer.origins}
        root = origin
        while root.origin_id in first:
            root = first[root.origin_id]
        members = {root.pk}
        for one in sorted(first.values(), key=lambda one: one.number):
            if one.origin_id in members:
                members.add(one.pk)
        return {one.number for one in first.values() if one.pk in members}

    def draw(self, form: Any, *, by: User) -> Round:
        """Draw the round, linked to the one it extends."""
        terms = form.terms() | {"recipe": self.recipe(form), "origin": form.chosen_origin()}
        return actions.create_round(project=self.project, by=by, **terms)


class Calibrating(Designer):
    """Design a round with units whose answer is known in every batch."""

    design = "calibration"
    fields = "sampling/_calibration_fields.html"
    form_class = CalibrationForm
    sample_class = CalibrationSampleForm

    def serves(self, origin: Round) -> bool:
        """Tell whether a round may be a reference."""
        return origin.is_over and "check" not in origin.sample.recipe

    def recipe(self, form: Any) -> SampleRecipe:
        """Leave the units of the reference out of the others."""
        return replace(super().recipe(form), without=(form.chosen_origin().number,))

    def foretell(self, form: Any) -> dict[str, Any]:
        """Say also how many units of the reference it takes, and how many there are."""
        context = super().foretell(form)
        if "told" not in context:
            return context
        said = form.cleaned_data
        batches = -(-context["told"].heaviest // (said["batch_size"] - said["per_batch"]))
        there = len(settled_in_order(form.chosen_origin(), None))
        return context | {"seeded": {"needed": batches * said["per_batch"], "batches": batches, "there": there}}

    def draw(self, form: Any, *, by: User) -> Round:
        """Draw the round with its calibration units."""
        origin = form.chosen_origin()
        known = Calibration(origin, form.cleaned_data["per_batch"], timezone.now())
        return actions.create_round(project=self.project, by=by, origin=origin, calibration=known, **form.terms())
