"""Forms of surgery: into which code, into which parts, why a round moves, which parts a coding means."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.codebook.tree import Dimension
from coding_app.surgery.actions import MOST_PARTS, NewPart

Choices = list[tuple[str, list[tuple[str, str]]]]


def code_choices(dimensions: Iterable[Dimension], kind: str, without: UUID) -> Choices:
    """Return the entries of a kind by dimension, as a form offers them."""
    return [
        (one.name, [(str(e.uuid), e.name) for e in one.entries if e.kind == kind and e.uuid != without])
        for one in dimensions
    ]


class IntoForm(forms.Form):
    """The code or group in which another goes on."""

    into = forms.ChoiceField(label=_("Goes on in"))

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", _("Choose…")), *choices]  # type: ignore[attr-defined]


class MergeForm(IntoForm):
    """A merge, and whether another dimension is meant."""

    is_across = forms.BooleanField(label=_("Yes, into another dimension"), required=False)


class PartForm(forms.Form):
    """A new part of a split code; a row without a name is no part."""

    name_fr = forms.CharField(label=_("Name in French"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    definition_fr = forms.CharField(
        label=_("Definition in French"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    definition_en = forms.CharField(
        label=_("Definition in English"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a name where there is a definition."""
        cleaned = super().clean() or {}
        if any(cleaned.values()) and not cleaned.get("name_fr") and not cleaned.get("name_en"):
            self.add_error("name_fr", _("Write a name in French or in English."))
        return cleaned


PartForms = forms.formset_factory(PartForm, extra=0, max_num=MOST_PARTS, validate_max=True, absolute_max=MOST_PARTS)


def new_parts(rows: Sequence[dict[str, str]]) -> list[NewPart]:
    """Return the parts that have a name."""
    return [NewPart(**row) for row in rows if row and (row["name_fr"] or row["name_en"])]


def typed(rows: "forms.BaseFormSet[PartForm]") -> list[dict[str, Any]]:
    """Return what was typed into the rows, good or bad."""
    if not rows.management_form.is_valid():
        return []
    return [{name: row[name].value() for name in row.fields} for row in rows]


class ExistingForm(forms.Form):
    """Codes that are parts of a split code already."""

    existing = forms.MultipleChoiceField(
        label=_("Codes that exist already"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["existing"].choices = choices  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Why a round moves, and to which version, as the page showed it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why the round moves"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is read beside the results of the round."),
    )


class AnswerForm(forms.Form):
    """Which parts a coding means: the ticked ones, none, or all of them."""

    NEITHER, ALL = "neither", "all"
    answer = forms.ChoiceField(choices=[(NEITHER, NEITHER), (ALL, ALL)], required=False)
    parts = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, parts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = list(parts)
        self.fields["parts"].choices = [(part, part) for part in parts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn "neither" and "all" into parts; ask for a part where nothing was said."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == self.NEITHER:
            cleaned["parts"] = []
        elif cleaned.get("answer") == self.ALL:
            cleaned["parts"] = self.offered
        elif not cleaned.get("parts") and not self.errors:
            self.add_error("parts", _("Choose a part, or say that none of them fits."))
        return cleaned
