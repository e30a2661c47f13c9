"""What one may ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.exports.formats import FORMATS, PROFILE_WORDS


class ExportForm(forms.Form):
    """A format and a profile."""

    format = forms.ChoiceField(choices=[(name, one.title) for name, one in FORMATS.items()])
    profile = forms.ChoiceField(
        label=_("Written how"),
        choices=[(name, title) for name, (title, _text) in PROFILE_WORDS.items()],
        widget=forms.RadioSelect,
        initial="rfc4180",
    )
