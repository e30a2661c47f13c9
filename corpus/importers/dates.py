"""Read the dates people and platforms write, and say how far each can be trusted."""

import re
from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corpus.importers.base import TimePrecision, TimeStatus

FIRST_YEAR, LAST_YEAR = 1970, 2099
_PARIS = ZoneInfo("Europe/Paris")
_NO_OFFSET, _WIDEST_OFFSET = timedelta(0), timedelta(hours=14)
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  (spreadsheets know no zone)
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180}
_ZONES |= {"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420}
_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january janvier janv jan", "february février fevrier févr fevr feb", "march mars mar", "april avril avr apr",
        "may mai", "june juin jun", "july juillet juil jul", "august août aout aug", "september septembre sept sep",
        "october octobre oct", "november novembre nov", "december décembre decembre déc dec",
    ),
    start=1,
):  # fmt: skip
    _MONTHS |= dict.fromkeys(_names.split(), _number)

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})\s?(?:[:hH]|\.(?=\d\d\b))\s?(?P<minute>\d{2})?(?:[:.m](?P<second>\d{2}))?(?:[.,]\d+)?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?",
    re.I,
)
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?$|\b(?P<zone>[A-Za-z]{1,4})$")
_ISO_DAY = re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)(?!\d)")
_NUMERIC_DAY = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<year>\d{4}|\d{2})(?!\d)")
_MONTH_YEAR = re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})(?!\d)")
_COMPACT_DAY = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?=$|[T ])")
_DAY_NAMED = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)?(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[\s-]+(?P<name>[^\W\d_]+)\.?,?[\s-]+(?P<year>\d{4})"
)
_NAMED_DAY = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)?(?P<name>[^\W\d_]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
)
_X_OLD = re.compile(
    r"[A-Z][a-z]{2} (?P<name>[A-Z][a-z]{2}) (?P<day>\d{1,2}) (?P<clock>\d{2}:\d{2}:\d{2}) "
    r"(?P<offset>[+-]\d{4}) (?P<year>\d{4})$"
)
_RELATIVE = re.compile(
    r"(?:il y a\b.*|hier\b.*|avant-hier\b.*|aujourd.hui\b.*|à l.instant|yesterday\b.*|today\b.*|just now|.*\bago"
    r"|\d+\s?(?:s|sec|min|mn|m|h|j|d|sem|w|mois|mo|an|ans|y)\.?)$",
    re.I,
)
_PLAIN_NUMBER = re.compile(r"\d+(?:[.,]\d+)?$")
_FAST_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)\Z")


class DateRefused(ValueError):
    """Carry the code of the problem of a date."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Moment(NamedTuple):
    """Hold a time in UTC with how it was known."""

    at: datetime
    status: TimeStatus
    precision: TimePrecision


def zone_named(name: str) -> ZoneInfo | None:
    """Return a time zone, or None when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def read_moment(value: str, *, order: str, zone: ZoneInfo) -> Moment:
    """Read one date in any of the known forms; `order` is dmy or mdy; raise DateRefused."""
    text = " ".join(value.split())
    if found := read_full_iso(text):
        return found
    old = _X_OLD.match(text)
    if old:
        text = f"{old['day']} {old['name']} {old['year']} {old['clock']} {old['offset']}"
    if _PLAIN_NUMBER.match(text) and not _COMPACT_DAY.match(text):
        return _from_number(text, zone)
    if _RELATIVE.match(text):
        raise DateRefused("date_relative")
    year, month, day, rest = _day(text, order)
    precision = TimePrecision.DAY if day else TimePrecision.MONTH
    hour, minute, second, rest, clock = _clock(rest)
    offset = _offset(rest)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateRefused("date_out_of_range")
    try:
        naive = datetime(year, month, day or 1, hour, minute, second)  # noqa: DTZ001  (its zone comes next)
    except ValueError as error:
        raise DateRefused("date_impossible") from error
    return _settled(naive, offset, clock or precision, zone)


def _from_iso(text: str) -> Moment:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise DateRefused("date_impossible") from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise DateRefused("date_out_of_range")
    if at.tzinfo is UTC:
        return Moment(at, TimeStatus.UTC, TimePrecision.SECOND)
    if abs(at.utcoffset() or _NO_OFFSET) > _WIDEST_OFFSET:
        raise DateRefused("date_impossible")
    status = TimeStatus.OFFSET if at.utcoffset() else TimeStatus.UTC
    return Moment(at.astimezone(UTC), status, TimePrecision.SECOND)


