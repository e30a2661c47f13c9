"""Lay the rows of a file beside the entries of a draft: what is new, what is there already, what changes; pure.

The same entry is the one with the same identity, else the same stable name, else the same name in the same dimension;
always of the same kind. Nothing is ever taken away: what the file does not have stays.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coding_app.codebook.exchange.rows import Note, Rows
from coding_app.codebook.tree import FLAGS, LANGUAGES, WORDINGS, Row, dimension_of, in_reading_order

TEXTS = tuple(f"{name}_{language}" for name in WORDINGS for language in LANGUAGES)
RULES = ("selection", "level", "applies_to")
IDENTITY, STABLE_NAME, NAME, PLACE = "identity", "stable_name", "name", "place"


@dataclass(frozen=True)
class Step:
    """One row of the file: the entry it is in the codebook, if any, how that is known, and what it would change.

    `is_back` says that the code lives in older versions and not in the draft. `values` holds the fields to write.
    """

    row: Mapping[str, Any]
    depth: int
    found: Row | None = None
    how: str = ""
    is_back: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Say whether the draft gets an entry that it has not."""
        return self.found is None or self.is_back

    @property
    def name(self) -> str:
        """Return the name in the file."""
        return str(self.row["name_fr"] or self.row["name_en"])


@dataclass(frozen=True)
class Plan:
    """What taking a file in would do, rows in the order of the file, and what had to change on the way."""

    steps: tuple[Step, ...]
    notes: tuple[Note, ...]

    @property
    def new(self) -> int:
        """Count the entries the draft would get."""
        return sum(step.is_new for step in self.steps)

    @property
    def same(self) -> int:
        """Count the entries the draft has already."""
        return len(self.steps) - self.new

    @property
    def changed(self) -> int:
        """Count those of them that the file words or rules otherwise."""
        return sum(bool(step.values) and not step.is_new for step in self.steps)


def plan(read: Rows, draft: Sequence[Row], gone: Sequence[Row] = ()) -> Plan:
    """Lay rows beside a draft; `gone` are the last definitions of codes that the draft has no more."""
    ordered = in_reading_order(draft)
    matched = _Matching(read.rows, ordered, gone).matched()
    owner, keys = dimension_of(ordered), _keys(ordered)
    steps: list[Step] = []
    notes = list(read.notes)
    depths: dict[str | None, int] = {}
    holders: dict[str | None, object] = {}
    for row in _kept(read.rows, {slug for slug, (one, _how) in matched.items() if one.code_id in owner}):
        slug, parent = row["slug"], row["parent"]
        depths[slug] = depths.get(parent, -1) + 1
        found, how = matched.get(slug, (None, ""))
        is_back = found is not None and found.code_id not in owner
        holders[slug] = holders.get(parent, slug) if found is None or is_back else owner[found.code_id]
        values = _values(row, found, read.filled.get(slug, frozenset()))
        if values.get("key") and not _takes(keys, holders[slug], found, values["key"]):
            notes.append(Note("key_dropped", row["name_fr"] or row["name_en"], values.pop("key")))
        steps.append(Step(row, depths[slug], found, how, is_back, values))
    known = {str(one.code.uuid): one.kind for one in (*ordered, *gone)}
    notes += [
        Note("kind_differs", step.name)
        for step in steps
        if known.get(step.row.get("uuid", ""), step.row["kind"]) != step.row["kind"]
    ]
    return Plan(tuple(steps), tuple(notes))


