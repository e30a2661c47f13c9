"""The form by which work is handed on."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coding_app.projects.models import Membership
from coding_app.sampling.board import CoderLine


class HandOnForm(forms.Form):
    """Whose work, how much of it, to whom."""

    coder = forms.ChoiceField(
        label=_("Whose work"), widget=forms.RadioSelect, error_messages={"required": _("Choose whose work it is.")}
    )
    units = forms.IntegerField(
        label=_("How many units"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Empty: all that is left. A number: so many from the end of the queue."),
    )
    to = forms.MultipleChoiceField(
        label=_("To whom"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
        help_text=_("Each gets an equal part, at the end of their queue, and no unit that they had in this round."),
    )

    def __init__(
        self, *args: Any, lines: Sequence[CoderLine], memberships: Iterable[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.coders = {str(line.coder.uuid): line.coder for line in lines}
        self.people = {str(one.user.uuid): one.user for one in memberships}
        self.fields["coder"].choices = [(str(line.coder.uuid), _left(line)) for line in lines]  # type: ignore[attr-defined]
        self.fields["to"].choices = [(key, user.display_name) for key, user in self.people.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse to give work back to the person it is taken from."""
        sent = super().clean() or {}
        if sent.get("coder") in sent.get("to", []):
            self.add_error("to", _("Their own work cannot be handed on to them. Choose somebody else."))
        return sent

    def terms(self) -> dict[str, Any]:
        """Return what the action takes."""
        sent = self.cleaned_data
        return {
            "coder": self.coders[sent["coder"]],
            "units": sent["units"],
            "to": [self.people[key] for key in sent["to"]],
        }


def _left(line: CoderLine) -> str:
    words = ngettext("%(who)s: %(n)s unit left", "%(who)s: %(n)s units left", line.left)
    return words % {"who": line.coder, "n": line.left}
