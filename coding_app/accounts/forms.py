"""Forms about one's own account."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person's own choices."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser")), *settings.LANGUAGES]
    )

    class Meta:
        model = User
        fields = ["display_name", "language", "theme", "reading_font", "has_single_key_shortcuts"]
        help_texts = {
            "reading_font": _("How posts look on the coding screen; nothing is fetched for it."),
            "has_single_key_shortcuts": _("Letters and digits act at once on the coding screen."),
        }


class TokenForm(forms.Form):
    """The name of a new key for programs."""

    name = forms.CharField(label=_("What the key is for"), max_length=100)
