"""What the page of a pasted thread takes in: the paste itself, its posts as rows to correct, and pictures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import IO, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corpus.importers.pasted import Shot
from corpus.importers.pasted_text import Pasted, moment_of
from corpus.models import Source
from corpus.pictures import PictureRefused, encode_anew
from corpus.records import missing_words

MAX_ROWS = 400
"""A longer thread is pasted in pieces, each with the opening post: they grow together."""
EMPTY_ROWS = 5
PICTURES = 6
KEEP, REST, OUT = "post", "rest", "out"
_LONGEST_PASTE = 1_000_000
_MOST_LINES = 20_000


class PasteForm(forms.Form):
    """Where a thread comes from, when it was seen, and what was copied."""

    source = forms.ModelChoiceField(
        label=gettext_lazy("Source"), queryset=Source.objects.none(), to_field_name="uuid", empty_label=None
    )
    captured_on = forms.DateField(
        label=gettext_lazy("Day on which you saw the thread"),
        help_text=gettext_lazy("Times such as “2 weeks ago” are counted from it and marked as estimated."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    capture_note = forms.CharField(
        label=gettext_lazy("Note on the capture"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("For example: answers folded by the page, pictures left out. Without names."),
    )
    thread = forms.CharField(
        label=gettext_lazy("The thread"),
        required=False,
        max_length=_LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Copy it from the page, or type it: the opening post first. Answers are told by indentation, by “>” or “-” "
            "or by lines such as “Name · 2 weeks ago”. You correct everything on the next page."
        ),
    )

    def __init__(self, *args: Any, sources: QuerySet[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("captured_on", timezone.localdate())

    def clean_source(self) -> Source:
        """Refuse a source whose record is not complete, before anything is typed for it."""
        source: Source = self.cleaned_data["source"]
        missing = missing_words(source)
        if missing:
            sentence = _("Before anything can be imported into this source, its record needs: %(lines)s.")
            raise forms.ValidationError(sentence % {"lines": ", ".join(map(str, missing))})
        return source

    def clean_thread(self) -> str:
        """Refuse what has more lines than any thread that fits the page: each line would be looked at."""
        pasted: str = self.cleaned_data["thread"]
        if len(pasted.splitlines()) > _MOST_LINES:
            sentence = _("There are more than %(most)s lines here. Nothing was kept. Paste the thread in pieces.")
            raise forms.ValidationError(sentence % {"most": number_format(_MOST_LINES)})
        return pasted

    def clean_captured_on(self) -> date:
        """Refuse a day that has not come yet."""
        day: date = self.cleaned_data["captured_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class DescriptionForm(forms.Form):
    """What a picture shows."""

    description = forms.CharField(required=False, max_length=1000)


class WithholdForm(forms.Form):
    """Why a picture is taken away."""

    reason = forms.CharField(max_length=200)


@dataclass(frozen=True)
class Row:
    """One post on the page, as it stands in its fields; `number` counts from 1."""

    number: int
    author: str = ""
    when: str = ""
    text: str = ""
    answers: str = ""
    what: str = KEEP
    errors: tuple[str, ...] = ()
    moment: Any = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not (self.author.strip() or self.text.strip() or self.when.strip())


@dataclass(frozen=True)
class Slot:
    """One place for a picture on the page."""

    number: int
    post: str = ""
    description: str = ""
    is_undescribed: bool = False
    errors: tuple[str, ...] = ()


@dataclass
class Thread:
    """The rows and pictures of the page, and what they come to once they are right."""

    rows: list[Row]
    slots: list[Slot] = field(default_factory=list)
    posts: list[Pasted] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        """Tell whether there is something to keep and nothing to correct."""
        is_wrong = any(row.errors for row in self.rows) or any(slot.errors for slot in self.slots)
        return bool(self.posts) and not is_wrong


def rows_of_paste(posts: Sequence[Pasted]) -> list[Row]:
    """Return the rows of a thread that was taken apart."""
    return [
        Row(n, p.author, p.when, p.text, "" if p.answers is None else str(p.answers + 1))
        for n, p in enumerate(posts, start=1)
    ]


def rows_of_page(data: Mapping[str, str]) -> list[Row]:
    """Return the rows that a page sent, empty ones at the end left out."""
    told = data.get("rows", "0")
    rows = []
    for n in range(1, min(int(told) if told.isdecimal() else 0, MAX_ROWS) + 1):
        author, when, text, answers, what = (
            data.get(f"post-{n}-{name}", "") for name in ("author", "when", "text", "answers", "what")
        )
        rows.append(Row(n, author, when, text, answers, what if what in (KEEP, REST, OUT) else KEEP))
    while rows and rows[-1].is_empty:
        rows.pop()
    return rows


def with_moments(rows: Iterable[Row], captured_on: date | datetime | None) -> list[Row]:
    """Return the rows with the moment their words mean."""
    return [replace(row, moment=moment_of(row.when, captured_on)) for row in rows]


def empty_rows(rows: Sequence[Row], count: int = EMPTY_ROWS) -> list[Row]:
    """Return some rows more, to be typed."""
    last = len(rows)
    more = [Row(last + n, answers="" if last + n == 1 else "1") for n in range(1, count + 1)]
    return [*rows, *more][:MAX_ROWS]


def tidied(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without those left out, the rest of a post put to it, numbered anew."""
    hosts, now = _hosts(rows), numbers_after(rows)
    return [
        replace(row, number=now[str(row.number)], text=_whole(row, rows, hosts), answers=moved(row.answers, now))
        for row in rows
        if row.what == KEEP
    ]