@dataclass
class _Matching:
    """The entries of a codebook by what they may be known by; each is met by one row at most."""

    rows: Sequence[Mapping[str, Any]]
    draft: Sequence[Row]
    gone: Sequence[Row]
    found: dict[str, tuple[Row, str]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def matched(self) -> dict[str, tuple[Row, str]]:
        """Return, by stable name in the file, the entry a row is and how that is known."""
        everything = [*self.draft, *self.gone]
        by_uuid = {str(one.code.uuid): one for one in everything}
        by_slug = {one.code.slug: one for one in everything}
        for row in self.rows:
            self._meet(row, by_uuid.get(row.get("uuid", "")), IDENTITY)
        for row in self.rows:
            self._meet(row, by_slug.get(row["slug"]), STABLE_NAME)
        self._by_name()
        self._nones()
        return self.found

    def _meet(self, row: Mapping[str, Any], one: Row | None, how: str) -> None:
        is_free = one is not None and one.code_id not in self.taken and one.kind == row["kind"] != "none"
        if one is not None and is_free and row["slug"] not in self.found:
            self.found[row["slug"]] = one, how
            self.taken.add(one.code_id)

    def _by_name(self) -> None:
        """Match by name: in the dimension that is the same, or anywhere when only one entry has the name."""
        owner = dimension_of(self.draft)
        named: dict[tuple[str, str], list[Row]] = {}
        for one in self.draft:
            for name in _names(one):
                named.setdefault((one.kind, name), []).append(one)
        tops = _tops(self.rows)
        for row in self.rows:
            candidates = [one for name in _names(row) for one in named.get((row["kind"], name), ())]
            top = self.found.get(tops[row["slug"]])
            if top is not None and row["kind"] != "dimension":
                near = [one for one in candidates if owner[one.code_id] == top[0].code_id]
            else:
                near = candidates if len({one.code_id for one in candidates}) == 1 else []
            for one in near[:1]:
                self._meet(row, one, NAME)

    def _nones(self) -> None:
        """A dimension has one entry that says no code applies: that of the file is that of the draft."""
        nones = {one.parent_id: one for one in self.draft if one.kind == "none"}
        for row in self.rows:
            top = self.found.get(row["parent"] or "")
            if row["kind"] == "none" and top is not None and top[0].code_id in nones:
                self.found[row["slug"]] = nones[top[0].code_id], PLACE


def _names(row: Row | Mapping[str, Any]) -> list[str]:
    read = row.get if isinstance(row, Mapping) else lambda name: getattr(row, name)
    return list(dict.fromkeys(name.casefold() for one in LANGUAGES if (name := read(f"name_{one}") or "")))


def _tops(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the dimension of each row by stable name; parents come before what lies in them."""
    tops: dict[str, str] = {}
    for row in rows:
        tops[row["slug"]] = tops[row["parent"]] if row["parent"] else row["slug"]
    return tops


def _kept(rows: Sequence[Mapping[str, Any]], here: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """Leave out new dimensions and groups of which every code is in the codebook already: they would be empty."""
    above = {row["slug"]: row["parent"] for row in rows}
    full, wanted = set(), set()
    for row in rows:
        if row["kind"] == "code":
            place = row["parent"]
            while place:
                full.add(place)
                if row["slug"] not in here:
                    wanted.add(place)
                place = above[place]
    idle = {slug for slug in full - wanted if slug not in here}
    for row in rows:
        if row["slug"] not in idle and (row["kind"] != "none" or row["parent"] not in idle):
            yield row


def _values(row: Mapping[str, Any], found: Row | None, filled: frozenset[str]) -> dict[str, Any]:
    """Return the fields to write: all of a new entry, what the file says otherwise of one that is there."""
    names = (*TEXTS, "colour", *(("key",) if row["kind"] in {"code", "none"} else ()))
    names = (*names, *RULES) if row["kind"] == "dimension" else names
    if found is None:
        return {name: row.get(name, "") for name in names} | {name: bool(row.get(name)) for name in FLAGS}
    said = [name for name in names if row.get(name) and name not in filled]
    changed = {name: row[name] for name in said if row[name] != getattr(found, name)}
    return changed | {name: True for name in FLAGS if row.get(name) and not getattr(found, name)}


def _keys(ordered: Sequence[Row]) -> dict[object, dict[str, int]]:
    """Return, by the dimension they lie in, which code has which key."""
    owner = dimension_of(ordered)
    keys: dict[object, dict[str, int]] = {}
    for row in ordered:
        if row.key:
            keys.setdefault(owner[row.code_id], {})[row.key] = row.code_id
    return keys


def _takes(keys: dict[object, dict[str, int]], holder: object, found: Row | None, key: str) -> bool:
    """Take a key in a dimension, if no other code has it; say whether it was free."""
    mine = keys.setdefault(holder, {})
    code = found.code_id if found else 0
    if key in mine and (not code or mine[key] != code):
        return False
    mine[key] = code or -1
    return True
