"""Forms of explorations: begin one, and in which one a post goes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.sampling.models import Round, Unit

NEW = "new"


class ExplorationForm(forms.Form):
    """A new exploration; what is coded of a thread may be chosen."""

    name = forms.CharField(label=_("Name"), max_length=200)
    unit_kind = forms.ChoiceField(
        label=_("What is coded"),
        choices=[(Unit.Kind.POST, _("each post")), (Unit.Kind.THREAD, _("the thread as a whole"))],
        initial=Unit.Kind.POST,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, of_thread: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not of_thread:
            del self.fields["unit_kind"]


class ExploredPostForm(forms.Form):
    """A post to code now, and the exploration it goes into; without one, the person may have to choose."""

    post = forms.UUIDField(widget=forms.HiddenInput)
    exploration = forms.ChoiceField(label=_("Add it to"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, explorations: Iterable[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(row.uuid): row for row in explorations}
        choices = [(uuid, row.name) for uuid, row in self.known.items()]
        self.fields["exploration"].choices = [*choices, (NEW, _("a new exploration"))]  # type: ignore[attr-defined]

    def chosen(self) -> Round | None:
        """Return the exploration that was chosen; None: a new one, or no choice."""
        return self.known.get(self.cleaned_data["exploration"])
