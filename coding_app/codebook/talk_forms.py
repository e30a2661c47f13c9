"""Forms about examples, questions on codes and their answers, and the two versions to compare."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.codebook import passages
from coding_app.codebook.models import CodeQuestion
from coding_app.codebook.sentences import WORDS

LONGEST_NAME = 200
OFFSET = {"required": False, "min_value": 0, "widget": forms.HiddenInput}


class PassageFields(forms.Form):
    """Where a passage stands in a post, when one is given."""

    start = forms.IntegerField(**OFFSET)  # type: ignore[arg-type]
    end = forms.IntegerField(**OFFSET)  # type: ignore[arg-type]

    @property
    def offsets(self) -> tuple[int | None, int | None]:
        """Return the offsets sent, or none at all."""
        return self.cleaned_data.get("start"), self.cleaned_data.get("end")


class ExampleForm(PassageFields):
    """A post, or words of it, as an example of what a code is or is not."""

    side = forms.ChoiceField(
        label=_("What it shows"),
        choices=[("example", _("An example: to be coded so")), ("counter", _("A counter-example: not to be coded so"))],
        initial="example",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Passage"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "fr"}),
        help_text=_("Select words in the post above, or copy them here. Left empty: the whole post."),
    )

    def __init__(self, *args: Any, text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text

    def clean(self) -> dict[str, Any]:
        """Find the words in the post; offsets count when the words stand there."""
        cleaned = super().clean() or {}
        words = cleaned.get("words", "").strip()
        cleaned["start"], cleaned["end"] = self._place(words, cleaned.get("start"), cleaned.get("end"))
        return cleaned

    def _place(self, words: str, start: int | None, end: int | None) -> tuple[int | None, int | None]:
        if not words:
            return None, None
        places = passages.places_of(self.text, words)
        if start is not None and end is not None and self.text[start:end].split() == words.split():
            return start, end
        if not places:
            self.add_error("words", _("These words do not stand in the post. Copy them from it, or select them there."))
        elif len(places) > 1:
            self.add_error("words", _("These words stand there more than once. Take some words around them too."))
        return places[0] if len(places) == 1 else (None, None)


class QuestionForm(PassageFields):
    """A question about a code, or a code somebody misses."""

    kind = forms.ChoiceField(
        label=_("What you ask"),
        choices=[
            (CodeQuestion.Kind.QUESTION, _("A question: is this included?")),
            (CodeQuestion.Kind.PROPOSAL, _("A code that is missing here")),
        ],
        initial=CodeQuestion.Kind.QUESTION,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For a missing code: its name on the first line, what it is for below."),
    )
    post = forms.UUIDField(required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The answer to a question, and what comes of it."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Taken into the definition, it becomes a line of it: write it as one."),
    )
    place = forms.ChoiceField(
        label=_("Where it goes"),
        required=False,
        choices=[(name, WORDS[name]) for name in ("use_when", "do_not_use_when")],
        initial="use_when",
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("fr", _("French")), ("en", _("English"))], initial="fr"
    )
    name = forms.CharField(
        label=_("Name of the code"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("In your words, not those of a post: a published name stays when the post is erased."),
    )
    act = forms.ChoiceField(choices=[(act, act) for act in ("answer", "take", "decline", "make_code")])

    def clean(self) -> dict[str, Any]:
        """Ask for words; of a proposal that becomes a code, for its name."""
        cleaned = super().clean() or {}
        if cleaned.get("act") == "make_code":
            if not cleaned.get("name") and "name" not in self.errors:
                self.add_error("name", _("Give the code a name."))
        elif not cleaned.get("text", "").strip():
            self.add_error("text", _("Write the answer. It is what colleagues will read."))
        return cleaned


class CompareForm(forms.Form):
    """Two versions, the older one on the left."""

    old = forms.TypedChoiceField(label=_("Older version"), coerce=int, widget=forms.Select(attrs={"class": "select"}))
    new = forms.TypedChoiceField(label=_("Newer version"), coerce=int, widget=forms.Select(attrs={"class": "select"}))

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.choices = [(number, f"v{number}") for number in numbers]  # type: ignore[attr-defined]