def _settled(naive: datetime, offset: int | None, precision: TimePrecision, zone: ZoneInfo) -> Moment:
    if offset is None:
        return Moment(naive.replace(tzinfo=zone).astimezone(UTC), TimeStatus.LOCAL_ASSUMED, precision)
    status = TimeStatus.OFFSET if offset else TimeStatus.UTC
    try:
        return Moment(naive.replace(tzinfo=timezone(timedelta(minutes=offset))).astimezone(UTC), status, precision)
    except (OverflowError, ValueError) as error:
        raise DateRefused("date_out_of_range") from error


def _from_number(text: str, zone: ZoneInfo) -> Moment:
    """Read a count of days since 1899-12-30 (spreadsheets) or of seconds or milliseconds since 1970 (platforms)."""
    number = float(text.replace(",", "."))
    if 20_000 <= number < 80_000:
        days = timedelta(days=number)
        naive = _EXCEL_EPOCH + timedelta(seconds=round(days.total_seconds()))
        return _settled(naive, None, TimePrecision.DAY if number == int(number) else TimePrecision.SECOND, zone)
    seconds = number / 1000 if number >= 1e11 else number
    if not 1e8 <= seconds < 4_102_444_800:  # from 1973 to the end of 2099
        raise DateRefused("date_unknown" if number < 1e8 else "date_out_of_range")
    return Moment(datetime.fromtimestamp(int(seconds), UTC), TimeStatus.UTC, TimePrecision.SECOND)


def _day(text: str, order: str) -> tuple[int, int, int, str]:
    """Return year, month, day (0: not given) and the rest of the text."""
    if (m := _ISO_DAY.match(text)) or (m := _COMPACT_DAY.match(text)):
        return int(m["year"]), _month(m["month"]), _day_of_month(m["day"]), text[m.end() :]
    if m := _NUMERIC_DAY.match(text):
        day, month = (m["b"], m["a"]) if order == "mdy" else (m["a"], m["b"])
        year = int(m["year"]) + (2000 if len(m["year"]) == 2 else 0)
        return year, _month(month), _day_of_month(day), text[m.end() :]
    if m := _MONTH_YEAR.match(text):
        return int(m["year"]), _month(m["month"]), 0, text[m.end() :]
    if (m := _DAY_NAMED.match(text)) or (m := _NAMED_DAY.match(text)):
        month_number = _MONTHS.get(m["name"].lower())
        if month_number:
            return int(m["year"]), month_number, int(m["day"]), text[m.end() :]
    raise DateRefused("date_unknown")


def _month(digits: str) -> int:
    if not 1 <= int(digits) <= 12:
        raise DateRefused("date_impossible")
    return int(digits)


def _day_of_month(digits: str | None) -> int:
    if digits is None:
        return 0
    if not 1 <= int(digits) <= 31:
        raise DateRefused("date_impossible")
    return int(digits)


def _clock(rest: str) -> tuple[int, int, int, str, TimePrecision | None]:
    """Return hour, minute, second, what follows the clock, and its precision (None: there is no clock)."""
    rest = re.sub(r"^[\sT,à]*(?:at |um |- )?", "", rest)
    if not rest:
        return 0, 0, 0, "", None
    m = _CLOCK.match(rest)
    if not m:
        return 0, 0, 0, rest, None
    hour, minute, second = int(m["hour"]), int(m["minute"] or 0), int(m["second"] or 0)
    if m["half"]:
        if not 1 <= hour <= 12:
            raise DateRefused("date_impossible")
        hour = hour % 12 + (12 if m["half"].lower() == "p" else 0)
    if second == 60:
        second = 59  # a leap second; no clock of a database knows it
    return hour, minute, second, rest[m.end() :].strip(), TimePrecision.SECOND if m["second"] else TimePrecision.MINUTE


