"""What the pages that take words away ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MaskForm(forms.Form):
    """Words of one post, and why they are masked."""

    words = forms.CharField(
        label=_("Words to mask"), max_length=2000, strip=False, help_text=_("Select them above, or copy them exactly.")
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("For example: name of a colleague. Do not repeat the words here.")
    )


class FindForm(forms.Form):
    """What somebody who asks to be left out is called on the platform."""

    written = forms.CharField(
        label=_("Handle, id, name or alias"), max_length=200,
        help_text=_("As on the platform, for example @mimi_62. What you type here is kept nowhere."),
    )  # fmt: skip


class EraseForm(forms.Form):
    """Why somebody is erased, and the alias typed once more."""

    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: asked by e-mail on a day. Do not name the person here."),
    )  # fmt: skip
    alias = forms.CharField(label=_("Type the alias to confirm"), max_length=20)


class OpenForm(forms.Form):
    """Why a name is opened."""

    reason = forms.CharField(
        label=_("Why you open this name"), max_length=1000, min_length=10, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays readable for all owners, with your name and the time."),
    )  # fmt: skip
