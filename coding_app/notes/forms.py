"""What a note takes in: its words, who is named in it, the passage it is about; and how a list is narrowed down."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core.mentions import named_in
from coding_app.notes.queries import KINDS, NoteFilters
from corpus.models import Post

LONGEST = 20_000


class NoteForm(forms.Form):
    """A note, or another wording of one."""

    text = forms.CharField(
        label=_("Note"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name a colleague with @ and their name, or choose them below."),
    )
    colleagues = forms.MultipleChoiceField(label=_("Show it to"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(user.uuid): user for user in people}
        choices = [(uuid, user.display_name) for uuid, user in self.known.items()]
        self.fields["colleagues"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["colleagues"]

    def people(self) -> list[User]:
        """Return who is named: chosen in the list, or by @ in the words."""
        chosen = set(self.cleaned_data.get("colleagues", ()))
        chosen |= named_in(self.cleaned_data["text"], {uuid: one.display_name for uuid, one in self.known.items()})
        return [user for uuid, user in self.known.items() if uuid in chosen]


class PostNoteForm(NoteForm):
    """A note on a post, or on a passage of it."""

    passage = forms.CharField(
        label=_("Only on these words of the post"),
        required=False,
        max_length=LONGEST,
        strip=False,
        help_text=_("Select them in the post above, or copy them here. Empty: the whole post."),
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    field_order = ("passage", "start", "text", "colleagues")

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post

    def clean(self) -> dict[str, Any]:
        """Find the passage in the post: at its place, else where its words stand once."""
        cleaned = super().clean() or self.cleaned_data
        words, start = cleaned.get("passage") or "", cleaned.get("start")
        if words.strip() and not self._stands_at(words, start):
            words = words.strip()
            found = self.post.text.count(words)
            if found != 1:
                self.add_error("passage", _WHERE[found > 1])
            cleaned |= {"passage": words, "start": self.post.text.find(words)}
        return cleaned

    def _stands_at(self, words: str, start: int | None) -> bool:
        return start is not None and self.post.text[start : start + len(words)] == words

    def place(self) -> tuple[int, int] | None:
        """Return where the passage begins and ends, in code points; None: the whole post."""
        words, start = self.cleaned_data["passage"], self.cleaned_data["start"]
        return (start, start + len(words)) if words.strip() else None


_WHERE = {
    False: _("These words are not in the post. Copy them as they stand there."),
    True: _("These words stand there several times. Copy more of what is around them."),
}


class NoteFilterForm(forms.Form):
    """How the list of notes is narrowed down, in its address."""

    q = forms.CharField(label=_("Search the notes"), required=False, max_length=300)
    kind = forms.ChoiceField(label=_("About"), required=False)
    author = forms.ChoiceField(label=_("By"), required=False)
    mentions = forms.ChoiceField(
        label=_("Naming"), required=False, choices=[("", _("anybody or nobody")), ("me", _("me"))]
    )

    def __init__(self, *args: Any, authors: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("anything")), *KINDS.items()]  # type: ignore[attr-defined]
        people = [(str(user.uuid), user.display_name) for user in authors]
        self.fields["author"].choices = [("", _("anybody")), *people]  # type: ignore[attr-defined]

    def filters(self) -> NoteFilters:
        """Return the filters; what is not understood counts as not asked."""
        self.is_valid()
        found = self.cleaned_data
        return NoteFilters(
            words=found.get("q", ""),
            kind=found.get("kind", ""),
            author=found.get("author") or None,
            names_me=found.get("mentions") == "me",
        )
