"""Read a WhatsApp export once before its messages: which part of its dates is the day, and who writes in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from corpus.importers.base import Recipe
from corpus.importers.dates import DateRefused, OrderVotes
from corpus.importers.messaging.whatsapp_lines import Header, header_of
from corpus.importers.messaging.whatsapp_words import split_author

# Phones name their files after the day: IMG-20250312-WA0001.jpg, 00000012-PHOTO-2025-03-12-14-05-37.jpg.
_FILE_DAY = re.compile(r"(?<!\d)(20\d\d)(-?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])(?!\d)")
# A chat never goes back by more than the drift of its phones.
_DRIFT = timedelta(days=2)


@dataclass(slots=True)
class _Reading:
    """Try one order of day and month on the whole file."""

    order: str
    before: datetime | None = None
    backwards: int = 0
    matching_names: int = 0

    def see(self, header: Header, named: date | None) -> None:
        """Take one message into account."""
        try:
            at = header.local(self.order)
        except DateRefused:
            return
        self.matching_names += named == at.date()
        self.backwards += self.before is not None and at < self.before - _DRIFT
        self.before = at


@dataclass(slots=True)
class Survey:
    """Hold what the whole file says before its first message can be read."""

    votes: OrderVotes = field(default_factory=OrderVotes)
    authors: set[str] = field(default_factory=set)
    _readings: tuple[_Reading, _Reading] = field(default_factory=lambda: (_Reading("dmy"), _Reading("mdy")))

    def see(self, header: Header) -> None:
        """Take the first line of one message into account."""
        self.votes.see(header.day)
        if not (self.votes.day_first or self.votes.month_first):
            found = _FILE_DAY.search(header.rest[:300])
            named = _day(found) if found else None
            for reading in self._readings:
                reading.see(header, named)
        name, _ = split_author(header.rest, frozenset())
        if name:
            self.authors.add(name)

    @property
    def remark(self) -> str:
        """Return the code of the warning about the dates of the file, or nothing."""
        remark = self.votes.remark()
        return "" if remark == "date_order_assumed" and self._told() else remark

    def order(self, recipe: Recipe) -> str:
        """Return dmy, mdy or ymd: what was decided, else what the file tells, else dmy."""
        if recipe.date_order:
            return recipe.date_order
        return self.votes.order() if self.votes.day_first or self.votes.month_first else self._told() or "dmy"

    def _told(self) -> str:
        """Return the order that fits the days in the names of files better, else the one in which time goes on."""
        dmy, mdy = self._readings
        if dmy.matching_names != mdy.matching_names:
            return "dmy" if dmy.matching_names > mdy.matching_names else "mdy"
        if bool(dmy.backwards) != bool(mdy.backwards):
            return "mdy" if dmy.backwards else "dmy"
        return ""


def survey(lines: Iterable[tuple[int, str]]) -> Survey:
    """Look at every first line of a message."""
    found, style = Survey(), ""
    for _, line in lines:
        header = header_of(line, style)
        if header:
            style = header.style
            found.see(header)
    return found


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None
