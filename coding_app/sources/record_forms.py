"""What the page of a source's record takes in."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from corpus.models import Platform, Profession, Sensitive, Source

PLACE = ("platform", "name", "profession", "access")


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RecordForm(forms.Form):
    """Why the posts may be collected, what people were told, until when they are kept; may be completed in steps."""

    accessed_how = forms.CharField(
        label=_("How the team can read the place"), required=False, widget=_area(2),
        help_text=_("For example: public search; admitted as a researcher by the administrator; sent by the people."),
    )  # fmt: skip
    legal_basis = forms.CharField(
        label=_("Legal basis"), required=False, widget=_area(),
        help_text=_("For example public-interest research (GDPR, article 6.1.e), or consent."),
    )  # fmt: skip
    register_number = forms.CharField(
        label=_("Line in the register of processing"), required=False, max_length=200,
        help_text=_("The number your institution gave to this processing."),
    )  # fmt: skip
    ethics_reference = forms.CharField(
        label=_("Opinion of the DPO or ethics committee"), required=False, max_length=200,
        help_text=_("Reference and date, or why none was needed."),
    )  # fmt: skip
    consent = forms.CharField(
        label=_("Agreement of the administrators or of the people"), required=False, widget=_area(2),
        help_text=_("Who agreed, when and how. Asked for closed groups and for what was collected with consent."),
    )  # fmt: skip
    notice_text = forms.CharField(
        label=_("What the people were told, or why they were not"), required=False, widget=_area(4)
    )
    notice_given_on = forms.DateField(label=_("Told on"), required=False, widget=_day())
    opt_out_contact = forms.CharField(
        label=_("Contact for people who want to be left out"), required=False, max_length=200
    )
    sensitive = forms.MultipleChoiceField(
        label=_("Sensitive matters, or none of these"), required=False, choices=Sensitive.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    retain_until = forms.DateField(
        label=_("Date until which the posts are kept"), required=False, widget=_day(),
        help_text=_(
            "You are warned 60, 30 and 7 days before. After it the texts are erased; counts can be made again."
        ),
    )  # fmt: skip
    kept_longer_because = forms.CharField(
        label=_("Keep longer, because"), required=False, widget=_area(2), help_text=_("A reason here stops the purge.")
    )
    period_start = forms.DateField(label=_("Posts from"), required=False, widget=_day())
    period_end = forms.DateField(
        label=_("Posts until"), required=False, widget=_day(),
        help_text=_("Posts outside these days are marked, not refused."),
    )  # fmt: skip
    keeps_identities = forms.BooleanField(
        label=_("Keep the names of the people in the vault"), required=False,
        help_text=_(
            "Off is better: then names are kept nowhere. On: only an owner opens them, one at a time, with a reason "
            "that stays readable. Needed only if you must contact people again. Switched off again, the names kept "
            "are deleted."
        ),
    )  # fmt: skip

    def clean_sensitive(self) -> list[str]:
        """Refuse “none of these” beside a matter."""
        chosen: list[str] = self.cleaned_data["sensitive"]
        if Sensitive.NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError(gettext("Choose the matters, or “None of these”, not both."))
        return chosen

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", gettext("This day is before the first one."))
        return cleaned


class SourceRecordForm(RecordForm):
    """The place itself and its record."""

    platform = forms.ChoiceField(label=_("Platform"), choices=Platform.choices)
    name = forms.CharField(
        label=_("Name of the source"), max_length=200, help_text=_("A hashtag, a group, a set of interviews.")
    )
    profession = forms.ChoiceField(label=_("Whose talk it is"), choices=Profession.choices)
    access = forms.ChoiceField(
        label=_("Who can read the place"), choices=Source.Access.choices, initial=Source.Access.PUBLIC
    )
