"""What changed between two versions of a codebook: pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from coding_app.codebook.tree import FLAGS, LANGUAGES, WORDINGS, Row, dimension_of, in_reading_order

FIELDS = (
    *(f"{name}_{language}" for name in WORDINGS for language in LANGUAGES),
    *("selection", "level", "applies_to", *FLAGS),
)
CODABLE = frozenset({"code", "none"})


@dataclass(frozen=True)
class Changes:
    """Entries that came, went, changed their place or their wording; the fields that changed by code id."""

    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    moved: tuple[Row, ...] = ()
    reworded: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return bool(self.added or self.removed or self.moved or self.reworded)


def changes(before: Sequence[Row], after: Sequence[Row]) -> Changes:
    """Compare two versions; an entry is the same one when its code is, whatever its wording.

    Moved means under another parent; order, keys and colors are not compared, since they do not change what a coding
    says.
    """
    old = {row.code_id: row for row in before}
    new = {row.code_id: row for row in after}
    both = [(old[row.code_id], row) for row in in_reading_order(after) if row.code_id in old]
    different = {
        row.code_id: tuple(name for name in FIELDS if getattr(was, name) != getattr(row, name)) for was, row in both
    }
    return Changes(
        added=tuple(row for row in in_reading_order(after) if row.code_id not in old),
        removed=tuple(row for row in in_reading_order(before) if row.code_id not in new),
        moved=tuple(row for was, row in both if was.parent_id != row.parent_id),
        reworded={code_id: names for code_id, names in different.items() if names},
    )


def fates(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[int, str]]:
    """Return what became of codes, as (code id, kind): retired when gone, moved when in another dimension."""
    was, now = dimension_of(in_reading_order(before)), dimension_of(in_reading_order(after))
    codes = [row.code_id for row in in_reading_order(before) if row.kind in CODABLE]
    retired = [(code_id, "retired") for code_id in codes if code_id not in now]
    moved = [(code_id, "moved") for code_id in codes if code_id in now and now[code_id] != was[code_id]]
    return retired + moved


def untold(fates: Sequence[tuple[int, str]], told: Collection[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the fates that no row tells yet; a code that is merged or split is gone for that reason, not retired."""
    gone = {code_id for code_id, kind in told if kind in {"merged", "split", "retired"}}
    return [
        (code_id, kind)
        for code_id, kind in fates
        if (code_id, kind) not in told and not (kind == "retired" and code_id in gone)
    ]