def numbers_after(rows: Sequence[Row]) -> dict[str, int]:
    """Say which number each post has once those left out (0) are gone; the rest of a post has that of the post."""
    kept = {row.number: n for n, row in enumerate((r for r in rows if r.what == KEEP), start=1)}
    hosts = _hosts(rows)
    return {str(row.number): kept.get(hosts.get(row.number, 0), 0) for row in rows}


def moved(told: str, now: Mapping[str, int]) -> str:
    """Return the number that stands for a post from now on; what names no post stays to be corrected."""
    told = told.strip()
    return str(now[told] or "") if told in now else told


def _hosts(rows: Sequence[Row]) -> dict[int, int]:
    """Say of each row which row keeps its text; rows left out have none."""
    hosts: dict[int, int] = {}
    last = 0
    for row in rows:
        if row.what == KEEP or (row.what == REST and not last):
            last = row.number
        if row.what != OUT:
            hosts[row.number] = last
    return hosts


def _whole(row: Row, rows: Sequence[Row], hosts: Mapping[int, int]) -> str:
    parts = [one.text.strip() for one in rows if hosts.get(one.number) == row.number]
    return "\n".join(part for part in parts if part)


def read_page(data: Mapping[str, str], files: Mapping[str, Any]) -> Thread:
    """Return the thread that a page sent, with what must be corrected beside each row and picture."""
    rows = rows_of_page(data)
    tidy = tidied(rows)
    slots, shots = _pictures(slots_of_page(data, rows), files, len(tidy))
    pictured = {shot.post for shot in shots}
    checked = [replace(row, errors=tuple(_objections(row, row.number - 1 in pictured))) for row in tidy]
    posts = [Pasted(r.author.strip(), r.when.strip(), r.text, _place(r)) for r in checked if not r.errors]
    is_right = len(posts) == len(checked) and not any(slot.errors for slot in slots)
    return Thread(checked, slots if is_right else forgotten(slots, files), posts if is_right else [], shots)


def forgotten(slots: Iterable[Slot], files: Mapping[str, Any]) -> list[Slot]:
    """Return the slots of a page that is shown again, with a word beside each whose file must be chosen again."""
    said = _("Choose the file again: a browser forgets files.")
    return [
        replace(slot, errors=(*slot.errors, said)) if f"picture-{slot.number}-file" in files else slot for slot in slots
    ]


def _objections(row: Row, has_picture: bool) -> Iterable[str]:
    if not row.text.strip() and not has_picture:
        yield _("This post has neither text nor picture. Type its text, hang a picture on it, or leave it out.")
    if len(row.author) > 200 or len(row.when) > 60:
        yield _("The name or the time is too long.")
    told = row.answers.strip()
    if row.number > 1 and not (told.isdecimal() and 1 <= int(told) < row.number):
        yield _("Say which post this one answers: a number from 1 to %(last)s.") % {"last": row.number - 1}


def _place(row: Row) -> int | None:
    return int(row.answers) - 1 if row.number > 1 else None


def slots_of_page(data: Mapping[str, str], rows: Sequence[Row]) -> list[Slot]:
    """Return the places for pictures as a page sent them; the files themselves a browser does not show again."""
    now = numbers_after(rows)
    return [
        Slot(
            n,
            moved(data.get(f"picture-{n}-post", "1"), now),
            data.get(f"picture-{n}-description", ""),
            bool(data.get(f"picture-{n}-undescribed")),
        )
        for n in range(1, PICTURES + 1)
    ]


def _pictures(slots: Sequence[Slot], files: Mapping[str, Any], posts: int) -> tuple[list[Slot], list[Shot]]:
    seen, shots = [], []
    for slot in slots:
        file = files.get(f"picture-{slot.number}-file")
        checked, shot = _shot(slot, file, posts) if file is not None else (slot, None)
        seen.append(checked)
        shots += [shot] if shot else []
    return seen, shots


def _shot(slot: Slot, file: IO[bytes], posts: int) -> tuple[Slot, Shot | None]:
    """Return the picture of a slot, encoded anew at once: the metadata of a telephone goes no further than here."""
    errors = []
    told = slot.post.strip()
    if not (told.isdecimal() and 1 <= int(told) <= posts):
        errors.append(_("Say to which post the picture belongs: a number from 1 to %(last)s.") % {"last": posts})
    if not slot.description.strip() and not slot.is_undescribed:
        errors.append(_("Say what the picture shows, or tick “not described”."))
    try:
        picture = encode_anew(file)
    except PictureRefused as refused:
        errors.append(
            _("This picture is too large. Choose a smaller one.")
            if refused.reason == "too_large"
            else _("This file is no JPEG, PNG, WebP or GIF picture, or it is damaged.")
        )
    if errors:
        return replace(slot, errors=tuple(errors)), None
    return slot, Shot(int(told) - 1, picture.content, slot.description.strip())