def _offset(rest: str) -> int | None:
    """Return the offset in minutes, or None when the text ends without one."""
    if not rest:
        return None
    m = _OFFSET.match(rest)
    if not m:
        raise DateRefused("date_unknown")
    if m["zone"]:
        if m["zone"].lower() not in _ZONES:
            raise DateRefused("date_unknown")
        return _ZONES[m["zone"].lower()]
    minutes = int(m["hours"]) * 60 + int(m["minutes"] or 0)
    if minutes > 14 * 60 or int(m["minutes"] or 0) > 59:
        raise DateRefused("date_impossible")
    return -minutes if m["sign"] == "-" else minutes


def read_full_iso(value: str) -> Moment | None:
    """Read a date of ISO 8601 to the second, with its offset; None when it is another; raise DateRefused."""
    return _from_iso(value) if _FAST_ISO.match(value) and value[17:19] != "60" else None


def is_numeric_day(value: str) -> bool:
    """Tell whether a date begins with two numbers before its year, so that `order` decides which is the day."""
    return _NUMERIC_DAY.match(value.strip()) is not None


@dataclass(slots=True)
class OrderVotes:
    """Count over a whole file which part of numeric dates can only be a day."""

    day_first: int = 0
    month_first: int = 0
    open: int = 0

    def see(self, value: str) -> None:
        """Take one date into account."""
        m = _NUMERIC_DAY.match(value.strip())
        if not m:
            return
        a, b = int(m["a"]), int(m["b"])
        self.day_first += a > 12
        self.month_first += b > 12
        self.open += a <= 12 and b <= 12 and a != b

    def order(self) -> str:
        """Return dmy or mdy; the majority when the file contradicts itself."""
        return "mdy" if self.month_first > self.day_first else "dmy"

    def remark(self) -> str:
        """Return the code of the warning about the whole file, or nothing."""
        if self.day_first and self.month_first:
            return "date_order_mixed"
        return "date_order_assumed" if self.open and not (self.day_first or self.month_first) else ""


# Words that stand around a relative time and change nothing about it.
_AROUND = re.compile(
    r"^(?:publié|posté|diffusé|mis en ligne|streamed|posted|premiered)\s+(?:en direct\s+)?|"
    r"\s*[(·•]\s*(?:modifi|edit).*$|\s*[·•].*$|\b(?:environ|about|around|over|plus d[e']|près de)\s+",
    re.I,
)
_UNITS: dict[str, TimePrecision] = {}
for _precision, _words in (
    (TimePrecision.SECOND, "s sec secs seconde secondes second seconds"),
    (TimePrecision.MINUTE, "m mn min mins minute minutes"),
    (TimePrecision.HOUR, "h hr hrs heure heures hour hours"),
    (TimePrecision.DAY, "j d jr jrs jour jours day days"),
    (TimePrecision.WEEK, "sem sems semaine semaines w wk wks week weeks"),
    (TimePrecision.MONTH, "mois mo mos mth month months"),
    (TimePrecision.YEAR, "a an ans année années y yr yrs year years"),
):
    _UNITS |= dict.fromkeys(_words.split(), _precision)
_AGO = re.compile(r"(?:il y a )?(?P<count>\d{1,4}|une?|an?)\s?(?P<unit>[^\W\d_]+)\.?(?: ago)?$")
_NAMED_UNITS = {
    "à l'instant": (0, TimePrecision.HOUR), "maintenant": (0, TimePrecision.HOUR),
    "just now": (0, TimePrecision.HOUR), "now": (0, TimePrecision.HOUR),
    "la semaine dernière": (1, TimePrecision.WEEK), "last week": (1, TimePrecision.WEEK),
    "le mois dernier": (1, TimePrecision.MONTH), "last month": (1, TimePrecision.MONTH),
    "l'année dernière": (1, TimePrecision.YEAR), "l'an dernier": (1, TimePrecision.YEAR),
    "last year": (1, TimePrecision.YEAR),
}  # fmt: skip
_NAMED_DAYS = {"aujourd'hui": 0, "today": 0, "hier": 1, "yesterday": 1, "avant-hier": 2}
_DAY_THEN_CLOCK = re.compile(r"(?P<name>aujourd'hui|today|hier|yesterday|avant-hier)\b(?P<clock>.*)$")
_DAY_MONTH = re.compile(
    r"(?:le )?(?P<day>\d{1,2})(?:er|st|nd|rd|th)? (?P<name>[^\W\d_]+)\.?(?P<clock>(?:,| à| at|$).*)"
)
_MONTH_DAY = re.compile(r"(?P<name>[^\W\d_]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<clock>(?:,| à| at|$).*)")
_LONGEST_RELATIVE = 60


