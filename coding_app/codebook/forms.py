"""Forms about codebooks: where to begin, one entry of the draft, where it lies, publishing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from coding_app.codebook import checks, starters
from coding_app.codebook.colours import HUES
from coding_app.codebook.models import CodeDefinition
from coding_app.codebook.sentences import SENTENCES, WORDS
from coding_app.codebook.tree import LANGUAGES, WORDINGS

Kind = CodeDefinition.Kind
COLOURS = [(number, str(number)) for number in range(1, len(HUES) + 1)]
STARTER_WORDS = {
    "care_and_work": (
        _("Work and care"),
        _("Six dimensions and 50 codes for what home helpers and general practitioners write; defined, with examples."),
    ),
    "debate": (_("A debate"), _("Three dimensions for a quarrel with two poles: stance, argument, tone.")),
    "empty": (_("An empty codebook"), _("You write everything yourself: dimensions, groups, codes.")),
}


class StarterForm(forms.Form):
    """What a codebook begins with."""

    starter = forms.ChoiceField(
        label=_("Starting point"),
        choices=[(name, STARTER_WORDS[name][0]) for name in starters.NAMES],
        initial=starters.NAMES[0],
        widget=forms.RadioSelect,
    )


class EntryForm(forms.Form):
    """One entry of the draft in both languages, with what its kind needs."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in WORDINGS:
            self.fields[f"{name}_fr"] = _wording(name, "fr")
            self.fields[f"{name}_en"] = _wording(name, "en")
        if kind == Kind.DIMENSION:
            self.fields |= _rules()
        if kind == Kind.CODE:
            self.fields["is_interpretive"] = forms.BooleanField(
                label=_("Interpretive: no coefficient"),
                required=False,
                help_text=_(
                    "No alpha is computed for it: the team reads and discusses it instead. Counts and differing posts"
                    " are still shown."
                ),
            )
            self.fields["key"] = forms.CharField(
                label=_("Key"),
                required=False,
                max_length=1,
                widget=forms.TextInput(attrs={"class": "is-key", "autocomplete": "off", "autocapitalize": "none"}),
                help_text=_("One digit or letter; the coding screen keeps J, K, U, N, D, S, P and G."),
            )
        self.fields["colour"] = forms.TypedChoiceField(
            label=_("Color"), choices=COLOURS, coerce=int, initial=1, widget=forms.RadioSelect
        )
        if kind != Kind.NONE:
            self.fields["is_sensitive"] = forms.BooleanField(
                label=_("Sensitive (health, union, …): left out of what leaves the team"),
                required=False,
                help_text=_(
                    "Deposits and publications hold nothing of it, nor of what lies below it. Inside the team it stays."
                ),
            )
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def names(kind: str) -> list[str]:
        """Return the columns that the form of a kind holds."""
        wordings = [f"{name}_{language}" for name in WORDINGS for language in LANGUAGES]
        flag = [] if kind == Kind.NONE else ["is_sensitive"]
        extra = {Kind.DIMENSION: ["selection", "level", "applies_to"], Kind.CODE: ["key", "is_interpretive"]}
        return [*wordings, "colour", *flag, *extra.get(Kind(kind), [])]

    def wordings(self) -> list[tuple[str | Promise, forms.BoundField, forms.BoundField]]:
        """Return each wording with its field in French and in English."""
        return [(WORDS[name], self[f"{name}_fr"], self[f"{name}_en"]) for name in WORDINGS]

    def rules(self) -> list[forms.BoundField]:
        """Return the fields that only a dimension has."""
        return [self[name] for name in ("selection", "level", "applies_to") if name in self.fields]

    def clean_key(self) -> str:
        """Refuse keys that the coding screen uses itself."""
        key = str(self.cleaned_data["key"]).strip().lower()
        if reason := checks.key_problem(key, self.kind):
            raise forms.ValidationError(
                SENTENCES[reason], params={"name": self.data.get("name_en", ""), "key": key.upper()}
            )
        return key

    def clean(self) -> dict[str, Any]:
        """Ask for a name in at least one language; publishing asks for both."""
        cleaned = super().clean() or {}
        if not cleaned.get("name_fr") and not cleaned.get("name_en"):
            self.add_error("name_fr", _("Write a name in French or in English."))
        return cleaned


def _wording(name: str, language: str) -> forms.CharField:
    """Make the field of one wording in one language."""
    label = format_lazy(_("{what} in French") if language == "fr" else _("{what} in English"), what=WORDS[name])
    attrs = {"lang": language, "rows": 2}
    widget = forms.TextInput(attrs={"lang": language}) if name == "name" else forms.Textarea(attrs=attrs)
    return forms.CharField(label=label, required=False, max_length=200 if name == "name" else 4000, widget=widget)


def _rules() -> dict[str, forms.Field]:
    """Make the fields of a dimension."""
    return {
        "selection": forms.ChoiceField(
            label=WORDS["selection"], choices=CodeDefinition.Selection.choices, initial="any"
        ),
        "level": forms.ChoiceField(
            label=WORDS["level"],
            choices=CodeDefinition.Level.choices,
            initial="nominal",
            help_text=_("Ordinal: the order of the codes is an order of more and less."),
        ),
        "applies_to": forms.ChoiceField(
            label=WORDS["applies_to"],
            choices=CodeDefinition.AppliesTo.choices,
            initial="any",
            help_text=_("Passages: its codes go on words of a post, not on the whole of it."),
        ),
    }


class PlaceForm(forms.Form):
    """Another dimension or group for an entry."""

    parent = forms.ChoiceField(label=_("Move to"))

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = list(places)  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """One place up or down."""

    step = forms.TypedChoiceField(choices=[(-1, "up"), (1, "down")], coerce=int)


class NewEntryForm(forms.Form):
    """Which kind of entry is added, and where."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in (Kind.DIMENSION, Kind.GROUP, Kind.CODE)])
    parent = forms.UUIDField(required=False)


class PublishForm(forms.Form):
    """The note of a version."""

    note = forms.CharField(
        label=_("What changed"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Coders read this note above the new version."),
    )
