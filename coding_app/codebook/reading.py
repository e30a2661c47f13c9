"""What the codebook pages show: an entry in words, its history, the changes between versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import Promise

from coding_app.codebook import changes, tree
from coding_app.codebook.models import CodebookVersion, CodeDefinition
from coding_app.codebook.sentences import WORDS, part_words


@dataclass(frozen=True)
class Wording:
    """One part of a definition: what it is, its words, and the language they are in."""

    label: str | Promise
    text: str
    language: str


def wordings(row: CodeDefinition, language: str) -> list[Wording]:
    """Return the parts of a definition that are written, without the name."""
    parts = []
    for name in tree.WORDINGS[1:]:
        own = getattr(row, f"{name}_{language}")
        other = next(one for one in tree.LANGUAGES if one != language)
        if text := tree.wording(row, name, language):
            parts.append(Wording(WORDS[name], text, language if own else other))
    return parts


@dataclass(frozen=True)
class Era:
    """A wording of a code and the versions it held in, the oldest of them last."""

    row: CodeDefinition
    name: str
    parts: list[Wording]
    versions: list[CodebookVersion]


def eras(rows: Sequence[CodeDefinition], language: str) -> list[Era]:
    """Return the wordings of a code through the versions, newest first; rows come newest first."""
    groups: list[list[CodeDefinition]] = [[row] for row in rows[:1]]
    for newer, older in pairwise(rows):
        if _same(newer, older):
            groups[-1].append(older)
        else:
            groups.append([older])
    return [
        Era(
            group[0],
            tree.wording(group[0], "name", language),
            wordings(group[0], language),
            [one.version for one in group],
        )
        for group in groups
    ]


def _same(one: CodeDefinition, other: CodeDefinition) -> bool:
    names = (*changes.FIELDS, "parent_id", "key")
    return all(getattr(one, name) == getattr(other, name) for name in names)


@dataclass(frozen=True)
class ChangedEntry:
    """One line of a list of changes: what happened to which entry, in which fields."""

    kind: str
    name: str
    slug: str
    fields: list[str]


def changed_entries(
    before: Sequence[CodeDefinition], after: Sequence[CodeDefinition], language: str
) -> list[ChangedEntry]:
    """Return what changed between two versions, one line for each entry and kind of change."""
    found = changes.changes(before, after)
    named = {row.code_id: row for row in after}
    lines = [
        ChangedEntry(kind, tree.wording(row, "name", language), row.code.slug, [])
        for kind, rows in (("added", found.added), ("removed", found.removed), ("moved", found.moved))
        for row in rows
    ]
    for code_id, names in found.reworded.items():
        row = named[code_id]
        lines.append(ChangedEntry("reworded", tree.wording(row, "name", language), row.code.slug, part_words(names)))
    return lines
