"""Define what every importer yields: canonical posts and problems, one by one."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from corpus.importers.head import Head

# A cell longer than this is no post; the whole file must never fit into one cell.
MAX_CELL_CHARACTERS = 1_000_000


class TimeStatus(StrEnum):
    """Say how much the time of a post can be trusted."""

    UTC = "utc"
    OFFSET = "offset"
    LOCAL_ASSUMED = "local_assumed"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


class TimePrecision(StrEnum):
    """Say what the smallest known part of a time is."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class PostKind(StrEnum):
    """Say what a post is on its platform."""

    POST = "post"
    REPLY = "reply"
    REPOST = "repost"
    QUOTE = "quote"
    TURN = "turn"
    QUESTION = "question"


class Availability(StrEnum):
    """Say whether a post could still be read when it was collected."""

    PRESENT = "present"
    DELETED = "deleted"
    WITHHELD = "withheld"


class Severity(StrEnum):
    """Say whether a problem cost a row."""

    REJECTED = "rejected"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Medium:
    """Describe one picture, video or file of a post; its address is never kept.

    `kind` is image, video, link or file; `member` names the picture inside the imported zip, when it is there.
    """

    kind: str
    description: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Name a person mentioned in a text by handle, with the native id when the file gives it."""

    handle: str
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class PollOption:
    """Hold one answer of a poll with its votes (None when the file does not count them)."""

    text: str
    votes: int | None = None


# Nobody changes a record; to have it frozen would make each post four times as dear.
@dataclass(slots=True)
class PostRecord:
    """Hold one post as every importer delivers it; all ids are text and empty when unknown.

    An id an importer makes up, where the platform gives none, begins with `~`: posts are met again by it, and it is
    never stored.
    """

    text: str
    line: int
    external_id: str = ""
    thread_external_id: str = ""
    parent_external_id: str = ""
    author_external_id: str = ""
    author_name: str = ""
    author_handle: str = ""
    posted_at: datetime | None = None
    time_status: TimeStatus = TimeStatus.UNKNOWN
    time_precision: TimePrecision | None = None
    kind: PostKind = PostKind.POST
    title: str = ""
    language: str = ""
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    media: tuple[Medium, ...] = ()
    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    poll: tuple[PollOption, ...] = ()
    is_edited: bool = False
    availability: Availability = Availability.PRESENT


@dataclass(frozen=True, slots=True)
class Problem:
    """Name a place of the file and why its row was refused or deserves a look.

    `code` is a key of `problems.SENTENCES`; `params` fill the sentence; `line` counts from 1 (0: the whole file).
    """

    line: int
    column: str
    code: str
    params: dict[str, str] = field(default_factory=dict)
    severity: Severity = Severity.REJECTED


class UnreadableFile(Exception):
    """Refuse a whole file, with the code of a sentence of `problems.SENTENCES`."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Sniff:
    """Say which importer fits a file and why; confidence runs from 0 to 1."""

    name: str
    confidence: float
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Hold what was decided about a file, so that the next file of the same kind is read alike.

    `columns` maps a canonical field to a column of the file; `date_order` is dmy, mdy or ymd (empty: decide over the
    file); `header_row` is the line of the table that names the columns, from 1 (0: the file has no header);
    `options` holds the answers to what an importer asks (its OPTIONS), as text.
    """

    format: str = "table"
    columns: dict[str, str] = field(default_factory=dict)
    date_order: str = ""
    timezone: str = "Europe/Paris"
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1
    options: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the recipe as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Recipe":
        """Read a recipe from plain JSON values; raise ValueError on an unknown key or a wrong type."""
        known = {f.name for f in fields(cls)}
        if not isinstance(values, dict) or set(values) - known:
            raise ValueError("unknown key in the recipe")
        recipe = cls(**values)
        maps_fit = all(
            isinstance(found, dict) and all(isinstance(k, str) and isinstance(v, str) for k, v in found.items())
            for found in (recipe.columns, recipe.options)
        )
        row_fits = isinstance(recipe.header_row, int) and not isinstance(recipe.header_row, bool)
        words = (recipe.format, recipe.date_order, recipe.timezone, recipe.encoding, recipe.delimiter, recipe.sheet)
        if not maps_fit or not row_fits or recipe.header_row < 0 or not all(isinstance(w, str) for w in words):
            raise ValueError("wrong type in the recipe")
        return recipe

    def over(self, sniff: Sniff) -> "Recipe":
        """Fill what the recipe leaves open with what was sniffed from the file."""
        return replace(
            self,
            encoding=self.encoding or sniff.encoding,
            delimiter=self.delimiter or sniff.delimiter,
            sheet=self.sheet or sniff.sheet,
        )


Reading = Iterator[PostRecord | Problem]


@dataclass(frozen=True, slots=True)
class Option:
    """Name something an importer must be told: its name in `Recipe.options`, and how it is asked.

    `kind` is choice, date, minutes, lines (numbers of lines), text or people (one name a line); `choices` are pairs of
    value and label. An answer `is_once` when it is about one file and never about the next; one that `names_people` is
    forgotten with its file.
    """

    name: str
    label: str
    help: str = ""
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    default: str = ""
    is_once: bool = False
    names_people: bool = False


class Importer(Protocol):
    """Describe what a module of this folder offers; OPTIONS and `questions` are left out where there are none."""

    NAME: str
    VERSION: str
    OPTIONS: tuple[Option, ...]

    def sniff(self, head: "Head") -> Sniff | None:
        """Say how well the file fits, or None when it does not."""

    def questions(self, path: Path, recipe: Recipe) -> tuple[str, ...]:
        """Name the options, or recipe fields such as date_order, that the file leaves open for a person to settle."""

    def read(self, path: Path, recipe: Recipe) -> Reading:
        """Stream the posts and problems of a file in file order."""
