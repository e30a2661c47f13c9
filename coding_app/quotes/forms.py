"""Forms about quotes: filters of the list, a pin, what a report holds."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.quotes.queries import MOST_CHOSEN, Filters
from corpus.models import Profession


class FilterForm(forms.Form):
    """Which quotes of a code; what is not there is passed over."""

    profession = forms.ChoiceField(choices=Profession.choices, required=False)
    source = forms.UUIDField(required=False)
    round = forms.IntegerField(min_value=1, max_value=10**8, required=False)
    coder = forms.UUIDField(required=False)
    together = forms.UUIDField(required=False)
    differ = forms.BooleanField(required=False)

    def filters(self) -> Filters:
        """Return the filters that make sense."""
        self.is_valid()
        read = self.cleaned_data
        return Filters(
            profession=read.get("profession") or "",
            source=read.get("source"),
            round=read.get("round"),
            coder=read.get("coder"),
            with_code=read.get("together"),
            differ=bool(read.get("differ")),
        )


class PinForm(forms.Form):
    """A post, or a passage of it."""

    quote = forms.CharField(max_length=80)

    def clean_quote(self) -> tuple[UUID, int | None, int | None]:
        """Return the post and the passage, none for a whole post."""
        return named(self.cleaned_data["quote"])


def named(name: str) -> tuple[UUID, int | None, int | None]:
    """Read how a form names a quote: the post, or the post with two offsets; raises ValidationError."""
    post, *passage = name.split(".")
    is_plain = all(part.isascii() and part.isdecimal() and len(part) < 9 for part in passage)
    try:
        uuid = UUID(post)
    except ValueError as error:
        raise forms.ValidationError("quote") from error
    if not is_plain or len(passage) not in {0, 2}:
        raise forms.ValidationError("quote")
    start, end = (int(part) for part in passage) if passage else (None, None)
    return uuid, start, end


class ReportForm(forms.Form):
    """What a report of quotes is about, for whom, and which quotes."""

    TEAM, PUBLICATION = "team", "publication"

    code = forms.UUIDField(required=False)
    profile = forms.ChoiceField(
        label=_("For"),
        choices=[(TEAM, _("The team")), (PUBLICATION, _("Publication"))],
        required=False,
        initial=TEAM,
        widget=forms.Select(attrs={"class": "select"}),
    )
    quote = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, quotes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = quotes[:MOST_CHOSEN]
        del self.fields["quote"]

    def passages(self) -> list[tuple[UUID, int | None, int | None]]:
        """Return the quotes chosen one by one; raises ValidationError."""
        return [named(one) for one in dict.fromkeys(self.chosen)]
