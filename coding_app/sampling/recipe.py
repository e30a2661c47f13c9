"""Which posts a round may be drawn from: plain values."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class ThreadLimits:
    """What the thread of a unit must look like as a whole; None and False mean anything. Both ends are included."""

    answers_least: int | None = None
    answers_most: int | None = None
    depth_least: int | None = None
    depth_most: int | None = None
    participants_least: int | None = None
    is_unanswered: bool = False
    opens_with_question: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the limits that were set."""
        return {name: value for name, value in asdict(self).items() if value is not None and value is not False}


@dataclass(frozen=True)
class SampleRecipe:
    """Which posts a round may draw from; empty means all."""

    sources: list[UUID] = field(default_factory=list)
    professions: list[str] = field(default_factory=list)
    since: dt.date | None = None
    until: dt.date | None = None
    threads: ThreadLimits = field(default_factory=ThreadLimits)

    def as_json(self) -> dict[str, object]:
        """Return the recipe as it is kept with the sample."""
        recipe = asdict(self)
        recipe["sources"] = [str(source) for source in self.sources]
        recipe["since"] = self.since.isoformat() if self.since else None
        recipe["until"] = self.until.isoformat() if self.until else None
        # A recipe without limits stays as it was written before there were any.
        if limits := self.threads.as_json():
            recipe["threads"] = limits
        else:
            del recipe["threads"]
        return recipe
