"""Forms about rounds: what is drawn and for whom, and under which terms it is coded."""

import secrets
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coding_app.codebook.models import CodebookVersion
from coding_app.projects.models import Membership
from coding_app.sampling.draw import WHOLE, coders_needed
from coding_app.sampling.models import Round, Unit
from coding_app.sampling.recipe import SampleRecipe, ThreadLimits
from corpus.models import Profession, Source

LARGEST_SEED = 2**31 - 1
Size = Unit.Kind
DATE = {"type": "date"}


def new_seed() -> int:
    """Return a seed nobody chose."""
    return secrets.randbelow(1_000_000)


class SampleForm(forms.Form):
    """What is drawn from what, and how it is shared out: enough to foretell the draw."""

    unit_kind = forms.ChoiceField(
        label=_("Unit"),
        choices=[(Size.POST, Size.POST.label), (Size.THREAD, Size.THREAD.label)],
        initial=Size.POST,
        widget=forms.RadioSelect,
        help_text=_("What one coding is about: a single post, or a thread as a whole."),
    )
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
    answers_least = forms.IntegerField(label=_("Answers in the thread, at least"), min_value=0, required=False)
    answers_most = forms.IntegerField(label=_("Answers in the thread, at most"), min_value=0, required=False)
    depth_least = forms.IntegerField(label=_("Depth of the tree, at least"), min_value=0, required=False)
    depth_most = forms.IntegerField(label=_("Depth of the tree, at most"), min_value=0, required=False)
    participants_least = forms.IntegerField(
        label=_("Participants in the thread, at least"), min_value=1, required=False
    )
    is_unanswered = forms.BooleanField(label=_("Only threads that nobody else answered"), required=False)
    opens_with_question = forms.BooleanField(label=_("Only threads that open with a question"), required=False)
    size = forms.IntegerField(label=_("How many units"), min_value=1, max_value=100_000, initial=50)
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        initial=new_seed,
        help_text=_("The same seed draws the same units again. It is kept with the round."),
    )
    coders = forms.MultipleChoiceField(
        label=_("Coders"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one coder.")},
    )
    double_share = forms.IntegerField(
        label=_("Coded by two, per cent"), min_value=0, max_value=WHOLE, initial=20,
        help_text=_("Agreement is computed on what several people coded."),
    )  # fmt: skip
    triple_share = forms.IntegerField(label=_("Coded by three, per cent"), min_value=0, max_value=WHOLE, initial=0)

    def __init__(self, *args: Any, sources: Iterable[Source], memberships: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.uuid): one.user for one in memberships}
        self.fields["sources"].choices = [(str(one.uuid), one.name) for one in sources]  # type: ignore[attr-defined]
        self.fields["coders"].choices = [(uuid, user.display_name) for uuid, user in self.people.items()]  # type: ignore[attr-defined]

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
        double, triple = cleaned.get("double_share"), cleaned.get("triple_share")
        if double is not None and triple is not None and "coders" in cleaned and "size" in cleaned:
            self._check_overlap(double, triple)
        return cleaned

    def _check_overlap(self, double: int, triple: int) -> None:
        if double + triple > WHOLE:
            self.add_error("triple_share", _("Both shares together come to more than 100 per cent. Lower one of them."))
            return
        needed = coders_needed(self.cleaned_data["size"], double, triple)
        if len(self.cleaned_data["coders"]) < needed:
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
        return any(self.data.get(one.name) for one in fields(ThreadLimits))

    def recipe(self) -> SampleRecipe:
        """Return which posts may be drawn."""
        names = ("sources", "professions", "since", "until")
        limits = ThreadLimits(**{one.name: self.cleaned_data[one.name] for one in fields(ThreadLimits)})
        return SampleRecipe(**{name: self.cleaned_data[name] for name in names}, threads=limits)


_STUDY_KINDS = [choice for choice in Round.Kind.choices if choice[0] != Round.Kind.EXPLORATION]


class RoundForm(SampleForm):
    """A new round."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=_STUDY_KINDS, initial=Round.Kind.MAIN)
    codebook_version = forms.ChoiceField(label=_("Version of the codebook"))
    is_blind = forms.BooleanField(
        label=_("Blind"),
        required=False,
        initial=True,
        help_text=_("Until the round is closed, nobody sees the codings of anybody else, whatever their role."),
    )
    instructions = forms.CharField(
        label=_("Instructions"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Coders read them above the first unit."),
    )

    def __init__(self, *args: Any, versions: Iterable[CodebookVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(one.number): one for one in versions}
        self.fields["codebook_version"].choices = [(number, f"v{number}") for number in self.versions]  # type: ignore[attr-defined]

    def terms(self) -> dict[str, Any]:
        """Return everything a round is drawn by, as the action takes it."""
        plain = (
            "name", "kind", "unit_kind", "size", "seed", "double_share", "triple_share", "is_blind", "instructions",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in plain} | {
            "recipe": self.recipe(),
            "coders": [self.people[uuid] for uuid in self.cleaned_data["coders"]],
            "codebook_version": self.versions[self.cleaned_data["codebook_version"]],
        }
