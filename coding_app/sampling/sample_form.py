"""The form of a sample: what is drawn from what, how, and how it is shared out: enough to foretell the draw."""

import secrets
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coding_app.accounts.models import User
from coding_app.sampling.models import Unit
from coding_app.sampling.offer import Offer
from coding_app.sampling.recipe import Allocation, Axis, Boost, Overlap, SampleRecipe, ThreadLimits
from coding_app.sampling.sharing import WHOLE, coders_needed, overlap_counts
from corpus.models import Profession

LARGEST_SEED = 2**31 - 1
MOST_UNITS = 100_000
BOOSTS = (1, 2, 3)
DATE = {"type": "date"}
PER_CENT, NUMBER = "per_cent", "number"


def new_seed() -> int:
    """Return a seed nobody chose."""
    return secrets.randbelow(1_000_000)


def _number(label: Any, least: int = 0, most: int = MOST_UNITS, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=False, **more)


class SampleForm(forms.Form):
    """What is drawn from what, and how it is shared out."""

    unit_kind = forms.ChoiceField(
        label=_("Unit"),
        choices=[(Unit.Kind.POST, Unit.Kind.POST.label), (Unit.Kind.THREAD, Unit.Kind.THREAD.label)],
        initial=Unit.Kind.POST,
        widget=forms.RadioSelect,
        help_text=_("What one coding is about: a single post, or a thread as a whole."),
    )
    whole_threads = forms.BooleanField(
        label=_("Draw whole threads"),
        required=False,
        help_text=_(
            "The lot falls on threads; every post of theirs is coded, by the same people. The size then counts threads."
        ),
    )
    search = forms.ChoiceField(label=_("Saved search"), required=False)
    professions = forms.MultipleChoiceField(
        label=_("Professions"), choices=Profession.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    sources = forms.MultipleChoiceField(
        label=_("Sources"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked means all."),
    )  # fmt: skip
    since = forms.DateField(
        label=_("From, included"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To, included"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    answers_least = _number(_("Answers in the thread, at least"))
    answers_most = _number(_("Answers in the thread, at most"))
    depth_least = _number(_("Depth of the tree, at least"))
    depth_most = _number(_("Depth of the tree, at most"))
    participants_least = _number(_("Participants in the thread, at least"), 1)
    answered_within = _number(_("Minutes to the first answer, at most"), most=1_000_000)
    asking_least = _number(_("Posts with a question mark, per cent, at least"), 1, 100)
    is_unanswered = forms.BooleanField(label=_("Only threads that nobody else answered"), required=False)
    opens_with_question = forms.BooleanField(label=_("Only threads that open with a question"), required=False)
    size = forms.IntegerField(label=_("How many units"), min_value=1, max_value=MOST_UNITS, initial=50)
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        initial=new_seed,
        help_text=_("The same seed draws the same units again. It is kept with the round."),
    )
    strata = forms.MultipleChoiceField(
        label=_("Tell apart before drawing"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (Axis.PROFESSION, _("Profession")), (Axis.SOURCE, _("Source")), (Axis.MONTH, _("Month")),
            (Axis.ANSWERS, _("Number of answers (0, 1-5, 6-20, 21 and more)")),
        ],
        help_text=_("Units are drawn inside each combination, so that none is left out by chance."),
    )  # fmt: skip
    allocation = forms.ChoiceField(
        label=_("How many from each"),
        required=False,
        initial=Allocation.PROPORTIONAL,
        widget=forms.RadioSelect,
        choices=[
            (Allocation.PROPORTIONAL, _("in proportion to what there is")),
            (Allocation.EQUAL, _("the same number from each")),
            (Allocation.GIVEN, _("a number for each profession")),
        ],
    )
    coders = forms.MultipleChoiceField(
        label=_("Coders"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one coder.")},
    )
    overlap_in = forms.ChoiceField(
        label=_("The overlap is given"),
        required=False,
        initial=PER_CENT,
        widget=forms.RadioSelect,
        choices=[(PER_CENT, _("in per cent")), (NUMBER, _("in numbers"))],
    )
    double_share = forms.IntegerField(
        label=_("Coded by two"), min_value=0, max_value=MOST_UNITS, initial=20,
        help_text=_("Agreement is computed on what several people coded."),
    )  # fmt: skip
    triple_share = forms.IntegerField(label=_("Coded by three"), min_value=0, max_value=MOST_UNITS, initial=0)

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.people = {str(one.uuid): one.user for one in offer.memberships}
        self.searches = {str(one.uuid): one for one in offer.searches}
        self._choose("sources", [(str(one.uuid), one.name) for one in offer.sources])
        self._choose("coders", [(uuid, user.display_name) for uuid, user in self.people.items()])
        self._choose("search", [("", _("the whole corpus")), *((key, row.name) for key, row in self.searches.items())])
        for profession in offer.professions:
            self.fields[f"given_{profession}"] = _number(Profession(profession).label)
        for uuid, user in self.people.items():
            self.fields[f"cap_{uuid}"] = _number(user.display_name)
        codes = [("", _("no code")), *((str(code.uuid), code.name) for code in offer.codes)]
        for number in BOOSTS:
            self.fields[f"boost{number}_size"] = _number(_("Units more"))
            self.fields[f"boost{number}_words"] = forms.CharField(
                label=_("whose text has the words"), max_length=200, required=False
            )
            self.fields[f"boost{number}_code"] = forms.ChoiceField(
                label=_("or that bore the code"), choices=codes, required=False
            )
            self.fields[f"boost{number}_double"] = forms.BooleanField(
                label=_("each of them coded by two"), required=False
            )

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check what several fields say together."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The period ends before it begins. Exchange the two dates."))
        for least, most in (("answers_least", "answers_most"), ("depth_least", "depth_most")):
            low, high = cleaned.get(least), cleaned.get(most)
            if low is not None and high is not None and low > high:
                self.add_error(most, _("The most is less than the least. Exchange the two numbers."))
        self._check_strata(cleaned)
        self._check_boosts(cleaned)
        if {"double_share", "triple_share", "coders", "size"} <= set(cleaned):
            self._check_overlap(cleaned)
        return cleaned

    def _check_strata(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("whole_threads") and cleaned.get("unit_kind") == Unit.Kind.THREAD:
            self.add_error(
                "whole_threads", _("A thread as the unit is drawn whole anyway. Choose the post as the unit.")
            )
        if cleaned.get("allocation") == Allocation.GIVEN and not any(self._given(cleaned).values()):
            self.add_error("allocation", _("Say how many units each profession gives."))

    def _check_boosts(self, cleaned: dict[str, Any]) -> None:
        for number in BOOSTS:
            size, words, code = (cleaned.get(f"boost{number}_{name}") for name in ("size", "words", "code"))
            if size and bool(words) == bool(code):
                self.add_error(f"boost{number}_words", _("Give either words or a code, so that we know which units."))

    def _check_overlap(self, cleaned: dict[str, Any]) -> None:
        overlap = self.overlap()
        if not overlap.is_number and overlap.double + overlap.triple > WHOLE:
            self.add_error("triple_share", _("Both shares together come to more than 100 per cent. Lower one of them."))
            return
        double, triple = overlap_counts(cleaned["size"], overlap)
        needed = coders_needed(double + any(boost.is_double for boost in self.boosts()), triple)
        if len(cleaned["coders"]) < needed:
            self.add_error(
                "coders",
                ngettext(
                    "This overlap needs at least %(n)s coder.", "This overlap needs at least %(n)s coders.", needed
                )
                % {"n": needed},
            )

    @property
    def has_thread_limits(self) -> bool:
        """Tell whether something is said of the threads: the form then shows these fields."""
        return self._says(*(one.name for one in fields(ThreadLimits)))

    @property
    def has_caps(self) -> bool:
        """Tell whether a coder has a limit."""
        return self._says(*(f"cap_{uuid}" for uuid in self.people))

    @property
    def has_boosts(self) -> bool:
        """Tell whether a rare code is oversampled."""
        return self._says(*(f"boost{number}_size" for number in BOOSTS))

    def _says(self, *names: str) -> bool:
        said: Mapping[str, Any] = self.data or self.initial
        return any(said.get(name) for name in names)

    def given_fields(self) -> list[BoundField]:
        """Return the fields of how many units each profession gives."""
        return [self[f"given_{profession}"] for profession in self.offer.professions]

    def cap_fields(self) -> list[BoundField]:
        """Return the fields of how many units each coder takes at most."""
        return [self[f"cap_{uuid}"] for uuid in self.people]

    def boost_fields(self) -> list[tuple[BoundField, ...]]:
        """Return the fields of each boost: how many, the words, the code, by two."""
        return [
            tuple(self[f"boost{number}_{name}"] for name in ("size", "words", "code", "double")) for number in BOOSTS
        ]

    def _given(self, cleaned: Mapping[str, Any]) -> dict[str, int]:
        return {name: cleaned.get(f"given_{name}") or 0 for name in self.offer.professions}

    def boosts(self) -> tuple[Boost, ...]:
        """Return the boosts that were filled in."""
        said = self.cleaned_data
        names = {str(code.uuid): code.name for code in self.offer.codes}
        return tuple(
            Boost(
                size=said[f"boost{number}_size"],
                words=said.get(f"boost{number}_words", ""),
                code=said.get(f"boost{number}_code", ""),
                name=names.get(said.get(f"boost{number}_code", ""), ""),
                is_double=said.get(f"boost{number}_double", False),
            )
            for number in BOOSTS
            if said.get(f"boost{number}_size")
        )

    def overlap(self) -> Overlap:
        """Return the overlap as it was given."""
        said = self.cleaned_data
        return Overlap(said["double_share"], said["triple_share"], is_number=said.get("overlap_in") == NUMBER)

    def chosen_coders(self) -> list[User]:
        """Return the chosen coders."""
        return [self.people[uuid] for uuid in self.cleaned_data["coders"]]

    def chosen_caps(self) -> list[int | None]:
        """Return of each chosen coder the most they take, None for any."""
        return [self.cleaned_data.get(f"cap_{uuid}") for uuid in self.cleaned_data["coders"]]

    def recipe(self) -> SampleRecipe:
        """Return which units are drawn and how."""
        said = self.cleaned_data
        found = self.searches.get(said.get("search", ""))
        allocation = Allocation(said.get("allocation") or Allocation.PROPORTIONAL)
        axes = [Axis(axis) for axis in Axis if axis in said["strata"]]
        if allocation == Allocation.GIVEN and Axis.PROFESSION not in axes:
            axes.insert(0, Axis.PROFESSION)
        return SampleRecipe(
            **{name: said[name] for name in ("sources", "professions", "since", "until", "whole_threads")},
            threads=ThreadLimits(**{one.name: said[one.name] for one in fields(ThreadLimits)}),
            search=found.query if found else "",
            search_name=found.name if found else "",
            strata=tuple(axes),
            allocation=allocation,
            given=self._given(said) if allocation == Allocation.GIVEN else {},
            boosts=self.boosts(),
            method="lots",
        )
