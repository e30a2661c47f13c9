"""Forms about codebook files: the file, and what to do with what it holds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LANGUAGES = [("fr", _("French")), ("en", _("English"))]
ACCEPTED = ".qdc,.qdpx,.qde,.csv,.tsv,.json,.xml,.txt"


class CodebookFileForm(forms.Form):
    """A file and the language of its words."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=1000,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "A codebook of REFI-QDA (.qdc, or .qdpx of which only the codes are read), a table (CSV), JSON of Entente, "
            "a label file of doccano or Label Studio, or plain names, one a line (.txt). At most 5,000 codes."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of the file"),
        choices=LANGUAGES,
        help_text=_("For files in one language. A table with both, and the JSON of Entente, say it themselves."),
    )


class AcceptForm(forms.Form):
    """What to do with entries that are there already, and the name of a codebook that is made."""

    UPDATE, KEEP = "update", "keep"

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    keep_parents = forms.BooleanField(required=False, widget=forms.HiddenInput)
    existing = forms.ChoiceField(
        label=_("Entries that are there already"),
        choices=[
            (KEEP, _("Keep mine: only new entries are added")),
            (UPDATE, _("Update mine: words, colors and rules of the file replace mine where it has some")),
        ],
        initial=KEEP,
        widget=forms.RadioSelect,
    )
    name_fr = forms.CharField(label=_("Name in French"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)

    def __init__(self, *args: Any, has_codebook: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_codebook:
            del self.fields["name_fr"], self.fields["name_en"]
        else:
            self.fields["existing"].required = False
            self.fields["existing"].widget = forms.HiddenInput()
