"""What the review pages are asked: filters, and a decision with its reason."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook.tree import CodeEntry
from coding_app.review.docket import ALL, Filters
from coding_app.review.queries import State

OTHER = "other"


class Reason(models.TextChoices):
    """The reasons adjudicators give most."""

    OVERLOOKED = "overlooked", _("Something in the text was overlooked")
    NOT_FOLLOWED = "not_followed", _("The definition was not followed")
    UNCLEAR = "unclear", _("The definition is unclear")
    CONTEXT = "context", _("The thread decides, not the post alone")
    BOTH_HOLD = "both_hold", _("Both readings hold; this one fits the question better")


class FilterForm(forms.Form):
    """Read the filters of the docket from an address; what cannot be read is left out."""

    state = forms.ChoiceField(choices=[(state.value, state.value) for state in State] + [(ALL, ALL)], required=False)
    code = forms.UUIDField(required=False)
    pair = forms.CharField(max_length=73, required=False)

    def filters(self) -> Filters:
        """Return the filters."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Filters(**given)


class SettleForm(forms.Form):
    """One decision: whose codings, or which other codes, and why."""

    dimension = forms.UUIDField()
    seen = forms.CharField(required=False, max_length=36)
    choice = forms.ChoiceField(
        error_messages={
            "required": _("Choose whose codings are kept, or other codes."),
            "invalid_choice": _("Choose one of these."),
        }
    )
    codes = forms.TypedMultipleChoiceField(
        required=False, error_messages={"invalid_choice": _("Choose among these codes.")}
    )
    reason = forms.ChoiceField(choices=Reason.choices, required=False)
    note = forms.CharField(required=False, max_length=2000)

    def __init__(self, *args: Any, coders: list[User], entries: list[CodeEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice, codes = self.fields["choice"], self.fields["codes"]
        assert isinstance(choice, forms.ChoiceField)
        assert isinstance(codes, forms.ChoiceField)
        choice.choices = [(str(coder.uuid), coder.display_name) for coder in coders] + [(OTHER, OTHER)]
        codes.choices = [(str(entry.uuid), entry.name) for entry in entries if entry.kind != "group"]

    def clean(self) -> dict[str, Any]:
        """Ask for codes when other codes are wanted, and for a reason in any case."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("choice") == OTHER and not cleaned.get("codes"):
            self.add_error("codes", _("Choose the codes, or “none applies”."))
        if not cleaned.get("reason") and not cleaned.get("note", "").strip():
            self.add_error("note", _("Give a reason: choose one or write it."))
        return cleaned

    def why(self) -> str:
        """Return the reason as it is kept, in the words that the person read and wrote."""
        chosen, note = self.cleaned_data["reason"], self.cleaned_data["note"].strip()
        return ". ".join(part for part in (str(Reason(chosen).label) if chosen else "", note) if part)
