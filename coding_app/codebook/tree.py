"""The tree of a codebook version as plain values: dimensions, and in each its groups, codes and "none applies"."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

LANGUAGES = ("fr", "en")
FLAGS = ("is_sensitive", "is_interpretive")
WORDINGS = ("name", "definition", "use_when", "do_not_use_when", "positive_example", "negative_example")


class Identity(Protocol):
    """What names a code in every version."""

    @property
    def uuid(self) -> UUID:
        """Return its identity outside."""

    @property
    def slug(self) -> str:
        """Return its stable name."""


class Place(Protocol):
    """What places an entry: itself, what it lies in, and its place in reading order."""

    @property
    def code_id(self) -> int:
        """Return the id of the code."""

    @property
    def parent_id(self) -> int | None:
        """Return the id of the code it lies in."""

    @property
    def position(self) -> int:
        """Return its place among all entries."""

    @property
    def kind(self) -> str:
        """Return what it is: dimension, group, code, none."""


class Row(Place, Protocol):
    """One definition of a version, with the identity of its code; wordings are read by name and language."""

    @property
    def code(self) -> Identity:
        """Return the code."""

    @property
    def key(self) -> str:
        """Return its key."""

    @property
    def colour(self) -> int:
        """Return its color number."""

    @property
    def is_sensitive(self) -> bool:
        """Say whether it, with what lies below it, is kept out of what leaves the team."""

    @property
    def is_interpretive(self) -> bool:
        """Say whether no coefficient is computed for it."""

    @property
    def selection(self) -> str:
        """Return how many codes a unit takes."""

    @property
    def level(self) -> str:
        """Return the level of measurement."""

    @property
    def applies_to(self) -> str:
        """Return which units it is asked of."""


@dataclass(frozen=True)
class CodeEntry:
    """A group, code or "none applies" inside a dimension, in one language; ``id`` is that of the code."""

    id: int
    uuid: UUID
    slug: str
    kind: str
    key: str
    colour: int
    depth: int
    name: str
    definition: str = ""
    use_when: str = ""
    do_not_use_when: str = ""
    positive_example: str = ""
    negative_example: str = ""
    is_sensitive: bool = False
    is_interpretive: bool = False


@dataclass(frozen=True)
class Dimension:
    """A question asked of each unit, with its entries in reading order."""

    id: int
    uuid: UUID
    slug: str
    name: str
    definition: str
    selection: str
    level: str
    applies_to: str
    entries: tuple[CodeEntry, ...] = field(default=())
    is_sensitive: bool = False

    @property
    def codes(self) -> tuple[CodeEntry, ...]:
        """Return the entries that can be applied, without "none applies"."""
        return tuple(entry for entry in self.entries if entry.kind == "code")

    @property
    def none(self) -> CodeEntry | None:
        """Return the entry that says none of the codes applies."""
        return next((entry for entry in self.entries if entry.kind == "none"), None)


def wording(row: object, name: str, language: str) -> str:
    """Return a wording in the language, or in the other one while it is not translated."""
    first, second = (language, *(other for other in LANGUAGES if other != language))[:2]
    return str(getattr(row, f"{name}_{first}", "") or getattr(row, f"{name}_{second}", ""))


def build(rows: Iterable[Row], language: str) -> list[Dimension]:
    """Build the dimensions of a version in reading order; an entry that lies nowhere is left out."""
    ordered = in_reading_order(list(rows))
    depths = depths_of(ordered)
    entries: dict[int, list[CodeEntry]] = {}
    owner = dimension_of(ordered)
    kept_inside = sensitive(ordered)
    for row in ordered:
        if row.kind != "dimension":
            entry = _entry(row, depths[row.code_id] - 1, language, is_sensitive=row.code_id in kept_inside)
            entries.setdefault(owner[row.code_id], []).append(entry)
    return [
        Dimension(
            id=row.code_id,
            uuid=row.code.uuid,
            slug=row.code.slug,
            name=wording(row, "name", language),
            definition=wording(row, "definition", language),
            selection=row.selection,
            level=row.level,
            applies_to=row.applies_to,
            entries=tuple(entries.get(row.code_id, ())),
            is_sensitive=row.code_id in kept_inside,
        )
        for row in ordered
        if row.kind == "dimension"
    ]


def _entry(row: Row, depth: int, language: str, *, is_sensitive: bool) -> CodeEntry:
    return CodeEntry(
        row.code_id,
        row.code.uuid,
        row.code.slug,
        row.kind,
        row.key,
        row.colour,
        depth,
        is_sensitive=is_sensitive,
        is_interpretive=row.is_interpretive,
        **{name: wording(row, name, language) for name in WORDINGS},
    )


P = TypeVar("P", bound=Place)


def in_reading_order(rows: Sequence[P]) -> list[P]:
    """Order entries depth first, siblings by position and "none applies" last; what lies nowhere is left out."""
    below: dict[int | None, list[P]] = {}
    for row in sorted(rows, key=lambda one: (one.kind == "none", one.position)):
        below.setdefault(row.parent_id, []).append(row)
    ordered: list[P] = []
    stack = below.get(None, [])[::-1]
    while stack:
        row = stack.pop()
        ordered.append(row)
        stack.extend(below.get(row.code_id, [])[::-1])
    return ordered


def depths_of(ordered: Sequence[Place]) -> dict[int, int]:
    """Return how deep each entry lies, a dimension at 0; rows come in reading order."""
    depths: dict[int, int] = {}
    for row in ordered:
        depths[row.code_id] = 0 if row.parent_id is None else depths[row.parent_id] + 1
    return depths


def dimension_of(ordered: Sequence[Place]) -> dict[int, int]:
    """Return the dimension each entry belongs to, itself for a dimension; rows come in reading order."""
    owner: dict[int, int] = {}
    for row in ordered:
        owner[row.code_id] = row.code_id if row.parent_id is None else owner[row.parent_id]
    return owner


def sensitive(ordered: Sequence[Row]) -> set[int]:
    """Return the codes that are sensitive, or lie in something that is; rows come in reading order."""
    return with_all_below(ordered, {row.code_id for row in ordered if row.is_sensitive})


def with_all_below(ordered: Sequence[Place], code_ids: Collection[int]) -> set[int]:
    """Return the given codes that are among the entries, with everything below them; rows come in reading order."""
    found: set[int] = set()
    for row in ordered:
        if row.code_id in code_ids or row.parent_id in found:
            found.add(row.code_id)
    return found


def branch(rows: Sequence[P], code_id: int) -> list[P]:
    """Return an entry and everything below it, in reading order."""
    inside = {code_id}
    found: list[P] = []
    for row in in_reading_order(rows):
        if row.code_id == code_id or row.parent_id in inside:
            inside.add(row.code_id)
            found.append(row)
    return found
