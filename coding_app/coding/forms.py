"""Check what browsers send about codings and memos."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.coding.models import Operation


class OperationForm(forms.Form):
    """One operation, as the queue of the browser sends it."""

    operation_id = forms.UUIDField()
    kind = forms.ChoiceField(choices=Operation.Kind.choices)
    code = forms.UUIDField(required=False)
    after = forms.IntegerField(min_value=0)
    start = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=1, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a code where the act needs one, and refuse one where it does not."""
        cleaned = super().clean() or {}
        needs_code = cleaned.get("kind") in {Operation.Kind.APPLY, Operation.Kind.RETRACT}
        if "kind" in cleaned and needs_code != bool(cleaned.get("code")):
            raise forms.ValidationError(_("This act and its code do not go together. Nothing was changed."))
        return cleaned


class PressForm(forms.Form):
    """One operation from a page without JavaScript: the pressed button says "kind" or "kind:code"."""

    operation_id = forms.UUIDField()
    after = forms.IntegerField(min_value=0)
    act = forms.CharField(max_length=60)

    def operation(self) -> OperationForm:
        """Return the same operation in the shape the queue sends."""
        kind, _colon, code = self.cleaned_data["act"].partition(":")
        fields = ("operation_id", "after")
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
