"""What the pages of sources and imports take in."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from coding_app.sources.preview import Preview
from coding_app.sources.words import ACCEPTED, FORMAT_WORDS
from corpus.importers.base import Recipe
from corpus.importers.delimited import DELIMITERS
from corpus.importers.mapping import FIELDS, validate_mapping
from corpus.models import Platform, Profession, Source

ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("utf-8-sig", _("UTF-8 with a mark")),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
    ("cp1252", _("Windows (cp1252)")),
    ("iso8859_15", "ISO 8859-15"),
    ("mac_roman", _("Macintosh")),
    ("cp850", _("DOS (cp850)")),
]
DELIMITER_WORDS = {",": _("comma ,"), ";": _("semicolon ;"), "\t": _("tab"), "|": _("bar |")}
DATE_ORDERS = [
    ("", _("find out from the file")),
    ("dmy", _("day first: 31/01/2020")),
    ("mdy", _("month first: 01/31/2020")),
    ("ymd", _("year first: 2020-01-31")),
]
COLUMN = "column_"
TOO_LARGE = gettext_noop("The file is larger than 500 MB. Cut it into several files.")


class SourceForm(forms.Form):
    """A place where posts were collected."""

    platform = forms.ChoiceField(label=_("Platform"), choices=Platform.choices)
    name = forms.CharField(
        label=_("Name of the source"), max_length=200, help_text=_("A hashtag, a group, a set of interviews.")
    )
    profession = forms.ChoiceField(label=_("Whose talk it is"), choices=Profession.choices)
    access = forms.ChoiceField(
        label=_("Who can read the place"), choices=Source.Access.choices, initial=Source.Access.PUBLIC
    )
    legal_basis = forms.CharField(
        label=_("On what ground it was collected"),
        required=False,
        help_text=_("Consent, agreement of the group, public-interest research, number of the declaration."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class UploadForm(SourceForm):
    """A file and the source it goes to: one that exists, or a new one."""

    source = forms.ModelChoiceField(
        label=_("Source"), queryset=Source.objects.none(), required=False, to_field_name="uuid",
        empty_label=_("A new source"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=1000,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "A table (CSV, XLSX, ODS, JSON), an export of X, Facebook, WhatsApp, Telegram, YouTube or Mastodon, or "
            "an interview (DOCX, ODT, RTF, TXT, VTT, SRT). At most 500 MB. The name of the file is kept: rename it "
            "first if it names somebody."
        ),
    )

    # Whether the fields of a new source are needed depends on a choice: the browser cannot know.
    use_required_attribute = False

    def __init__(self, *args: Any, sources: QuerySet[Source], has_file: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["file"].required = not has_file
        limits = {"data-most-bytes": str(settings.MAX_IMPORT_BYTES), "data-too-large": gettext(TOO_LARGE)}
        self.fields["file"].widget.attrs |= limits
        if self.data.get("source"):
            for name in SourceForm.base_fields:
                self.fields[name].required = False

    def new_source(self) -> dict[str, str]:
        """Return what is needed to make the new source."""
        return {name: self.cleaned_data[name] for name in SourceForm.base_fields}


class ReadingForm(forms.Form):
    """How the bytes of a file are to be taken."""

    format = forms.ChoiceField(label=_("Format"), choices=list(FORMAT_WORDS.items()))
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS)
    delimiter = forms.ChoiceField(label=_("Between columns"), choices=[(d, DELIMITER_WORDS[d]) for d in DELIMITERS])
    sheet = forms.CharField(label=_("Sheet"), max_length=100)
    header_row = forms.IntegerField(
        label=_("Line with the names of the columns"), min_value=0, max_value=1000,
        help_text=_("0: there is none."),
    )  # fmt: skip

    def __init__(self, *args: Any, seen: Preview, recipe: Recipe, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        encoding = self.fields["encoding"]
        if recipe.encoding and recipe.encoding not in dict(ENCODINGS):
            encoding.choices = [*ENCODINGS, (recipe.encoding, recipe.encoding)]  # type: ignore[attr-defined]
        self.fields["sheet"].widget = forms.Select(choices=[(name, name) for name in seen.sheets])
        for name in _useless(seen, recipe):
            del self.fields[name]
        for name, one in self.fields.items():
            # A form that was drawn for another format did not have this choice.
            one.required = not self.is_bound or name in self.data

    def recipe_over(self, recipe: Recipe) -> Recipe:
        """Return a recipe with these choices; what the form does not show stays."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return Recipe.from_dict(recipe.to_dict() | chosen)


