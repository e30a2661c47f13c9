"""Which posts a round may be drawn from: plain values."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class SampleRecipe:
    """Which posts a round may draw from; empty means all."""

    sources: list[UUID] = field(default_factory=list)
    professions: list[str] = field(default_factory=list)
    since: dt.date | None = None
    until: dt.date | None = None

    def as_json(self) -> dict[str, object]:
        """Return the recipe as it is kept with the sample."""
        recipe = asdict(self)
        recipe["sources"] = [str(source) for source in self.sources]
        recipe["since"] = self.since.isoformat() if self.since else None
        recipe["until"] = self.until.isoformat() if self.until else None
        return recipe
