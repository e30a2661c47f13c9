"""Put the lines of a WhatsApp export together to messages; a line without date and time goes on with the one before."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from corpus.importers.base import MAX_CELL_CHARACTERS, Problem, TimePrecision
from corpus.importers.dates import FIRST_YEAR, LAST_YEAR, DateRefused

# Marks of writing direction, which the application puts before its own words.
MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\ufeff"
_CUT = r"\s?[/.-]\s?"
_DAY = rf"(?P<day>\d{{4}}{_CUT}\d\d?{_CUT}\d\d?|\d\d?{_CUT}\d\d?{_CUT}(?:\d{{4}}|\d\d))\.?"
_CLOCK = (
    r"(?P<hour>\d\d?)\s?[:.hH]\s?(?P<minute>\d\d)(?:\s?(?:[:.]|min)\s?(?P<second>\d\d)(?:\s?s\b)?)?"
    r"(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\b\.?)?"
)
_WHEN = rf"{_DAY},?\s(?:(?:à|at|um|klo|kl\.?|a las|às|alle|om)\s)?{_CLOCK}"
_STYLES = {
    "brackets": re.compile(rf"\[{_WHEN}\s?\]\s?(?P<rest>.*)", re.S),
    "dash": re.compile(rf"{_WHEN}\s[-–]\s(?P<rest>.*)", re.S),
}
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Header:
    """Hold what stands before a message: its day as written, its clock, and the style of the line."""

    style: str
    day: str
    hour: int
    minute: int
    second: int | None
    rest: str

    @property
    def precision(self) -> TimePrecision:
        """Say whether the phone wrote seconds."""
        return TimePrecision.MINUTE if self.second is None else TimePrecision.SECOND

    def local(self, order: str) -> datetime:
        """Return the time on the clock of the phone, without a zone; raise DateRefused."""
        parts = _DIGITS.findall(self.day)
        first, second, year = map(int, parts)
        if len(parts[0]) == 4 or order == "ymd":
            year, month, day = first, second, year
        else:
            month, day = (first, second) if order == "mdy" else (second, first)
        year += 2000 if year < 100 else 0
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise DateRefused("date_out_of_range")
        try:
            return datetime(year, month, day, self.hour, self.minute, self.second or 0)  # noqa: DTZ001
        except ValueError as error:
            raise DateRefused("date_impossible") from error


@dataclass(slots=True)
class Message:
    """Hold one message with the line it starts on, from 1, and the lines that go on with it."""

    line: int
    header: Header
    pieces: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, piece: str) -> None:
        """Append what follows, until the message is too long to be one."""
        self.size += len(piece)
        if self.size <= MAX_CELL_CHARACTERS:
            self.pieces.append(piece)

    @property
    def is_too_long(self) -> bool:
        """Tell whether something had to be left out."""
        return self.size > MAX_CELL_CHARACTERS

    @property
    def rest(self) -> str:
        """Return author and words."""
        return "".join((self.header.rest, *self.pieces)).replace("\r\n", "\n").rstrip("\r\n")


def header_of(line: str, style: str = "") -> Header | None:
    """Return the header a line begins with, of one style or of any; None when it begins with none."""
    text = line.lstrip(MARKS)
    if not (text[:1] == "[" or text[:1].isdigit()):
        return None
    for name, pattern in _STYLES.items():
        found = pattern.match(text) if style in ("", name) else None
        if found:
            return _header(name, found)
    return None


def _header(style: str, found: re.Match[str]) -> Header:
    hour = int(found["hour"])
    if found["half"] and hour <= 12:  # some phones write 00:08 a.m., and others 13:05 PM
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    second = int(found["second"]) if found["second"] else None
    return Header(style, "".join(found["day"].split()), hour, int(found["minute"]), second, found["rest"])


def read_messages(lines: Iterable[tuple[int, str]]) -> Iterator[Message | Problem]:
    """Yield the messages of numbered lines; the first header says the style, so a quoted one of another stays text."""
    message: Message | None = None
    style = ""
    for number, line in lines:
        header = header_of(line, style)
        if header:
            style = header.style
            if message:
                yield message
            message = Message(number, header, size=len(header.rest))
        elif message:
            message.add(line)
        elif line.strip(MARKS + " \t\r\n"):
            yield Problem(number, "", "whatsapp_no_header")
    if message:
        yield message