def _useless(seen: Preview, recipe: Recipe) -> list[str]:
    """Name the choices that mean nothing for this kind of file."""
    useless = {"json": ["delimiter", "sheet", "header_row"], "text": ["sheet"]}
    names = useless.get(seen.container, ["encoding", "delimiter"])
    if recipe.format == "table":
        return names
    is_text = seen.container in useless
    return [*([] if is_text else ["encoding"]), "delimiter", "sheet", "header_row"]


class ColumnsForm(forms.Form):
    """Which column holds what, and how dates are written."""

    date_order = forms.ChoiceField(label=_("Order of dates"), choices=DATE_ORDERS, required=False)
    timezone = forms.CharField(
        label=_("Time zone of dates that name none"), max_length=60, initial="Europe/Paris",
        help_text=_("For example Europe/Paris, America/Martinique, UTC."),
    )  # fmt: skip
    recipe_name = forms.CharField(
        label=_("Keep these choices under a name"), required=False, max_length=200,
        help_text=_("For the next file of the same shape. A name that exists is written over."),
    )  # fmt: skip

    def __init__(self, *args: Any, seen: Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        # Formats whose fields are fixed show neither unless a date asks for it; what was chosen before stays.
        self.fields["timezone"].required = bool(seen.columns) or "timezone" in self.data
        choices = [("", gettext("– not in the file –")), *((c.name, _option(c.name, c.samples)) for c in seen.columns)]
        for one in FIELDS if seen.columns else ():
            select = forms.Select(attrs={"class": "select"})
            self.fields[COLUMN + one.name] = forms.ChoiceField(
                label=gettext(one.label), choices=choices, required=False, widget=select
            )

    @property
    def columns(self) -> dict[str, str]:
        """Return the mapping: field -> column."""
        given = ((one.name, self.cleaned_data.get(COLUMN + one.name, "")) for one in FIELDS)
        return {name: column for name, column in given if column}

    def clean(self) -> dict[str, Any]:
        """Check the mapping as a whole."""
        cleaned = super().clean() or {}
        zone, order = cleaned.get("timezone", ""), cleaned.get("date_order", "")
        zone = zone if self.seen.columns or zone else "UTC"
        columns = self.columns if self.seen.columns else {"text": "text"}
        headers = self.seen.names or ["text"]
        labels = {one.name: gettext(one.label) for one in FIELDS}
        for objection in validate_mapping(columns, headers, timezone=zone, date_order=order):
            place = objection.field if objection.field in self.fields else COLUMN + objection.field
            # A field is called by its words, not by its name in the program.
            params = objection.params.items()
            words = {name: value if name == "column" else labels.get(value, value) for name, value in params}
            self.add_error(place if place in self.fields else None, gettext(objection.sentence) % words)
        return cleaned

    def ask_for_order(self) -> None:
        """Show the order of dates as something only a person can say."""
        order = self.fields["date_order"]
        order.required = True
        order.choices = [("", gettext("– choose –")), *DATE_ORDERS[1:3]]  # type: ignore[attr-defined]

    def recipe_over(self, recipe: Recipe) -> Recipe:
        """Return a recipe with this mapping."""
        told = {name: self.cleaned_data[name] for name in ("timezone", "date_order") if name in self.data}
        return Recipe.from_dict(recipe.to_dict() | {"columns": self.columns} | told)


def initial_columns(recipe: Recipe) -> dict[str, str]:
    """Return what the form of columns starts from."""
    start = {COLUMN + name: column for name, column in recipe.columns.items()}
    return start | {"date_order": recipe.date_order, "timezone": recipe.timezone}


def _option(name: str, samples: tuple[str, ...]) -> str:
    return f"{name} — {samples[0][:40]}" if samples else name
