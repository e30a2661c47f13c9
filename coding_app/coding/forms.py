"""Check what browsers send about codings, memos and warnings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.coding.models import Operation

LONGEST_PAUSE = 24 * 60 * 60
KINDS = [choice for choice in Operation.Kind.choices if choice[0] != Operation.Kind.CARRY]
CODED = {Operation.Kind.APPLY, Operation.Kind.RETRACT}


class OperationForm(forms.Form):
    """One operation, as the queue of the browser sends it; `crc` stands for the words where they are not sent."""

    operation_id = forms.UUIDField()
    kind = forms.ChoiceField(choices=KINDS)
    code = forms.UUIDField(required=False)
    after = forms.IntegerField(min_value=0, max_value=2**31 - 2)
    start = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    end = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    quote = forms.CharField(required=False, strip=False, empty_value=None)
    crc = forms.IntegerField(min_value=0, required=False)
    reason = forms.CharField(required=False, max_length=2000)
    seconds = forms.IntegerField(required=False)

    def clean_seconds(self) -> int | None:
        """Keep a time within a day: a clock that was set wrong must not hold up a decision."""
        seconds: int | None = self.cleaned_data["seconds"]
        return None if seconds is None or seconds < 0 else min(seconds, LONGEST_PAUSE)

    def clean(self) -> dict[str, Any]:
        """Ask for a code where the act needs one, for the words of a passage, and for a reason to skip."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind and (kind in CODED) != bool(cleaned.get("code")):
            raise forms.ValidationError(_("This act and its code do not go together. Nothing was changed."))
        if kind == Operation.Kind.APPLY and cleaned.get("end") and not self._says_its_words():
            raise forms.ValidationError(_("This passage came without its words. Nothing was changed."))
        if kind == Operation.Kind.SKIP and not cleaned.get("reason"):
            raise forms.ValidationError(_("Say in a few words why this unit cannot be coded. Nothing was changed."))
        return cleaned

    def _says_its_words(self) -> bool:
        return any(self.data.get(name) is not None for name in ("quote", "crc"))


class PressForm(forms.Form):
    """One operation from a page without JavaScript: the pressed button says "kind" or "kind:code"."""

    operation_id = forms.UUIDField()
    after = forms.IntegerField(min_value=0)
    act = forms.CharField(max_length=60)
    reason = forms.CharField(required=False, max_length=2000)

    def operation(self) -> OperationForm:
        """Return the same operation in the shape the queue sends."""
        kind, _colon, code = self.cleaned_data["act"].partition(":")
        fields = ("operation_id", "after", "reason")
        return OperationForm({name: self.cleaned_data[name] for name in fields} | {"kind": kind, "code": code})


class MemoForm(forms.Form):
    """The text of a memo, and the memo it was written over."""

    text = forms.CharField(
        label=_("Memo"),
        required=False,
        max_length=20_000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2, "data-memo-text": ""}),
    )
    previous = forms.UUIDField(required=False, widget=forms.HiddenInput)


class WarningForm(forms.Form):
    """What a post is hard to read for."""

    text = forms.CharField(label=_("What it warns of"), max_length=100)
