"""The forms of rounds that build on an earlier one: calibration, training, drift."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.sampling.forms import RoundForm, TermsForm
from coding_app.sampling.models import Round
from coding_app.sampling.offer import Offer
from coding_app.sampling.sample_form import LARGEST_SEED, MOST_UNITS, NUMBER, PER_CENT, SampleForm, new_seed
from coding_app.sampling.sharing import WHOLE


class OriginForm(forms.Form):
    """Which earlier round this one builds on."""

    origin = forms.ChoiceField(label=_("Earlier round"), error_messages={"required": _("Choose an earlier round.")})

    def offer_origins(self, offer: Offer) -> None:
        """Offer the rounds that serve."""
        self.origins = {str(one.number): one for one in offer.origins}
        self.fields["origin"].choices = [(number, f"{number}. {one.name}") for number, one in self.origins.items()]  # type: ignore[attr-defined]

    def chosen_origin(self) -> Round:
        """Return the chosen round."""
        return self.origins[self.cleaned_data["origin"]]


class BatchForm(OriginForm):
    """How many units of the reference each batch holds."""

    batch_size = forms.IntegerField(label=_("Units in a batch"), min_value=2, max_value=1000, initial=20)
    per_batch = forms.IntegerField(
        label=_("Calibration units in each batch"), min_value=1, max_value=999, initial=2,
        help_text=_("The same for every coder, in the same batch; nobody is told which they are."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Check that a batch has room."""
        cleaned = super().clean() or {}
        if cleaned.get("per_batch", 0) >= cleaned.get("batch_size", WHOLE * WHOLE):
            self.add_error("per_batch", _("A batch needs room for other units too. Take fewer, or larger batches."))
        return cleaned


class ExtensionSampleForm(OriginForm, SampleForm):
    """The sample of an extension."""

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.offer_origins(offer)


class ExtensionForm(OriginForm, RoundForm):
    """A round that goes on with an earlier one: the same recipe, other units."""

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.offer_origins(offer)


class CalibrationSampleForm(BatchForm, SampleForm):
    """The sample of a calibration round."""

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.offer_origins(offer)


class CalibrationForm(BatchForm, RoundForm):
    """A round with units of a reference seeded into every batch."""

    kind = forms.ChoiceField(
        choices=[(Round.Kind.CALIBRATION, Round.Kind.CALIBRATION.label)],
        initial=Round.Kind.CALIBRATION, widget=forms.HiddenInput,
    )  # fmt: skip

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.offer_origins(offer)


class CheckSampleForm(OriginForm):
    """What a training round or a drift check takes from an earlier round."""

    size = forms.IntegerField(label=_("How many units"), min_value=1, max_value=MOST_UNITS, initial=20)
    seed = forms.IntegerField(label=_("Seed"), min_value=0, max_value=LARGEST_SEED, initial=new_seed)
    coders = forms.MultipleChoiceField(
        label=_("Coders"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one coder.")},
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.uuid): one.user for one in offer.memberships}
        self.fields["coders"].choices = [(uuid, user.display_name) for uuid, user in self.people.items()]  # type: ignore[attr-defined]
        self.offer_origins(offer)

    def chosen_coders(self) -> list[User]:
        """Return the chosen coders."""
        return [self.people[uuid] for uuid in self.cleaned_data["coders"]]

    def drawn(self) -> dict[str, Any]:
        """Return what the draw depends on, as the action takes it."""
        plain = ("size", "seed")
        return {name: self.cleaned_data[name] for name in plain} | {
            "origin": self.chosen_origin(),
            "coders": self.chosen_coders(),
        }


class DriftSampleForm(CheckSampleForm):
    """What each coder codes again of what they coded."""

    size_in = forms.ChoiceField(
        label=_("For each coder"),
        initial=PER_CENT,
        widget=forms.RadioSelect,
        choices=[(PER_CENT, _("per cent of what they coded")), (NUMBER, _("units"))],
    )
    size = forms.IntegerField(label=_("How many units or per cent"), min_value=1, max_value=MOST_UNITS, initial=10)
    days = forms.IntegerField(
        label=_("Coded at least so many days ago"), min_value=0, max_value=3650, initial=14,
        help_text=_("So that nobody codes from memory."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Check that a share is one."""
        cleaned = super().clean() or {}
        if cleaned.get("size_in") == PER_CENT and cleaned.get("size", 0) > WHOLE:
            self.add_error("size", _("A share is 100 per cent at most."))
        return cleaned

    def drawn(self) -> dict[str, Any]:
        """Return what the draw depends on, as the action takes it."""
        said = self.cleaned_data
        return super().drawn() | {"is_share": said["size_in"] == PER_CENT, "days": said["days"]}


class TrainingForm(TermsForm, CheckSampleForm):
    """A training round, measured by a reference."""

    kind = Round.Kind.TRAINING

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.offer_versions(offer)
        self.always_blind()

    def terms(self) -> dict[str, Any]:
        """Return everything the round is drawn by, as the action takes it."""
        return self.drawn() | self.named() | {"kind": self.kind}


class DriftForm(TermsForm, DriftSampleForm):
    """A drift check."""

    kind = Round.Kind.DRIFT

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.offer_versions(offer)
        self.always_blind()

    def terms(self) -> dict[str, Any]:
        """Return everything the round is drawn by, as the action takes it."""
        return self.drawn() | self.named() | {"kind": self.kind}
