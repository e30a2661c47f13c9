"""Figures of threads in words: the choices that narrow a list down by them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from corpus.filters import Filters


@dataclass(frozen=True)
class Choice:
    """A list of which one line is chosen: its name in the address, its title, and value, words, whether it is it."""

    name: str
    title: str
    options: tuple[tuple[str, str, bool], ...]


_TITLES: Mapping[str, Callable[[], str]] = {
    "participants": lambda: _("Participants"),
    "delay": lambda: _("First answer"),
    "asking": lambda: _("Posts with a question mark"),
}
_WORDS: Mapping[str, Callable[[], dict[str, str]]] = {
    "participants": lambda: {
        "0-1": _("one participant at most"), "2": _("2 participants"), "3-5": _("3 to 5 participants"),
        "6-": _("6 participants or more"),
    },
    "delay": lambda: {
        "10m": _("first answer within 10 minutes"), "1h": _("first answer within an hour"),
        "1d": _("first answer within a day"), "later": _("first answer after a day or more"),
        "unknown": _("no answer with a known time"),
    },
    "asking": lambda: {
        "none": _("no post asks"), "some": _("at least one post asks"),
        "quarter": _("a quarter of the posts or more ask"), "half": _("half of the posts or more ask"),
    },
}  # fmt: skip
NAMES = tuple(_WORDS)


def choices(filters: Filters) -> list[Choice]:
    """Return the lists of participants, of the delay of the first answer and of the share of posts that ask."""
    return [
        Choice(
            name,
            _TITLES[name](),
            tuple((value, words, value == getattr(filters, name)) for value, words in _WORDS[name]().items()),
        )
        for name in NAMES
    ]


def words(filters: Filters, name: str) -> str:
    """Return what was chosen of one list, in words; empty: nothing."""
    return _WORDS[name]().get(getattr(filters, name), "")
