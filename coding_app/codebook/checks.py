"""What a draft must satisfy before it is published: pure, every problem at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from coding_app.codebook.tree import Place, dimension_of, in_reading_order, wording

# Keys of the coding screen: next and previous, undo, memo, doubt, sentence, whole post, and G then a page.
RESERVED_KEYS = frozenset("jkundspg")
NONE_KEY = "0"


class Checked(Place, Protocol):
    """What the checks look at in a definition."""

    @property
    def key(self) -> str:
        """Return its key."""

    @property
    def name_fr(self) -> str:
        """Return its name in French."""

    @property
    def name_en(self) -> str:
        """Return its name in English."""


@dataclass(frozen=True)
class Problem:
    """One thing to repair: why, in which entry (None: in the whole codebook), and words of the sentence."""

    reason: str
    code_id: int | None = None
    name: str = ""
    other: str = ""
    key: str = ""


def key_problem(key: str, kind: str) -> str:
    """Return why a key cannot be the key of such an entry, or nothing."""
    if kind in {"dimension", "group"}:
        return "key_not_codable" if key else ""
    if kind == "none":
        return "key_of_none" if key != NONE_KEY else ""
    if key == NONE_KEY:
        return "key_is_zero"
    if key in RESERVED_KEYS:
        return "key_reserved"
    if key and not (len(key) == 1 and key.isascii() and (key.isdigit() or key.islower())):
        return "key_unknown"
    return ""


def problems(rows: Sequence[Checked], language: str) -> list[Problem]:
    """Return everything that keeps a version from being published, in reading order, entries named in a language."""
    ordered = in_reading_order(rows)
    if not ordered:
        return [Problem("no_dimension")]
    owner = dimension_of(ordered)
    found: list[Problem] = []
    taken: dict[tuple[int, str], Checked] = {}
    for row in ordered:
        if not row.name_fr.strip() or not row.name_en.strip():
            found.append(Problem("name_missing", row.code_id, wording(row, "name", language)))
        if reason := key_problem(row.key, row.kind):
            found.append(Problem(reason, row.code_id, wording(row, "name", language), key=row.key))
        if row.kind == "code" and row.key:
            first = taken.setdefault((owner[row.code_id], row.key), row)
            if first is not row:
                found.append(
                    Problem(
                        "key_twice",
                        row.code_id,
                        wording(row, "name", language),
                        wording(first, "name", language),
                        row.key,
                    )
                )
        if row.kind == "dimension":
            kinds = [one.kind for one in ordered if owner[one.code_id] == row.code_id]
            found += _dimension_problems(row.code_id, wording(row, "name", language), kinds)
    return found


def _dimension_problems(code_id: int, name: str, kinds: Sequence[str]) -> list[Problem]:
    found = []
    if "code" not in kinds:
        found.append(Problem("no_code", code_id, name))
    if kinds.count("none") != 1:
        found.append(Problem("none_not_once", code_id, name))
    return found