def relative(text: str, captured_on: date, zone: ZoneInfo = _PARIS) -> Moment | None:
    """Read a time told from the day of capture ("2 sem.", "hier à 14:30", "3 weeks ago", "12 mars"), or return None.

    The moment is estimated. Days, weeks, months and years are counted back from noon of the capture day in `zone`.
    Hours and minutes are known to the hour when `captured_on` is a datetime; of a mere day they say the day only.
    """
    if len(text) > _LONGEST_RELATIVE:
        return None
    plain = _AROUND.sub("", " ".join(text.replace("’", "'").split())).strip(" .").lower()
    with suppress(DateRefused, ValueError, OverflowError):
        found = _counted(plain, captured_on, zone) or _day_told(plain, captured_on, zone)
        if found and FIRST_YEAR <= found.at.year <= LAST_YEAR:
            return found
    return None


def _counted(plain: str, captured_on: date, zone: ZoneInfo) -> Moment | None:
    """Read a number of units back from the capture."""
    if plain in _NAMED_UNITS:
        count, unit = _NAMED_UNITS[plain]
    else:
        m = _AGO.match(plain)
        if not m or m["unit"] not in _UNITS:
            return None
        count, unit = int(m["count"]) if m["count"].isdigit() else 1, _UNITS[m["unit"]]
    if unit in (TimePrecision.SECOND, TimePrecision.MINUTE, TimePrecision.HOUR):
        return _short(count, unit, captured_on, zone)
    months = count * {TimePrecision.MONTH: 1, TimePrecision.YEAR: 12}.get(unit, 0)
    days = count * {TimePrecision.DAY: 1, TimePrecision.WEEK: 7}.get(unit, 0)
    return _estimated(_months_before(_day_only(captured_on), months) - timedelta(days=days), (12, 0, 0), unit, zone)


def _short(count: int, unit: TimePrecision, captured_on: date, zone: ZoneInfo) -> Moment:
    if not isinstance(captured_on, datetime):
        back = count // 24 if unit is TimePrecision.HOUR else 0
        return _estimated(captured_on - timedelta(days=back), (12, 0, 0), TimePrecision.DAY, zone)
    known = captured_on if captured_on.tzinfo else captured_on.replace(tzinfo=zone)
    seconds = count * {TimePrecision.HOUR: 3600, TimePrecision.MINUTE: 60}.get(unit, 1)
    return Moment(known.astimezone(UTC) - timedelta(seconds=seconds), TimeStatus.ESTIMATED, TimePrecision.HOUR)


def _day_told(plain: str, captured_on: date, zone: ZoneInfo) -> Moment | None:
    """Read a named day, or a day and month without a year (the last such day before the capture)."""
    seen = _day_only(captured_on)
    if m := _DAY_THEN_CLOCK.match(plain):
        day = seen - timedelta(days=_NAMED_DAYS[m["name"]])
    elif (m := _DAY_MONTH.match(plain) or _MONTH_DAY.match(plain)) and m["name"] in _MONTHS:
        day = date(seen.year, _MONTHS[m["name"]], 1)
        day = day if day <= seen else day.replace(year=seen.year - 1)
        day = day.replace(day=int(m["day"]))
        if day > seen:
            day = day.replace(year=day.year - 1)
    else:
        return None
    hour, minute, second, rest, precision = _clock(m["clock"])
    if rest:
        return None
    if precision is None:
        return _estimated(day, (12, 0, 0), TimePrecision.DAY, zone)
    return _estimated(day, (hour, minute, second), TimePrecision.MINUTE, zone)


def _day_only(captured_on: date) -> date:
    return captured_on.date() if isinstance(captured_on, datetime) else captured_on


def _months_before(day: date, months: int) -> date:
    """Return the same day some months before, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _estimated(day: date, clock: tuple[int, int, int], precision: TimePrecision, zone: ZoneInfo) -> Moment:
    at = datetime(day.year, day.month, day.day, *clock, tzinfo=zone)
    return Moment(at.astimezone(UTC), TimeStatus.ESTIMATED, precision)
