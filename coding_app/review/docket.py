"""The docket: units with their cases, filtered; what comes before and after one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID

from coding_app.accounts.models import User
from coding_app.coding.queries import structure
from coding_app.review.queries import Case, State
from coding_app.sampling.models import Round, Unit

ALL = "all"
WORST_FIRST = (State.DIFFER, State.INCOMPLETE, State.SETTLED, State.AGREE)


@dataclass(frozen=True)
class Filters:
    """Which units are wanted: by state, by a code (or dimension) in question, by two coders who differ."""

    state: str = State.DIFFER.value
    code: UUID | None = None
    pair: str = ""

    @property
    def query(self) -> str:
        """Return the filters as the end of an address, beginning with "?", or nothing for the usual ones."""
        given = {"state": self.state if self.state != State.DIFFER else "", "code": self.code, "pair": self.pair}
        words = urlencode({name: value for name, value in given.items() if value})
        return f"?{words}" if words else ""


@dataclass(frozen=True)
class UnitRow:
    """A unit of the docket: all its cases, and those that the filters are about."""

    unit: Unit
    cases: tuple[Case, ...]
    wanted: tuple[Case, ...]

    @property
    def state(self) -> State:
        """Return the state that asks most of the reader."""
        return next(state for state in WORST_FIRST if any(case.state == state for case in self.wanted))

    def is_in(self, state: str) -> bool:
        """Say whether the unit belongs under a state: any of its cases does, all of them for agreement."""
        if state == ALL:
            return True
        if state == State.AGREE:
            return self.state == State.AGREE
        return any(case.state == state for case in self.wanted)


def unit_rows(cases: Sequence[Case]) -> list[UnitRow]:
    """Gather cases by unit; the order stays."""
    groups = [tuple(each) for _unit, each in groupby(cases, lambda case: case.unit.pk)]
    return [UnitRow(group[0].unit, group, group) for group in groups]


def narrowed(rows: Sequence[UnitRow], filters: Filters, round: Round, coders: Sequence[User]) -> list[UnitRow]:
    """Keep the units with a case about the wanted code, or dimension, between the wanted coders, whatever its state."""
    code = structure(round.codebook_version).ids.get(filters.code) if filters.code else None
    if filters.code and code is None:
        return []
    pair = pair_of(filters.pair, coders)
    about = [(row, tuple(case for case in row.cases if _concerns(case, code, pair))) for row in rows]
    return [UnitRow(row.unit, row.cases, wanted) for row, wanted in about if wanted]


def _concerns(case: Case, code: int | None, pair: tuple[int, int] | None) -> bool:
    about = code is None or case.dimension.pk == code or code in case.codes_in_question
    return about and (pair is None or case.differs_between(*pair))


def pair_of(words: str, coders: Sequence[User]) -> tuple[int, int] | None:
    """Read two coders from an address ("uuid.uuid"); None for anything else."""
    known = {str(coder.uuid): coder.pk for coder in coders}
    first, _dot, second = words.partition(".")
    return (known[first], known[second]) if first in known and second in known else None


def pairs(coders: Sequence[User]) -> list[tuple[str, User, User]]:
    """Return every pair of coders with its words for an address."""
    return [(f"{a.uuid}.{b.uuid}", a, b) for place, a in enumerate(coders) for b in coders[place + 1 :]]


def coders_of(cases: Sequence[Case]) -> list[User]:
    """Return everybody who answered something, by name."""
    found = {coder.pk: coder for case in cases for coder in case.coders}
    return sorted(found.values(), key=lambda coder: (coder.display_name, coder.pk))


@dataclass(frozen=True)
class Neighbors:
    """The units before and after one, and its place among the filtered ones (None when it is not among them)."""

    previous: Unit | None
    next: Unit | None
    place: int | None
    total: int


def neighbors(everything: Sequence[UnitRow], wanted: Sequence[UnitRow], unit: Unit) -> Neighbors:
    """Find the neighbors of a unit among the wanted ones, in the order of everything; no wrapping round."""
    order = {row.unit.pk: place for place, row in enumerate(everything)}
    here = order.get(unit.pk, -1)
    before = [row.unit for row in wanted if order[row.unit.pk] < here]
    after = [row.unit for row in wanted if order[row.unit.pk] > here]
    is_among = len(before) + len(after) < len(wanted)
    return Neighbors(
        before[-1] if before else None, after[0] if after else None, len(before) + 1 if is_among else None, len(wanted)
    )
