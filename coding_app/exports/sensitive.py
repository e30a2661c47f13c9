"""Codes that never leave the team: those the codebook calls sensitive, with all that lies below them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coding_app.codebook.models import CodeDefinition
from coding_app.codebook.sensitive import in_force
from coding_app.codebook.tree import LANGUAGES, WORDINGS, dimension_of, in_reading_order, with_all_below
from coding_app.exports.rows import CodebookRow

CODABLE = ("code", "none")
LEFT_OUT = "[…]"
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KeptInside:
    """What of a codebook stays inside: stable names by number of version, names by language, how many codes.

    `codings` holds besides the codes "none applies" of their dimensions: where it is 0 with everything else, one of
    the codes left out would be known to stand.
    """

    entries: Mapping[int, frozenset[str]]
    codings: Mapping[int, frozenset[str]]
    names: Mapping[str, re.Pattern[str] | None]
    codes: int

    @property
    def in_any_version(self) -> frozenset[str]:
        """Return the codes of which no coding and no figure leaves, whatever the version."""
        return _NOTHING.union(*self.codings.values())

    def without_names(self, row: CodebookRow) -> CodebookRow:
        """Take the names of what stays inside out of the other words of an entry; its own name stays."""
        words: dict[str, Any] = {
            f"{name}_{language}": self._without_names(getattr(row, f"{name}_{language}"), language)
            for name in WORDINGS[1:]
            for language in LANGUAGES
        }
        for language in LANGUAGES:
            row = row._replace(note=self._without_names(row.note, language))
        return row._replace(**words)

    def without_names_in(self, text: str) -> str:
        """Take the names of what stays inside, in whichever language, out of a text."""
        for language in LANGUAGES:
            text = self._without_names(text, language)
        return text

    def _without_names(self, text: str, language: str) -> str:
        pattern = self.names[language]
        return pattern.sub(LEFT_OUT, text) if pattern else text


def kept_inside(definitions: Iterable[CodeDefinition]) -> KeptInside:
    """Tell what stays inside, from all definitions of a project, oldest version first.

    What the newest published version says of a code holds for its codings under every version, so that a flag may be
    put on or taken off later; a flag in the draft holds too.
    """
    versions: dict[int, list[CodeDefinition]] = {}
    for row in definitions:
        versions.setdefault(row.version.number, []).append(row)
    ordered = {number: in_reading_order(rows) for number, rows in versions.items()}
    wanted = in_force(ordered.values())
    inside = {number: with_all_below(rows, wanted) for number, rows in ordered.items()}
    kept = [row for number, rows in ordered.items() for row in rows if row.code_id in inside[number]]
    return KeptInside(
        entries={number: _slugs(rows, inside[number]) for number, rows in ordered.items()},
        codings={number: _slugs(rows, _with_none(rows, inside[number])) for number, rows in ordered.items()},
        names={language: _pattern(kept, language) for language in LANGUAGES},
        codes=len({row.code_id for row in kept if row.kind == "code"}),
    )


def _with_none(rows: Sequence[CodeDefinition], inside: set[int]) -> set[int]:
    owner = dimension_of(rows)
    touched = {owner[row.code_id] for row in rows if row.code_id in inside and row.kind in CODABLE}
    return inside | {row.code_id for row in rows if row.kind == "none" and owner[row.code_id] in touched}


def _slugs(rows: Sequence[CodeDefinition], code_ids: set[int]) -> frozenset[str]:
    return frozenset(row.code.slug for row in rows if row.code_id in code_ids)


def _pattern(kept: Sequence[CodeDefinition], language: str) -> re.Pattern[str] | None:
    """Return what finds the names of entries as whole words, the longest first; a stable name when it has a dot."""
    named = [row for row in kept if row.kind != "none"]
    names = {getattr(row, f"name_{language}").strip() for row in named}
    names |= {row.code.slug for row in named if "." in row.code.slug}
    wanted = "|".join(re.escape(name) for name in sorted(names - {""}, key=lambda one: (-len(one), one)))
    return re.compile(rf"(?<!\w)(?:{wanted})(?!\w)", re.IGNORECASE) if wanted else None
