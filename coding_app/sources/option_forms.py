"""What an importer must be told, as fields of a form: its OPTIONS, and what it leaves open about a file."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext

from corpus.importers import registry
from corpus.importers.base import Option, Recipe

OPTION = "option_"
_LONGEST_SILENCE = 60 * 24 * 365


class OptionsForm(forms.Form):
    """The options of the importer that a recipe names; none of them is required before the importer asks for it."""

    def __init__(self, *args: Any, recipe: Recipe, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = registry.entry(recipe.format).options
        for one in self.options:
            self.fields[OPTION + one.name] = option_field(one)
            self.initial.setdefault(OPTION + one.name, recipe.options.get(one.name, one.default))

    def recipe_over(self, recipe: Recipe) -> Recipe:
        """Return a recipe with these answers, as text; what was left empty is not in it."""
        given = {one.name: _as_text(self.cleaned_data.get(OPTION + one.name)) for one in self.options}
        return Recipe.from_dict(recipe.to_dict() | {"options": {name: told for name, told in given.items() if told}})

    def ask(self, names: Sequence[str]) -> None:
        """Say beside each of these fields that the import cannot go on without it."""
        for name in names:
            if OPTION + name in self.fields:
                self.add_error(OPTION + name, gettext("The file does not tell this: say it before going on."))


def option_field(one: Option) -> forms.Field:
    """Return the field for an option."""
    common: dict[str, Any] = {
        "label": gettext(one.label),
        "help_text": gettext(one.help) if one.help else "",
        "required": False,
    }
    if one.kind == "choice":
        return forms.ChoiceField(choices=[(value, gettext(label)) for value, label in one.choices], **common)
    if one.kind == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if one.kind == "minutes":
        return forms.IntegerField(min_value=0, max_value=_LONGEST_SILENCE, **common)
    if one.kind == "lines":
        numbers = RegexValidator(r"\A[0-9\s,;]*\Z", gettext("Give numbers of lines, separated by commas."))
        return forms.CharField(max_length=5_000, validators=[numbers], **common)
    if one.kind == "people":
        return forms.CharField(max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}), **common)
    return forms.CharField(max_length=300, **common)


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else "\n".join(str(value).split("\r\n")).strip()
