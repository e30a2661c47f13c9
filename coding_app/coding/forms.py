"""Check what browsers send about codings, memos and warnings."""

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.coding.actions import Act
from coding_app.coding.models import Operation
from coding_app.core.errors import Invalid

DAMAGED = _("This act arrived damaged. Nothing was changed.")
LONGEST_PAUSE = 24 * 60 * 60
LONGEST_REASON = 2000
KINDS = [kind for kind in Operation.Kind if kind != Operation.Kind.CARRY]
CODED = {Operation.Kind.APPLY, Operation.Kind.RETRACT}


def act_of(sent: Any) -> Act:
    """Read one operation as the queue of the browser sends it; `crc` stands for the words where they are not sent.

    A form of ten fields would take longer than all that is decided about the act. Raise Invalid.
    """
    if not isinstance(sent, dict):
        raise Invalid(DAMAGED)
    kind, code = sent.get("kind"), _outside_name(sent.get("code") or None)
    operation_id, after = _outside_name(sent.get("operation_id")), _number(sent.get("after"), upto=2**31 - 2)
    if kind not in KINDS or operation_id is None or after is None:
        raise Invalid(DAMAGED)
    start, end = _number(sent.get("start")), _number(sent.get("end"), low=1)
    quote, crc = _words(sent.get("quote")), _number(sent.get("crc"), upto=2**32 - 1)
    reason = (_words(sent.get("reason")) or "").strip()
    if (kind in CODED) != (code is not None):
        raise Invalid(_("This act and its code do not go together. Nothing was changed."))
    if kind == Operation.Kind.APPLY and end is not None and quote is None and crc is None:
        raise Invalid(_("This passage came without its words. Nothing was changed."))
    if kind == Operation.Kind.SKIP and not reason:
        raise Invalid(_("Say in a few words why this unit cannot be coded. Nothing was changed."))
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("A reason holds 2,000 characters at most. Nothing was changed; shorten yours."))
    return Act(operation_id, kind, after, code, start, end, quote, crc, reason, _seconds(sent.get("seconds")))


def _outside_name(sent: Any) -> uuid.UUID | None:
    if sent is None:
        return None
    try:
        return uuid.UUID(sent)
    except (ValueError, TypeError, AttributeError) as error:
        raise Invalid(DAMAGED) from error


def _number(sent: Any, *, low: int = 0, upto: int = 2**31 - 1) -> int | None:
    if sent is None:
        return None
    if isinstance(sent, str) and re.fullmatch("[0-9]{1,10}", sent):
        sent = int(sent)
    if type(sent) is not int or not low <= sent <= upto:  # True is an int too
        raise Invalid(DAMAGED)
    return sent


def _words(sent: Any) -> str | None:
    if sent is None:
        return None
    # PostgreSQL keeps no NUL, and UTF-8 has no half of a pair, which JSON can write.
    if not isinstance(sent, str) or "\0" in sent or any("\ud800" <= letter <= "\udfff" for letter in sent):
        raise Invalid(DAMAGED)
    return sent


def _seconds(sent: Any) -> int | None:
    """Keep a time within a day: a clock that was set wrong must not hold up a decision."""
    if sent is None:
        return None
    if type(sent) is not int:
        raise Invalid(DAMAGED)
    return None if sent < 0 else min(sent, LONGEST_PAUSE)


class PressForm(forms.Form):
    """One operation from a page without JavaScript: the pressed button says "kind" or "kind:code"."""

    operation_id = forms.UUIDField()
    after = forms.IntegerField(min_value=0)
    act = forms.CharField(max_length=60)
    reason = forms.CharField(required=False, max_length=2000)

    def operation(self) -> Act:
        """Return the same operation. Raise Invalid."""
        kind, _colon, code = self.cleaned_data["act"].partition(":")
        told = {name: self.cleaned_data[name] for name in ("after", "reason")}
        return act_of(told | {"operation_id": str(self.cleaned_data["operation_id"]), "kind": kind, "code": code})


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
