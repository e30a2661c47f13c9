"""What a sample is drawn from and how: plain values, kept as JSON with the sample so that it can be drawn again."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class ThreadLimits:
    """What the thread of a unit must look like as a whole; None and False mean anything. Both ends are included.

    answered_within: minutes from the opening to the first answer. asking_least: per cent of its posts that have a
    question mark.
    """

    answers_least: int | None = None
    answers_most: int | None = None
    depth_least: int | None = None
    depth_most: int | None = None
    participants_least: int | None = None
    answered_within: int | None = None
    asking_least: int | None = None
    is_unanswered: bool = False
    opens_with_question: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the limits that were set."""
        return {name: value for name, value in asdict(self).items() if value is not None and value is not False}


class Axis(StrEnum):
    """What units are told apart by before they are drawn."""

    PROFESSION = "profession"
    SOURCE = "source"
    MONTH = "month"
    ANSWERS = "answers"


class Allocation(StrEnum):
    """How many units each stratum gives."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"
    GIVEN = "given"


@dataclass(frozen=True)
class Boost:
    """Units drawn on top of the size, because a rare code is likely in them: a stratum of its own.

    Either `words` as in the search of the corpus, or the uuid of a `code` (and its `name` then) that somebody applied
    to the unit in a closed round or that was settled for it. `is_double`: each of them is coded by two at least.
    """

    size: int
    words: str = ""
    code: str = ""
    name: str = ""
    is_double: bool = False


@dataclass(frozen=True)
class Overlap:
    """How many units two and three coders meet: per cent of all, or numbers."""

    double: int = 0
    triple: int = 0
    is_number: bool = False


@dataclass(frozen=True)
class SampleRecipe:
    """Which units a round is drawn from and how; empty means all.

    search: the address of a saved search, its name kept for the reader. given: profession -> units. whole_threads: the
    lot falls on threads, and all their posts are coded. without: numbers of the rounds whose units are left out.
    Method: "lots" gives each unit a number of its own, so that a unit more or less changes little; samples drawn by
    "shuffle" put the whole population in a random order. population_until, as_of: the last post and the moment that
    count, so that a corpus that grows leaves the draw as it was.
    """

    sources: list[UUID] = field(default_factory=list)
    professions: list[str] = field(default_factory=list)
    since: dt.date | None = None
    until: dt.date | None = None
    threads: ThreadLimits = field(default_factory=ThreadLimits)
    search: str = ""
    search_name: str = ""
    strata: tuple[Axis, ...] = ()
    allocation: Allocation = Allocation.PROPORTIONAL
    given: dict[str, int] = field(default_factory=dict)
    whole_threads: bool = False
    boosts: tuple[Boost, ...] = ()
    without: tuple[int, ...] = ()
    method: str = "shuffle"
    population_until: int | None = None
    as_of: dt.datetime | None = None

    def as_json(self) -> dict[str, object]:
        """Return the recipe as it is kept with the sample; what was not asked for is not there."""
        recipe: dict[str, object] = {
            "sources": [str(source) for source in self.sources],
            "professions": list(self.professions),
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }
        more = {
            "threads": self.threads.as_json(),
            "search": self.search,
            "search_name": self.search_name,
            "strata": [str(axis) for axis in self.strata],
            "allocation": str(self.allocation) if self.strata else "",
            "given": dict(self.given),
            "whole_threads": self.whole_threads,
            "boosts": [asdict(boost) for boost in self.boosts],
            "without": list(self.without),
            "method": self.method if self.method != "shuffle" else "",
            "population_until": self.population_until,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }
        return recipe | {name: value for name, value in more.items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "SampleRecipe":
        """Read a recipe back; names it does not know (size, unit) are left aside."""
        known: dict[str, Any] = {one.name: kept[one.name] for one in fields(cls) if kept.get(one.name)}
        made: dict[str, Callable[[Any], Any]] = {
            "sources": lambda value: [UUID(one) for one in value],
            "since": dt.date.fromisoformat,
            "until": dt.date.fromisoformat,
            "threads": lambda value: ThreadLimits(**value),
            "strata": lambda value: tuple(Axis(axis) for axis in value),
            "allocation": Allocation,
            "boosts": lambda value: tuple(Boost(**one) for one in value),
            "without": tuple,
            "as_of": dt.datetime.fromisoformat,
        }
        return cls(**{name: made[name](value) if name in made else value for name, value in known.items()})
