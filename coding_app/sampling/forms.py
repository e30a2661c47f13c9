"""The form of a round that is drawn from the corpus: its sample, and under which terms it is coded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.sampling.models import Round
from coding_app.sampling.offer import Offer
from coding_app.sampling.sample_form import DATE, SampleForm

KINDS = [(kind.value, kind.label) for kind in (Round.Kind.PILOT, Round.Kind.MAIN)]
"""Of rounds drawn from the corpus; training has a reference, which is an earlier round: see `check_forms`."""


class TermsForm(forms.Form):
    """What a round is called and coded under."""

    name = forms.CharField(label=_("Name"), max_length=200)
    codebook_version = forms.ChoiceField(label=_("Version of the codebook"))
    is_blind = forms.BooleanField(
        label=_("Blind"),
        required=False,
        initial=True,
        help_text=_(
            "While the round is open nobody sees the codings of anybody else, whatever their role; coders only once it "
            "is revealed."
        ),
    )
    due_on = forms.DateField(
        label=_("To be done by"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    batch_size = forms.IntegerField(
        label=_("Units in a batch"), min_value=1, max_value=1000, required=False,
        help_text=_("Agreement is followed from batch to batch of each coder's queue."),
    )  # fmt: skip
    instructions = forms.CharField(
        label=_("Instructions"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Coders read them above the first unit."),
    )

    def always_blind(self) -> None:
        """Leave no choice: who sees answers while measured by them, or against themselves, measures nothing."""
        del self.fields["is_blind"]

    def offer_versions(self, offer: Offer) -> None:
        """Offer the published versions of the codebook."""
        self.versions = {str(one.number): one for one in offer.versions}
        self.fields["codebook_version"].choices = [(number, f"v{number}") for number in self.versions]  # type: ignore[attr-defined]

    def named(self) -> dict[str, Any]:
        """Return what the round keeps besides its sample."""
        plain = ("name", "is_blind", "due_on", "batch_size", "instructions")
        version = self.versions[self.cleaned_data["codebook_version"]]
        said = {name: self.cleaned_data[name] for name in plain if name in self.fields}
        return said | {"codebook_version": version}


class RoundForm(TermsForm, SampleForm):
    """A new round, drawn from the corpus."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial=Round.Kind.MAIN)

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self.offer_versions(offer)

    def terms(self) -> dict[str, Any]:
        """Return everything a round is drawn by, as the action takes it."""
        plain = ("kind", "unit_kind", "size", "seed")
        return (
            {name: self.cleaned_data[name] for name in plain}
            | self.named()
            | {
                "recipe": self.recipe(),
                "coders": self.chosen_coders(),
                "overlap": self.overlap(),
                "caps": self.chosen_caps(),
            }
        )
